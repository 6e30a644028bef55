#include "web/health.h"

#include "base/context.h"
#include "net/db.h"
#include "net/redis.h"

/* At the most: the service's own, database and redis. */
enum { CHECKS = 8 };

static struct health_check checks[CHECKS + 1];
static bool started, draining;

struct health {
	struct str status;
	struct str checks; /* JSON text: {"database":true,…} */
};

static const struct field fields[] = {
	F_STR(struct health, status, REQUIRED, 0, 0, NULL, "ok, ready, starting, draining, healthy or unhealthy"),
	F_RAW(struct health, checks, 0, "true or false, part by part"),
};
const struct schema health_schema = SCHEMA("Health", struct health, fields);

void health_setup(const struct health_check *own, bool database, bool redis)
{
	size_t n = 0;

	if (database)
		checks[n++] = (struct health_check){ "database", db_up, true };
	/* Redis is speed, not truth: we are ready without it. */
	if (redis)
		checks[n++] = (struct health_check){ "redis", redis_up, false };
	for (; own && own->name && n < CHECKS; own++)
		checks[n++] = *own;
	checks[n].name = NULL;
	started = draining = false;
}

void health_started(void)
{
	started = true;
}

void health_drain(void)
{
	draining = true;
}

static bool look(struct health *h, bool needed_only)
{
	struct buf b = BUF_ON(mem(), 1024);
	bool good = true;

	buf_char(&b, '{');
	for (const struct health_check *c = checks; c->name; c++) {
		bool ok = c->ok();

		buf_printf(&b, "%s\"%s\":%s", b.len > 1 ? "," : "", c->name, ok ? "true" : "false");
		if (!ok && (c->needed || !needed_only))
			good = false;
	}
	buf_char(&b, '}');
	h->checks = buf_view(&b);
	return good;
}

int health_livez(struct request *rq)
{
	struct health h = { .status = STR("ok") };

	return reply(rq, 200, &health_schema, &h);
}

int health_readyz(struct request *rq)
{
	struct health h;
	bool ready = look(&h, true) && started && !draining;

	h.status = draining ? STR("draining") : !started ? STR("starting") : ready ? STR("ready") : STR("unhealthy");
	if (!ready)
		reply_header(rq, "Retry-After", STR("1"));
	return reply(rq, ready ? 200 : 503, &health_schema, &h);
}

int health_healthz(struct request *rq)
{
	struct health h;
	bool healthy = look(&h, false);

	h.status = healthy ? STR("healthy") : STR("unhealthy");
	if (!healthy)
		reply_header(rq, "Retry-After", STR("1"));
	return reply(rq, healthy ? 200 : 503, &health_schema, &h);
}
