/* What a caller hands on of its time, and when it does not try again: the client against our own server. */
#include "http_world.h"

#include "base/clock.h"
#include "base/context.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/http_client.h"

static int64_t told[8];
static int64_t wait;

static void busy(struct http_exchange *ex)
{
	if (at.hits <= (int)ARRAY_LEN(told))
		assert_true(str_i64(http_header(http_exchange_head(ex), "x-deadline"), &told[at.hits - 1]));
	wait_ms(wait);
	reply_text(ex, 503, STR("busy"));
}

static const struct world_route routes[] = {
	{ "/busy", busy },
	{ NULL, NULL },
};

static struct http_request call(int64_t timeout_ms, int retries)
{
	return (struct http_request){ .url = str_printf(mem(), "http://127.0.0.1:%d/busy", http_server_port(at.server)),
		.deadline_header = "X-Deadline",
		.timeout_ms = timeout_ms,
		.repeatable = true,
		.retries = retries };
}

static void each_try_hands_on_less(void)
{
	struct http_request rq = call(8000, 2);
	struct http_response r;

	assert_int_equal(http_client_open(4), 0);
	wait = 120;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(at.hits, 3);
	/* Less than all of it, and each time what the tries before have left. */
	assert_in_range(told[0], 5000, 7950);
	assert_true(told[1] <= told[0] - 120);
	assert_true(told[2] <= told[1] - 120);
	/* A fiber's own deadline is what counts when it is nearer. */
	at.hits = 0;
	rq.retries = 0;
	fiber_deadline_narrow(clock_ms() + 2000);
	assert_int_equal(http_call(&rq, &r), 0);
	assert_in_range(told[0], 500, 1950);
	fiber_deadline_restore(NEVER);
	http_client_close();
}

static void no_try_that_cannot_end(void)
{
	struct http_request rq = call(700, 5);
	struct http_response r;

	assert_int_equal(http_client_open(4), 0);
	wait = 400;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 503);
	assert_int_equal(at.hits, 1); /* 300 ms are left, and one takes 400 */
	http_client_close();
}

IN_SERVER(each_try_hands_on_less, 0)
IN_SERVER(no_try_that_cannot_end, 0)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_try_hands_on_less),
		cmocka_unit_test(test_no_try_that_cannot_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
