#include "unit.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "check.h"
#include "check_color.h"
#include "check_lang.h"

#define HEAD "<!doctype html><html lang=en><title>t</title><body>"

/* More than a line, however wide the window. */
#define LINES                                                                                                      \
	"Once upon a midnight dreary, while I pondered, weak and weary, over many a quaint and curious volume of " \
	"forgotten lore, while I nodded, nearly napping, suddenly there came a tapping, as of some one gently rapping"

#define TALL "display:inline-flex;min-height:44px"

static struct check_report report;

/* The outcome of one rule on a page. */
static const char *outcome(const char *rule, const char *html)
{
	struct check_input in = { .html = str_c(html), .only = rule };

	assert_int_equal(check_run(mem(), &in, &report), 0);
	assert_int_equal(report.n_result, 1);
	return check_outcome_names[report.result->outcome];
}

struct page {
	const char *rule, *want, *html;
};

static void holds(const struct page *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *got = outcome(p[i].rule, p[i].html);

		if (strcmp(got, p[i].want) != 0)
			flunk("%s: got %s, want %s: %s", p[i].rule, got, p[i].want, p[i].html);
		context_clear(context());
	}
}

static void test_names(void **state)
{
	static const struct page pages[] = {
		{ "c487ae", "passed", HEAD "<a href=/>Shop</a>" },
		{ "c487ae", "failed", HEAD "<a href=/><span aria-hidden=true>Shop</span></a>" },
		{ "c487ae", "failed", HEAD "<style>.i{display:none}</style><a href=/><b class=i>Shop</b></a>" },
		{ "c487ae", "passed", HEAD "<style>a::before{content:'Cart'}</style><a href=/></a>" },
		{ "c487ae", "inapplicable", HEAD "<a>Shop</a>" },
		{ "97a4e1", "failed", HEAD "<button><img alt='' src=a.png></button>" },
		{ "97a4e1", "passed", HEAD "<button aria-labelledby='b c' id=b></button><i id=c hidden>Close</i>" },
		{ "97a4e1", "passed", HEAD "<button title=Menu></button>" },
		{ "e086e5", "passed", HEAD "<label>Amount <select><option>1</select></label>" },
		{ "e086e5", "passed", HEAD "<label for=q>Find</label><input id=q type=search>" },
		{ "e086e5", "passed", HEAD "<label for=q aria-label=Find></label><input id=q type=search>" },
		{ "e086e5", "passed",
			HEAD "<select aria-labelledby=q></select><b id=q><input value=3 title=Most></b>" },
		{ "e086e5", "failed", HEAD "<label>Find</label><input type=search>" },
		{ "23a2a8", "failed", HEAD "<img src=mug.jpg>" },
		{ "23a2a8", "passed", HEAD "<img src=mug.jpg alt=Mug><img src=line.png alt=''>" },
		{ "23a2a8", "failed", HEAD "<img src=mug.jpg alt=' '>" },
		{ "ffd0e9", "failed", HEAD "<h2><img src=a.png alt=''></h2>" },
		{ "2ee8b8", "failed", HEAD "<a href=/ aria-label='Buy now'>Add to cart</a>" },
		{ "2ee8b8", "passed",
			HEAD "<a href=/ aria-label='Mug, blue: add to cart'>Add to cart \xe2\x86\x92</a>" },
		{ "2ee8b8", "passed",
			HEAD "<button aria-label='\xc3\x89"
			     "cole du soir'>\xc3\xa9"
			     "cole</button>" },
		{ "2ee8b8", "failed", HEAD "<button aria-label='just ice'>justice</button>" },
		{ "2ee8b8", "passed", HEAD "<button aria-label='A B'>A<s style='visibility:hidden'>x</s>B</button>" },
		{ "cae760", "inapplicable", HEAD "<iframe src=a tabindex=-1></iframe>" },
		{ "8fc3b6", "failed", HEAD "<object data='data:image/png;base64,AA=='></object>" },
		{ "46ca7f", "failed", HEAD "<img src=a.png alt='' tabindex=0>" },
	};

	(void)state;
	holds(pages, ARRAY_LEN(pages));
}

