#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/redis.h"
#include "servers.h"

static void in_loop(void (*body)(void *))
{
	if (!test_redis_private())
		skip();
	loop_main(body, NULL);
}

static void open_redis(void)
{
	assert_int_equal(redis_open(test_redis_private()), 0);
	for (int i = 0; i < 300 && !redis_up(); i++)
		wait_ms(10);
	assert_true(redis_up());
}

static void body_commands(void *arg)
{
	struct redis_reply r;

	(void)arg;
	open_redis();
	assert_int_equal(redis(NULL, STR("DEL"), STR("key"), STR("n"), STR("none")), 0);
	assert_int_equal(redis(&r, STR("SET"), STR("key"), STR("a\0b\r\n")), 0);
	assert_true(r.kind == REDIS_STR && str_is(r.str, "OK"));
	assert_int_equal(redis(&r, STR("GET"), STR("key")), 0);
	assert_true(r.kind == REDIS_STR && str_eq(r.str, STR("a\0b\r\n")));
	assert_int_equal(redis(&r, STR("GET"), STR("none")), 0);
	assert_true(r.kind == REDIS_NIL);
	assert_int_equal(redis(&r, STR("INCRBY"), STR("n"), STR("41")), 0);
	assert_true(r.kind == REDIS_INT && r.num == 41);
	assert_int_equal(redis(&r, STR("MGET"), STR("n"), STR("none"), STR("key")), 0);
	assert_true(r.kind == REDIS_ARRAY && r.n == 3 && str_is(r.items[0].str, "41") && r.items[1].kind == REDIS_NIL);
	assert_int_equal(redis(&r, STR("LPUSH"), STR("key"), STR("x")), 0);
	assert_true(r.kind == REDIS_ERROR && str_starts(r.str, STR("WRONGTYPE")));
	assert_int_equal(redis(NULL, STR("LPUSH"), STR("key"), STR("x")), -ERR_REDIS_AWAY);
	redis_close();
}

static void test_commands(void **state)
{
	(void)state;
	in_loop(body_commands);
}

/* ---- many fibers ---------------------------------------------------------------------------- */

static int ended;

struct caller {
	struct fiber *fiber;
	int number, result;
	int64_t got, took;
};

static void count_up(void *arg)
{
	struct caller *c = arg;
	struct redis_reply r = { 0 };
	int64_t began = clock_ms();
	char text[16];

	snprintf(text, sizeof(text), "%d", c->number);
	c->result = redis(&r, STR("ECHO"), str_c(text));
	c->got = c->result == 0 && r.kind == REDIS_STR ? strtoll(r.str.p, NULL, 10) : -1;
	c->took = clock_ms() - began;
	ended++;
}

static void start(struct caller *c, int n)
{
	ended = 0;
	for (int i = 0; i < n; i++) {
		c[i] = (struct caller){ .number = i, .result = 1 };
		assert_int_equal(fiber_start(count_up, &c[i], &c[i].fiber), 0);
	}
}

static void join(int n)
{
	for (int i = 0; i < 1000 && ended < n; i++)
		wait_ms(5);
	assert_int_equal(ended, n);
}

static void body_many(void *arg)
{
	static struct caller c[500];
	struct redis_stats s;

	(void)arg;
	open_redis();
	start(c, 500);
	join(500);
	for (int i = 0; i < 500; i++)
		assert_true(c[i].result == 0 && c[i].got == i);
	redis_stats(&s);
	assert_true(s.commands == 500 && s.connects == 1 && s.errors == 0 && s.up);
	redis_close();
	assert_int_equal(redis(NULL, STR("PING")), -ERR_REDIS_AWAY);
}

static void body_large(void *arg)
{
	size_t n = 8 << 20;
	char *big = malloc(n);
	struct redis_reply r;

	(void)arg;
	assert_non_null(big);
	memset(big, 'x', n);
	open_redis();
	assert_int_equal(redis(NULL, STR("SET"), STR("big"), ((struct str){ big, n })), 0);
	assert_int_equal(redis(&r, STR("GET"), STR("big")), 0);
	assert_true(str_eq(r.str, (struct str){ big, n }));
	free(big);
	redis_close();
}

