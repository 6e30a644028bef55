#include "data.h"

#include <stdio.h>
#include <unistd.h>

#include "base/context.h"

static struct str read_all(FILE *f)
{
	struct buf b = BUF_ON(mem(), 64 << 20);
	char *to;
	size_t n = 1;

	while (n && (to = buf_reserve(&b, 65536))) {
		n = fread(to, 1, 65536, f);
		b.len += n;
	}
	if (b.p)
		b.p[b.len] = '\0';
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct str data_read(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct str s;

	if (!f)
		return STR_NONE;
	s = read_all(f);
	fclose(f);
	return s;
}

struct str data_read_xz(const char *path)
{
	FILE *f;
	struct str s;

	if (access(path, R_OK) != 0)
		return STR_NONE;
	f = popen(str_printf(mem(), "xz -dc '%s'", path).p, "r");
	if (!f)
		return STR_NONE;
	s = read_all(f);
	return pclose(f) == 0 && s.n ? s : STR_NONE;
}
