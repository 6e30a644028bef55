/* Admission: limits, shares, and the limit's following of the database's queue, with times of the test's own. */
#include "unit.h"

#include "base/context.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/admission.h"

static struct admission a;
static struct admission_ticket tickets[FIBER_MAX];

static bool ask_as(unsigned i, uint16_t address, uint16_t token)
{
	tickets[i] = (struct admission_ticket){ .address = address, .token = token };
	return admission_ask(&a, &tickets[i], 1000);
}

/* Asks until the first refusal, at most as often as n: how many got in. */
static unsigned fill(unsigned from, unsigned n, uint16_t address, uint16_t token)
{
	unsigned in = 0;

	while (in < n && ask_as(from + in, address, token))
		in++;
	return in;
}

static void leave(unsigned from, unsigned n)
{
	for (unsigned i = from; i < from + n; i++)
		admission_leave(&a, &tickets[i]);
}

static int open_100(void **state)
{
	(void)state;
	memset(&a, 0, sizeof(a));
	admission_open(&a, 100);
	return 0;
}

static void test_limit(void **state)
{
	(void)state;
	assert_int_equal(fill(0, 500, 1, ADMISSION_NOBODY), 75); /* one address, alone: three quarters */
	assert_int_equal(a.working, 75);
	leave(0, 500);
	assert_int_equal(a.working, 0);
	assert_int_equal(a.all, 0);
	assert_int_equal(a.addresses.active, 0);
	leave(0, 500); /* twice is once */
	assert_int_equal(a.all, 0);
	assert_int_equal(fill(0, 500, 1, 7), 50); /* one token, alone: half */
}

static void test_many_addresses_reach_the_limit(void **state)
{
	unsigned in = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		in += ask_as(i, (uint16_t)(i % 10), ADMISSION_NOBODY);
	/* No more than the limit, and each its part: 100 among 10. */
	assert_int_equal(in, 100);
	for (unsigned i = 0; i < 10; i++)
		assert_in_range(a.addresses.working[i], 9, 11);
}

/* One who takes all that there is leaves room for another, who then gets a share, whatever the first one asks for. */
static void test_a_hog_and_a_guest(void **state)
{
	unsigned hog, guest;

	(void)state;
	hog = fill(0, 500, 1, ADMISSION_NOBODY);
	assert_true(ask_as(600, 2, ADMISSION_NOBODY));
	guest = 1 + fill(601, 500, 2, ADMISSION_NOBODY);
	assert_int_equal(hog + guest, 100);
	/* As the hog's are done, its next find that the guest has come. */
	for (unsigned i = 0; i < 75; i++) {
		leave(i, 1);
		if (guest < 90 && ask_as(700 + i, 2, ADMISSION_NOBODY))
			guest++;
		(void)ask_as(i, 1, ADMISSION_NOBODY);
	}
	assert_in_range(a.addresses.working[1], 45, 55);
	assert_in_range(a.addresses.working[2], 45, 55);
}

static void test_a_stranger_gets_into_a_full_house(void **state)
{
	unsigned in = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		in += ask_as(i, (uint16_t)(i % 4), ADMISSION_NOBODY);
	assert_int_equal(in, 100);
	/* Whoever has nothing under way, up to half as many again. */
	for (unsigned i = 0; i < 50; i++)
		assert_true(ask_as(1000 + i, (uint16_t)(100 + i), ADMISSION_NOBODY));
	assert_false(ask_as(1100, 200, ADMISSION_NOBODY));
	/* The same by token, behind one address: a quarter. */
	open_100(NULL);
	assert_int_equal(fill(0, 500, 1, 7), 50);
	for (unsigned i = 0; i < 50; i++)
		assert_true(ask_as(500 + i, 1, (uint16_t)(100 + i)));
	assert_false(ask_as(600, 1, 200)); /* the address has the whole limit */
}

/* Many tokens are no way around an address's part. */
static void test_many_tokens(void **state)
{
	unsigned in = 0;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		in += ask_as(i, 2, 7);
	for (unsigned i = 0; i < 500; i++)
		in += ask_as(100 + i, 1, (uint16_t)(100 + i));
	assert_int_equal(a.addresses.working[1], 50);
	assert_int_equal(in, 55);
	assert_int_equal(fill(50, 500, 2, ADMISSION_NOBODY), 45);
}

/* 48 busy connections of one client, while every lease is slow for ten seconds: none is refused, with others about too. */
static void test_slow_but_alone(void **state)
{
	int64_t ms = 1000;

	(void)state;
	admission_open(&a, 160);
	for (int i = 0; i < 100; i++) {
		ms += 100;
		admission_waited(&a, 75 * 1000);
		for (unsigned k = 0; k < 48; k++) {
			/* Two of the other addresses are at work from time to time. */
			tickets[k] = (struct admission_ticket){ .address = k < 46 ? 1 : (uint16_t)k, .token = 7 };
			assert_true(admission_ask(&a, &tickets[k], ms));
		}
		assert_int_equal(a.working, 48);
		leave(0, 48);
	}
	assert_int_equal(a.limit, 64);
	assert_int_equal(fill(0, 500, 1, 7), 48);
}

static void test_away_does_not_count(void **state)
{
	(void)state;
	assert_int_equal(fill(0, 500, 1, ADMISSION_NOBODY), 75);
	for (unsigned i = 0; i < 75; i++)
		admission_away(&a, &tickets[i], true);
	assert_int_equal(a.working, 0);
	assert_int_equal(a.all, 75);
	assert_int_equal(fill(100, 500, 1, ADMISSION_NOBODY), 75);
	leave(0, 75); /* who leaves while away */
	assert_int_equal(a.working, 75);
	assert_int_equal(a.all, 75);
}

