/* Stripe: is it Stripe who sent this, and just now? */
#include "base/context.h"
#include "base/err.h"
#include "connector_stripe.h"
#include "web/crypto.h"

enum { TOLERANCE_S = 300, NAME_MAX = 255, STAMP_MAX = 20 };

/* "t=1700000000,v1=<64 hex>,v1=…,v0=…": while a secret is being replaced, there is a v1 for the old and one for the new. */
static struct str stamp_of(struct str header)
{
	struct str stamp = STR_NONE;

	while (header.p) {
		struct str value = str_split(&header, ','), name = str_split(&value, '=');

		if (str_is(name, "t"))
			stamp = value;
	}
	return stamp;
}

static bool any_matches(struct str header, struct str mac)
{
	bool matches = false;

	while (header.p) {
		struct str value = str_split(&header, ','), name = str_split(&value, '=');

		if (str_is(name, "v1") && str_eq_secret(value, mac))
			matches = true;
	}
	return matches;
}

static int check_signature(struct str secret, struct str header, struct str body, struct str *stamp)
{
	struct buf b = BUF_ON(mem(), body.n + STAMP_MAX + 2);
	unsigned char mac[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	*stamp = stamp_of(header);
	if (!stamp->n || stamp->n > STAMP_MAX)
		return fail(ERR_BAD_REQUEST, "there is no signature of Stripe's");
	buf_str(&b, *stamp);
	buf_c(&b, ".");
	buf_str(&b, body);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	hmac_sha256(secret, buf_view(&b), mac);
	hex_encode(hex, mac, sizeof(mac));
	return any_matches(header, str_c(hex)) ? 0 : fail(ERR_BAD_REQUEST, "the signature does not fit");
}

/* An old delivery that somebody recorded is not taken again, however well it is signed. */
static int check_time(struct str stamp, int64_t now)
{
	int64_t t;

	if (!str_i64(stamp, &t) || t < now - TOLERANCE_S || t > now + TOLERANCE_S)
		return fail(ERR_BAD_REQUEST, "it was signed more than %d seconds from now; are both clocks right?",
			TOLERANCE_S);
	return 0;
}

/* "checkout.session.completed" and its like tell of one. */
static struct str payment_of(const struct json *event)
{
	const struct json *object = json_get(json_get(event, "data"), "object");

	return str_is(json_get_str(object, "object"), "checkout.session") ? json_get_str(object, "id") : STR_NONE;
}

static int read_event(struct str body, struct webhook_event *ret)
{
	const struct json *event;
	int r = json_parse(body, &event);

	if (r == -ERR_NOMEM)
		return r;
	if (r == 0)
		*ret = (struct webhook_event){ json_get_str(event, "id"), json_get_str(event, "type"),
			payment_of(event) };
	if (r < 0 || !ret->id.n || ret->id.n > NAME_MAX || !ret->topic.n || ret->topic.n > NAME_MAX)
		return fail(ERR_BAD_REQUEST, "the body is no event of Stripe's");
	return 0;
}

int stripe_verify(
	const struct vec *values, const struct vec *headers, struct str body, int64_t now, struct webhook_event *ret)
{
	struct str secret = value_of(values, "webhook_secret"), stamp;

	if (!secret.n)
		return fail(ERR_NOT_FOUND, "there is no such connection");
	TRY(check_signature(secret, value_of(headers, "stripe-signature"), body, &stamp));
	TRY(check_time(stamp, now));
	return read_event(body, ret);
}
