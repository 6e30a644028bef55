/* Fibers: switching, waiting, cancelling at every wait, deadlines, queues, offload. */
#include "fiber/fiber.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "unit.h"

/* ---- order and memory ----------------------------------------------------------------------- */

static char trail[64];

static void leave(const char *mark)
{
	snprintf(trail + strlen(trail), sizeof(trail) - strlen(trail), "%s", mark);
}

static void child(void *arg)
{
	leave(arg);
	wait_turn();
	leave(arg);
}

static void order_main(void *arg)
{
	(void)arg;
	assert_int_equal(fiber_start(child, "a", NULL), 0);
	assert_int_equal(fiber_start(child, "b", NULL), 0);
	leave("m"); /* a start does not run the fiber */
	wait_turn();
	leave("m");
	wait_turn();
	wait_turn();
}

static void test_turns_are_fair(void **state)
{
	(void)state;
	trail[0] = '\0';
	loop_main(order_main, NULL);
	assert_string_equal(trail, "mabmab");
}

/* Waits for all but the caller. */
static void others_end(void)
{
	int64_t began = clock_ms();

	while (fiber_count() > 1 && clock_ms() - began < 5000)
		wait_ms(1);
	assert_int_equal(fiber_count(), 1);
}

static void own_context(void *arg)
{
	struct context *mine = context();
	char *kept = arena_strdup(mem(), arg);

	fail(ERR_CONFLICT, "%s", (const char *)arg);
	errno = *(const char *)arg;
	wait_ms(5);
	assert_int_equal(errno, *(const char *)arg); /* the loop's own calls do not show */
	assert_ptr_equal(context(), mine);
	assert_string_equal(kept, arg);
	assert_string_equal(context()->err.text, arg);
}

static void contexts_main(void *arg)
{
	(void)arg;
	fiber_start(own_context, "one", NULL);
	fiber_start(own_context, "two", NULL);
	fiber_start(own_context, "three", NULL);
	others_end();
}

static void test_each_fiber_has_its_context(void **state)
{
	(void)state;
	loop_main(contexts_main, NULL);
}

static void floats(void *arg)
{
	double x = *(int *)arg, sum = 0;

	for (int i = 1; i < 200; i++) {
		sum += sqrt(x * i);
		if (i % 20 == 0)
			wait_turn();
	}
	*(int *)arg = (int)(sum * 1000);
}

static void floats_main(void *arg)
{
	int alone = 3, beside[3] = { 3, 3, 3 };

	(void)arg;
	floats(&alone);
	for (int i = 0; i < 3; i++)
		fiber_start(floats, &beside[i], NULL);
	for (int i = 0; i < 30; i++)
		wait_turn();
	for (int i = 0; i < 3; i++)
		assert_int_equal(beside[i], alone);
}

static void test_floating_point_survives_switches(void **state)
{
	(void)state;
	loop_main(floats_main, NULL);
}

/* ---- cancelling at every wait --------------------------------------------------------------- */

static struct wait_queue queue;
static int read_fd, result, again;

static int by_fd(void)
{
	return wait_fd(read_fd, WAIT_READ, -1);
}
static int by_ms(void)
{
	return wait_ms(60000);
}
static int by_queue(void)
{
	return wait_queue_wait(&queue, -1);
}
static int by_park(void)
{
	return fiber_park();
}

static void waiter(void *arg)
{
	int (*wait)(void) = *(int (**)(void))arg;

	result = wait();
	again = wait(); /* sticky: fails at once */
}

