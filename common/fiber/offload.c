#include "fiber/offload.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/internal.h"
#include "fiber/wait.h"

enum { THREADS_MAX = 16, NAME_THREADS = 2, NAME_QUEUE = 64, CLOSE_MS = 100 };
enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_ABANDONED, JOB_POSTED, JOB_DONE };

struct job {
	struct loop_post post; /* first: the post is the job */
	struct list link;      /* the lane's queue */
	struct lane *lane;
	struct loop *loop;
	void (*fn)(void *);
	void *arg;
	struct fiber *fiber;
	void (*done)(struct job *);
	void (*drop)(struct job *); /* frees an abandoned job; on any thread */
	_Atomic int state; /* enum job_state; changed under the lane's lock until POSTED, by the loop after it */
};

/* Two of them: a resolver that is silent holds its threads for as long as it likes, and nobody's password waits for it. */
struct lane {
	pthread_mutex_t lock;
	pthread_cond_t work, ended;
	struct list queue;
	int waiting, queue_most, alive;
	bool started;
	unsigned generation; /* threads of a former one end */
};

static struct lane pool = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.work = PTHREAD_COND_INITIALIZER,
	.ended = PTHREAD_COND_INITIALIZER,
	.queue = LIST_SELF(pool.queue) };
static struct lane resolvers = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.work = PTHREAD_COND_INITIALIZER,
	.ended = PTHREAD_COND_INITIALIZER,
	.queue = LIST_SELF(resolvers.queue) };
static pthread_t pool_threads[THREADS_MAX];
static int npool_threads;
static _Atomic bool is_open;

static void on_done(struct loop_post *post)
{
	struct job *job = CONTAINER_OF(post, struct job, post);

	job->done(job);
}

/* Under the lock: nobody can give the job up between the look and the post. An abandoned one is told to nobody:
 * its loop may be gone. */
static void finish(struct job *job)
{
	if (job->state == JOB_ABANDONED) {
		job->drop(job);
		return;
	}
	job->state = JOB_POSTED;
	job->post.cb = on_done;
	loop_post(job->loop, &job->post);
}

static void *work(struct lane *lane, unsigned generation)
{
	pthread_mutex_lock(&lane->lock);
	while (lane->generation == generation) {
		struct list *at = list_pop(&lane->queue);
		struct job *job;

		if (!at) {
			pthread_cond_wait(&lane->work, &lane->lock);
			continue;
		}
		job = CONTAINER_OF(at, struct job, link);
		lane->waiting--;
		job->state = JOB_RUNNING;
		pthread_mutex_unlock(&lane->lock);
		job->fn(job->arg);
		pthread_mutex_lock(&lane->lock);
		finish(job);
	}
	lane->alive--;
	pthread_cond_signal(&lane->ended);
	pthread_mutex_unlock(&lane->lock);
	return NULL;
}

/* A thread knows its generation from birth: it may be stopped before it has run at all. */
static void *work_in_pool(void *generation)
{
	return work(&pool, (unsigned)(uintptr_t)generation);
}

static void *work_as_resolver(void *generation)
{
	return work(&resolvers, (unsigned)(uintptr_t)generation);
}

/* How many have started now. Signals belong to the loop's thread. */
static int lane_start(struct lane *lane, pthread_t *threads, int n, int queue)
{
	void *(*body)(void *) = lane == &pool ? work_in_pool : work_as_resolver;
	sigset_t all, former;
	int i;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	pthread_mutex_lock(&lane->lock);
	lane->queue_most = queue;
	n = lane->started ? 0 : n;
	lane->started = true;
	for (i = 0; i < n && pthread_create(&threads[i], NULL, body, (void *)(uintptr_t)lane->generation) == 0; i++)
		lane->alive++;
	pthread_mutex_unlock(&lane->lock);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	return i;
}

/* No thread of it begins anything more. What waited was given up when its fiber ended. */
static void lane_stop(struct lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	lane->generation++;
	lane->started = false;
	pthread_cond_broadcast(&lane->work);
	pthread_mutex_unlock(&lane->lock);
}

int offload_open(int threads, int queue)
{
	npool_threads = lane_start(&pool, pool_threads, threads < THREADS_MAX ? threads : THREADS_MAX, queue);
	is_open = npool_threads > 0;
	return is_open ? 0 : fail(ERR_NOMEM, "cannot start a thread");
}

