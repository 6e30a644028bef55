/* Private PostgreSQL and Redis for unit tests: started at first use in a folder of their own, on free
 * ports, stopped at exit. TEST_DATABASE_URL and TEST_REDIS_URL name running ones instead.
 */
#ifndef TEST_SERVERS_H
#define TEST_SERVERS_H

#include <stdbool.h>

/* NULL when there is no PostgreSQL here: say so loudly and skip. */
const char *test_pg_url(void);
/* One of our own whatever the environment says, for tests that stop it. NULL as above. */
const char *test_pg_private(void);
/* Kills our own at once, as a crash would; test_pg_up starts it again on the same port. */
void test_pg_down(void);
/* SIGKILL to all of its processes at once: not even a last word. */
void test_pg_crash(void);
void test_pg_up(void);

const char *test_redis_url(void);
const char *test_redis_private(void);
/* Is test_redis_url ours, so that a test may stop it? */
bool test_redis_own(void);
void test_redis_down(void); /* SIGKILL; what it held is gone */
void test_redis_up(void);
void test_redis_pause(bool on); /* SIGSTOP and SIGCONT: there, but silent */

#endif
