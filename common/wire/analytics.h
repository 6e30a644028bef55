/* Wire, analytics: what the gateway and analytics-svc say to each other; also the public bodies of
 * /api/v1/events and /api/v1/analytics. */
#ifndef WIRE_ANALYTICS_H
#define WIRE_ANALYTICS_H

#include "web/schema.h"

struct event {
	struct str id;                     /* UUID: the same event twice is one event */
	struct str session_id;             /* or absent */
	struct str event_type;             /* step_viewed, step_completed, advice_taken, … */
	struct str event_data;             /* JSON text of an object, or absent */
	struct str timestamp;              /* RFC 3339; now when absent */
	struct str user_agent, ip_address; /* the gateway fills them; ip truncated (/24, /48) */
};

struct event_batch {
	struct vec events; /* of struct event, 1..500 */
};

struct event_batch_reply {
	int64_t accepted, duplicates;
};

struct funnel_step {
	int64_t step; /* 1..6; 7 = launched */
	struct str name;
	int64_t reached, completed;
	double conversion;     /* completed / reached, 0..1 */
	double median_seconds; /* from reached to completed; 0 when nobody completed */
};

struct funnel {
	struct str from, to; /* RFC 3339 */
	int64_t sessions, launched;
	struct vec steps; /* of struct funnel_step */
};

/* One variant of an experiment: who saw it, what was bought. share: orders a visitor, with its 95 % interval (Wilson's). */
struct experiment_count {
	struct str experiment_id;
	int64_t variant, visitors, orders;
	double share, share_low, share_high;
};
struct experiment_counts {
	struct vec variants; /* of struct experiment_count; those of which nothing is known are left out */
};

struct prediction_reason {
	struct str factor, text;
	double effect; /* multiplies the estimate */
};

/* Of a store's first 30 days. */
struct prediction {
	int64_t days;
	double visits, orders, revenue_minor; /* medians */
	double revenue_low, revenue_high;     /* 80 % interval */
	double orders_low, orders_high;
	double conversion_rate;
	struct str currency, method;
	struct vec reasons; /* of struct prediction_reason */
	struct vec advice;  /* of struct str */
};

struct predict_request {
	struct str session_id;
	const struct json *configuration;
};

extern const struct schema event_batch_schema, event_batch_reply_schema, funnel_schema, experiment_counts_schema;
extern const struct schema predict_request_schema, prediction_schema;

#endif
