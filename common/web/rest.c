#include "web/rest.h"

#include <malloc.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "net/http_server.h"

enum { LOOK_MS = 1000, QUIET = 10 /* requests between two looks */, LARGE = 256 * 1024 };

static struct loop_timer *timer;
static const struct http_server *server;
static uint64_t seen;
static bool untidy;

/* libc keeps what is freed: pages that nothing stands on any more count as ours until malloc_trim gives them back. */
static void look(void *arg)
{
	struct http_server_stats stats;
	uint64_t came;

	(void)arg;
	http_server_stats(server, &stats);
	came = stats.requests - seen;
	seen = stats.requests;
	untidy |= came > 0;
	if (untidy && came <= QUIET) {
		fiber_rest();
		malloc_trim(0);
		untidy = came > 0;
	}
	loop_timer_set(timer, LOOK_MS);
}

int rest_open(const struct http_server *s)
{
	/* Large pieces are mappings of their own, that go when they are freed. libc's threshold would rise to the first one's size,
	 * and malloc_trim does not reach what a password's hash (19 MB) then leaves in an offload thread's heap. */
	mallopt(M_MMAP_THRESHOLD, LARGE);
	timer = TRY_MEM(loop_timer_new(look, NULL));
	server = s;
	seen = 0;
	untidy = true; /* starting leaves something too */
	loop_timer_set(timer, LOOK_MS);
	return 0;
}

void rest_close(void)
{
	loop_timer_free(timer);
	timer = NULL;
}