/* A caller that hangs up while its answer is on the way: the others get theirs. */
static void body_hangup(void *arg)
{
	static struct caller c[50];

	(void)arg;
	open_redis();
	for (int turns = 0; turns < 6; turns++) {
		start(c, 50);
		for (int i = 0; i < turns; i++)
			wait_turn();
		for (int i = 0; i < 50; i += 2)
			fiber_cancel(c[i].fiber, ERR_GONE);
		join(50);
		for (int i = 0; i < 50; i++)
			assert_true(
				i % 2 ? c[i].result == 0 && c[i].got == i : c[i].result == -ERR_GONE || c[i].got == i);
	}
	redis_close();
}

static void body_close_early(void *arg)
{
	static struct caller c[10];

	(void)arg;
	open_redis();
	start(c, 10);
	wait_turn();
	redis_close();
	join(10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(c[i].result, -ERR_REDIS_AWAY);
}

/* ---- send, scripts -------------------------------------------------------------------------- */

static void body_send(void *arg)
{
	struct redis_reply r;
	struct redis_stats s;

	(void)arg;
	open_redis();
	assert_int_equal(redis(NULL, STR("SET"), STR("sent"), STR("1")), 0);
	redis_send((struct str[]){ STR("INCR"), STR("sent") }, 2);
	redis_send((struct str[]){ STR("LPUSH"), STR("sent"), STR("x") }, 3);
	assert_int_equal(redis(&r, STR("GET"), STR("sent")), 0);
	assert_true(str_is(r.str, "2"));
	redis_stats(&s);
	assert_int_equal(s.errors, 1);
	redis_close();
}

static void body_eval(void *arg)
{
	static struct redis_script add = { .lua = "return redis.call('INCRBY', KEYS[1], ARGV[1]) + ARGV[2]" };
	static struct redis_script bad = { .lua = "return redis.call('NOSUCH')" };
	struct redis_reply r;

	(void)arg;
	open_redis();
	assert_int_equal(redis(NULL, STR("DEL"), STR("eval")), 0);
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(redis_eval(&r, &add, &STR("eval"), 1, (struct str[]){ STR("2"), STR("100") }, 2), 0);
		assert_true(r.kind == REDIS_INT && r.num == 100 + 2 * i);
		/* The server forgets its scripts, as a restarted one would. */
		assert_int_equal(redis(NULL, STR("SCRIPT"), STR("FLUSH")), 0);
	}
	assert_int_equal(redis_eval(&r, &bad, NULL, 0, NULL, 0), 0);
	assert_true(r.kind == REDIS_ERROR);
	redis_close();
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void pop(void *arg)
{
	struct redis_line *line = NULL;
	struct redis_reply r = { 0 };
	struct caller *c = arg;
	int64_t began = clock_ms();

	c->result = redis_line_open(&line);
	if (c->result == 0)
		c->result = redis_line_command(
			line, &r, (struct str[]){ STR("BLPOP"), STR("list"), STR("3") }, 3, 4000);
	c->got = r.kind == REDIS_ARRAY && r.n == 2 ? (int64_t)r.items[1].str.n : -1;
	c->took = clock_ms() - began;
	redis_line_free(line);
	ended++;
}

static void body_line(void *arg)
{
	struct caller c = { .result = 1 };

	(void)arg;
	open_redis();
	assert_int_equal(redis(NULL, STR("DEL"), STR("list")), 0);
	ended = 0;
	assert_int_equal(fiber_start(pop, &c, NULL), 0);
	wait_ms(700); /* longer than a command on the shared connection may take */
	assert_int_equal(ended, 0);
	assert_int_equal(redis(NULL, STR("PING")), 0); /* which it does not hold up */
	assert_int_equal(redis(NULL, STR("RPUSH"), STR("list"), STR("four")), 0);
	join(1);
	assert_true(c.result == 0 && c.got == 4);

	for (int ms = 0; ms < 40; ms += 4) {
		ended = 0;
		assert_int_equal(fiber_start(pop, &c, &c.fiber), 0);
		wait_ms(ms);
		fiber_cancel(c.fiber, ERR_SHUTDOWN);
		join(1);
		assert_int_equal(c.result, -ERR_SHUTDOWN);
	}
	redis_close();
}

/* ---- trouble -------------------------------------------------------------------------------- */

static void up_wanted(bool up)
{
	for (int i = 0; i < 500 && redis_up() != up; i++)
		wait_ms(10);
	assert_true(redis_up() == up);
}

static void body_silent(void *arg)
{
	static struct caller c[20];
	int64_t since, began;
	struct redis_stats s;

	(void)arg;
	open_redis();
	since = redis_since();
	wait_ms(5);
	test_redis_pause(true);
	start(c, 20);
	join(20);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(c[i].result, -ERR_REDIS_AWAY);
		assert_in_range(c[i].took, 200, 900);
	}
	/* From now on nobody waits. */
	began = clock_ms();
	assert_int_equal(redis(NULL, STR("PING")), -ERR_REDIS_AWAY);
	assert_true(clock_ms() - began < 50);
	test_redis_pause(false);
	up_wanted(true);
	assert_int_equal(redis(NULL, STR("PING")), 0);
	assert_true(redis_since() > since);
	redis_stats(&s);
	assert_true(s.timeouts >= 1 && s.connects == 2);
	redis_close();
}

