#include "theme-svc/theme_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "search.h"
#include "search_words.h"

/* ---- words */

static void same_words(const char *text, const char *expected)
{
	struct search_text t = { .rest = str_c(text) };
	struct buf b = BUF_ON(mem(), 10000);
	struct search_word w;

	while (search_next(&t, &w)) {
		if (b.len)
			buf_char(&b, '|');
		buf_put(&b, w.text, w.n);
	}
	assert_string_equal(b.p ? b.p : "", expected);
}

static void test_words(void **state)
{
	(void)state;
	same_words("", "");
	same_words("Blue  MUG, 30 cl!", "blue|mug|30|cl");
	same_words("Crème brûlée – Größe Übergröße", "creme|brulee|grosse|ubergrosse");
	same_words("Joe’s l'eau d’Œuvre o'clock", "joes|l|eau|d|oeuvre|o|clock");
	same_words("ŻÓŁĆ Ħal Điện Ștefan", "zolc|hal|dien|stefan");
	same_words("ΚΑΦΈΣ καφές Ώρα", "καφεσ|καφεσ|ωρα");
	same_words("Ёлка ЧАЙНИК Київ", "елка|чаиник|киів");
	same_words("الكتاب وَالْقَهْوَة قهوة", "كتاب|قهوه|قهوه");
	same_words("青いマグ", "青い|いマ|マグ");
	same_words("茶 cup", "茶|cup");
	same_words("커피 머그잔", "커피|머그|그잔");
	same_words("ＡＢＣ１２３ ٣٤", "abc123|34");
	same_words("caf\xc3 \xff\xfe x", "caf|x"); /* not UTF-8 */
}

static void test_long_words_are_cut(void **state)
{
	char text[1001];
	struct search_text t = { .rest = { text, 1000 } };
	struct search_word w;

	(void)state;
	memset(text, 'a', 1000);
	assert_true(search_next(&t, &w));
	assert_int_equal(w.chars, SEARCH_CHARS);
	assert_int_equal(w.from.n, 1000);
	assert_false(search_next(&t, &w));
}

/* ---- finding */

static const char SHOP[] =
	"{\"product_config\":{\"products\":["
	"{\"sku\":\"MUG-1\",\"name\":\"Blue mug\",\"category\":\"Mugs\",\"features\":[\"stoneware\",\"dishwasher safe\"],"
	"\"description\":\"Holds coffee and keeps it warm.\"},"
	"{\"sku\":\"MUG-2\",\"name\":\"Espresso cup\",\"category\":\"Mugs\",\"description\":\"A small cup. Not a blue one.\"},"
	"{\"sku\":\"BOWL-1\",\"name\":\"Serving bowl\",\"category\":\"Bowls\",\"features\":[\"stoneware\"],\"description\":"
	"\"For salad. Looks fine beside the blue mug. It is wide and low, and it holds enough for six people at a table.\"},"
	"{\"sku\":\"TS-1\",\"name\":\"Linen T-shirt\",\"category\":\"Apparel\",\"variants\":["
	"{\"sku\":\"TS-1-R\",\"options\":{\"Color\":\"Vermilion\"},\"price_minor\":1},"
	"{\"sku\":\"TS-1-G\",\"options\":{\"Color\":\"Green\"},\"price_minor\":1}]},"
	"{\"sku\":\"KA-1\",\"name\":\"Käsebrett aus Eiche\",\"category\":\"Küche\"},"
	"{\"sku\":\"CJ-1\",\"name\":\"青いマグカップ\",\"category\":\"カップ\"},"
	"{\"sku\":\"AR-1\",\"name\":\"فنجان القهوة\",\"category\":\"أكواب\"},"
	"{\"sku\":\"GR-1\",\"name\":\"Φλιτζάνι καφέ\"},{\"sku\":\"RU-1\",\"name\":\"Ёлочная игрушка\"}]}}";

static const struct shop *shop_of(const char *configuration)
{
	const struct json *j;
	struct shop *shop;

	assert_int_equal(json_parse(str_c(configuration), &j), 0);
	assert_int_equal(shop_read(j, &themes, &shop), 0);
	return shop;
}

static struct search_index index_of(const struct shop *shop)
{
	struct buf b = BUF_ON(mem(), SEARCH_FILE_MAX);
	struct search_index x;

	assert_int_equal(search_build(&b, shop, NULL, 0), 0);
	assert_true(search_open(buf_view(&b), &x));
	return x;
}

static struct search_result find(const struct search_index *x, const char *query)
{
	struct search_result r;

	assert_int_equal(search_find(mem(), x, str_c(query), &r), 0);
	return r;
}

/* expected: SKUs in order, "+" between them; a "*" at the end leaves open what follows. */
static void finds(const char *query, const char *expected)
{
	const struct shop *shop = shop_of(SHOP);
	struct search_index x = index_of(shop);
	struct search_result r = find(&x, query);
	struct buf b = BUF_ON(mem(), 1000);
	size_t n = strlen(expected);

	for (size_t i = 0; i < r.n; i++)
		buf_printf(&b, "%s%.*s", i ? "+" : "", STR_FMT(shop->products[r.docs[i]].sku));
	if (n && expected[n - 1] == '*' ? !str_starts(buf_view(&b), (struct str){ expected, n - 1 })
					: !str_is(buf_view(&b), expected))
		flunk("\"%s\" finds %s, not %s", query, b.p ? b.p : "nothing", expected);
	context_clear(context());
}

static void test_names_go_before_descriptions(void **state)
{
	(void)state;
	finds("blue mug", "MUG-1+MUG-2+BOWL-1");
	finds("cup", "MUG-2");
	finds("stoneware", "BOWL-1+MUG-1");
	finds("MUG-2", "MUG-2*");
	finds("salad", "BOWL-1");
}

