#include "web/instance.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "base/err.h"
#include "base/str.h"

static char place[INSTANCE_MAX - 40], name[INSTANCE_MAX];

int instance_hold(int fd)
{
	char host[65] = "";
	struct stat st;

	if (fstat(fd, &st) < 0 || gethostname(host, sizeof(host) - 1) < 0)
		return -ERR_IO;
	snprintf(place, sizeof(place), "%s:%llx:%llx/", host, (unsigned long long)st.st_dev,
		(unsigned long long)st.st_ino);
	name[0] = '\0';
	return 0;
}

const char *instance_place(void)
{
	return place;
}

const char *instance_name(void)
{
	char id[37];

	if (!name[0]) {
		uuid_new(id);
		snprintf(name, sizeof(name), "%s%s", place, id);
	}
	return name;
}
