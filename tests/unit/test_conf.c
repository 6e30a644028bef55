/* Settings, clocks, the error note, traces and log lines. */
#include "base/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "unit.h"

static const char *text, *secret;
static int64_t number;
static bool flag;

static const struct conf_var table[] = {
	CONF_STR("T_TEXT", &text, "default", "some text"),
	CONF_INT("T_NUMBER", &number, 7, 1, 10, "a number"),
	CONF_BOOL("T_FLAG", &flag, true, "a flag"),
	CONF_END,
};
static const struct conf_var with_secret[] = { CONF_SECRET("T_SECRET", &secret, "a secret"), CONF_END };

/* What the table says on standard error is for people; the tests keep their own output clean. */
static int load_quietly(const struct conf_var *t)
{
	int kept = dup(STDERR_FILENO), r;

	assert_non_null(freopen("/dev/null", "w", stderr));
	r = conf_load("SVC", t);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	return r;
}

static void test_defaults_and_prefix(void **state)
{
	(void)state;
	unsetenv("T_TEXT");
	unsetenv("T_NUMBER");
	assert_int_equal(conf_load("SVC", table), 0);
	assert_string_equal(text, "default");
	assert_int_equal(number, 7);
	assert_true(flag);
	setenv("T_TEXT", "plain", 1);
	setenv("SVC_T_TEXT", "own", 1);
	setenv("T_NUMBER", "10", 1);
	setenv("T_FLAG", "off", 1);
	assert_int_equal(conf_load("SVC", table), 0);
	assert_string_equal(text, "own");
	assert_int_equal(number, 10);
	assert_false(flag);
	setenv("SVC_T_TEXT", "", 1); /* empty is unset */
	assert_int_equal(conf_load("SVC", table), 0);
	assert_string_equal(text, "plain");
}

static void test_bad_values_are_refused(void **state)
{
	static const char *const numbers[] = { "0", "11", "x", "1.5", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		setenv("T_NUMBER", numbers[i], 1);
		assert_int_equal(load_quietly(table), -ERR_INVALID);
	}
	setenv("T_NUMBER", "5", 1);
	setenv("T_FLAG", "maybe", 1);
	assert_int_equal(load_quietly(table), -ERR_INVALID);
	setenv("T_FLAG", "1", 1);
	assert_int_equal(conf_load("SVC", table), 0);
	unsetenv("T_SECRET");
	assert_int_equal(load_quietly(with_secret), -ERR_INVALID); /* no default, ever */
	setenv("T_SECRET", "hush", 1);
	assert_int_equal(conf_load("SVC", with_secret), 0);
	assert_string_equal(secret, "hush");
}

static void test_stamps(void **state)
{
	char t[25], h[30];

	(void)state;
	clock_rfc3339(0, t);
	assert_string_equal(t, "1970-01-01T00:00:00.000Z");
	clock_rfc3339(1709210096789, t); /* a leap day */
	assert_string_equal(t, "2024-02-29T12:34:56.789Z");
	clock_rfc3339(-1, t);
	assert_string_equal(t, "1969-12-31T23:59:59.999Z");
	clock_http(784111777, h); /* RFC 9110's own example */
	assert_string_equal(h, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void test_errors(void **state)
{
	(void)state;
	assert_int_equal(fail(ERR_CONFLICT, "step %d", 3), -ERR_CONFLICT);
	assert_string_equal(context()->err.text, "step 3");
	assert_int_equal(context()->err.code, ERR_CONFLICT);
	assert_int_equal(err_info(-ERR_CONFLICT)->status, 409);
	assert_int_equal(err_info(ERR_CONFLICT)->status, 409);
	assert_string_equal(err_info(-99999)->name, "INTERNAL");
	assert_int_equal(fail_private(ERR_DB, "SQLSTATE %s", "42P01"), -ERR_DB);
	assert_string_equal(context()->err.text, "");
	assert_string_equal(context()->err.secret, "SQLSTATE 42P01");
}

static void test_trace(void **state)
{
	static const char *const bad[] = {
		"",
		"00",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
		"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
	};
	const char *good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
	struct context c;

	(void)state;
	context_init(&c);
	context_trace(&c, good, strlen(good));
	assert_string_equal(c.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
	assert_string_equal(c.parent_id, "00f067aa0ba902b7");
	assert_true(c.sampled && strlen(c.span_id) == 16 && strcmp(c.span_id, c.parent_id) != 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		context_trace(&c, bad[i], strlen(bad[i]));
		assert_string_not_equal(c.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
		assert_string_equal(c.parent_id, "");
		assert_int_equal(strlen(c.trace_id), 32);
	}
	context_done(&c);
}

/* The log writes to standard output: read back what it wrote there. */
static void test_log_line_is_json_safe(void **state)
{
	int pipe_fds[2], kept = dup(STDOUT_FILENO);
	static char line[4096];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	fflush(stdout);
	dup2(pipe_fds[1], STDOUT_FILENO);
	log_setup("test", "info");
	log_debug("not_written", LOG_I("n", 1));
	log_info("written", LOG_S("quote", "a\"b\\c\n\x01"), LOG_STR("bad", ((struct str){ "x\xff\xfey", 4 })),
		LOG_I("n", -5), LOG_D("d", 0.5));
	log_flush();
	dup2(kept, STDOUT_FILENO);
	close(kept);
	n = read(pipe_fds[0], line, sizeof(line) - 1);
	assert_true(n > 0);
	line[n] = '\0';
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	assert_null(strstr(line, "not_written"));
	assert_non_null(strstr(line, "\"service\":\"test\",\"event\":\"written\""));
	assert_non_null(strstr(line, "\"quote\":\"a\\\"b\\\\c\\u000a\\u0001\""));
	assert_non_null(strstr(line, "\"bad\":\"x\\ufffd\\ufffdy\",\"n\":-5,\"d\":0.5}\n"));
	assert_true(str_utf8(str_c(line)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_and_prefix),
		cmocka_unit_test(test_bad_values_are_refused),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_trace),
		cmocka_unit_test(test_log_line_is_json_safe),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