/* A resolver that is silent keeps its thread: it is not waited for, and ends with the process. */
static void leave_resolvers(void)
{
	struct timespec until;

	lane_stop(&resolvers);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += CLOSE_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&resolvers.lock);
	while (resolvers.alive > 0 && pthread_cond_timedwait(&resolvers.ended, &resolvers.lock, &until) == 0)
		;
	pthread_mutex_unlock(&resolvers.lock);
}

void offload_close(void)
{
	is_open = false;
	lane_stop(&pool);
	for (int i = 0; i < npool_threads; i++)
		pthread_join(pool_threads[i], NULL);
	npool_threads = 0;
	leave_resolvers();
}

static int submit(struct lane *lane, struct job *job)
{
	int r = 0;

	job->lane = lane;
	pthread_mutex_lock(&lane->lock);
	if (lane->waiting >= lane->queue_most || !is_open) {
		r = -ERR_OVERLOAD;
	} else {
		job->state = JOB_QUEUED;
		lane->waiting++;
		list_add_tail(&lane->queue, &job->link);
		pthread_cond_signal(&lane->work);
	}
	pthread_mutex_unlock(&lane->lock);
	return r;
}

/* True when the job had not begun and now never will. */
static bool withdraw(struct job *job)
{
	bool queued;

	pthread_mutex_lock(&job->lane->lock);
	queued = job->state == JOB_QUEUED;
	if (queued) {
		list_del(&job->link);
		job->lane->waiting--;
	}
	pthread_mutex_unlock(&job->lane->lock);
	return queued;
}

/* The caller's patience is over. True: the caller frees the job, which never began or has been told of in this very
 * turn; else drop() or done() will. */
static bool abandon(struct job *job)
{
	bool mine = withdraw(job) || job->state == JOB_DONE;

	pthread_mutex_lock(&job->lane->lock);
	if (!mine && job->state == JOB_RUNNING)
		job->state = JOB_ABANDONED;
	pthread_mutex_unlock(&job->lane->lock);
	return mine;
}

static void wake_caller(struct job *job)
{
	job->state = JOB_DONE;
	fiber_wake(job->fiber, 0);
}

int offload(void (*fn)(void *), void *arg)
{
	struct job job = { .loop = loop_self(), .fn = fn, .arg = arg, .fiber = fiber_self(), .done = wake_caller };
	int r;

	fiber_assert_no_lease("offload");
	if (fiber_cancelled())
		return fiber_cancelled();
	TRY(submit(&pool, &job));
	fiber_away_begin();
	r = fiber_park();
	if (job.state == JOB_DONE || !withdraw(&job)) {
		r = 0;
		fiber_shield_begin();
		while (job.state != JOB_DONE)
			fiber_park();
		fiber_shield_end();
	}
	fiber_away_end();
	return r;
}

/* ---- names --------------------------------------------------------------------------------- */

enum {
	ADDRESSES = 8,
	NAMES = 64,
	KEEP_MS = 30000,
	STALE_MS = 24 * 3600 * 1000, /* an old address is better than none for so long */
	PATIENCE_MS = 200,           /* with a resolver, when there is an old address */
	AGAIN_MS = 5000,             /* until it is asked again after that */
};

struct lookup {
	struct job job;
	char host[256];
	int error, n;
	struct sockaddr_storage found[ADDRESSES];
	struct fiber *waiter; /* NULL once the caller has given up */
};

struct name {
	char host[256];
	int64_t until, stale_until;
	int n;
	struct sockaddr_storage found[ADDRESSES];
};

/* The process's, so that an answer is kept although nobody waits for it any more. */
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;
static struct name names[NAMES];
static unsigned next_name;

/* Under the lock. */
static struct name *find_name(const char *host)
{
	for (int i = 0; i < NAMES; i++)
		if (names[i].stale_until > clock_ms() && strcmp(names[i].host, host) == 0)
			return &names[i];
	return NULL;
}

static void keep_name(const struct lookup *l)
{
	struct name *n;

	pthread_mutex_lock(&names_lock);
	n = find_name(l->host);
	if (!n)
		n = &names[next_name++ % NAMES];
	memcpy(n->host, l->host, sizeof(n->host));
	n->until = clock_ms() + KEEP_MS;
	n->stale_until = clock_ms() + STALE_MS;
	n->n = l->n;
	memcpy(n->found, l->found, sizeof(n->found));
	pthread_mutex_unlock(&names_lock);
}