static void cancel_main(void *arg)
{
	static int (*const waits[])(void) = { by_fd, by_ms, by_queue, by_park };
	int fds[2];

	(void)arg;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	read_fd = fds[0];
	wait_queue_init(&queue);
	for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
		struct fiber *f;
		int64_t began;

		result = again = 0;
		assert_int_equal(fiber_start(waiter, (void *)&waits[i], &f), 0);
		wait_ms(5);
		assert_int_equal(result, 0);
		began = clock_ms();
		fiber_cancel(f, ERR_GONE);
		fiber_cancel(f, ERR_SHUTDOWN); /* the first reason wins */
		others_end();
		assert_int_equal(result, -ERR_GONE);
		assert_int_equal(again, -ERR_GONE);
		assert_true(clock_ms() - began < 1000);
	}
	assert_int_equal(queue.length, 0);
	close(fds[0]);
	close(fds[1]);
}

static void test_cancel_at_every_wait(void **state)
{
	(void)state;
	loop_main(cancel_main, NULL);
}

static void shielded(void *arg)
{
	(void)arg;
	result = wait_ms(60000);
	fiber_shield_begin();
	again = fiber_cancelled() == 0 && wait_ms(5) == 0; /* cleanup may wait a little */
	fiber_shield_end();
	again = again && wait_ms(1) == -ERR_CANCELLED;
}

static void shield_main(void *arg)
{
	struct fiber *f;

	(void)arg;
	again = 0;
	fiber_start(shielded, NULL, &f);
	wait_ms(2);
	fiber_cancel(f, ERR_CANCELLED);
	wait_ms(30);
	assert_int_equal(result, -ERR_CANCELLED);
	assert_true(again);
}

static void test_shield(void **state)
{
	(void)state;
	loop_main(shield_main, NULL);
}

/* ---- deadlines ------------------------------------------------------------------------------ */

static void deadline_main(void *arg)
{
	int64_t former, began = clock_ms();

	(void)arg;
	assert_int_equal(wait_fd(*(int *)arg, WAIT_READ, 10), -ERR_DEADLINE); /* the wait's own */
	former = fiber_deadline_narrow(clock_ms() + 20);
	assert_true(former == NEVER);
	fiber_deadline_narrow(clock_ms() + 99999); /* narrows only */
	assert_int_equal(wait_ms(60000), -ERR_DEADLINE);
	assert_int_equal(wait_ms(0), -ERR_DEADLINE);
	assert_true(clock_ms() - began < 1000);
	assert_int_equal(fiber_time_left(1000), 0);
	fiber_deadline_restore(former);
	assert_int_equal(wait_ms(1), 0);
	assert_int_equal(fiber_time_left(1000), 1000);
}

static void test_deadlines(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	loop_main(deadline_main, &fds[0]);
	close(fds[0]);
	close(fds[1]);
}

/* ---- queues --------------------------------------------------------------------------------- */

static int got[4], ngot;

static void taker(void *arg)
{
	int r = wait_queue_wait(&queue, 1000);

	(void)arg;
	got[ngot++] = r;
}

static void queue_main(void *arg)
{
	struct fiber *first;

	(void)arg;
	ngot = 0;
	wait_queue_init(&queue);
	assert_false(wait_queue_hand(&queue, 1)); /* nobody waits */
	fiber_start(taker, NULL, &first);
	fiber_start(taker, NULL, NULL);
	fiber_start(taker, NULL, NULL);
	wait_ms(2);
	assert_int_equal(queue.length, 3);
	/* The first is cancelled in the same turn in which a value is handed out: it goes to the second (rule 6). */
	fiber_cancel(first, ERR_GONE);
	assert_true(wait_queue_hand(&queue, 7));
	assert_true(wait_queue_hand(&queue, 8));
	assert_false(wait_queue_hand(&queue, 9));
	wait_ms(2);
	assert_int_equal(ngot, 3);
	assert_int_equal(got[0], -ERR_GONE);
	assert_int_equal(got[1], 7);
	assert_int_equal(got[2], 8);
}

static void test_queue_hands_in_order(void **state)
{
	(void)state;
	loop_main(queue_main, NULL);
}

/* ---- many ----------------------------------------------------------------------------------- */

static void sleeper(void *arg)
{
	(void)arg;
	wait_ms(60000);
}

