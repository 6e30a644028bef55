#include "contents.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "contents_store.h"
#include "net/cache.h"
#include "peer_llm.h"
#include "prompt.h"
#include "score.h"
#include "web/crypto.h"
#include "words.h"

enum { TEXTS = 3, KEYWORDS = 8, KEEP_MS = 3600 * 1000, REPLY_MOST = 256 * 1024 };

static struct cache *texts;

int contents_open(void)
{
	return cache_open(&(struct cache_options){ .name = "content",
				  .max_entries = 1000,
				  .max_bytes = 4 << 20,
				  .l1_ms = 300 * 1000,
				  .l2_ms = KEEP_MS },
		&texts);
}

void contents_close(void)
{
	cache_free(texts);
	texts = NULL;
}

/* The same question is the same text for everybody: who asks is not part of it. */
static int key_of(const struct content_request *in, struct str *ret)
{
	struct content_request question = *in;
	struct buf b = BUF_ON(mem(), REPLY_MOST);

	question.session_id = STR_NONE;
	schema_encode(&b, &content_request_schema, &question);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	*ret = str_printf(mem(), "wizard:content:%.*s", STR_FMT(sha256_hex(buf_view(&b))));
	return ret->p ? 0 : -ERR_NOMEM;
}

/* Whom or what a text is about must be known. */
static int check(struct request *rq, const struct content_request *in)
{
	bool product = str_is(in->content_type, "product_description");
	bool category = str_is(in->content_type, "category_description");
	struct str subject = product ? in->inputs->product_name
		: category           ? in->inputs->category
				     : in->inputs->store_name;

	if (!subject.n && !product && !category)
		subject = in->inputs->product_name; /* a headline or a post may be about one product */
	if (subject.n)
		return 0;
	violation_add(TRY_MEM(request_violations(rq)),
		product            ? STR("/inputs/product_name")
			: category ? STR("/inputs/category")
				   : STR("/inputs/store_name"),
		"required", "Say which %s it is about",
		product            ? "product"
			: category ? "category"
				   : "store");
	return request_invalid(rq);
}

static struct prompt_facts facts_of(const struct content_request *in)
{
	static const struct content_options none;
	const struct content_options *o = in->options ? in->options : &none;

	return (struct prompt_facts){ .inputs = *in->inputs,
		.tone = o->tone.n ? o->tone : STR("professional"),
		.length = o->length,
		.language = o->language };
}

static int judge(const struct content_request *in, struct content_reply *out)
{
	struct str *given = TRY_MEM(ARENA_ARRAY(mem(), struct str, in->inputs->features.n + 2));
	struct words w;
	size_t n = 0;

	given[n++] = in->inputs->product_name;
	given[n++] = in->inputs->category;
	for (size_t i = 0; i < in->inputs->features.n; i++)
		given[n++] = ((struct str *)in->inputs->features.items)[i];
	TRY(words_split(out->content, &w));
	TRY(score_text(in->content_type, in->inputs, &w, out));
	return keywords_of(&w, given, n, KEYWORDS, &out->seo_keywords);
}

static struct str encode(const struct content_reply *out)
{
	struct buf b = BUF_ON(mem(), REPLY_MOST);

	schema_encode(&b, &content_reply_schema, out);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

/* The text is worth having without its row: while the database is away it goes out without an id. */
static int keep(
	const struct request *rq, const struct content_request *in, struct str prompt, struct content_reply *out)
{
	struct content_row row = { in->content_type, encode(out), prompt, out->model_used, out->quality_score };
	int r = content_insert(&row, str_c(rq->id.sub), in->session_id, &out->content_id); /* db */

	if (r == -ERR_DB_AWAY) {
		log_warn("content_not_kept", LOG_S("error", err_info(r)->name));
		return 0;
	}
	return r;
}

static int write_new(struct request *rq, const struct content_request *in, struct str key, struct content_reply *out)
{
	struct prompt_facts facts = facts_of(in);
	struct str prompt = prompt_make(in->content_type, &facts);
	struct written w;
	struct str *all;

	if (!prompt.p)
		return fail(ERR_TOO_LARGE, "the facts are too long to be written about");
	TRY(llm_write(prompt, TEXTS, &w)); /* http: llm-svc */
	all = w.texts.items;
	*out = (struct content_reply){
		.content = all[0], .alternatives = { all + 1, w.texts.n - 1 }, .model_used = w.model
	};
	TRY(judge(in, out));
	cache_put(texts, key, encode(out));
	return keep(rq, in, prompt, out);
}

/* POST /v1/content/generate */
int contents_generate(struct request *rq)
{
	const struct content_request *in = body(rq);
	struct content_reply written, *out = &written;
	struct str key, cached;

	TRY(check(rq, in));
	TRY(key_of(in, &key));
	if (TRY(cache_get(texts, key, &cached)) == 1 && schema_read(&content_reply_schema, cached, (void **)&out) == 0)
		out->cached = true; /* redis, or memory */
	else
		TRY(write_new(rq, in, key, out = &written));
	return reply(rq, 200, &content_reply_schema, out);
}

/* POST /v1/content/{content_id}/rating */
int contents_rate(struct request *rq)
{
	const struct rating_request *in = body(rq);

	TRY(content_set_rating(path(rq, "content_id"), str_c(rq->id.sub), in->rating)); /* db */
	return reply_empty(rq, 204);
}
