#include "wizard.h"

#include <stdio.h>

#include "base/err.h"

static const char *const keys[WIZARD_STEPS] = { "business_info", "product_config", "theme_settings", "content_data",
	"integrations", "seo_config" };

const char *wizard_key(int step)
{
	return keys[step - 1];
}

int wizard_open_step(int completed)
{
	int step = 1;

	while (step < WIZARD_STEPS && (completed & wizard_bit(step)))
		step++;
	return step;
}

int wizard_refuse(int completed, int step)
{
	return fail(ERR_CONFLICT, "step %d is not open yet: complete step %d first", step, wizard_open_step(completed));
}

enum { SLUG_MOST = 60 };

/* Latin letters with marks, U+00C0 to U+017F, by their base letter; 0 = none. */
static char fold(unsigned code)
{
	static const char latin1[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuytsaaaaaaaceeeeiiiidnooooo\0ouuuuyty";
	static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
				       "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

	if (code >= 0xc0 && code < 0xc0 + sizeof(latin1) - 1)
		return latin1[code - 0xc0];
	if (code >= 0x100 && code < 0x100 + sizeof(extended) - 1)
		return extended[code - 0x100];
	return 0;
}

/* Next code point of valid UTF-8. */
static unsigned take(struct str s, size_t *at)
{
	unsigned char c = (unsigned char)s.p[(*at)++];
	unsigned code = c < 0x80 ? c : c < 0xe0 ? c & 0x1f : c < 0xf0 ? c & 0x0f : c & 0x07;

	while (c >= 0x80 && *at < s.n && ((unsigned char)s.p[*at] & 0xc0) == 0x80)
		code = code << 6 | ((unsigned char)s.p[(*at)++] & 0x3f);
	return code;
}

void wizard_slug(struct str name, char ret[64])
{
	size_t n = 0;

	for (size_t at = 0; at < name.n && n < SLUG_MOST;) {
		unsigned code = take(name, &at);
		char c = code < 0x80 ? (char)code : fold(code);

		if (c >= 'A' && c <= 'Z')
			c += 32;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			ret[n++] = c;
		else if (c != '\'' && code != 0x2019 && n && ret[n - 1] != '-')
			ret[n++] = '-';
	}
	while (n && ret[n - 1] == '-')
		n--;
	ret[n] = '\0';
	if (n == 0)
		snprintf(ret, 64, "store");
}

void wizard_slug_try(const char *slug, int n, char ret[64])
{
	unsigned any;

	if (n <= 1) {
		snprintf(ret, 64, "%.60s", slug);
		return;
	}
	random_bytes(&any, sizeof(any));
	snprintf(ret, 64, "%.52s-%u", slug, n <= WIZARD_SLUGS_NEAR ? (unsigned)n : 1000 + any % 9000000);
}
