#include "outbox.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "outbox_store.h"
#include "peer_analytics.h"

enum { BATCH = 500, PAUSE_MS = 500, PAUSE_MOST_MS = 30000 };

/* Events shipped, or why not. */
static int ship_batch(void)
{
	struct event_batch batch;
	struct event_batch_reply *reply;

	TRY(outbox_take(BATCH, &batch)); /* db */
	if (batch.events.n == 0)
		return 0;
	TRY(analytics_events(&batch, &reply)); /* http: analytics-svc */
	TRY(outbox_drop(&batch)); /* db */
	return (int)batch.events.n;
}

void outbox_ship(void *unused)
{
	int64_t pause = PAUSE_MS;

	(void)unused;
	context()->task = "outbox";
	while (!fiber_cancelled()) {
		int r = ship_batch();

		/* Told once, when it begins to fail: a sister that is away for an hour fills no log. */
		if (r < 0 && pause == PAUSE_MS && r != -ERR_SHUTDOWN)
			log_warn("outbox_waits", LOG_S("error", err_info(r)->name), LOG_S("cause", context()->err.secret));
		pause = r >= 0 ? PAUSE_MS : pause * 2 < PAUSE_MOST_MS ? pause * 2 : PAUSE_MOST_MS;
		context_clear(context());
		if (r < BATCH)
			wait_ms(pause);
	}
}
