#include "launch.h"

#include "base/context.h"
#include "base/err.h"
#include "connections.h"
#include "domains.h"
#include "peer_analytics.h"
#include "peer_content.h"
#include "peer_integration.h"
#include "peer_theme.h"
#include "schemas.h"
#include "session_view.h"
#include "stores_store.h"
#include "web/idem.h"
#include "web/peer.h"
#include "wizard.h"
#include "wizard_store.h"

enum { PREDICT_MS = 10000 };

/* What "freeze" left for the steps after it. */
static struct frozen frozen(const struct job *j)
{
	const struct json *o = job_output(j, "freeze");

	return (struct frozen){ .config_id = json_get_str(o, "config_id"),
		.store_id = json_get_str(o, "store_id"),
		.slug = json_get_str(o, "slug"),
		.session_id = job_subject(j),
		.owner = job_owner(j),
		.version = json_get_int(o, "version", 0) };
}

static int freeze(struct job *j)
{
	struct json *o = json_new_object();
	struct frozen f;
	int r = store_freeze(job_subject(j), job_id(j), &f); /* db */

	if (r == -ERR_CONFLICT)
		job_hint(j, "Change the address in step 6 and launch again.");
	TRY(r);
	json_add_str(o, "config_id", f.config_id);
	json_add_str(o, "store_id", f.store_id);
	json_add_str(o, "slug", f.slug);
	json_add_int(o, "version", f.version);
	job_put_output(j, json_text(o));
	return job_progress(j, 1, "Version %lld of your answers is fixed", (long long)f.version);
}

static int write_copy(struct job *j)
{
	struct frozen f = frozen(j);
	struct store_copy_request in = { .store_config_id = f.config_id };
	struct store_copy_reply *out;
	struct str configuration;

	TRY(store_configuration(f.config_id, &configuration)); /* db */
	TRY(json_parse(configuration, &in.configuration));
	TRY(content_store_copy(f.owner, &in, &out));               /* http: content-svc */
	TRY(store_put_content(j, f.config_id, out->content_data)); /* db */
	return job_progress(j, 1, "%lld texts written by %.*s, %lld of your own kept", (long long)out->written,
		STR_FMT(out->model_used), (long long)out->kept);
}

/* A tool that refuses does not stop the store from opening: its state says what to do. */
static int connect_tools(struct job *j)
{
	struct frozen f = frozen(j);
	struct integration_sync in = {
		.session_id = f.session_id, .store_id = f.store_id, .storefront_url = storefront_url(f.slug)
	};
	struct integration_sync_reply *out;
	struct str configuration;

	if (TRY(store_has_tools(f.config_id)) == 0) /* db */
		return job_progress(j, 1, "Nothing to connect");
	TRY(store_configuration(f.config_id, &configuration)); /* db */
	TRY(json_parse(configuration, &in.configuration));
	TRY(connections_deliver(f.session_id, f.owner)); /* http: integration-svc */
	TRY(integration_bring(f.owner, &in, &out));      /* http: integration-svc */
	return job_progress(j, 1, "%lld connected, %lld not; %lld products brought over", (long long)out->connected,
		(long long)out->failed, (long long)out->products);
}

/* An outlook is welcome, not needed: without analytics-svc the store opens all the same. */
static int predict(struct job *j)
{
	struct frozen f = frozen(j);
	const struct json *configuration;
	struct prediction *p;
	struct str text;
	int r;

	TRY(store_configuration(f.config_id, &text)); /* db */
	TRY(json_parse(text, &configuration));
	r = analytics_predict(f.session_id, configuration, PREDICT_MS, &p); /* http: analytics-svc */
	if (peer_is_away(r))
		return job_progress(j, 1, "No outlook: analytics-svc does not answer");
	TRY(r);
	return job_progress(j, 1, "%.0f to %.0f orders in the first %lld days, eight chances in ten", p->orders_low,
		p->orders_high, (long long)p->days);
}

static int render(struct job *j)
{
	struct frozen f = frozen(j);
	struct site_published *out;
	struct site_version site;
	struct str configuration;
	struct store store;

	TRY(store_load(f.store_id, f.owner, &store));          /* db */
	TRY(store_configuration(f.config_id, &configuration)); /* db */
	site = (struct site_version){
		.store_id = f.store_id, .slug = f.slug, .version = f.version, .live = store.live_version
	};
	TRY(theme_publish(&site, configuration, &out)); /* http: theme-svc */
	TRY(domains_publish(&site, configuration));     /* http: theme-svc */
	return job_progress(j, 1, "%lld pages drawn, %lld of %lld files new", (long long)out->pages,
		(long long)out->written, (long long)out->files);
}

static int publish(struct job *j)
{
	struct frozen f = frozen(j);
	struct json *result = json_new_object();

	TRY(store_go_live(j, f.store_id, f.version)); /* db */
	json_add_str(result, "store_id", f.store_id);
	json_add_str(result, "slug", f.slug);
	json_add_int(result, "version", f.version);
	json_add_str(result, "storefront_url", storefront_url(f.slug));
	job_put_result(j, json_text(result));
	job_put_output(j, json_text(result));
	return job_progress(j, 1, "Live at %.*s", STR_FMT(storefront_url(f.slug)));
}

static int complete(struct job *j)
{
	/* A worker that takes over after the switch has no result in hand: the switch left it. */
	job_put_result(j, json_text(job_output(j, "publish")));
	return wizard_complete(job_subject(j)); /* db */
}

static const struct job_step steps[] = {
	{ "freeze", "Fix your answers", freeze, 5 },
	{ "content", "Write what is missing", write_copy, 35 },
	{ "integrations", "Connect your tools", connect_tools, 15 },
	{ "predict", "Look ahead", predict, 5 },
	{ "render", "Draw the pages", render, 30 },
	{ "publish", "Open the store", publish, 5 },
	{ "complete", "Finish", complete, 5 },
	{ NULL, NULL, NULL, 0 },
};

/* About ten minutes of patience with a sister that is away. */
struct job_type launch_job = { .name = "launch", .max_attempts = 25, .steps = steps };

/* POST /api/v1/wizard/session/{session_id}/launch: make the store live; while one runs, it is that one. */
int launch_create(struct request *rq)
{
	struct launched out;
	struct wizard w;

	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	if (!wizard_reached((int)w.completed, WIZARD_STEPS + 1))
		return fail(
			ERR_CONFLICT, "complete step %d first; {} leaves it to us", wizard_open_step((int)w.completed));
	TRY(job_enqueue(NULL,
		&(struct job_new){ .id = idem_uuid(rq->idem),
			.type = &launch_job,
			.owner = w.user_id,
			.subject = w.id,
			.unique_key = str_printf(mem(), "launch:%.*s", STR_FMT(w.id)) },
		&out.job_id)); /* db */
	out.status_url = str_printf(mem(), "/api/v1/jobs/%.*s", STR_FMT(out.job_id));
	out.events_url = str_printf(mem(), "/api/v1/jobs/%.*s/events", STR_FMT(out.job_id));
	return reply(rq, 202, &launched_schema, &out);
}