static void test_aria(void **state)
{
	static const struct page pages[] = {
		{ "674b10", "failed", HEAD "<p role=shop>x" },
		{ "674b10", "passed", HEAD "<p role='shop note'>x" },
		{ "5f99a7", "failed", HEAD "<p aria-labeled=x>x" },
		{ "6a7281", "failed", HEAD "<button aria-expanded=yes>x</button>" },
		{ "6a7281", "passed", HEAD "<input aria-describedby=later>" },
		{ "6a7281", "failed", HEAD "<div role=scrollbar aria-controls=nothing aria-valuenow=1>" },
		{ "5c01ea", "failed", HEAD "<a href=/ aria-checked=true>x</a>" },
		{ "5c01ea", "passed", HEAD "<input type=password aria-required=true>" },
		{ "kb1m8s", "failed", HEAD "<span aria-label=Stars>*****</span>" },
		{ "kb1m8s", "passed", HEAD "<span role=img aria-label=Stars>*****</span>" },
		{ "kb1m8s", "passed", HEAD "<p aria-roledescription=verse>x" },
		{ "kb1m8s", "inapplicable", HEAD "<div role=none aria-checked=true>x" },
		{ "4e8ab6", "failed", HEAD "<div role=switch>x</div>" },
		{ "4e8ab6", "passed", HEAD "<input type=checkbox role=switch>" },
		{ "bc4a75", "failed", HEAD "<div role=tablist><button>A</button></div>" },
		{ "bc4a75", "passed", HEAD "<div role=tablist><div><button role=tab>A</button></div></div>" },
		{ "bc4a75", "failed", HEAD "<div role=list><span>A</span></div>" },
		{ "bc4a75", "passed", HEAD "<div role=list></div>" },
		{ "bc4a75", "inapplicable", HEAD "<div aria-busy=true><div role=list><span>A</span></div></div>" },
		{ "ff89c9", "failed", HEAD "<div role=tab>A</div>" },
		{ "ff89c9", "passed", HEAD "<div role=group><div role=option>A</div></div>" },
		{ "6cfa84", "failed", HEAD "<div aria-hidden=true><input></div>" },
		{ "6cfa84", "passed", HEAD "<div aria-hidden=true><input style='visibility:hidden'></div>" },
		{ "307n5z", "failed", HEAD "<button>a <a href=/>b</a></button>" },
		{ "307n5z", "failed", HEAD "<svg role=img><a href=/>b</a></svg>" },
	};

	(void)state;
	holds(pages, ARRAY_LEN(pages));
}

