#include "base/context.h"

#include <string.h>

#include "base/str.h"

static _Thread_local struct context thread_context;
static _Thread_local struct context *current;

__attribute__((noinline)) struct context *context(void)
{
	if (!current) {
		context_init(&thread_context);
		current = &thread_context;
	}
	return current;
}

struct arena *mem(void)
{
	return &context()->arena;
}

__attribute__((noinline)) void context_switch(struct context *next)
{
	current = next;
}

void context_init(struct context *c)
{
	memset(c, 0, sizeof(*c));
	arena_init(&c->arena, 0);
}

static void forget(struct context *c)
{
	c->err.code = 0;
	c->err.text[0] = c->err.secret[0] = '\0';
	c->request_id[0] = c->trace_id[0] = c->span_id[0] = c->parent_id[0] = '\0';
	c->sampled = false;
	c->told = NULL;
	c->client = 0;
}

void context_clear(struct context *c)
{
	arena_clear(&c->arena);
	forget(c);
}

void context_done(struct context *c)
{
	arena_done(&c->arena);
	forget(c);
}

void context_round_begin(struct arena *kept)
{
	struct context *c = context();

	*kept = c->arena;
	arena_init(&c->arena, kept->ceiling);
}

void context_round_end(struct arena *kept)
{
	struct context *c = context();

	arena_done(&c->arena);
	c->arena = *kept;
	c->told = NULL; /* it was in the round's */
}

static bool lower_hex(const char *p, size_t n)
{
	bool zero = true;

	for (size_t i = 0; i < n; i++) {
		if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f')))
			return false;
		zero = zero && p[i] == '0';
	}
	return !zero;
}

/* https://www.w3.org/TR/trace-context/: version "-" 32 hex "-" 16 hex "-" flags. A later version may be
 * longer; ff is never valid. */
static bool traceparent_valid(const char *p, size_t len)
{
	if (len < 55 || p[2] != '-' || p[35] != '-' || p[52] != '-')
		return false;
	if (memcmp(p, "00", 2) == 0 ? len != 55 : (len > 55 && p[55] != '-'))
		return false;
	if (memcmp(p, "ff", 2) == 0 || (memcmp(p, "00", 2) != 0 && !lower_hex(p, 2)))
		return false;
	for (int i = 53; i < 55; i++)
		if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f')))
			return false;
	return lower_hex(p + 3, 32) && lower_hex(p + 36, 16);
}

void context_trace(struct context *c, const char *traceparent, size_t len)
{
	unsigned char random[24];

	random_id(random, sizeof(random));
	hex_encode(c->span_id, random + 16, 8);
	if (traceparent && traceparent_valid(traceparent, len)) {
		memcpy(c->trace_id, traceparent + 3, 32);
		memcpy(c->parent_id, traceparent + 36, 16);
		c->trace_id[32] = c->parent_id[16] = '\0';
		c->sampled = traceparent[54] & 1;
		return;
	}
	hex_encode(c->trace_id, random, 16);
	c->parent_id[0] = '\0';
	c->sampled = true;
}
