#include "prompt.h"

#include "base/cleanup.h"
#include "base/context.h"

enum { MOST = 64 * 1024, VALUE_MOST = 4000 };

/* R113, to the letter, and one clause more: nothing beyond the facts. */
static const char product_rules[] = "\nRequirements:\n"
				    "- 150-200 words\n"
				    "- Include relevant keywords naturally\n"
				    "- Highlight benefits over features\n"
				    "- Include emotional triggers\n"
				    "- End with clear call-to-action\n"
				    "- Claim nothing about the product that the key features do not say\n";
static const char page_rules[] = "\nRequirements:\n"
				 "- Plain text, paragraphs with an empty line between them\n"
				 "- Claim nothing that is not said above\n";
static const char line_rules[] = "\nRequirements:\n"
				 "- One line, no quotation marks\n"
				 "- Claim nothing that is not said above\n";
static const char policy_rules[] =
	"\nRequirements:\n"
	"- \"## heading\" lines and short paragraphs a shopper understands\n"
	"- Promise nothing that is not said above; where a fact is missing, say how to ask\n";

static const struct {
	const char *type, *opening, *rules;
} kinds[] = {
	{ "product_description", "Generate an SEO-optimized product description for:", product_rules },
	{ "category_description", "Write a category description for:", page_rules },
	{ "home", "Write a home page text for:", page_rules },
	{ "headline", "Write a headline for:", line_rules },
	{ "tagline", "Write a tagline for:", line_rules },
	{ "about", "Write an About page for:", page_rules },
	{ "title", "Write a page title of at most 60 characters for:", line_rules },
	{ "meta_description", "Write a meta description of at most 155 characters for:", line_rules },
	{ "email", "Write a welcome e-mail for:", page_rules },
	{ "marketing", "Write a social post for:", line_rules },
	{ "marketing_copy", "Write a social post for:", line_rules },
	{ "social_post", "Write a social post for:", line_rules },
	{ "shipping", "Write a shipping policy for:", policy_rules },
	{ "returns", "Write a returns policy for:", policy_rules },
	{ "privacy", "Write a privacy policy for:", policy_rules },
	{ "terms", "Write terms of sale for:", policy_rules },
};

static void put_flat(struct buf *b, struct str s)
{
	s = str_sub(str_trim(s), 0, VALUE_MOST);
	for (size_t i = 0; i < s.n; i++)
		buf_char(b, (unsigned char)s.p[i] < ' ' || s.p[i] == 127 ? ' ' : s.p[i]);
}

static void put_line(struct buf *b, const char *key, struct str value)
{
	if (!str_trim(value).n)
		return;
	buf_printf(b, "%s: ", key);
	put_flat(b, value);
	buf_char(b, '\n');
}

static void put_list(struct buf *b, const char *key, struct vec items)
{
	const struct str *s = items.items;

	if (items.n == 0)
		return;
	buf_printf(b, "%s:\n", key);
	for (size_t i = 0; i < items.n; i++) {
		buf_c(b, "- ");
		put_flat(b, s[i]);
		buf_char(b, '\n');
	}
}

struct str prompt_make(struct str content_type, const struct prompt_facts *f)
{
	struct buf b = BUF_ON(mem(), MOST);
	size_t k = 0;

	while (k + 1 < ARRAY_LEN(kinds) && !str_is(content_type, kinds[k].type))
		k++;
	buf_printf(&b, "%s\n", kinds[k].opening);
	put_line(&b, "Product", f->inputs.product_name);
	put_line(&b, "Category", f->inputs.category);
	put_list(&b, "Key Features", f->inputs.features);
	put_line(&b, "Target Audience", f->inputs.audience);
	put_line(&b, "Brand Voice", f->inputs.voice.n ? f->inputs.voice : f->tone);
	put_line(&b, "Store", f->inputs.store_name);
	put_line(&b, "Industry", f->inputs.industry);
	put_line(&b, "Description", f->inputs.description);
	put_list(&b, "Sells", f->sells);
	put_list(&b, "Policies", f->inputs.policies);
	put_line(&b, "Country", f->country);
	put_line(&b, "Contact", f->contact);
	put_line(&b, "Language", f->language);
	put_line(&b, "Length", f->length);
	buf_c(&b, kinds[k].rules);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}