static void test_pages(void **state)
{
	static const struct page pages[] = {
		{ "2779a5", "failed", "<!doctype html><svg><title>x</title></svg>" },
		{ "b5c3f8", "failed", "<!doctype html><html lang=' '>" },
		{ "bf051a", "failed", "<!doctype html><html lang=deutsch>" },
		{ "bf051a", "passed", "<!doctype html><html lang=de-AT>" },
		{ "5b7ae0", "failed", "<!doctype html><html lang=de xml:lang=en>" },
		{ "de46e4", "failed", HEAD "<p lang=xyzzy>hello" },
		{ "de46e4", "passed", HEAD "<p lang=xyzzy><b lang=en>hello</b>" },
		{ "bc659a", "failed", "<meta http-equiv=Refresh content='5;url=/'>" },
		{ "bc659a", "passed", "<meta http-equiv=refresh content='0;url=/'>" },
		{ "bc659a", "inapplicable", "<meta http-equiv=refresh content='soon'>" },
		{ "b4f0c3", "failed", "<meta name=viewport content='width=device-width,user-scalable=no'>" },
		{ "b4f0c3", "passed", "<meta name=viewport content='width=device-width,maximum-scale=5'>" },
		{ "b4f0c3", "failed", "<meta name=viewport content='width=device-width maximum-scale = 1'>" },
		{ "b4f0c3", "passed", "<meta name=viewport content='maximum-scale,user-scalable'>" },
		{ "2779a5", "failed", "<!doctype html><title>&nbsp;</title>" },
		{ "de46e4", "failed", HEAD "<button lang=xyzzy aria-label=x></button>" },
		{ "akn7bn", "failed", HEAD "<iframe tabindex=-1 srcdoc='<a href=/>b</a>'></iframe>" },
		{ "akn7bn", "inapplicable",
			HEAD "<iframe tabindex=-1 srcdoc='<a href=/ style=opacity:0>b</a>'></iframe>" },
		{ "73f2c2", "failed", HEAD "<input autocomplete='work street'>" },
		{ "73f2c2", "failed", HEAD "<input autocomplete=webauthn>" },
		{ "73f2c2", "passed", HEAD "<input autocomplete='shipping postal-code'>" },
		{ "b33eff", "failed",
			HEAD "<style>@media (orientation:portrait){main{rotate:.25turn}}</style><main>x</main>" },
		{ "b33eff", "passed",
			HEAD "<style>@media (orientation:portrait){main{rotate:180deg}}</style><main>x</main>" },
		{ "a25f45", "failed", HEAD "<table><tr><th id=a>A<td headers=b>1</table><p id=b>" },
		{ "d0f69e", "failed", HEAD "<table><tr><th>A<th>B<tr><td>1</table>" },
		{ "d0f69e", "passed", HEAD "<table><tr><th>A<th>B<tr><td colspan=2>1</table>" },
		{ "d0f69e", "passed", HEAD "<table><tr><th scope=row>A<td>1</table>" },
		{ "d0f69e", "passed", HEAD "<table><tr><td><th>A<th>B<tr><th>1<td>2<td>3</table>" },
		{ "afw4f7", "unsure", HEAD "<script>x()</script>text" },
		{ "afw4f7", "unsure", HEAD "<link rel=stylesheet href=unknown.css>text" },
	};

	(void)state;
	holds(pages, ARRAY_LEN(pages));
}

