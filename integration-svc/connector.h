/* connector: what a provider of tools must be able to do, and the table of those that we have.
 *
 * A provider is one file, connector_<name>.c, and one row of the table in connector.c: its fields, how
 * credentials are tried, what is brought to it at launch. Addresses come from the settings, never from a
 * merchant. Values, keys and bodies are never logged.
 */
#ifndef INTEGRATION_CONNECTOR_H
#define INTEGRATION_CONNECTOR_H

#include "net/http_client.h"
#include "wire/integration.h"

/* One value that a provider asks for. */
struct connector_field {
	const char *name;
	bool secret, required;
	const struct format *format;
	const char *doc;
};

/* How a provider took it. */
enum verdict {
	VERDICT_OK,
	VERDICT_REFUSED, /* it says no: only the merchant can mend that */
	VERDICT_AWAY,    /* no answer, too busy, nonsense, or no time left: later it may work */
};

struct outcome {
	enum verdict verdict;
	struct str message; /* a sentence for the merchant; absent only when OK and there is nothing to say */
	struct vec details; /* of struct pair: what the provider told of the account */
	int64_t products;   /* that stand at the provider now */
};

/* One launch's work for one connection. */
struct sync {
	struct str integration_id;
	struct vec values;                /* of struct pair, secrets among them */
	const struct json *external;      /* what keep() kept before */
	const struct json *configuration; /* the frozen six steps */
	int64_t ends;                     /* clock_ms() by which the connector must have returned */
	/* Merges the members of patch (JSON text) into external and, when name is not NULL, keeps a secret. */
	int (*keep)(struct sync *s, struct str patch, const char *name, struct str secret) SUSPENDS;
	struct link *link; /* for keep() */
};

/* What a provider told us, after it was verified. */
struct webhook_event {
	struct str id, topic; /* 1 to 255 bytes; id is the same when the delivery is repeated */
	struct str reference; /* of the payment that it tells of; p = NULL: of none */
};

struct connector {
	const char *name, *title, *type;
	const struct connector_field *fields; /* ends with name NULL */
	/* Both: 0 and *ret filled, whatever the provider said; negative for troubles of our own. */
	int (*test)(const struct vec *values, struct outcome *ret) SUSPENDS;
	int (*sync)(struct sync *s, struct outcome *ret) SUSPENDS;
	/* Is this delivery the provider's, and of now (Unix seconds)? On the raw bytes, in constant time; pure. values: opened;
	 * headers: of struct pair, lower-case names. 0 and *ret (into mem()); -ERR_BAD_REQUEST: it is not, or it is
	 * no event; -ERR_NOT_FOUND: we hold no secret to tell by. After 0 body is JSON. NULL: this provider sends us nothing. */
	int (*verify)(const struct vec *values, const struct vec *headers, struct str body, int64_t now,
		struct webhook_event *ret);
	/* A payment on the provider's own page: begun, and looked at or ended. 0 with out OK and *ret, or with out saying why not;
	 * negative for troubles of our own. NULL: nobody pays there. */
	int (*pay)(const struct vec *values, const struct payment_new *in, struct payment *ret, struct outcome *out)
		SUSPENDS;
	int (*pay_look)(const struct vec *values, const struct payment_look *in, struct payment *ret,
		struct outcome *out) SUSPENDS;
};

/* Ends with NULL; the order is that of a launch: what takes long comes last. */
extern const struct connector connector_stripe, connector_shopify;
extern const struct connector *const connectors[];
/* NULL: there is none of that type and name. */
const struct connector *connector_find(struct str type, struct str name);
/* "payment: stripe; commerce: shopify", in mem(). */
struct str connector_offers(void);

/* ---- for the connectors ---- */

/* p = NULL when there is none of that name. */
struct str value_of(const struct vec *values, const char *name);
/* The first bytes of s, whole characters: what others wrote goes into messages, never without end. */
struct str cut(struct str s, size_t most);
void outcome_is(struct outcome *o, enum verdict verdict, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void outcome_add(struct outcome *o, const char *key, struct str value);

/* http_call in the words of an outcome: OK for 2xx; AWAY for no answer, 429, 5xx; REFUSED for any other
 * status, with a message that the caller may better. ret->status is 0 without an answer. The call ends in time for
 * the request to be answered. Negative for a reason of our own (client gone, shutdown, deadline). */
int connector_call(const char *title, struct http_request *rq, struct http_response *ret, struct outcome *out) SUSPENDS;
/* The answer's JSON, or NULL: then out is AWAY and says so. */
const struct json *connector_json(const char *title, const struct http_response *response, struct outcome *out);

/* Visible ASCII: what a key is made of, and what may stand in a header. */
extern const struct format format_key;

#endif