static void body_killed(void *arg)
{
	static struct redis_script one = { .lua = "return 1" };
	static struct caller c[20];
	struct redis_reply r;

	(void)arg;
	open_redis();
	assert_int_equal(redis_eval(&r, &one, NULL, 0, NULL, 0), 0);
	test_redis_pause(true);
	start(c, 20);
	wait_ms(20);
	test_redis_down();
	join(20);
	for (int i = 0; i < 20; i++)
		assert_true(c[i].result == -ERR_REDIS_AWAY && c[i].took < 400);
	wait_ms(300);
	assert_false(redis_up());
	test_redis_up();
	up_wanted(true);
	assert_int_equal(redis_eval(&r, &one, NULL, 0, NULL, 0), 0);
	assert_true(r.kind == REDIS_INT && r.num == 1);
	redis_close();
}

/* From outside, as an operator would. */
static void cli(const char *words)
{
	char command[160];
	long port = strtol(strrchr(test_redis_private(), ':') + 1, NULL, 10);

	snprintf(command, sizeof(command), "redis-cli --no-auth-warning -a secret -p %ld %s >/dev/null", port, words);
	assert_int_equal(system(command), 0);
}

/* It still answers reads: with what it held before it took no more writes. */
static void body_unwritable(void *arg)
{
	static const char *const faults[][2] = { { "config set maxmemory 1", "config set maxmemory 0" },
		{ "replicaof 127.0.0.1 1", "replicaof no one" } };
	struct redis_reply r;
	int64_t since;

	(void)arg;
	open_redis();
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		assert_int_equal(redis(&r, STR("SET"), STR("copy"), STR("old")), 0);
		since = redis_since();
		cli(faults[i][0]);
		assert_int_equal(redis(&r, STR("SET"), STR("copy"), STR("new")), 0);
		assert_int_equal(r.kind, REDIS_ERROR);
		assert_int_equal(redis(&r, STR("GET"), STR("copy")), -ERR_REDIS_AWAY);
		wait_ms(400);
		assert_false(redis_up());
		cli(faults[i][1]);
		up_wanted(true);
		assert_true(redis_since() > since);
	}
	redis_close();
}

static void body_refused(void *arg)
{
	char url[64];

	(void)arg;
	assert_int_equal(redis_open("redis://127.0.0.1:1"), 0);
	wait_ms(250);
	assert_false(redis_up());
	assert_int_equal(redis(NULL, STR("PING")), -ERR_REDIS_AWAY);
	redis_close();

	/* A wrong password never comes up. */
	snprintf(url, sizeof(url), "redis://:wrong%s", strchr(test_redis_private(), '@'));
	assert_int_equal(redis_open(url), 0);
	wait_ms(250);
	assert_false(redis_up());
	redis_close();

	assert_int_equal(redis_open("http://x"), -ERR_INVALID);
	assert_int_equal(redis_open("redis://"), -ERR_INVALID);
	assert_int_equal(redis_open("redis://h:0"), -ERR_INVALID);
	assert_int_equal(redis_open("redis://h:1/x"), -ERR_INVALID);
	assert_int_equal(redis_open("redis://user@h:1"), -ERR_INVALID);
}

#define IN_LOOP(name)                         \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		in_loop(body_##name);         \
	}
#define IN_LOOP_OWN(name)                     \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		if (!test_redis_private())    \
			skip();               \
		loop_main(body_##name, NULL); \
	}

IN_LOOP(many)
IN_LOOP(large)
IN_LOOP(hangup)
IN_LOOP(close_early)
IN_LOOP(send)
IN_LOOP(eval)
IN_LOOP(line)
IN_LOOP_OWN(silent)
IN_LOOP_OWN(killed)
IN_LOOP_OWN(unwritable)
IN_LOOP_OWN(refused)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_close_early),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_eval),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_unwritable),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
