/* HTTP server under more than it can serve: who is refused, how, and what becomes of the connection. */
#include "http_world.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/context.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/admission.h"

enum { LIMIT = 16, ALONE = 12 }; /* the least that can be set, and one address's part of it */

static struct wait_queue held;

/* At work, as by a slow statement, until let_go. */
static void hold(struct http_exchange *ex)
{
	wait_queue_wait(&held, 10 * 1000);
	reply_text(ex, 200, STR("held"));
}

/* Away: waits for nobody of ours. */
static void nap(struct http_exchange *ex)
{
	wait_ms(300);
	reply_text(ex, 200, STR("napped"));
}

static const struct world_route routes[] = {
	{ "/hold", hold },
	{ "/nap", nap },
	{ NULL, NULL },
};

static bool urgent(const struct http_head *head)
{
	return str_is(head->path, "/health");
}

static struct raw *dial_from(uint32_t last)
{
	struct raw *r = arena_zalloc(mem(), 1, sizeof(*r));
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(at.server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000 | last) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	conn_init(&r->c, fd);
	r->c.timeout_ms = 3000;
	return r;
}

static void turns(int n)
{
	while (n-- > 0)
		assert_int_equal(wait_ms(1), 0);
}

static void until_working(unsigned n)
{
	for (int i = 0; i < 2000 && admission()->working != n; i++)
		turns(1);
	assert_int_equal(admission()->working, n);
}

/* All of 127.0.0.1's part is taken. */
static void fill_up(struct raw *holders[ALONE])
{
	wait_queue_init(&held);
	for (int i = 0; i < ALONE; i++) {
		holders[i] = dial();
		say(holders[i], GET("/hold") "\r\n");
	}
	until_working(ALONE);
}

static void let_go(struct raw *holders[ALONE])
{
	wait_queue_wake_all(&held, 1);
	for (int i = 0; i < ALONE; i++) {
		hear(holders[i], "held");
		hang_up(holders[i]);
	}
	until_working(0);
}

static void say_no(struct raw *r)
{
	hear(r, "}");
	assert_int_equal(strncmp(r->got, "HTTP/1.1 503 Service Unavailable\r\nDate: ", 40), 0);
	assert_true(heard(r, "\r\nRetry-After: 1\r\n"));
	assert_true(heard(r, "\r\nContent-Type: application/problem+json\r\n"));
	assert_true(heard(r, "\r\nX-House: ours\r\n"));
	assert_true(heard(r, "\"status\":503,\"code\":\"overload\",\"instance\":\""));
}

static void refused(void)
{
	struct raw *holders[ALONE], *r, *other, *health;
	uint64_t before;

	fill_up(holders);
	before = stats().refused;
	r = dial();
	for (int i = 0; i < 3; i++) {
		say(r, GET("/a") "\r\n");
		say_no(r);
		assert_false(heard(r, "Connection:"));
	}
	say(r, "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(r, "\r\n\r\n");
	assert_int_equal(strncmp(r->got, "HTTP/1.1 503 ", 13), 0);
	assert_false(heard(r, "}"));
	assert_int_equal(stats().refused - before, 4);
	assert_int_equal(at.hits, ALONE);
	/* Health gets in, and so does somebody else. */
	health = dial();
	say(health, GET("/health") "\r\n");
	hear(health, "empty");
	other = dial_from(9);
	say(other, GET("/b") "\r\n");
	hear(other, "empty");
	assert_string_equal(at.seen, "GET /health |GET /b |");
	/* By the same connection, when there is room again. */
	let_go(holders);
	say(r, GET("/a") "\r\n");
	hear(r, "empty");
	assert_true(heard(r, "HTTP/1.1 200 "));
	hang_up(r);
	hang_up(other);
	hang_up(health);
}

/* The end of a refused request is found, in whatever pieces it comes. */
static void refused_bodies(void)
{
	struct raw *holders[ALONE], *r = dial();

	fill_up(holders);
	say(r,
		POST("/1") "Content-Length: 3\r\n\r\nabc" GET("/2") "\r\n" POST(
			"/3") "Content-Length: 31\r\n\r\nGET /smugg");
	for (int i = 0; i < 3;) {
		hear(r, "}");
		i += count(r->got, "HTTP/1.1 503 ");
		assert_in_range(i, 1, 3);
	}
	turns(5);
	say(r, "led HTTP/1.1\r\nHost: ");
	turns(5);
	let_go(holders);
	say(r, "a" GET("/4") "\r\n");
	hear(r, "empty");
	assert_true(heard(r, "HTTP/1.1 200 "));
	assert_string_equal(at.seen, "GET /4 |");
	hang_up(r);
}

static void refused_for_good(void)
{
	static const char *const heads[] = { POST("/") "Content-Length: 100000\r\n\r\n",
		POST("/") "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
		POST("/") "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
		GET("/") CLOSE };
	struct raw *holders[ALONE];

	fill_up(holders);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct raw *r = dial();

		say(r, heads[i]);
		say_no(r);
		assert_true(heard(r, "\r\nConnection: close\r\n"));
		/* What is still sent is read past: no reset takes the answer along. */
		say(r, "more and more");
		turns(5);
		assert_int_equal(conn_read(&r->c, r->got, 1), 0);
		hang_up(r);
	}
	turns(5);
	assert_int_equal(at.hits, ALONE);
	let_go(holders);
}

/* A head that comes in pieces is judged when it is whole. */
static void refused_late(void)
{
	struct raw *holders[ALONE], *r = dial();

	say(r, GET("/late"));
	turns(5);
	fill_up(holders);
	say(r, "\r\n");
	say_no(r);
	let_go(holders);
	say(r, GET("/late") "\r\n");
	hear(r, "empty");
	hang_up(r);
	assert_string_equal(at.seen, "GET /late |");
}

