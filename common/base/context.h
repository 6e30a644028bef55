/* Context: what travels with a piece of work: its memory, its error note, its trace.
 *
 * Each fiber owns one (fiber/fiber.c switches it with the stack); outside fibers there is one a
 * thread. So a store or a peer on any floor finds the arena of the request that it works for without
 * a parameter, and two fibers never share one. Never suspends.
 */
#ifndef BASE_CONTEXT_H
#define BASE_CONTEXT_H

#include <stdint.h>

#include "base/arena.h"

enum { CONTEXT_CLIENTS = 2 * 1024 + 3 };

struct err_note {
	int code;         /* last fail(), positive; 0 = none */
	char text[256];   /* public detail, "" = none */
	char secret[256]; /* for the log only, "" = none */
};

struct context {
	struct arena arena; /* freed when the fiber ends; cleared after each request */
	struct err_note err;
	char request_id[37]; /* X-Request-Id of the request being served, "" = none */
	char trace_id[33];   /* W3C trace context: 32 hex digits, "" = none */
	char span_id[17];    /* our span, the parent of calls that we make */
	char parent_id[17];  /* the caller's span */
	bool sampled;
	void *told;       /* in the arena: what a sister said of our values (web/peer.h), or NULL */
	uint16_t client;  /* for whom: below CONTEXT_CLIENTS, equal for one client; 0 = the house itself */
	const char *task; /* route or job for logs and the stack census; static string */
};

/* The running work's context. noinline: a fiber may resume after its caller cached an address. */
struct context *context(void);

/* The running work's arena: context()->arena. */
struct arena *mem(void);

/* Used by fiber/ alone. */
void context_switch(struct context *next);

void context_init(struct context *c);
/* Frees all memory of c. */
void context_done(struct context *c);
/* Clears arena, note and trace: between two pieces of work on one fiber. */
void context_clear(struct context *c);

/* A loop that outlives its request's sense of scale (an event stream) works each round in memory of its own: between the
 * two calls mem() is empty and growing, then gone. *kept holds the outer arena meanwhile. Nests. */
void context_round_begin(struct arena *kept);
void context_round_end(struct arena *kept);

/* Begins a trace for c: takes a valid W3C traceparent value ("00-…-…-01", may be NULL), else draws a
 * new trace id; always draws a new span id. */
void context_trace(struct context *c, const char *traceparent, size_t len);

#endif