static void many_main(void *arg)
{
	int r = 0, n = 1;

	(void)arg;
	while ((r = fiber_start(sleeper, NULL, NULL)) == 0)
		n++;
	assert_int_equal(r, -ERR_OVERLOAD);
	assert_int_equal(n, FIBER_MAX);
	wait_ms(1);
	loop_cancel_all(ERR_SHUTDOWN);
}

static void test_bounded_number(void **state)
{
	(void)state;
	loop_main(many_main, NULL);
}

/* ---- offload -------------------------------------------------------------------------------- */

static void double_it(void *arg)
{
	*(int *)arg *= 2;
}

static atomic_bool held;
static atomic_int running;

static void while_held(void *arg)
{
	(void)arg;
	atomic_fetch_add(&running, 1);
	while (held)
		usleep(1000);
	atomic_fetch_sub(&running, 1);
}

static void offload_waiter(void *arg)
{
	*(int *)arg = offload(while_held, NULL);
}

static void offload_main(void *arg)
{
	int x = 21, ended = -1, refused = 0;
	static int r[4];
	struct fiber *f;

	(void)arg;
	assert_int_equal(offload(double_it, &x), 0);
	assert_int_equal(x, 42);
	/* Cancelled while the function runs: it is waited for, its arguments stay alive. */
	held = true;
	fiber_start(offload_waiter, &ended, &f);
	while (!running)
		wait_ms(1);
	fiber_cancel(f, ERR_GONE);
	wait_ms(10);
	assert_int_equal(ended, -1);
	held = false;
	others_end();
	assert_int_equal(ended, 0);
	/* A queue with a bound: one runs, two wait, the fourth is refused. */
	held = true;
	for (int i = 0; i < 4; i++) {
		r[i] = 1;
		fiber_start(offload_waiter, &r[i], NULL);
		while (!running)
			wait_ms(1);
		wait_ms(1);
		refused += r[i] == -ERR_OVERLOAD;
	}
	assert_int_equal(refused, 1);
	held = false;
	others_end();
}

static void test_offload(void **state)
{
	(void)state;
	assert_int_equal(offload_open(1, 2), 0);
	loop_main(offload_main, NULL);
	offload_close();
}

static void resolve_main(void *arg)
{
	struct sockaddr_storage found[4];

	(void)arg;
	assert_int_equal(offload_resolve("127.0.0.1", 80, found, 4, 1000), 1);
	assert_int_equal(found[0].ss_family, AF_INET);
	assert_int_equal(offload_resolve("::1", 80, found, 4, 1000), 1);
	assert_int_equal(found[0].ss_family, AF_INET6);
	assert_true(offload_resolve("localhost", 80, found, 4, 5000) >= 1);
	assert_true(offload_resolve("localhost", 80, found, 4, 0) >= 1); /* kept: needs no time */
	assert_true(offload_resolve("no-such-host.invalid", 80, found, 4, 5000) < 0);
}

static void test_resolve(void **state)
{
	(void)state;
	assert_int_equal(offload_open(2, 8), 0);
	loop_main(resolve_main, NULL);
	offload_close();
}

/* ---- a resolver that is silent */

static atomic_bool silent;
static atomic_int lookups;

/* In place of libc's: "known.test" is 192.0.2.7, and while it is silent nobody gets an answer. */
static int silent_lookup(const char *host, struct addrinfo **ret)
{
	static struct sockaddr_in found = { .sin_family = AF_INET, .sin_addr.s_addr = 0x070200c0 }; /* as in memory */
	static struct addrinfo answer = {
		.ai_family = AF_INET, .ai_addrlen = sizeof(found), .ai_addr = (struct sockaddr *)&found
	};

	atomic_fetch_add(&lookups, 1);
	while (silent)
		usleep(1000);
	*ret = strcmp(host, "known.test") == 0 ? &answer : NULL;
	return *ret ? 0 : EAI_NONAME;
}

