/* theme-image: one picture from stdin, what it holds to stdout. Started by theme-svc for each upload, behind a fence, so that
 * a fault in a decoder is nobody else's.
 *
 *	theme-image check TYPE    all of it: checked, measured, its colours found, written anew in the sizes that pages need
 *	theme-image colours TYPE  its colours alone
 *
 * Out: one line of JSON ({"error": …}, or what image.h and logo.h know, with "files"), then the files' bytes, one after another.
 * TYPE is the sender's media type, or "".
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "color.h"
#include "image_write.h"
#include "logo.h"
#include "sandbox.h"

static bool put(const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stdout) == n;
}

static int refuse(const char *why)
{
	printf("{\"error\":\"%s\"}\n", why);
	return fflush(stdout) == 0 ? 0 : 1;
}

static void tell_colours(const struct logo *l)
{
	printf("\"transparent\":%s,", l->transparent ? "true" : "false");
	if (l->has_background)
		printf("\"background\":\"%s\",", color_text(l->background).text);
	printf("\"colours\":[");
	for (int i = 0; i < l->n; i++)
		printf("%s{\"hex\":\"%s\",\"share\":%.4f}", i ? "," : "", color_text(l->colours[i].rgb).text,
			l->colours[i].share);
	printf("]");
}

static int tell(const struct image *image, const struct logo *logo, const struct variants *v)
{
	printf("{\"type\":\"%s\",\"width\":%d,\"height\":%d,", image_types[image->kind], image->width, image->height);
	tell_colours(logo);
	printf(",\"files\":[");
	for (int i = 0; i < v->n; i++)
		printf("%s{\"type\":\"%s\",\"width\":%d,\"height\":%d,\"bytes\":%zu}", i ? "," : "", v->list[i].type,
			v->list[i].width, v->list[i].height, v->list[i].size);
	printf("]}\n");
	for (int i = 0; i < v->n; i++)
		if (!put(v->list[i].bytes, v->list[i].size))
			return 1;
	return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	bool all = argc == 3 && strcmp(argv[1], "check") == 0;
	struct variants variants = { 0 };
	struct image image;
	struct logo logo;
	const char *why;
	char *bytes;
	size_t n;

	if (argc != 3 || (!all && strcmp(argv[1], "colours") != 0)) {
		fputs("usage: theme-image check|colours TYPE < file\n", stderr);
		return 2;
	}
	bytes = malloc(IMAGE_BYTES_MAX + 1);
	if (!bytes || !sandbox_enter()) {
		fputs("theme-image: no fence\n", stderr);
		return 1;
	}
	n = fread(bytes, 1, IMAGE_BYTES_MAX + 1, stdin);
	why = image_decode((struct str){ bytes, n }, str_c(argv[2]), &image);
	if (why)
		return refuse(why);
	why = logo_read(&image, &logo);
	if (!why && all)
		why = image_write(&image, &variants);
	return why ? refuse(why) : tell(&image, &logo, &variants);
}
