#include "web/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "web/json.h"

enum { LABELS_MAX = 4, SERIES_MAX = 1000, VALUE_MAX = 120 };

static const double bounds[] = { 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 };
enum { BOUNDS = ARRAY_LEN(bounds) };

struct metric_series {
	struct metric_series *next;  /* of the metric, in the order of their making */
	struct metric_series *chain; /* of the hash table */
	const struct metric *metric;
	uint64_t hash;
	size_t n;
	struct str values[LABELS_MAX];
	double value;              /* histograms: the sum */
	uint64_t count, buckets[]; /* histograms only: count, and not cumulative */
};

/* All series of all metrics: label values to series. */
static struct metric_series **table;
static size_t table_size, table_used;
static struct metric *registered;

/* Takes what is counted when there is no memory for a series: lost, but nobody breaks. */
static struct {
	struct metric_series series;
	uint64_t buckets[BOUNDS + 1];
} sink;

static bool series_is(const struct metric_series *s, const struct metric *m, const struct str *values, size_t n)
{
	if (s->metric != m || s->n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(s->values[i], values[i]))
			return false;
	return true;
}

static bool table_grow(void)
{
	size_t size = table_size ? 2 * table_size : 256;
	struct metric_series **bigger = calloc(size, sizeof(*bigger));

	if (!bigger)
		return table_size > 0;
	for (size_t i = 0; i < table_size; i++) {
		for (struct metric_series *s = table[i], *next; s; s = next) {
			next = s->chain;
			s->chain = bigger[s->hash & (size - 1)];
			bigger[s->hash & (size - 1)] = s;
		}
	}
	free(table);
	table = bigger;
	table_size = size;
	return true;
}

static void series_free(struct metric_series *s)
{
	for (size_t i = 0; s && i < s->n; i++)
		free((char *)s->values[i].p);
	free(s);
}

static struct metric_series *series_make(const struct metric *m, const struct str *values, size_t n)
{
	size_t buckets = m->kind == METRIC_KIND_HISTOGRAM ? BOUNDS + 1 : 0;
	struct metric_series *s = calloc(1, sizeof(*s) + buckets * sizeof(s->buckets[0]));

	if (!s)
		return NULL;
	s->metric = m;
	for (; s->n < n; s->n++) {
		struct str v = values[s->n];
		char *copy = strndup(v.p ? v.p : "", v.n);

		if (!copy) {
			series_free(s);
			return NULL;
		}
		s->values[s->n] = (struct str){ copy, v.n };
	}
	return s;
}

static struct metric_series *series_add_new(struct metric *m, const struct str *values, size_t n, uint64_t hash)
{
	struct metric_series *s;

	if (table_used >= table_size && !table_grow())
		return NULL;
	s = series_make(m, values, n);
	if (!s)
		return NULL;
	s->hash = hash;
	s->chain = table[hash & (table_size - 1)];
	table[hash & (table_size - 1)] = s;
	table_used++;
	if (m->last)
		m->last->next = s;
	else
		m->series = s;
	m->last = s;
	m->nseries++;
	return s;
}

struct metric_series *metric_series(struct metric *m, const struct str *values, size_t n)
{
	static const struct str other[LABELS_MAX] = { { "other", 5 }, { "other", 5 }, { "other", 5 }, { "other", 5 } };
	struct str fit[LABELS_MAX];
	bool is_other = true;
	uint64_t hash = str_hash(STR(""), (uint64_t)(uintptr_t)m);
	struct metric_series *s;

	if (n > LABELS_MAX)
		n = LABELS_MAX;
	for (size_t i = 0; i < n; i++) {
		fit[i] = values[i].n <= VALUE_MAX && str_utf8(values[i]) ? values[i] : STR("other");
		hash = str_hash(fit[i], hash);
		is_other &= str_eq(fit[i], other[i]);
	}
	for (s = table_size ? table[hash & (table_size - 1)] : NULL; s; s = s->chain)
		if (s->hash == hash && series_is(s, m, fit, n))
			return s;
	/* One place stays free for "other" itself. */
	if (m->nseries >= SERIES_MAX - 1 && !is_other)
		return metric_series(m, other, n);
	s = m->nseries < SERIES_MAX ? series_add_new(m, fit, n, hash) : NULL;
	return s ? s : &sink.series;
}

