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

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_ABANDONED, JOB_POSTED, JOB_DONE };

struct job {
	struct loop_post post; /* first: the post is the job */
	struct list link;
	struct loop *loop;
	void (*fn)(void *);
	void *arg;
	struct fiber *fiber;
	void (*done)(struct job *);
	void (*drop)(struct job *); /* frees an abandoned job; on any thread */
	_Atomic int state;          /* enum job_state; changed under pool.lock until POSTED, by the loop after it */
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct list queue;
	int waiting, queue_most, nthreads;
	bool closing;
	pthread_t threads[16];
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER, .queue = LIST_SELF(pool.queue) };

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

static void *work(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&pool.lock);
	for (;;) {
		struct list *at = list_pop(&pool.queue);
		struct job *job;

		if (!at && pool.closing)
			break;
		if (!at) {
			pthread_cond_wait(&pool.work, &pool.lock);
			continue;
		}
		job = CONTAINER_OF(at, struct job, link);
		pool.waiting--;
		job->state = JOB_RUNNING;
		pthread_mutex_unlock(&pool.lock);
		job->fn(job->arg);
		pthread_mutex_lock(&pool.lock);
		finish(job);
	}
	pthread_mutex_unlock(&pool.lock);
	return NULL;
}

int offload_open(int threads, int queue)
{
	sigset_t all, former;

	pool.queue_most = queue;
	pool.closing = false;
	/* Signals belong to the loop's thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	for (pool.nthreads = 0; pool.nthreads < threads; pool.nthreads++)
		if (pthread_create(&pool.threads[pool.nthreads], NULL, work, NULL) != 0)
			break;
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	return pool.nthreads ? 0 : fail(ERR_NOMEM, "cannot start a thread");
}

void offload_close(void)
{
	pthread_mutex_lock(&pool.lock);
	pool.closing = true;
	pthread_cond_broadcast(&pool.work);
	pthread_mutex_unlock(&pool.lock);
	for (int i = 0; i < pool.nthreads; i++)
		pthread_join(pool.threads[i], NULL);
	pool.nthreads = 0;
}

static int submit(struct job *job)
{
	int r = 0;

	pthread_mutex_lock(&pool.lock);
	if (pool.waiting >= pool.queue_most || pool.closing) {
		r = -ERR_OVERLOAD;
	} else {
		job->state = JOB_QUEUED;
		pool.waiting++;
		list_add_tail(&pool.queue, &job->link);
		pthread_cond_signal(&pool.work);
	}
	pthread_mutex_unlock(&pool.lock);
	return r;
}

/* True when the job had not begun and now never will. */
static bool withdraw(struct job *job)
{
	bool queued;

	pthread_mutex_lock(&pool.lock);
	queued = job->state == JOB_QUEUED;
	if (queued) {
		list_del(&job->link);
		pool.waiting--;
	}
	pthread_mutex_unlock(&pool.lock);
	return queued;
}

/* The caller's patience is over. True: the caller frees the job, which never began or has been told of in this very
 * turn; else drop() or done() will. */
static bool abandon(struct job *job)
{
	bool mine = withdraw(job) || job->state == JOB_DONE;

	pthread_mutex_lock(&pool.lock);
	if (!mine && job->state == JOB_RUNNING)
		job->state = JOB_ABANDONED;
	pthread_mutex_unlock(&pool.lock);
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
	TRY(submit(&job));
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

enum { ADDRESSES = 8, NAMES = 64, KEEP_MS = 30000 };

struct lookup {
	struct job job;
	char host[256];
	int error, n;
	struct sockaddr_storage found[ADDRESSES];
	struct fiber *waiter; /* NULL once the caller has given up */
};

struct name {
	char host[256];
	int64_t until;
	int n;
	struct sockaddr_storage found[ADDRESSES];
};

/* Per thread, as everything that fibers share. */
static _Thread_local struct name *names;
static _Thread_local unsigned next_name;

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
}

static void keep_name(const struct lookup *l)
{
	struct name *n;

	if (!names)
		names = calloc(NAMES, sizeof(*names));
	if (!names || l->n == 0)
		return;
	n = &names[next_name++ % NAMES];
	memcpy(n->host, l->host, sizeof(n->host));
	n->until = clock_ms() + KEEP_MS;
	n->n = l->n;
	memcpy(n->found, l->found, sizeof(n->found));
}

static void looked_up(struct job *job)
{
	struct lookup *l = CONTAINER_OF(job, struct lookup, job);

	keep_name(l);
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

int offload_resolve(const char *host, int port, struct sockaddr_storage *ret, int max, int64_t timeout_ms)
{
	struct lookup *l;
	int r;

	if (literal(host, &ret[0]))
		return hand_out(ret, 1, port, ret, max);
	for (int i = 0; names && i < NAMES; i++)
		if (names[i].until > clock_ms() && strcmp(names[i].host, host) == 0)
			return hand_out(names[i].found, names[i].n, port, ret, max);
	fiber_assert_no_lease("offload_resolve");
	if (strlen(host) >= sizeof(l->host))
		return fail(ERR_UNAVAILABLE, "the host name is too long");
	l = TRY_MEM(calloc(1, sizeof(*l)));
	memcpy(l->host, host, strlen(host) + 1);
	l->job = (struct job){ .loop = loop_self(), .fn = look_up, .arg = l, .done = looked_up, .drop = drop_lookup };
	l->waiter = fiber_self();
	r = submit(&l->job);
	if (r < 0) {
		free(l);
		return r;
	}
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
		 : fail_private(ERR_UNAVAILABLE, "cannot resolve %s: %s", host, gai_strerror(l->error));
	free(l);
	return r;
}
