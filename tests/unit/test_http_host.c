/* What the HTTP client remembers of a host, with times of our own. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "net/http_host.h"

static struct http_host *new_host(struct list *hosts, unsigned *n, const char *address)
{
	struct http_url u;

	assert_int_equal(http_url_split(str_c(address), &u), 0);
	return http_host_find(hosts, n, &u);
}

static void test_host_breaker(void **state)
{
	struct list hosts = LIST_SELF(hosts);
	unsigned n = 0;
	struct http_host *h = new_host(&hosts, &n, "https://a.example/x");
	int64_t now = 1000, open_ms = 1000;

	(void)state;
	assert_string_equal(h->name, "https://a.example:443");
	assert_ptr_equal(new_host(&hosts, &n, "https://A.example:443"), h);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(http_host_admit(h, now), 0);
		http_host_done(h, false, HOST_FAILED, now);
	}
	for (int round = 0; round < 8; round++) {
		assert_int_equal(http_host_admit(h, now + open_ms - 1), -ERR_BREAKER_OPEN);
		now += open_ms;
		assert_int_equal(http_host_admit(h, now), 1);
		assert_int_equal(http_host_admit(h, now), -ERR_BREAKER_OPEN); /* one try only */
		if (round == 3) { /* given up by us: the next one is the try */
			http_host_done(h, true, HOST_UNKNOWN, now);
			assert_int_equal(http_host_admit(h, now), 1);
		}
		http_host_done(h, true, HOST_FAILED, now);
		open_ms = open_ms * 2 > 30000 ? 30000 : open_ms * 2;
	}
	now += open_ms;
	assert_int_equal(http_host_admit(h, now), 1);
	http_host_done(h, true, HOST_OK, now);
	assert_int_equal(http_host_admit(h, now), 0);
	http_host_done(h, false, HOST_FAILED, now);
	assert_int_equal(http_host_admit(h, now), 0);
	assert_int_equal(h->in_flight, 1);
	free(h);
}

static void test_host_budget(void **state)
{
	struct list hosts = LIST_SELF(hosts);
	unsigned n = 0;
	struct http_host *h = new_host(&hosts, &n, "http://a");
	int got = 0;

	(void)state;
	for (int i = 0; i < 10; i++)
		got += http_host_spend(h, 5000);
	assert_int_equal(got, 3);
	assert_true(http_host_spend(h, 6000));
	for (int i = 0; i < 40; i++)
		http_host_earn(h);
	got = 0;
	for (int i = 0; i < 20; i++)
		got += http_host_spend(h, 6999);
	assert_int_equal(got, 2 + 4);
	free(h);
}

static void test_host_table(void **state)
{
	struct list hosts = LIST_SELF(hosts);
	unsigned n = 0;
	struct http_host *first = new_host(&hosts, &n, "http://first"), *h;
	char name[32];

	(void)state;
	first->held = 1;
	for (int i = 0; i < 2 * HTTP_HOSTS_MAX; i++) {
		snprintf(name, sizeof(name), "http://h%d", i);
		h = new_host(&hosts, &n, name);
		assert_non_null(h);
		assert_in_range(n, 1, HTTP_HOSTS_MAX);
	}
	assert_ptr_equal(new_host(&hosts, &n, "http://first"), first);
	LIST_FOR(at, &hosts)
	CONTAINER_OF(at, struct http_host, node)->held = 1;
	assert_null(new_host(&hosts, &n, "http://one-more"));
	for (struct list *at; (at = list_pop(&hosts));)
		free(CONTAINER_OF(at, struct http_host, node));
}

static void test_backoff(void **state)
{
	int64_t most = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		int64_t b = http_backoff(2);

		assert_in_range(b, 0, 400);
		if (b > most)
			most = b;
		assert_in_range(http_backoff(60), 0, 5000);
	}
	assert_true(most > 300); /* full jitter: the whole width is used */
}

static void test_url(void **state)
{
	static const struct {
		const char *url, *host;
		int port;
	} good[] = {
		{ "http://a", "a", 80 },
		{ "https://API.Example.com/v1?x=1", "api.example.com", 443 },
		{ "http://a:8080?x", "a", 8080 },
		{ "http://127.0.0.1:9021/", "127.0.0.1", 9021 },
		{ "http://[::1]:80/x", "::1", 80 },
	};
	static const char *const bad[] = {
		"",
		"http://",
		"http:///x",
		"ftp://a/",
		"file:///etc/passwd",
		"a.example",
		"http://a:0/",
		"http://a:65536/",
		"http://a:/",
		"http://a:8x/",
		"http://user@a/",
		"http://u:p@a/",
		"http://a b/",
		"http://a/b c",
		"http://a\\@b/",
		"http://a/\r\nX: y",
		"http://a/#f",
		"http://[::1",
		"http://[]/",
		"http://[::1]x/",
		"http://\xc3\xa4/",
		"http://a%2eb/",
		"HTTP://a/",
		"http://a/\\b",
	};
	struct http_url u;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(http_url_split(str_c(good[i].url), &u), 0);
		assert_string_equal(u.host, good[i].host);
		assert_int_equal(u.port, good[i].port);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (http_url_split(str_c(bad[i]), &u) != -ERR_UPSTREAM)
			flunk("taken: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_backoff),
		cmocka_unit_test(test_host_breaker),
		cmocka_unit_test(test_host_budget),
		cmocka_unit_test(test_host_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
