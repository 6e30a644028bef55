#include "web/peer_token.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "web/auth.h"

enum { SLOTS = 256, LIFETIME_S = 60, USED_S = 20, TOKEN_MOST = 2048 };

struct shown {
	int64_t made; /* unix seconds */
	const char *audience;
	char user[37];
	size_t n;
	char bearer[];
};

static _Thread_local struct shown *slots[SLOTS];

static bool fits(const struct shown *t, const char *audience, struct str user, int64_t now)
{
	return t && t->made <= now && now < t->made + USED_S && str_is(user, t->user) &&
		strcmp(t->audience, audience) == 0;
}

static struct str sign(const char *service, const char *audience, struct str user, struct str secret)
{
	struct buf b = BUF_ON(mem(), TOKEN_MOST);

	buf_c(&b, "Bearer ");
	token_sign(&b, secret,
		&(struct token_claims){ .sub = user,
			.scope = STR("peer"),
			.aud = str_c(audience),
			.iss = str_c(service),
			.lifetime_s = LIFETIME_S });
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static void keep(struct shown **slot, const char *audience, struct str user, struct str bearer, int64_t now)
{
	struct shown *t = bearer.p && user.n < sizeof(t->user) ? malloc(sizeof(*t) + bearer.n) : NULL;

	if (!t)
		return;
	*t = (struct shown){ .made = now, .audience = audience, .n = bearer.n };
	memcpy(t->user, user.p, user.n);
	memcpy(t->bearer, bearer.p, bearer.n);
	free(*slot);
	*slot = t;
}

struct str peer_token(const char *service, const char *audience, struct str user, struct str secret)
{
	struct shown **slot = &slots[str_hash(user, str_hash(str_c(audience), 0)) % SLOTS];
	int64_t now = clock_unix();
	struct str bearer;

	if (fits(*slot, audience, user, now))
		return str_dup(mem(), (struct str){ (*slot)->bearer, (*slot)->n });
	bearer = sign(service, audience, user, secret);
	keep(slot, audience, user, bearer, now);
	return bearer;
}

void peer_token_clear(void)
{
	for (size_t i = 0; i < SLOTS; i++) {
		free(slots[i]);
		slots[i] = NULL;
	}
}