static void others_time_is_not_ours(void)
{
	struct raw *sleepers[3 * LIMIT], *r = dial();

	for (int i = 0; i < 3 * LIMIT; i++) {
		sleepers[i] = dial();
		say(sleepers[i], GET("/nap") "\r\n");
		turns(2);
	}
	say(r, GET("/a") "\r\n");
	hear(r, "empty");
	for (int i = 0; i < 3 * LIMIT; i++) {
		hear(sleepers[i], "napped");
		hang_up(sleepers[i]);
	}
	hang_up(r);
	until_working(0);
	assert_int_equal(stats().refused, 0);
}

/* Who has nothing under way is served though the house is full. Then all go. */
static void guest_gets_in(struct raw *holders[LIMIT], const char *request)
{
	struct raw *r = dial();

	say(r, request);
	hear(r, "empty");
	assert_true(heard(r, "HTTP/1.1 200 "));
	hang_up(r);
	wait_queue_wake_all(&held, 1);
	for (int i = 0; i < LIMIT; i++)
		hang_up(holders[i]);
	until_working(0);
}

static void tokens_share(void)
{
	struct raw *holders[LIMIT];

	wait_queue_init(&held);
	for (int i = 0; i < LIMIT; i++) {
		holders[i] = dial();
		say(holders[i], GET("/hold") "Authorization: Bearer hog\r\n\r\n");
	}
	until_working(LIMIT / 2);
	for (int i = LIMIT / 2; i < LIMIT; i++)
		say_no(holders[i]);
	guest_gets_in(holders, GET("/a") "Authorization: Bearer guest\r\n\r\n");
}

static struct str known_token(const struct http_head *h)
{
	struct str token = http_header(h, "authorization");

	return str_starts(token, STR("Bearer good")) ? token : STR_NONE;
}

/* Whoever makes up a token for each request is one address like any, and takes nothing from who has a good one. */
static void made_up_tokens(void)
{
	struct raw *holders[LIMIT];
	char head[100];

	wait_queue_init(&held);
	for (int i = 0; i < LIMIT; i++) {
		holders[i] = dial();
		snprintf(head, sizeof(head), GET("/hold") "Authorization: Bearer made up %d\r\n\r\n", i);
		say(holders[i], head);
	}
	until_working(ALONE);
	for (int i = ALONE; i < LIMIT; i++)
		say_no(holders[i]);
	guest_gets_in(holders, GET("/a") "Authorization: Bearer good\r\n\r\n");
}

/* ---- connections --------------------------------------------------------------------------------- */

static void idle_ones_make_room(void)
{
	struct raw *a = dial(), *b = dial(), *c, *d;

	assert_int_equal(wait_ms(1050), 0);
	say(b, GET("/b") "\r\n");
	hear(b, "empty");
	c = dial();
	say(c, GET("/c") "\r\n");
	hear(c, "empty");
	assert_int_equal(hear_all(a), 0); /* the longest idle one */
	assert_int_equal(stats().evicted, 1);
	/* b and c have just been used. */
	d = dial();
	hear_all(d);
	assert_true(heard(d, "HTTP/1.1 503 "));
	say(b, GET("/b") "\r\n");
	hear(b, "empty");
	hang_up(b);
	hang_up(c);
}

/* Whoever has connected is served, and whoever has just sent something. */
static void drain_loses_nobody(void)
{
	struct raw *idle = dial(), *late = dial(), *queued[20];

	say(idle, GET("/1") "\r\n");
	hear(idle, "empty");
	turns(5);
	for (int i = 0; i < 20; i++) {
		queued[i] = dial(); /* in the kernel's queue: our loop has not turned */
		say(queued[i], GET("/2") "\r\n");
	}
	say(idle, GET("/3") "\r\n");
	http_server_drain(at.server);
	for (int i = 0; i < 20; i++) {
		hear_all(queued[i]);
		assert_true(heard(queued[i], "HTTP/1.1 200 "));
		assert_true(heard(queued[i], "Connection: close\r\n"));
	}
	hear_all(idle);
	assert_true(heard(idle, "HTTP/1.1 200 "));
	turns(20);
	say(late, GET("/4") "\r\n");
	hear_all(late);
	assert_true(heard(late, "HTTP/1.1 200 "));
	assert_true(heard(late, "Connection: close\r\n"));
	assert_int_equal(at.hits, 23);
	assert_int_equal(stats().open, 0);
}

#define HEADERS .max_working = LIMIT, .headers = STR("X-House: ours\r\n"), .urgent = urgent

IN_SERVER(refused, HEADERS)
IN_SERVER(refused_bodies, HEADERS)
IN_SERVER(refused_for_good, HEADERS)
IN_SERVER(refused_late, HEADERS)
IN_SERVER(others_time_is_not_ours, HEADERS)
IN_SERVER(tokens_share, HEADERS)
IN_SERVER(made_up_tokens, HEADERS, .token = known_token)
IN_SERVER(idle_ones_make_room, .max_connections = 2)
IN_SERVER(drain_loses_nobody, 0)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_bodies),
		cmocka_unit_test(test_refused_for_good),
		cmocka_unit_test(test_refused_late),
		cmocka_unit_test(test_others_time_is_not_ours),
		cmocka_unit_test(test_tokens_share),
		cmocka_unit_test(test_made_up_tokens),
		cmocka_unit_test(test_idle_ones_make_room),
		cmocka_unit_test(test_drain_loses_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
