#include "web/socket.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"

static const struct str PROTOCOL = { "wizard.v1", 9 }, BEARER = { "bearer.", 7 };

/* The first offered subprotocol that begins with word; whole: that is it. */
static struct str offered(const struct http_head *head, struct str word, bool whole)
{
	struct str rest = http_header(head, "sec-websocket-protocol");

	while (rest.p) {
		struct str item = str_trim(str_split(&rest, ','));

		if (whole ? str_eq(item, word) : str_starts(item, word))
			return item;
	}
	return STR_NONE;
}

struct str socket_token(const struct http_head *head)
{
	struct str item = offered(head, BEARER, false);

	return item.p ? str_sub(item, BEARER.n, item.n) : STR_NONE;
}

static bool is_ours(struct str origin, struct str host, struct str own)
{
	struct str scheme;

	if (str_ieq(origin, own))
		return true;
	scheme = str_starts(origin, STR("https://")) ? STR("https://") : STR("http://");
	return str_starts(origin, scheme) && str_ieq(str_sub(origin, scheme.n, origin.n), host);
}

int socket_open(struct request *rq, struct str own_origin, const struct websocket_options *o, struct websocket **ret)
{
	struct str origin = request_header(rq, "origin"), lines;

	if (origin.p && !is_ours(origin, request_header(rq, "host"), own_origin))
		return fail(ERR_FORBIDDEN, "this origin may not open a socket here");
	lines = str_printf(mem(), "X-Request-Id: %s\r\n%s", context()->request_id,
		offered(rq->head, PROTOCOL, true).p ? "Sec-WebSocket-Protocol: wizard.v1\r\n" : "");
	TRY_MEM(lines.p);
	/* A 426 says what is spoken here. */
	reply_header(rq, "Upgrade", STR("websocket"));
	reply_header(rq, "Sec-WebSocket-Version", STR("13"));
	TRY(websocket_open(rq->ex, lines, o, ret));
	rq->status = 101;
	fiber_deadline_restore(NEVER);
	return 0;
}