/* Those that are away are bounded too, in all and of one address. */
static void test_fibers(void **state)
{
	unsigned n = 0;

	(void)state;
	for (; n < FIBER_MAX; n++) {
		tickets[n] = (struct admission_ticket){ .address = 1, .token = ADMISSION_NOBODY };
		if (!admission_hold(&a, &tickets[n]))
			break;
	}
	assert_int_equal(n, (FIBER_MAX - FIBER_MAX / 8) / 4 * 3);
	leave(n, 1);
	assert_false(ask_as(n, 1, ADMISSION_NOBODY));
	assert_true(ask_as(n, 2, ADMISSION_NOBODY));
	for (n++; n < FIBER_MAX; n++) {
		tickets[n] = (struct admission_ticket){ .address = (uint16_t)(n % 500 + 2), .token = ADMISSION_NOBODY };
		if (!admission_hold(&a, &tickets[n]))
			break;
	}
	leave(n, 1);
	assert_int_equal(a.all, FIBER_MAX - FIBER_MAX / 8);
}

static unsigned after(int64_t ms, int64_t wait_us)
{
	struct admission_ticket t = { .address = 1, .token = ADMISSION_NOBODY };

	if (wait_us >= 0)
		admission_waited(&a, wait_us);
	if (admission_ask(&a, &t, ms))
		admission_leave(&a, &t);
	return a.limit;
}

static void test_limit_follows_the_queue(void **state)
{
	int64_t ms = 1000;
	unsigned limit = 100;

	(void)state;
	after(ms, -1);
	/* One lucky lease in the window, and there is no standing queue. */
	admission_waited(&a, 500 * 1000);
	assert_int_equal(after(ms += 100, 100), 100);
	/* Every lease waited: down, window by window, to a floor. */
	for (int i = 0; i < 40; i++) {
		unsigned now = after(ms += 100, 50 * 1000);

		assert_true(now < limit || now == 64);
		assert_int_equal(after(ms + 50, 50 * 1000), now); /* once a window */
		limit = now;
	}
	assert_int_equal(limit, 64);
	/* Up again, within two seconds, whether leases are quick or nobody wants one. */
	for (int i = 0; i < 20; i++)
		limit = after(ms += 100, i % 2 ? -1 : 0);
	assert_int_equal(limit, 100);
}

static void test_buckets(void **state)
{
	(void)state;
	assert_int_equal(admission_token(STR_NONE), ADMISSION_NOBODY);
	assert_int_equal(admission_token(STR("Bearer a")), admission_token(STR("Bearer a")));
	assert_true(admission_address(STR("127.0.0.1")) < ADMISSION_BUCKETS);
	/* One household is one client. */
	assert_int_equal(admission_address(STR("2001:db8:1:2::3")), admission_address(STR("2001:db8:1:2:ffff::9")));
	assert_int_equal(admission_address(STR("")), ADMISSION_NOBODY);
	assert_int_equal(
		admission_address(STR("0123456789012345678901234567890123456789012345678901")), ADMISSION_NOBODY);
}

/* ---- leases: a queue that looks at who waits ----------------------------------------------------- */

struct guest {
	struct wait_queue *queue;
	uint16_t client;
	int got;
};

static void guest_waits(void *arg)
{
	struct guest *g = arg;

	context()->client = g->client;
	g->got = wait_queue_wait(g->queue, 1000);
}

static void fair_main(void *arg)
{
	static uint16_t held[CONTEXT_CLIENTS];
	struct wait_queue queue;
	struct guest guests[] = { { &queue, 5, 0 }, { &queue, 5, 0 }, { &queue, 6, 0 }, { &queue, 7, 0 } };

	(void)arg;
	wait_queue_init(&queue);
	held[5] = 2;
	held[6] = 1;
	assert_int_equal(wait_queue_hand_least(&queue, 1, held), -1);
	for (size_t i = 0; i < ARRAY_LEN(guests); i++)
		assert_int_equal(fiber_start(guest_waits, &guests[i], NULL), 0);
	assert_int_equal(wait_turn(), 0);
	/* Who has least, then who came first. */
	assert_int_equal(wait_queue_hand_least(&queue, 1, held), 7);
	assert_int_equal(wait_queue_hand_least(&queue, 2, held), 6);
	held[5] = 0;
	assert_int_equal(wait_queue_hand_least(&queue, 3, held), 5);
	assert_int_equal(wait_queue_hand_least(&queue, 4, held), 5);
	assert_int_equal(wait_queue_hand_least(&queue, 5, held), -1);
	assert_int_equal(wait_turn(), 0);
	assert_int_equal(guests[0].got, 3);
	assert_int_equal(guests[1].got, 4);
	assert_int_equal(guests[2].got, 2);
	assert_int_equal(guests[3].got, 1);
}

static void test_queue_hands_to_who_has_least(void **state)
{
	(void)state;
	loop_main(fair_main, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_limit, open_100),
		cmocka_unit_test_setup(test_many_addresses_reach_the_limit, open_100),
		cmocka_unit_test_setup(test_a_hog_and_a_guest, open_100),
		cmocka_unit_test_setup(test_a_stranger_gets_into_a_full_house, open_100),
		cmocka_unit_test_setup(test_many_tokens, open_100),
		cmocka_unit_test_setup(test_slow_but_alone, open_100),
		cmocka_unit_test_setup(test_away_does_not_count, open_100),
		cmocka_unit_test_setup(test_fibers, open_100),
		cmocka_unit_test_setup(test_limit_follows_the_queue, open_100),
		cmocka_unit_test_setup(test_buckets, open_100),
		cmocka_unit_test(test_queue_hands_to_who_has_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
