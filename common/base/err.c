#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/context.h"

static const struct err_info table[ERR_COUNT] = { [ERR_OK] = { "OK", 200, "ok", "Fine" },
#define X(name, status, code, title) [ERR_##name] = { #name, status, code, title },
	ERR_TABLE(X)
#undef X
};

const struct err_info *err_info(int r)
{
	unsigned code = r < 0 ? -(unsigned)r : (unsigned)r;

	return &table[code < ERR_COUNT ? code : ERR_INTERNAL];
}

int(fail)(enum err code, const char *fmt, ...)
{
	struct err_note *note = &context()->err;
	va_list ap;

	note->code = code;
	va_start(ap, fmt);
	vsnprintf(note->text, sizeof(note->text), fmt, ap);
	va_end(ap);
	return -(int)code;
}

int(fail_private)(enum err code, const char *fmt, ...)
{
	struct err_note *note = &context()->err;
	va_list ap;

	note->code = code;
	note->text[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(note->secret, sizeof(note->secret), fmt, ap);
	va_end(ap);
	return -(int)code;
}
