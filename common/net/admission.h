/* Admission: which requests get in when more come than can be served. One a thread, since what it guards is a thread's own: the
 * processor, the fibers, the database pool. Pure: no I/O, never suspends; times are given.
 *
 * A request works while it is ready, runs, or waits for PostgreSQL or Redis; it is away while it waits for anybody else (its client,
 * a sister, a timer), which costs others nothing but a stack. Working ones are limited. The limit follows the queue in front of the
 * database as CoDel does (RFC 8289): when in a window of 100 ms even the luckiest lease waited longer than 30 ms there is a standing queue,
 * and the limit shrinks by an eighth, down to 64; else it grows by a sixteenth of its most. So what is let in is answered soon,
 * whatever is offered.
 *
 * Shares: from half of the limit on (48 at the least), a client address has at most an equal share of it (alone: three quarters), and so
 * has a token (alone: half). Who has nothing under way gets in beyond the limit, up to half of it more; a token that has nothing
 * under way, up to a quarter, if its address has not its share. So one client with up to 48 requests under way is never refused because
 * it, the machine or the database is slow. Addresses and tokens are counted by a keyed hash in 1,024 buckets: two may meet in one, none
 * can be aimed at. Only tokens that are known to be good count as somebody: made-up ones would thin out the others' shares.
 */
#ifndef NET_ADMISSION_H
#define NET_ADMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { ADMISSION_BUCKETS = 1024, ADMISSION_NOBODY = ADMISSION_BUCKETS };

struct crowd {
	uint16_t working[ADMISSION_BUCKETS + 1],
		all[ADMISSION_BUCKETS + 1]; /* the last one: nobody, not counted as active */
	unsigned active;                    /* buckets with somebody at work */
};

struct admission {
	unsigned most, limit;  /* working at once: ever, and now */
	unsigned working, all; /* all: with those that are away */
	struct crowd addresses, tokens;
	int64_t window_ends; /* clock_ms() */
	int64_t least_wait;  /* of a lease in this window, microseconds; negative: there was none */
};

/* One request that was let in, until it leaves. */
struct admission_ticket {
	uint16_t address, token;
	bool in, away;
};

/* The running thread's. */
struct admission *admission(void);
/* Begins anew. most = requests at work at once, at the most. */
void admission_open(struct admission *a, unsigned most);
/* The bucket of a numeric address, or of a token; ADMISSION_NOBODY for none. */
uint16_t admission_address(struct str numeric);
uint16_t admission_token(struct str token);
/* A fiber that has no whole request yet: counts as away. False: there are too many; leave. */
bool admission_hold(struct admission *a, struct admission_ticket *t);
/* True: it is in, until admission_leave. address and token are set by the caller; not while it is in. */
bool admission_ask(struct admission *a, struct admission_ticket *t, int64_t now_ms);
/* Accepts a ticket that is not in. */
void admission_leave(struct admission *a, struct admission_ticket *t);
/* Its fiber begins or ends to wait for somebody else. */
void admission_away(struct admission *a, struct admission_ticket *t, bool away);
/* A database lease was got, or given up, after so long in the queue. */
void admission_waited(struct admission *a, int64_t us);

#endif