/* 0: not known; 1: known of old; 2: known. renew: what is of old is good for another while. */
static int known_name(const char *host, bool renew, struct name *ret)
{
	struct name *n;
	int r = 0;

	pthread_mutex_lock(&names_lock);
	n = find_name(host);
	if (n) {
		r = n->until > clock_ms() ? 2 : 1;
		if (r == 1 && renew)
			n->until = clock_ms() + AGAIN_MS;
		*ret = *n;
	}
	pthread_mutex_unlock(&names_lock);
	return r;
}

static void look_up(void *arg)
{
	struct lookup *l = arg;
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo *list = NULL;

	l->error = getaddrinfo(l->host, NULL, &hints, &list);
	for (struct addrinfo *a = list; a && l->n < ADDRESSES; a = a->ai_next)
		if (a->ai_addrlen <= sizeof(l->found[0]))
			memcpy(&l->found[l->n++], a->ai_addr, a->ai_addrlen);
	if (list)
		freeaddrinfo(list);
	if (l->n)
		keep_name(l);
}

static void looked_up(struct job *job)
{
	struct lookup *l = CONTAINER_OF(job, struct lookup, job);

	job->state = JOB_DONE;
	if (l->waiter)
		fiber_wake(l->waiter, 1);
	else
		free(l);
}

static void drop_lookup(struct job *job)
{
	free(CONTAINER_OF(job, struct lookup, job));
}

static int hand_out(const struct sockaddr_storage *found, int n, int port, struct sockaddr_storage *ret, int max)
{
	if (n > max)
		n = max;
	for (int i = 0; i < n; i++) {
		ret[i] = found[i];
		if (ret[i].ss_family == AF_INET6)
			((struct sockaddr_in6 *)&ret[i])->sin6_port = htons((uint16_t)port);
		else
			((struct sockaddr_in *)&ret[i])->sin_port = htons((uint16_t)port);
	}
	return n;
}

static int literal(const char *host, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, host, &((struct sockaddr_in *)ret)->sin_addr) == 1)
		ret->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, host, &((struct sockaddr_in6 *)ret)->sin6_addr) == 1)
		ret->ss_family = AF_INET6;
	else
		return 0;
	return 1;
}

static int start_lookup(const char *host, struct lookup **ret)
{
	pthread_t threads[NAME_THREADS];
	struct lookup *l;
	int r;

	if (strlen(host) >= sizeof(l->host))
		return fail(ERR_UNAVAILABLE, "the host name is too long");
	if (is_open) /* at the first name: most daemons know addresses only */
		for (int n = lane_start(&resolvers, threads, NAME_THREADS, NAME_QUEUE); n > 0;)
			pthread_detach(threads[--n]);
	l = TRY_MEM(calloc(1, sizeof(*l)));
	memcpy(l->host, host, strlen(host) + 1);
	l->job = (struct job){ .loop = loop_self(), .fn = look_up, .arg = l, .done = looked_up, .drop = drop_lookup };
	l->waiter = fiber_self();
	r = submit(&resolvers, &l->job);
	if (r < 0)
		free(l);
	else
		*ret = l;
	return r;
}

static int wait_for_lookup(struct lookup *l, struct sockaddr_storage *ret, int port, int max, int64_t timeout_ms)
{
	int r;

	fiber_away_begin();
	r = fiber_park_until(clock_ms() + timeout_ms);
	fiber_away_end();
	if (r < 0) {
		l->waiter = NULL;
		if (abandon(&l->job))
			free(l);
		return r;
	}
	r = l->n ? hand_out(l->found, l->n, port, ret, max)
		 : fail_private(ERR_UNAVAILABLE, "cannot resolve %s: %s", l->host, gai_strerror(l->error));
	free(l);
	return r;
}

int offload_resolve(const char *host, int port, struct sockaddr_storage *ret, int max, int64_t timeout_ms)
{
	struct name name;
	struct lookup *l = NULL;
	int known, r;

	if (literal(host, &ret[0]))
		return hand_out(ret, 1, port, ret, max);
	known = known_name(host, false, &name);
	if (known == 2)
		return hand_out(name.found, name.n, port, ret, max);
	fiber_assert_no_lease("offload_resolve");
	if (fiber_cancelled())
		return fiber_cancelled();
	r = start_lookup(host, &l);
	if (r == 0)
		r = wait_for_lookup(l, ret, port, max, known && timeout_ms > PATIENCE_MS ? PATIENCE_MS : timeout_ms);
	if (r >= 0 || fiber_cancelled() || !known_name(host, true, &name))
		return r;
	return hand_out(name.found, name.n, port, ret, max);
}