void metric_register(struct metric *m)
{
	struct metric **at = &registered;

	for (; *at; at = &(*at)->next)
		if (*at == m)
			return;
	m->next = NULL;
	*at = m;
	if (!m->labels)
		metric_series(m, NULL, 0);
}

void series_add(struct metric_series *s, double v)
{
	s->value += v;
}

void series_set(struct metric_series *s, double v)
{
	s->value = v;
}

void metric_add(struct metric *m, double v)
{
	series_add(m->series ? m->series : metric_series(m, NULL, 0), v);
}

void metric_set(struct metric *m, double v)
{
	series_set(m->series ? m->series : metric_series(m, NULL, 0), v);
}

void series_observe(struct metric_series *s, double seconds)
{
	size_t i = 0;

	while (i < BOUNDS && seconds > bounds[i])
		i++;
	s->buckets[i]++;
	s->count++;
	s->value += seconds;
}

/* ---- printing (text exposition format 0.0.4) */

static void put_value(struct buf *b, double v)
{
	if (isfinite(v))
		buf_json_num(b, v);
	else
		buf_c(b, isnan(v) ? "NaN" : v > 0 ? "+Inf" : "-Inf");
}

static void put_escaped(struct buf *b, struct str s, bool quotes)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			buf_c(b, "\\n");
		else if (s.p[i] == '\\' || (quotes && s.p[i] == '"'))
			buf_printf(b, "\\%c", s.p[i]);
		else
			buf_char(b, s.p[i]);
	}
}

/* name_suffix{label="value",…,le="…"} */
static void put_sample(struct buf *b, const struct metric_series *s, const char *suffix, const char *le)
{
	struct str names = str_c(s->metric->labels);
	const char *before = "{";

	buf_c(b, s->metric->name);
	buf_c(b, suffix);
	for (size_t i = 0; i < s->n; i++, before = ",") {
		buf_c(b, before);
		buf_str(b, str_split(&names, ','));
		buf_c(b, "=\"");
		put_escaped(b, s->values[i], true);
		buf_char(b, '"');
	}
	if (le)
		buf_printf(b, "%sle=\"%s\"", before, le);
	buf_c(b, s->n || le ? "} " : " ");
}

static void put_histogram(struct buf *b, const struct metric_series *s)
{
	uint64_t sum = 0;
	char le[32];

	for (size_t i = 0; i <= BOUNDS; i++) {
		struct buf text = { .p = le, .cap = sizeof(le), .max = sizeof(le) - 1 };

		sum += s->buckets[i];
		put_value(&text, i < BOUNDS ? bounds[i] : INFINITY);
		put_sample(b, s, "_bucket", le);
		buf_i64(b, (int64_t)sum);
		buf_char(b, '\n');
	}
	put_sample(b, s, "_sum", NULL);
	put_value(b, s->value);
	buf_char(b, '\n');
	put_sample(b, s, "_count", NULL);
	buf_i64(b, (int64_t)s->count);
	buf_char(b, '\n');
}

static void print_metric(struct buf *b, struct metric *m)
{
	static const char *const kinds[] = { "counter", "gauge", "histogram" };

	if (m->collect)
		m->collect(m);
	buf_printf(b, "# HELP %s ", m->name);
	put_escaped(b, str_c(m->help), false);
	buf_printf(b, "\n# TYPE %s %s\n", m->name, kinds[m->kind]);
	for (const struct metric_series *s = m->series; s; s = s->next) {
		if (m->kind == METRIC_KIND_HISTOGRAM) {
			put_histogram(b, s);
			continue;
		}
		put_sample(b, s, "", NULL);
		put_value(b, s->value);
		buf_char(b, '\n');
	}
}

void metrics_print(struct buf *b)
{
	for (struct metric *m = registered; m; m = m->next)
		print_metric(b, m);
}

void metrics_free(void)
{
	for (size_t i = 0; i < table_size; i++) {
		for (struct metric_series *s = table[i], *next; s; s = next) {
			next = s->chain;
			series_free(s);
		}
	}
	free(table);
	table = NULL;
	table_size = table_used = 0;
	while (registered) {
		struct metric *m = registered;

		registered = m->next;
		m->series = m->last = NULL;
		m->next = NULL;
		m->nseries = 0;
	}
}
