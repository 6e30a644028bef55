/* The four policy pages: what holds for any honest shop, the merchant's own facts, and the law where
 * it is the same for all; no term, time or price is made up. */
#include "compose_text.h"
#include "compose_words.h"

struct paragraph {
	const char *heading; /* NULL: goes on under the heading above */
	const char *text;    /* a frame; passed over when a slot is missing */
};

enum { PARAGRAPHS = 12 };

static const struct paragraph shipping[PARAGRAPHS] = {
	{ "Delivery",
		"This page explains how {store} sends your order to you. What we know at the time of writing stands here; what "
		"depends on your address is shown with your order." },
	{ NULL, "{facts}" },
	{ "Price and time",
		"The price of delivery depends on where the parcel goes and what is in it. You see the whole amount before "
		"you confirm the order." },
	{ NULL, "Products that are out of stock are marked as such on their pages, so that you know before you order." },
	{ "Your address",
		"Please check the address before you confirm: the parcel goes where the order says. If you notice a mistake, "
		"write to us at once, with your order number." },
	{ "When something goes wrong",
		"If a parcel is late, damaged or incomplete, tell us what happened, with the order number and, "
		"where it helps, a picture. We will look into it and answer you." },
	{ "Questions", "Write to {contact}. Please give your order number if you have one." },
	{ NULL, "{nocontact}Ask us about delivery before you order, and give your order number afterwards." },
};
static const struct paragraph returns[PARAGRAPHS] = {
	{ "Returns",
		"Not every choice is right the first time. This page explains how to send something back to {store}." },
	{ NULL, "{facts}" },
	{ "Your right to withdraw",
		"{withdraw}If you are a consumer and bought from us at a distance, the law gives you 14 days from the "
		"day you receive the goods to withdraw from the contract without giving a reason. Tell us of your decision in "
		"a clear statement, for instance by e-mail. The law has exceptions, such as goods made to your order and sealed goods "
		"that cannot be returned for reasons of hygiene once they have been opened." },
	{ "How to return something",
		"Write to us before you send anything back, with your order number and the reason. We will tell you where "
		"the parcel should go. Pack the product so that it arrives as it left you." },
	{ "Refunds",
		"A refund goes back the way the payment came. How long it takes to reach you also depends on your bank." },
	{ "Faulty or wrong products",
		"If a product is faulty or not what you ordered, tell us. The rights that the law gives you in this case "
		"stand beside this page and are not limited by it." },
	{ "Questions", "Write to {contact}." },
	{ NULL, "{nocontact}Ask us about returns before you order, or write to us afterwards." },
};
static const struct paragraph privacy[PARAGRAPHS] = {
	{ "Privacy", "This page says which personal data {store} handles, and what for." },
	{ NULL, "{facts}" },
	{ "What you give us",
		"When you order, you give us your name, your address, your e-mail address and what you order. When you write to us, "
		"you give us what is in your message." },
	{ "What we use it for",
		"We use these data to handle your order, to answer you, and to meet our legal duties, such as keeping "
		"invoices. Those who help us to do so, for instance by carrying the parcel or handling the payment, "
		"receive what they need for their part." },
	{ "How long we keep it", "We keep personal data for as long as these purposes and the law require." },
	{ "Your rights",
		"You may ask us which data we hold about you, and ask us to correct or delete them. Where the law gives you "
		"further rights, such as objecting to a use, taking your data with you or complaining to an authority, you have those too." },
	{ "Questions", "Write to {contact} about anything on this page." },
	{ NULL, "{nocontact}For anything on this page, write to us." },
};
static const struct paragraph terms[PARAGRAPHS] = {
	{ "Terms", "These terms hold for orders that you place with {store} on this site." },
	{ NULL, "{facts}" },
	{ "Orders",
		"What is shown on this site invites you to order. An order is your offer to buy; the contract comes about when we accept it, by a "
		"confirmation or by sending the goods." },
	{ "Prices and payment",
		"The price that counts is the one shown when you order. The ways of paying are shown before you confirm." },
	{ "Delivery and returns",
		"How we deliver, and how you can return something, is described on the shipping and returns pages, which are "
		"part of these terms." },
	{ "Descriptions",
		"We describe products as well as we can. Colours may look different on a screen than they are." },
	{ "The law",
		"Rights that the law gives to consumers, and that cannot be signed away, are not limited by these terms. If one "
		"of these terms does not hold, the others still do." },
	{ "Questions", "Write to {contact}." },
	{ NULL, "{nocontact}Write to us." },
};

static const struct paragraph *const pages[COMPOSE_KINDS] = {
	[COMPOSE_SHIPPING] = shipping,
	[COMPOSE_RETURNS] = returns,
	[COMPOSE_PRIVACY] = privacy,
	[COMPOSE_TERMS] = terms,
};

/* The European Union, the rest of the EEA, and the United Kingdom, whose law kept the 14 days. */
static const char withdraw_countries[] =
	"AT|BE|BG|HR|CY|CZ|DK|EE|FI|FR|DE|GR|HU|IE|IT|LV|LT|LU|MT|NL|PL|PT|RO|SK|SI|ES|SE|"
	"IS|LI|NO|GB";

static void put_told(struct text *t, struct buf *b, const struct str *said, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str s = words_clean(t->g.arena, said[i]);

		gram_set(&t->g, "x", s);
		s = text_stop(t, gram_expand(&t->g, "{X}"));
		if (b->len && s.n)
			buf_char(b, ' ');
		buf_str(b, s);
	}
}

/* What the merchant said of the shop, each as a sentence. */
static struct str told(struct text *t)
{
	struct buf b = BUF_ON(t->g.arena, COMPOSE_MAX);

	put_told(t, &b, t->in->facts, t->in->nfacts);
	put_told(t, &b, t->in->policies, t->in->npolicies);
	return buf_ok(&b) && b.len ? buf_view(&b) : STR_NONE;
}

int compose_policy(struct text *t, struct buf *out)
{
	const struct paragraph *page = pages[t->in->kind];
	const char *heading = NULL;

	if (!t->in->store.n)
		gram_set(&t->g, "store", STR("our shop"));
	gram_set(&t->g, "facts", told(t));
	gram_set(&t->g, "nocontact", t->in->contact.n ? STR_NONE : STR(""));
	gram_set(&t->g, "withdraw", words_listed(t->in->country, withdraw_countries) ? STR("") : STR_NONE);
	for (size_t i = 0; i < PARAGRAPHS && page[i].text; i++) {
		struct str s = gram_expand(&t->g, page[i].text);

		/* A heading whose own paragraph has no slot waits for the next one, or falls. */
		if (page[i].heading)
			heading = page[i].heading;
		if (!s.n)
			continue;
		if (out->len)
			buf_c(out, "\n\n");
		if (heading)
			buf_printf(out, "## %s\n\n", heading);
		heading = NULL;
		buf_str(out, s);
	}
	return 0;
}