static void test_what_is_not_there(void **state)
{
	(void)state;
	finds("", "");
	finds("!?", "");
	finds("xylophone", "");
	finds("blue xylophone", "MUG-1*"); /* a word that no product has asks nothing of them */
}

static void test_typing_errors(void **state)
{
	(void)state;
	finds("vermillion", "TS-1"); /* one too many */
	finds("vermlion", "TS-1");   /* one missing */
	finds("vermiliom", "TS-1");  /* another */
	finds("vremilion", "TS-1");  /* two changed places */
	finds("vremiliom", "TS-1");  /* both */
	finds("xvrmiilonx", "");     /* more than two */
	finds("esspreso", "MUG-2");
	finds("bwol", "BOWL-1");
	finds("bw", ""); /* too short to be a typing error */
}

static void test_folding(void **state)
{
	(void)state;
	finds("kasebrett", "KA-1");
	finds("KÄSEBRETT", "KA-1");
	finds("kuche", "KA-1");
	finds("φλιτζανι", "GR-1");
	finds("КАФЕ", "");
	finds("елочная", "RU-1");
	finds("قهوة", "AR-1");
	finds("القهوه", "AR-1");
	finds("マグ", "CJ-1");
	finds("青い", "CJ-1");
	finds("カ", "CJ-1");
}

static void test_beginnings_and_plurals(void **state)
{
	(void)state;
	finds("verm", "TS-1");
	finds("serv", "BOWL-1");
	finds("cups", "MUG-2");
	finds("verm bowl", "BOWL-1"); /* only the last word is a beginning */
	finds("verm ", "");           /* it is ended */
	finds("tshirt", "TS-1");
	finds("t-shirt", "TS-1");
}

static void corrects(const char *query, const char *expected)
{
	struct search_index x = index_of(shop_of(SHOP));
	struct search_result r = find(&x, query);

	if (!str_is(r.corrected, expected))
		flunk("\"%s\" becomes \"%.*s\", not \"%s\"", query, STR_FMT(r.corrected), expected);
	context_clear(context());
}

static void test_did_you_mean(void **state)
{
	(void)state;
	corrects("blue mug", "");
	corrects("vermillion t-shirt", "vermilion t-shirt");
	corrects("Esspreso cup!", "espresso cup!");
	corrects("kasebrtet", "Käsebrett");
	corrects("xylophone", "");
}

static void test_queries_without_end(void **state)
{
	struct search_index x = index_of(shop_of(SHOP));
	struct buf b = BUF_ON(mem(), 1 << 20);
	struct search_result r;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "vermillionn%d ", i);
	assert_int_equal(search_find(mem(), &x, buf_view(&b), &r), 0);
	assert_in_range(r.corrected.n, 0, 4096);
}

static void test_an_empty_shop(void **state)
{
	struct search_index x = index_of(shop_of("{}"));

	(void)state;
	assert_int_equal(find(&x, "mug").n, 0);
}

/* Cut anywhere or with any byte changed, an index is refused or read within its bounds (ASan and valgrind see to it). */
static void test_damaged(void **state)
{
	struct buf b = BUF_ON(mem(), SEARCH_FILE_MAX);
	struct search_index x;

	(void)state;
	assert_int_equal(search_build(&b, shop_of(SHOP), NULL, 0), 0);
	for (size_t n = 0; n < b.len; n++)
		assert_false(search_open((struct str){ b.p, n }, &x));
	for (size_t i = 0; i < b.len; i++) {
		struct arena a;
		struct search_result r;
		char *copy = malloc(b.len); /* a block of its own: what is read beyond it is seen */

		memcpy(copy, b.p, b.len);
		copy[i] = (char)~copy[i];
		arena_init(&a, 0);
		if (search_open((struct str){ copy, b.len }, &x))
			assert_int_equal(search_find(&a, &x, STR("blue vremiliom ser"), &r), 0);
		arena_done(&a);
		free(copy);
	}
}

/* A file that says that its words weigh nothing: each of them would be a product that was not seen yet. */
static void test_no_weight(void **state)
{
	struct buf b = BUF_ON(mem(), SEARCH_FILE_MAX);
	struct search_result r;
	struct search_index x;

	(void)state;
	assert_int_equal(
		search_build(&b,
			shop_of("{\"product_config\":{\"products\":[{\"sku\":\"A\",\"name\":\"blue bluea blueb bluec\"}]}}"),
			NULL, 0),
		0);
	assert_true(search_open(buf_view(&b), &x));
	assert_int_equal(search_find(mem(), &x, STR("blu"), &r), 0);
	assert_int_equal(r.n, 1);
	for (size_t i = x.postings_at + 1; i < b.len; i += 2) /* one product: a distance and a weight each */
		b.p[i] = 0;
	assert_int_equal(search_find(mem(), &x, STR("blu"), &r), 0);
	assert_int_equal(r.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_words, clear),
		cmocka_unit_test_teardown(test_long_words_are_cut, clear),
		cmocka_unit_test_teardown(test_names_go_before_descriptions, clear),
		cmocka_unit_test_teardown(test_what_is_not_there, clear),
		cmocka_unit_test_teardown(test_typing_errors, clear),
		cmocka_unit_test_teardown(test_folding, clear),
		cmocka_unit_test_teardown(test_beginnings_and_plurals, clear),
		cmocka_unit_test_teardown(test_did_you_mean, clear),
		cmocka_unit_test_teardown(test_queries_without_end, clear),
		cmocka_unit_test_teardown(test_an_empty_shop, clear),
		cmocka_unit_test_teardown(test_damaged, clear),
		cmocka_unit_test_teardown(test_no_weight, clear),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