int in_its_place(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **ret) __asm__(
	"getaddrinfo");

int in_its_place(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **ret)
{
	static int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	if (strstr(host, ".test"))
		return silent_lookup(host, ret);
	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "getaddrinfo");
	return next(host, service, hints, ret);
}

void freeaddrinfo(struct addrinfo *list)
{
	static void (*next)(struct addrinfo *);

	if (list->ai_addr && ((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr == inet_addr("192.0.2.7"))
		return;
	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "freeaddrinfo");
	next(list);
}

static void ticks(void *arg)
{
	for (int i = 0; i < 20; i++, ++*(int *)arg)
		wait_ms(10);
}

static void ask(void *arg)
{
	struct sockaddr_storage found[4];

	*(int *)arg = offload_resolve("stranger.test", 80, found, 4, 1500);
}

static void silent_main(void *arg)
{
	struct sockaddr_storage found[4];
	int x = 21, ticked = 0, r[8] = { 0 };
	int64_t began = clock_ms();

	(void)arg;
	/* More who ask than there are threads: each has its own patience, and the loop turns. */
	silent = true;
	fiber_start(ticks, &ticked, NULL);
	for (int i = 0; i < 8; i++)
		fiber_start(ask, &r[i], NULL);
	wait_ms(100);
	/* Who has a password checked does not wait for a name. */
	assert_int_equal(offload(double_it, &x), 0);
	assert_int_equal(x, 42);
	assert_true(test_slow() || clock_ms() - began < 1490);
	while (fiber_count() > 1 && clock_ms() - began < 5000)
		wait_ms(5);
	assert_int_equal(ticked, 20);
	for (int i = 0; i < 8; i++)
		assert_int_equal(r[i], -ERR_DEADLINE);
	assert_true(clock_ms() - began >= 1500);
	assert_int_equal(lookups, 2); /* the others were never begun */
	/* Well again. */
	silent = false;
	assert_int_equal(offload_resolve("known.test", 80, found, 4, 5000), 1);
	assert_true(offload_resolve("stranger.test", 80, found, 4, 5000) < 0);
	/* Silent for good: what it said before serves on, and a stop does not wait for it. */
	silent = true;
	assert_int_equal(offload_resolve("known.test", 80, found, 4, 0), 1);
	assert_int_equal(offload_resolve("stranger.test", 80, found, 4, 50), -ERR_DEADLINE);
}

static void test_silent_resolver(void **state)
{
	int64_t began;

	(void)state;
	assert_int_equal(offload_open(2, 8), 0);
	loop_main(silent_main, NULL);
	began = clock_ms();
	offload_close();
	assert_true(clock_ms() - began < 1000);
	silent = false;
}

/* ---- what must kill ------------------------------------------------------------------------- */

static void lease_twice(void *arg)
{
	(void)arg;
	fiber_lease_begin();
	fiber_lease_begin();
}

static void sleep_with_lease(void *arg)
{
	(void)arg;
	fiber_lease_begin();
	wait_ms(1);
}

static int dies_of(void (*fn)(void *))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		loop_main(fn, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_lease_rules_abort(void **state)
{
	(void)state;
	assert_int_equal(dies_of(lease_twice), SIGABRT);
	assert_int_equal(dies_of(sleep_with_lease), SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns_are_fair),
		cmocka_unit_test(test_each_fiber_has_its_context),
		cmocka_unit_test(test_floating_point_survives_switches),
		cmocka_unit_test(test_cancel_at_every_wait),
		cmocka_unit_test(test_shield),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_queue_hands_in_order),
		cmocka_unit_test(test_bounded_number),
		cmocka_unit_test(test_offload),
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_silent_resolver),
		cmocka_unit_test(test_lease_rules_abort),
	};

	return cmocka_run_group_tests_name("fiber", tests, NULL, NULL);
}
