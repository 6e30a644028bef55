#include "languages.h"

#include "base/cleanup.h"

bool language_is_rtl(struct str tag)
{
	static const char *const tags[] = { "ar", "he", "fa", "ur", "ps", "yi", "dv", "ckb", "sd", "ug" };
	struct str rest = tag, first = str_split(&rest, '-');

	for (size_t i = 0; i < ARRAY_LEN(tags); i++)
		if (str_ieq(first, str_c(tags[i])))
			return true;
	return false;
}

/* Letters, digits, hyphens. */
static bool is_plain(struct str tag)
{
	for (size_t i = 0; i < tag.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", tag.p[i]) || !tag.p[i])
			return false;
	return tag.n && tag.n <= 35;
}

static bool begins_an_address(struct str tag)
{
	struct str rest = tag, first = str_split(&rest, '-');

	return first.n == 2 || first.n == 3;
}

void languages_read(const struct json *configuration, struct languages *ret)
{
	const struct json *list = json_get(json_get(configuration, "business_info"), "languages");
	struct str own = json_str(json_first(list));

	ret->tags[0] = is_plain(own) ? own : STR("en");
	ret->n = 1;
	for (const struct json *j = json_first(list); j && ret->n < LANGUAGES_MAX; j = json_next(j)) {
		struct str tag = json_str(j);
		bool known = false;

		for (size_t i = 0; i < ret->n; i++)
			known |= str_ieq(ret->tags[i], tag);
		if (!known && is_plain(tag) && begins_an_address(tag))
			ret->tags[ret->n++] = tag;
	}
}

struct str language_name(struct str tag)
{
	static const struct {
		const char *tag, *name;
	} names[] = { { "ar", "العربية" }, { "bg", "Български" }, { "ca", "Català" }, { "cs", "Čeština" },
		{ "da", "Dansk" }, { "de", "Deutsch" }, { "el", "Ελληνικά" }, { "en", "English" }, { "es", "Español" },
		{ "et", "Eesti" }, { "fa", "فارسی" }, { "fi", "Suomi" }, { "fr", "Français" }, { "he", "עברית" },
		{ "hi", "हिन्दी" }, { "hr", "Hrvatski" }, { "hu", "Magyar" }, { "id", "Bahasa Indonesia" },
		{ "it", "Italiano" }, { "ja", "日本語" }, { "ko", "한국어" }, { "lt", "Lietuvių" },
		{ "lv", "Latviešu" }, { "nb", "Norsk bokmål" }, { "nl", "Nederlands" }, { "no", "Norsk" },
		{ "pl", "Polski" }, { "pt", "Português" }, { "ro", "Română" }, { "ru", "Русский" },
		{ "sk", "Slovenčina" }, { "sl", "Slovenščina" }, { "sr", "Српски" }, { "sv", "Svenska" },
		{ "th", "ไทย" }, { "tr", "Türkçe" }, { "uk", "Українська" }, { "vi", "Tiếng Việt" }, { "zh", "中文" } };
	struct str rest = tag, first = str_split(&rest, '-');

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_ieq(first, str_c(names[i].tag)))
			return str_c(names[i].name);
	return tag;
}
