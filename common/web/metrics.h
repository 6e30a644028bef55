/* Metrics: counters, gauges and histograms as static variables, printed in Prometheus' text format.
 *
 *	struct metric sessions = METRIC_COUNTER("wizard_sessions_total", "Wizard sessions created");
 *	metric_register(&sessions);  …  metric_add(&sessions, 1);
 *
 * One thread (the loop's). Labelled series are made at first use, at most 1,000 a metric: further label
 * values are counted under "other". Never suspends.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "base/str.h"

enum metric_kind { METRIC_KIND_COUNTER, METRIC_KIND_GAUGE, METRIC_KIND_HISTOGRAM };

struct metric_series;

struct metric {
	const char *name, *help;
	enum metric_kind kind;
	const char *labels;                  /* "route,status": names of the labels, or NULL */
	void (*collect)(struct metric *m);   /* called before printing: sets what is counted elsewhere; may be NULL */
	struct metric_series *series, *last; /* owned by metrics.c */
	unsigned nseries;
	struct metric *next;
};

#define METRIC_COUNTER(n, h)                                          \
	{                                                             \
		.name = (n), .help = (h), .kind = METRIC_KIND_COUNTER \
	}
#define METRIC_GAUGE(n, h, fn)                                                       \
	{                                                                            \
		.name = (n), .help = (h), .kind = METRIC_KIND_GAUGE, .collect = (fn) \
	}
#define METRIC_COUNTER_BY(n, h, l)                                                   \
	{                                                                            \
		.name = (n), .help = (h), .kind = METRIC_KIND_COUNTER, .labels = (l) \
	}
#define METRIC_GAUGE_BY(n, h, l, fn)                                                                \
	{                                                                                           \
		.name = (n), .help = (h), .kind = METRIC_KIND_GAUGE, .labels = (l), .collect = (fn) \
	}
#define METRIC_HISTOGRAM_BY(n, h, l)                                                   \
	{                                                                              \
		.name = (n), .help = (h), .kind = METRIC_KIND_HISTOGRAM, .labels = (l) \
	}

void metric_register(struct metric *m); /* twice is once */
void metric_add(struct metric *m, double v);
void metric_set(struct metric *m, double v);
/* A labelled series, to be kept by hot paths; values in the order of labels. Never NULL. */
struct metric_series *metric_series(struct metric *m, const struct str *values, size_t n);
void series_add(struct metric_series *s, double v);
void series_set(struct metric_series *s, double v);
/* Histogram, seconds; buckets 1, 2.5, 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5, 5, 10 s. */
void series_observe(struct metric_series *s, double seconds);

void metrics_print(struct buf *b);
void metrics_free(void);

#endif