static void test_contrast(void **state)
{
	static const struct page pages[] = {
		{ "afw4f7", "passed", HEAD "text" },
		{ "afw4f7", "failed", HEAD "<p style='color:#777'>text" },
		{ "afw4f7", "passed", HEAD "<p style='color:#777;font-size:24px'>text" },
		{ "afw4f7", "failed", HEAD "<p style='color:#949494;font:bold 14pt serif;background:#eee'>text" },
		{ "afw4f7", "failed", HEAD "<p style='opacity:.4'>text" },
		{ "afw4f7", "failed", HEAD "<style>:root{--a:#888}.x{color:var(--a)}</style><p class=x>text" },
		{ "afw4f7", "passed",
			HEAD
			"<style>:root{--a:#888}.x{color:var(--a)}p.x{color:var(--b,navy)}</style><p class=x>text" },
		{ "afw4f7", "failed", HEAD "<style>.x{color:color-mix(in srgb,#000 30%,#fff)}</style><p class=x>text" },
		{ "afw4f7", "unsure", HEAD "<div style='background:url(a.png)'>text</div>" },
		{ "afw4f7", "failed", HEAD "<div style='background:linear-gradient(#777,#999);color:#888'>text</div>" },
		{ "afw4f7", "inapplicable", HEAD "<button disabled style='color:#eee'>text</button>" },
		{ "afw4f7", "passed", HEAD "<style>@media (prefers-color-scheme:dark){p{color:#ccc}}</style><p>text" },
		{ "afw4f7", "failed",
			HEAD
			"<style>p{color:#ccc}#a p{color:#aaa}p.b.c{color:#000}</style><div id=a><p class='b c'>text</div>" },
		{ "afw4f7", "passed",
			HEAD "<style>p{color:#000!important}#a p{color:#aaa}</style><div id=a><p>text</div>" },
		{ "09o5cg", "failed", HEAD "<p style='color:#666'>text" },
		{ "24afc2", "failed", HEAD "<p style='letter-spacing:.1em!important'>text" },
		{ "afw4f7", "failed", HEAD "<font color=#999999>text</font>" },
		{ "afw4f7", "inapplicable",
			HEAD "<p style='color:#ccc;clip:rect(5px,6px,6px,5px);position:absolute'>text" },
		{ "afw4f7", "failed", HEAD "<p style='color:#ccc;clip:rect(0,90px,20px,0);position:absolute'>text" },
		{ "afw4f7", "unsure", HEAD "<p style='filter:opacity(.3)'>text" },
		{ "59br37", "failed", HEAD "<div style='overflow:hidden;height:18px'>" LINES "</div>" },
		{ "59br37", "inapplicable",
			HEAD "<div aria-hidden=true style='overflow:hidden;height:18px'>" LINES "</div>" },
		{ "59br37", "passed", HEAD "<div style='overflow:hidden;height:2em;line-height:2em'>" LINES "</div>" },
		{ "59br37", "inapplicable",
			HEAD "<style>@media (min-width:900px){p{overflow:hidden;height:18px}}</style><p>" LINES },
		{ "59br37", "failed", HEAD "<div style='overflow:hidden'><p style='width:1000px'>" LINES "</div>" },
		{ "0ssw9k", "failed", HEAD "<div style='height:10px;overflow-x:auto'>" LINES "</div>" },
		{ "0ssw9k", "passed", HEAD "<div style='height:10px;overflow-x:auto' tabindex=0>" LINES "</div>" },
		{ "78fd32", "inapplicable", HEAD "<p style='line-height:1!important'>text" },
	};

	(void)state;
	holds(pages, ARRAY_LEN(pages));
	assert_string_equal(outcome("afw4f7", HEAD "<main>\n<p class=sub style='color:#777'>text"), "failed");
	assert_int_equal(report.n_finding, 1);
	assert_int_equal(report.finding->line, 2);
	assert_true(str_is(report.finding->path, "html > body > main > p.sub"));
	assert_true(str_is(report.finding->detail, "4.47:1 where 4.5:1 is needed: #777777 on #ffffff."));
}

static const char *on_phone(const char *rule, const char *html)
{
	struct check_input in = { .html = str_c(html), .only = rule, .env = { 320, 640, false, false } };

	assert_int_equal(check_run(mem(), &in, &report), 0);
	return check_outcome_names[report.result->outcome];
}

