#include "provider.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "budget.h"
#include "fiber/fiber.h"
#include "settings.h"
#include "web/metrics.h"

enum {
	ORDER_MAX = 4,
	REST_BUSY_MS = 5000,     /* after 429 without Retry-After */
	REST_REFUSED_MS = 60000, /* after 401, 403: the key will not mend itself at once */
	REST_MAX_MS = 300000,
	RESERVE_MS = 500, /* left for builtin and the reply */
	LEAST_MS = 200,   /* no use in asking with less */
};

static const struct provider *const known[] = { &provider_openai, &provider_anthropic, &provider_local };
static const struct provider *order[ORDER_MAX];
static size_t order_n;
/* By the place in known[]; clock_ms(). */
static int64_t rest_until[sizeof(known) / sizeof(known[0])];

static struct metric requests_total = METRIC_COUNTER_BY(
	"llm_provider_requests_total", "Texts asked of a provider", "provider,result");
static struct metric tokens_total = METRIC_COUNTER_BY(
	"llm_tokens_total", "Tokens, as providers count", "provider,kind");
static struct metric seconds = METRIC_HISTOGRAM_BY(
	"llm_provider_duration_seconds", "How long a provider took", "provider");

static int index_of(const struct provider *p)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (known[i] == p)
			return (int)i;
	}
	return -1;
}

int provider_setup(void)
{
	struct str rest = str_c(conf.providers);

	metric_register(&requests_total);
	metric_register(&tokens_total);
	metric_register(&seconds);
	order_n = 0;
	while (rest.p && order_n < ORDER_MAX - 1) {
		struct str name = str_trim(str_split(&rest, ','));
		const struct provider *found = NULL;

		for (size_t i = 0; i < ARRAY_LEN(known); i++) {
			if (str_is(name, known[i]->name))
				found = known[i];
		}
		if (!found && name.n)
			return fail(ERR_INVALID, "LLM_PROVIDERS: there is no provider %.*s", STR_FMT(name));
		if (found)
			order[order_n++] = found;
	}
	order[order_n++] = &provider_builtin;
	return 0;
}

size_t provider_list(const struct provider **ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < order_n && n < max; i++) {
		if (order[i]->ready())
			ret[n++] = order[i];
	}
	return n;
}

int64_t provider_timeout(void)
{
	return fiber_time_left(conf.timeout_ms + RESERVE_MS) - RESERVE_MS;
}

int provider_piece(struct llm_stream *out, struct str model, struct str text)
{
	if (!text.n)
		return 0;
	out->begun = true;
	return out->piece(out->arg, model, text);
}

static void rest(const struct provider *p, int64_t ms)
{
	int i = index_of(p);

	if (i >= 0)
		rest_until[i] = clock_ms() + (ms > REST_MAX_MS ? REST_MAX_MS : ms);
}

int provider_status(const struct provider *p, const struct http_response *response)
{
	int64_t s;

	if (response->status >= 200 && response->status < 300)
		return 0;
	if (response->status == 401 || response->status == 403)
		rest(p, REST_REFUSED_MS);
	else if (response->status == 429)
		rest(p, str_i64(response->retry_after, &s) && s >= 0 ? s * 1000 : REST_BUSY_MS);
	return fail_private(ERR_UPSTREAM, "%s answered %d", p->name, response->status);
}

static const struct schema models_schema;

struct models {
	struct vec data;
};

int provider_first_model(const struct http_request *rq, char *kept, size_t size)
{
	struct http_response response;
	struct models *list;
	const struct model *first;

	if (kept[0])
		return 0;
	TRY(http_call(rq, &response)); /* http: the provider */
	if (response.status != 200)
		return fail_private(ERR_UPSTREAM, "the list of models answered %d", response.status);
	TRY(schema_read(&models_schema, response.body, (void **)&list));
	first = list->data.items;
	if (!list->data.n || !first->id.n || first->id.n >= size)
		return fail_private(ERR_UPSTREAM, "the list of models names none");
	snprintf(kept, size, "%.*s", STR_FMT(first->id));
	return 0;
}

static const struct field listed_model_fields[] = {
	F_STR(struct model, id, REQUIRED, 0, 0, NULL, "Its name"),
};
static const struct schema listed_model_schema = SCHEMA("ListedModel", struct model, listed_model_fields);
static const struct field models_fields[] = {
	F_LIST(struct models, data, REQUIRED, 0, 0, &listed_model_schema, "What the server has"),
};
static const struct schema models_schema = SCHEMA("ListedModels", struct models, models_fields);

/* Named by the caller, by its own name or its model's. */
static bool wanted(const struct provider *p, struct str model)
{
	return model.n && (str_is(model, p->name) || str_eq(model, p->model()));
}

static bool may_ask(const struct provider *p)
{
	int i = index_of(p);

	if (!p->ready())
		return false;
	if (i < 0)
		return true;
	return clock_ms() >= rest_until[i] && !budget_spent(conf.daily_tokens, clock_unix()) &&
		provider_timeout() >= LEAST_MS;
}

static void count(const struct provider *p, int r, int64_t began_us, const struct llm_reply *reply)
{
	struct str name = str_c(p->name);
	struct str result[] = { name, str_c(r < 0 ? err_info(r)->code : "ok") };

	series_add(metric_series(&requests_total, result, 2), 1);
	series_observe(metric_series(&seconds, &name, 1), (double)(clock_us() - began_us) / 1e6);
	if (r < 0)
		return;
	series_add(
		metric_series(&tokens_total, (struct str[]){ name, STR("prompt") }, 2), (double)reply->prompt_tokens);
	series_add(metric_series(&tokens_total, (struct str[]){ name, STR("completion") }, 2),
		(double)reply->completion_tokens);
	budget_add(reply->prompt_tokens + reply->completion_tokens, clock_unix());
}

/* One try. The note of a failure is logged here, for the request itself may yet succeed. */
static int ask(const struct provider *p, const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	int64_t began = clock_us();
	int r;

	context()->err = (struct err_note){ .code = 0 };
	r = p->write(in, out, ret);
	count(p, r, began, ret);
	if (r < 0) {
		log_warn("provider failed", LOG_S("provider", p->name), LOG_S("error", err_info(r)->code),
			LOG_S("detail", context()->err.secret[0] ? context()->err.secret : context()->err.text),
			LOG_I("took_ms", (clock_us() - began) / 1000));
	}
	return r;
}

int provider_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	const struct provider *list[ORDER_MAX] = { NULL };
	size_t n = 0;
	int r = -ERR_UNAVAILABLE;

	/* The one that was named first, then the others in order. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < order_n; i++) {
			if (wanted(order[i], in->model) == (pass == 0))
				list[n++] = order[i];
		}
	}
	if (list[0] == &provider_builtin)
		n = 1;
	for (size_t i = 0; i < n; i++) {
		if (!may_ask(list[i]))
			continue;
		r = ask(list[i], in, out, ret);
		if (r == 0 || fiber_cancelled() || (out && out->begun))
			return r;
	}
	return r;
}
