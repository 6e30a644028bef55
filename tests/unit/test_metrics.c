#include "unit.h"

#include <stdio.h>

#include "base/context.h"
#include "web/metrics.h"

static struct metric sessions = METRIC_COUNTER("sessions_total", "Sessions\nmade");
static struct metric requests = METRIC_COUNTER_BY("requests_total", "Requests", "route,status");
static struct metric seconds = METRIC_HISTOGRAM_BY("request_seconds", "Time", "route");

static void collect(struct metric *m)
{
	metric_set(m, 2.5);
}
static struct metric depth = METRIC_GAUGE("depth", "Depth", collect);

static const char *printed(void)
{
	struct buf b = BUF_ON(mem(), 4 << 20);

	metrics_print(&b);
	assert_true(buf_ok(&b));
	return buf_view(&b).p;
}

#define VALUES(...) \
	(const struct str[]){ __VA_ARGS__ }, sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str)

static void test_print(void **state)
{
	struct metric_series *s;

	(void)state;
	metric_register(&sessions);
	metric_register(&sessions);
	metric_register(&requests);
	metric_register(&depth);
	metric_register(&seconds);
	metric_add(&sessions, 1);
	metric_add(&sessions, 2);
	s = metric_series(&requests, VALUES(STR("/a\"\\\n"), STR("200")));
	series_add(s, 1);
	assert_ptr_equal(s, metric_series(&requests, VALUES(STR("/a\"\\\n"), STR("200"))));
	series_add(metric_series(&requests, VALUES(STR("/b"), STR("200"))), 4);
	s = metric_series(&seconds, VALUES(STR("/a")));
	series_observe(s, 0.001);
	series_observe(s, 0.002);
	series_observe(s, 99);
	assert_string_equal(printed(),
		"# HELP sessions_total Sessions\\nmade\n# TYPE sessions_total counter\nsessions_total 3\n"
		"# HELP requests_total Requests\n# TYPE requests_total counter\n"
		"requests_total{route=\"/a\\\"\\\\\\n\",status=\"200\"} 1\nrequests_total{route=\"/b\",status=\"200\"} 4\n"
		"# HELP depth Depth\n# TYPE depth gauge\ndepth 2.5\n"
		"# HELP request_seconds Time\n# TYPE request_seconds histogram\n"
		"request_seconds_bucket{route=\"/a\",le=\"0.001\"} 1\nrequest_seconds_bucket{route=\"/a\",le=\"0.0025\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"0.005\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"0.01\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"0.025\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"0.05\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"0.1\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"0.25\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"0.5\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"1\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"2.5\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"5\"} 2\n"
		"request_seconds_bucket{route=\"/a\",le=\"10\"} 2\nrequest_seconds_bucket{route=\"/a\",le=\"+Inf\"} 3\n"
		"request_seconds_sum{route=\"/a\"} 99.003\nrequest_seconds_count{route=\"/a\"} 3\n");
	metrics_free();
	assert_string_equal(printed(), "");
}

static void test_bound(void **state)
{
	char name[16];

	(void)state;
	metric_register(&requests);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "/%d", i);
		series_add(metric_series(&requests, VALUES(str_c(name), STR("200"))), 1);
	}
	assert_int_equal(requests.nseries, 1000);
	assert_non_null(strstr(printed(), "requests_total{route=\"other\",status=\"other\"} 4001\n"));
	assert_non_null(strstr(printed(), "requests_total{route=\"/998\",status=\"200\"} 1\n"));
	series_add(metric_series(&requests, VALUES(STR("\xff"), STR("1"))), 1);
	assert_non_null(strstr(printed(), "status=\"other\"} 4002\n"));
	metrics_free();
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_print, clear),
		cmocka_unit_test_teardown(test_bound, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
