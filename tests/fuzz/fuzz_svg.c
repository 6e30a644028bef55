/* theme-svc/image/image_svg.c as theme-image runs it: what svg_check lets through holds no word that runs, loads or is expanded,
 * and is painted by librsvg, whose own code is not instrumented here: it has its own fuzzers, this one looks for what our
 * limits let through. */
#include <strings.h>

#include "fuzz_picture.h"

/* Raw angle brackets open elements and nothing else in well-formed XML, but in comments and CDATA. */
static void check_words(const uint8_t *data, size_t size)
{
	static const char *const never[] = { "<script", "<!DOCTYPE", "<!ENTITY", "<foreignObject", "<image", "<text" };

	if (memmem(data, size, "<!--", 4) || memmem(data, size, "<![CDATA[", 9))
		return;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		const uint8_t *at = memmem(data, size, never[i], strlen(never[i]));
		const uint8_t *after = at ? at + strlen(never[i]) : NULL;

		/* <textPath is another word. */
		if (at && after < data + size &&
			!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", *after))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = { (const char *)data, size };
	enum image_kind kind;

	if (size < 4 || !image_sniff(file, &kind) || kind != IMAGE_SVG)
		return 0;
	if (svg_check(file) == NULL)
		check_words(data, size);
	return picture(svg_decode, data, size);
}
