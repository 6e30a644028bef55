#include "web/password.h"

#include <argon2.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "fiber/wait.h"

enum { MEMORY_KIB = 19 * 1024, PASSES = 2, LANES = 1, SALT_SIZE = 16, HASH_SIZE = 32, ENCODED_MAX = 128 };
enum { AT_ONCE = 2, WAITING_MAX = 32, WAIT_MS = 10000 };

/* The right form with our cost, of no password: accounts that are not there take as long as others. */
static const char nobody[] =
	"$argon2id$v=19$m=19456,t=2,p=1$c3RvcmUtbGF1bmNoLXdpeg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* Each hash takes 19 MB: two at a time, the rest in line. */
static struct wait_queue line;
static unsigned running;

struct job {
	struct str password;
	unsigned char salt[SALT_SIZE];
	char *encoded;
	int result;
};

static void run_hash(void *arg)
{
	struct job *j = arg;

	j->result = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, j->password.p, j->password.n, j->salt, SALT_SIZE,
		HASH_SIZE, j->encoded, ENCODED_MAX);
}

static void run_verify(void *arg)
{
	struct job *j = arg;

	j->result = argon2id_verify(j->encoded, j->password.p, j->password.n);
}

static void leave(void)
{
	if (!wait_queue_hand(&line, 1))
		running--;
}

static int enter(void)
{
	int r;

	if (!line.waiters.next)
		wait_queue_init(&line);
	if (running < AT_ONCE) {
		running++;
		return 0;
	}
	if (line.length >= WAITING_MAX)
		return fail(ERR_OVERLOAD, "too many people are signing in at this moment");
	fiber_away_begin();
	r = wait_queue_wait(&line, WAIT_MS);
	fiber_away_end();
	return r < 0 ? r : 0;
}

static int run(void (*fn)(void *), struct job *j)
{
	int r;

	TRY(enter());
	r = offload(fn, j);
	leave();
	if (r == 0 && j->result == ARGON2_MEMORY_ALLOCATION_ERROR)
		return -ERR_NOMEM;
	return r;
}

int password_hash(struct str password, struct str *ret)
{
	struct job j = { .password = password, .encoded = TRY_MEM(arena_zalloc(mem(), 1, ENCODED_MAX)) };

	random_bytes(j.salt, sizeof(j.salt));
	TRY(run(run_hash, &j));
	if (j.result != ARGON2_OK)
		return fail_private(ERR_INTERNAL, "argon2: %s", argon2_error_message(j.result));
	*ret = str_c(j.encoded);
	return 0;
}

int password_verify(struct str password, struct str encoded)
{
	struct str against = encoded.p ? encoded : str_c(nobody);
	struct job j = { .password = password, .encoded = TRY_MEM(arena_strndup(mem(), against.p, against.n)) };

	TRY(run(run_verify, &j));
	if (j.result != ARGON2_OK && j.result != ARGON2_VERIFY_MISMATCH)
		return fail_private(ERR_INTERNAL, "argon2: %s", argon2_error_message(j.result));
	return encoded.p && j.result == ARGON2_OK;
}
