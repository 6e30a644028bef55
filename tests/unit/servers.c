#include "servers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[64], pg_bin[128], pg_address[160], redis_address[64];
static int pg_port, redis_port;
static pid_t redis_pid;

static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
		getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		abort();
	close(fd);
	return ntohs(a.sin_port);
}

/* As root the servers run as postgres, who must reach the folder. */
static int run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *fmt, ...)
{
	char command[700], all[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	snprintf(all, sizeof(all), "cd / && exec %s env -i LC_ALL=C.UTF-8 PATH=/usr/bin:/bin %s",
		geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : "", command);
	return system(all);
}

static void remove_folder(void)
{
	char command[128];

	if (pg_port)
		test_pg_down();
	if (redis_pid)
		test_redis_down();
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", folder);
}

static bool make_folder(void)
{
	if (folder[0])
		return true;
	snprintf(folder, sizeof(folder), "/var/tmp/slw-test.XXXXXX");
	if (!mkdtemp(folder) || chmod(folder, 0777) != 0) {
		folder[0] = '\0';
		return false;
	}
	atexit(remove_folder);
	return true;
}

static bool find_postgres(void)
{
	glob_t g = { 0 };
	int best = 0;

	if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &g) == 0)
		for (size_t i = 0; i < g.gl_pathc; i++) {
			int version = (int)strtol(g.gl_pathv[i] + strlen("/usr/lib/postgresql/"), NULL, 10);

			if (version <= best || access(g.gl_pathv[i], X_OK) != 0)
				continue;
			best = version;
			snprintf(pg_bin, sizeof(pg_bin), "/usr/lib/postgresql/%d/bin", version);
		}
	globfree(&g);
	return best > 0;
}

const char *test_pg_url(void)
{
	const char *given = getenv("TEST_DATABASE_URL");

	return given && *given ? given : test_pg_private();
}

const char *test_pg_private(void)
{
	if (pg_port)
		return pg_address;
	if (!find_postgres() || !make_folder()) {
		fprintf(stderr, "SKIPPED: there is no PostgreSQL here\n");
		return NULL;
	}
	if (run("%s/initdb -D %s/pg -U app --auth=trust -E UTF8 --locale=C.UTF-8 -N >%s/initdb.log 2>&1", pg_bin,
		    folder, folder) != 0) {
		fprintf(stderr, "SKIPPED: initdb failed\n");
		return NULL;
	}
	pg_port = free_port();
	test_pg_up();
	snprintf(pg_address, sizeof(pg_address), "postgresql://app@127.0.0.1:%d/postgres", pg_port);
	return pg_address;
}

void test_pg_up(void)
{
	if (run("%s/pg_ctl -w -t 30 -s -D %s/pg -l %s/pg.log -o '-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off "
		"-c max_connections=40' start",
		    pg_bin, folder, folder, pg_port, folder) != 0)
		abort();
}

void test_pg_down(void)
{
	run("%s/pg_ctl -w -s -m immediate -D %s/pg stop >/dev/null 2>&1", pg_bin, folder);
}

void test_pg_crash(void)
{
	/* The children are told first, else they would see the postmaster go and end politely. Its files go too: where
	 * nobody reaps the dead, its number would seem to be alive. */
	if (run("sh -c 'cd %s/pg && p=$(head -n 1 postmaster.pid) && kill -STOP $p && "
		"kill -KILL $(cat /proc/$p/task/$p/children) $p && sleep 0.1 && rm postmaster.pid ../.s.PGSQL.*'",
		    folder) != 0)
		abort();
}

const char *test_redis_url(void)
{
	const char *given = getenv("TEST_REDIS_URL");

	return given && *given ? given : test_redis_private();
}

bool test_redis_own(void)
{
	const char *given = getenv("TEST_REDIS_URL");

	return !(given && *given) && test_redis_private();
}

const char *test_redis_private(void)
{
	if (redis_port)
		return redis_address;
	if (access("/usr/bin/redis-server", X_OK) != 0 || !make_folder()) {
		fprintf(stderr, "SKIPPED: there is no Redis here\n");
		return NULL;
	}
	redis_port = free_port();
	test_redis_up();
	snprintf(redis_address, sizeof(redis_address), "redis://:secret@127.0.0.1:%d/3", redis_port);
	return redis_address;
}

static bool answers(int port)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return ok;
}

void test_redis_up(void)
{
	char port[12];

	snprintf(port, sizeof(port), "%d", redis_port);
	redis_pid = fork();
	if (redis_pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		execl("/usr/bin/redis-server", "redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", folder,
			"--save", "", "--requirepass", "secret", (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 200 && !answers(redis_port); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
}

void test_redis_down(void)
{
	kill(redis_pid, SIGKILL);
	waitpid(redis_pid, NULL, 0);
	redis_pid = 0;
}

void test_redis_pause(bool on)
{
	kill(redis_pid, on ? SIGSTOP : SIGCONT);
}