static void test_phone(void **state)
{
	static const struct page pages[] = {
		{ "overflow-320", "passed", HEAD "<p>Some words in a row that is long, but wraps" },
		{ "overflow-320", "failed", HEAD "<p>Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen" },
		{ "overflow-320", "passed",
			HEAD
			"<p style='overflow-wrap:anywhere'>Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen" },
		{ "overflow-320", "failed", HEAD "<div style='width:400px'>x</div>" },
		{ "overflow-320", "passed",
			HEAD
			"<div style='width:400px;max-width:100%;overflow:auto'><div style='max-width:300px'>x</div></div>" },
		{ "overflow-320", "failed",
			HEAD "<div style='display:grid;grid-template-columns:200px 200px'><p>a<p>b</div>" },
		{ "overflow-320", "passed",
			HEAD "<style>@media(min-width:600px){div{width:600px}}</style><div>x</div>" },
		{ "tap-target", "failed",
			HEAD "<a href=/ style='display:inline-block;font-size:10px;line-height:1'>Shop</a>" },
		{ "tap-target", "passed", HEAD "<a href=/ style='display:inline-flex;min-height:44px'>Shop</a>" },
		{ "tap-target", "failed", HEAD "<ul style='display:flex'><li><a href=/ style='" TALL "'>i</a></ul>" },
		{ "tap-target", "passed",
			HEAD "<ul style='display:flex;gap:22px'><li><a href=/ style='" TALL "'>i</a></ul>" },
		{ "tap-target", "inapplicable", HEAD "<p>Read <a href=/>this</a> before you go on with it." },
		{ "heading-order", "failed", HEAD "<h1>a</h1><h3>b</h3>" },
		{ "one-main", "passed", HEAD "<main><h1>a</h1></main>" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		const char *got = on_phone(pages[i].rule, pages[i].html);

		if (strcmp(got, pages[i].want) != 0)
			flunk("%s: got %s, want %s: %s", pages[i].rule, got, pages[i].want, pages[i].html);
	}
}

static void test_ceilings(void **state)
{
	struct buf b = BUF_ON(mem(), 4 << 20);
	struct check_input in;
	struct arena small;

	(void)state;
	for (int i = 0; i < 2 * CHECK_DEPTH_MAX; i++)
		buf_c(&b, "<div>");
	in = (struct check_input){ .html = buf_view(&b) };
	assert_int_equal(check_run(mem(), &in, &report), -ERR_TOO_LARGE);
	b.len = 0;
	for (int i = 0; i <= CHECK_TAGS_MAX; i++)
		buf_c(&b, "<p>");
	in.html = buf_view(&b);
	assert_int_equal(check_run(mem(), &in, &report), -ERR_TOO_LARGE);
	arena_init(&small, 1 << 20);
	b.len = 0;
	for (int i = 0; i < 5000; i++)
		buf_c(&b, "<p>x");
	in.html = buf_view(&b);
	assert_int_equal(check_run(&small, &in, &report), -ERR_NOMEM);
	arena_done(&small);
	/* Wherever memory ends, in a second styling too, the run ends or says so. */
	in.html = STR(HEAD "<style>@media (orientation:landscape){p{rotate:90deg}}</style>"
			   "<p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>h<p>i<p>j<p>k<p>l<p>m<p>n<p>o<p>p<p>q<p>r<p>s<p>t");
	bool ended = false;

	for (size_t ceiling = 64 << 10; ceiling < 2 << 20; ceiling += 3000) {
		arena_init(&small, ceiling);
		int r = check_run(&small, &in, &report);

		assert_true(r == 0 || r == -ERR_NOMEM);
		ended = r == 0;
		arena_done(&small);
	}
	assert_true(ended);
}

static void test_colors(void **state)
{
	static const struct {
		const char *text, *same;
	} rows[] = {
		{ "rgb(255 0 0 / 50%)", "#ff000080" },
		{ "hsl(120, 100%, 25%)", "#008000" },
		{ "HWB(0 0% 0%)", "red" },
		{ "rgba(0,0,0,.6)", "#00000099" },
		{ "color-mix(in srgb, red, blue)", "#800080" },
		{ "color-mix(in srgb, red 25%, transparent)", "rgb(255 0 0 / 25%)" },
		{ "oklch(62.8% 0.25768 29.234)", "#ff0000" },
		{ "light-dark(#123456, white)", "#123456" },
	};
	struct rgba a, b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(color_read(str_c(rows[i].text), RGBA_BLACK, false, &a) &&
			color_read(str_c(rows[i].same), RGBA_BLACK, false, &b));
		if (color_ratio(a, b) > 1.01 || a.a - b.a > 0.01 || b.a - a.a > 0.01)
			flunk("%s is not %s", rows[i].text, rows[i].same);
	}
	assert_false(color_read(STR("rgb(1,2)"), RGBA_BLACK, false, &a));
	assert_false(color_read(STR("#12345"), RGBA_BLACK, false, &a));
	assert_true(check_lang_known(STR("gsw-CH")) && check_lang_known(STR("EN")) && !check_lang_known(STR("eng")) &&
		!check_lang_known(STR("x-klingon")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_aria),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_phone),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_colors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
