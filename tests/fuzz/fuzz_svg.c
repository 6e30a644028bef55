/* theme-svc/image/svg_check.c: what it lets through holds no word that runs, loads or is expanded. */
#include <stdlib.h>
#include <strings.h>

#include "image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = { (const char *)data, size };

	if (size == 0 || svg_check(file) != NULL)
		return 0;
	/* Raw angle brackets open elements and nothing else in well-formed XML, but in comments and CDATA. */
	if (memmem(data, size, "<!--", 4) || memmem(data, size, "<![CDATA[", 9))
		return 0;
	if (memmem(data, size, "<script", 7) || memmem(data, size, "<!DOCTYPE", 9) ||
		memmem(data, size, "<!ENTITY", 8) || memmem(data, size, "<foreignObject", 14))
		abort();
	return 0;
}
