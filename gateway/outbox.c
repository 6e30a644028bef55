#include "outbox.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "outbox_store.h"
#include "peer_analytics.h"
#include "web/peer.h"

enum { BATCH = 500, PAUSE_MS = 500, PAUSE_MOST_MS = 30000 };

/* Events shipped, or why not. An event that analytics-svc will never take must not hold up the others: after a refusal
 * they go one by one, and the one that is refused again is told of and dropped. */
static int ship_batch(int64_t *most)
{
	struct event_batch batch;
	struct event_batch_reply *reply;
	struct vec ids;
	int r;

	TRY(outbox_take(*most, &batch, &ids)); /* db */
	if (batch.events.n == 0)
		return 0;
	r = analytics_events(&batch, &reply); /* http: analytics-svc */
	if (r < 0 && (peer_is_away(r) || fiber_cancelled()))
		return r;
	if (r < 0 && batch.events.n > 1) {
		*most = 1;
		return r;
	}
	if (r < 0)
		log_error("outbox_event_refused",
			LOG_STR("event", ((const struct event *)batch.events.items)->event_type),
			LOG_S("detail", context()->err.text));
	else
		*most = BATCH;
	TRY(outbox_drop(ids)); /* db */
	return (int)batch.events.n;
}

void outbox_ship(void *unused)
{
	int64_t pause = PAUSE_MS, most = BATCH;

	(void)unused;
	context()->task = "outbox";
	while (!fiber_cancelled()) {
		int r = ship_batch(&most);

		/* Told once, when it begins to fail: a sister that is away for an hour fills no log. */
		if (r < 0 && pause == PAUSE_MS && r != -ERR_SHUTDOWN)
			log_warn("outbox_waits", LOG_S("error", err_info(r)->name),
				LOG_S("cause", context()->err.secret));
		pause = r >= 0 ? PAUSE_MS : pause * 2 < PAUSE_MOST_MS ? pause * 2 : PAUSE_MOST_MS;
		context_clear(context());
		if (r < most)
			wait_ms(pause);
	}
}
