#include "asset_tool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/cleanup.h"

/* It stands beside the daemon. */
static bool tool_path(char *ret, size_t size)
{
	char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n <= 0)
		return false;
	self[n] = '\0';
	slash = strrchr(self, '/');
	return slash && (size_t)snprintf(ret, size, "%.*s/theme-image", (int)(slash - self), self) < size;
}

static int file_in_memory(struct str bytes)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	for (size_t at = 0; fd >= 0 && at < bytes.n;) {
		ssize_t n = write(fd, bytes.p + at, bytes.n - at);

		if (n <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* A thread of the pool blocks all signals: the child may not. */
static int start(const char *path, const char *type, int in, int out, pid_t *ret)
{
	char *argv[] = { (char *)"theme-image", (char *)"check", (char *)type, NULL }, *envp[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r = 1;

	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return 1;
	if (posix_spawnattr_init(&attributes) == 0) {
		if (posix_spawn_file_actions_adddup2(&actions, in, 0) == 0 &&
			posix_spawn_file_actions_adddup2(&actions, out, 1) == 0 &&
			posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0 &&
			posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
			posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0)
			r = posix_spawn(ret, path, &actions, &attributes, argv, envp);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return r;
}

/* Its exit status, -1 when it was killed or had to be. */
static int await(pid_t pid)
{
	_cleanup_close_ int fd = pidfd_open(pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int status;

	if (fd < 0 || poll(&p, 1, ASSET_TOOL_MS) != 1)
		(void)kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void collect(struct asset_run *r, int out)
{
	struct stat st;

	r->error = "what theme-image wrote cannot be read";
	if (fstat(out, &st) < 0 || st.st_size < 2 || st.st_size > ASSET_TOOL_BYTES)
		return;
	r->out = malloc((size_t)st.st_size);
	if (r->out && pread(out, r->out, (size_t)st.st_size, 0) == st.st_size) {
		r->size = (size_t)st.st_size;
		r->error = NULL;
		return;
	}
	free(r->out);
	r->out = NULL;
}

void asset_run(struct asset_run *r)
{
	_cleanup_close_ int in = file_in_memory(r->file), out = memfd_create("found", MFD_CLOEXEC);
	char path[600];
	pid_t pid;
	int status;

	r->error = "theme-image cannot be started";
	if (in < 0 || out < 0 || !tool_path(path, sizeof(path)) || start(path, r->type, in, out, &pid) != 0)
		return;
	status = await(pid);
	if (status == 0) {
		collect(r, out);
		return;
	}
	r->died = status != 1 && status != 127;
	r->error = "theme-image ended without an answer";
}
