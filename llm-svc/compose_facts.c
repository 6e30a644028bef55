#include "compose_facts.h"

#include <ctype.h>

#include "compose_words.h"

static const char verbs[] =
	"fits|holds|keeps|comes|works|includes|has|opens|closes|folds|stacks|weighs|measures|makes|serves|takes|"
	"runs|charges|lasts|burns|dries|needs|contains|covers|protects|supports|uses|connects|hangs|stands|"
	"stays|resists|absorbs|pours|seals|locks|cleans|washes|feels|smells|tastes|doubles|lets|helps|allows|"
	"gives|offers|carries|cuts|turns|clips|packs|rolls|stretches|heats|cools|grips|ships|arrives|requires|"
	"blocks|reaches|reads|plays|records|withstands|handles|ages|softens|melts|dissolves|lathers|rinses|"
	"unscrews|drains|drops|leaves|attaches|mounts|tilts|swivels|extends|expands|converts|stores|displays|"
	"prints|shows|plugs|wraps|ties|snaps|spins|floats|suits|screws|yields|steeps|brews|grows|flowers|balances|rests|slides|fastens|buttons|zips|releases|lies|sits";
static const char finite[] = "is|are|was|were|has|have|can|will|does|do|stays|stay|keeps|keep|fits|fit|comes|come|"
			     "holds|makes|lets|needs|works|must|may|won't|doesn't|isn't";
static const char prepositions[] = "in|from|by|with|for|to|at|on|of|under|over|after|before|without|against|"
				   "between|through|as|until|and|or|inside|outside";
static const char adverbs[] = "twice|once|entirely|only|separately|together|here|slowly|daily|weekly|fresh";
static const char participles[] = "made|cut|woven|thrown|sewn|knit|cast|spun|ground|drawn|built|bound|grown|blown|"
				  "shrunk|frozen|proven|forged|milled|sold|wound|split|hung|shorn|hand";
/* Close a phrase ("dishwasher safe"); the others stand alone or after an adverb: "LED work light" is a
 * light and not light. */
static const char closers[] = "safe|free|proof|resistant|friendly|compatible|ready|neutral|repellent|waterproof|vegan|"
			      "washable|reusable|recyclable|refillable|adjustable|removable|rechargeable";
static const char adjectives[] =
	"vegetarian|wireless|unscented|lightweight|light|soft|strong|heavy|thin|thick|flat|round|square|oval|small|"
	"large|sturdy|seamless|transparent|clear|opaque|smooth|matte|matt|glossy|shiny|portable|compact|slim|narrow|"
	"wide|deep|shallow|tall|warm|cool|dry|quiet|silent|flexible|rigid|elastic|stretchy|breathable|fragrant|mild|"
	"gentle|sweet|bitter|spicy|smoky|fruity|floral|nutty|creamy|odourless|odorless|colourfast|colorfast|cordless|"
	"red|blue|green|yellow|black|white|grey|gray|brown|pink|orange|purple|organic|handmade|unique|natural";
/* Heads that take an article, and heads that never do. */
static const char countable[] =
	"glaze|lid|handle|base|finish|lining|buckle|strap|pocket|zip|zipper|cover|rim|spout|foot|body|blade|edge|"
	"tip|point|hook|loop|ring|chain|clasp|wick|scent|fragrance|aroma|flavour|flavor|taste|texture|weave|"
	"pattern|print|design|shape|colour|color|surface|coating|stand|tray|box|case|bag|pouch|tin|jar|bottle|"
	"cap|cork|stopper|filter|strainer|basket|infuser|drawer|shelf|mirror|button|collar|hood|hem|waistband|"
	"sleeve|sole|heel|toe|insole|outsole|tongue|frame|back|seat|cushion|leg|motor|battery|screen|display|"
	"switch|plug|cable|port|camera|speaker|microphone|light|lamp|bulb|timer|sensor|remote|spine|bookmark|"
	"ribbon|cut|fit|neck|neckline|tag|label|gift|guide|manual|recipe|book|blend|mix|roast|grind|drip|"
	"groove|grip|knob|hinge|lock|key|band|bezel|stone|pendant|setting|slot|hole|seal|gasket|pump|spray|"
	"brush|sponge|cloth|corner|flap|closure|fastening|hanger|holder|mount|bracket|warranty|temperature|"
	"capacity|battery|height|width|length|diameter|time|weight|tang|bolster|ferrule|cord|pull|bowl|well|wall|stem|"
	"notch|whistle|chimney|fitting|shade|dimmer|guard|scale|striker|magnet|window|divider|bell|peg|spring|"
	"mesh|drawstring|lens|wheel|trigger|nozzle|thermometer|gauge|dial|flame|bow|bead|badge|patch|logo|motif|"
	"neck|belly|gallery|saucer|slip|wash|stripe|border|fringe|seam|stitch|panel|layer|core|shell|top|bottom";
static const char uncountable[] =
	"packaging|insulation|stitching|grain|padding|storage|lighting|foam|trim|piping|embroidery|ribbing|"
	"hardware|decoration|detailing|charging|bluetooth|wifi|memory|ventilation|elastic|velcro|binding";
static const char materials[] =
	"cotton|linen|wool|silk|hemp|jute|leather|suede|denim|canvas|felt|cashmere|mohair|alpaca|bamboo|cork|"
	"oak|beech|walnut|ash|maple|cherry|birch|pine|acacia|teak|olivewood|wood|olive wood|steel|iron|brass|"
	"copper|bronze|aluminium|aluminum|silver|gold|titanium|enamel|stoneware|porcelain|earthenware|ceramic|"
	"ceramics|terracotta|clay|glass|marble|slate|granite|stone|concrete|paper|cardboard|card|polyester|nylon|"
	"silicone|rubber|plastic|beeswax|soywax|wax|rattan|willow|wicker|seagrass|sisal|raffia|velvet|corduroy|"
	"fleece|flannel|twill|gauze|waxed cotton|tin|pewter|resin|acrylic|plywood|polycarbonate|beech wood";

static bool negated(struct str text)
{
	return words_have(text, "no") || words_have(text, "not") || words_have(text, "without") ||
		words_have(text, "non") || words_have(text, "free") || words_have(text, "never");
}

/* An adjective says something of the whole thing only where no noun follows it: not in "dishwasher
 * safe lid". */
static bool ends_phrase(struct str text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.n; i++) {
		struct str rest = str_sub(text, i + n, text.n);
		struct str next;

		if ((i && isalnum((unsigned char)text.p[i - 1])) || !words_have(str_sub(text, i, i + n), word))
			continue;
		next = words_next(&rest);
		return !next.n || isdigit((unsigned char)next.p[0]) || words_listed(next, prepositions);
	}
	return false;
}

static bool benefit_matches(const struct benefit *b, struct str text, const struct family *f)
{
	char word[64];

	if (b->where && !(b->where & f->bit))
		return false;
	if (b->match == MATCH_HEAD)
		return !negated(text) && words_listed(words_head(text), b->words);
	for (const char *p = b->words; *p;) {
		size_t n = strcspn(p, "|");

		if (n < sizeof(word)) {
			memcpy(word, p, n);
			word[n] = '\0';
			if (words_have(text, word) && (!negated(text) || negated(str_c(word))) &&
				(!b->predicate || strncmp(b->predicate, "[is/are]", 8) != 0 || ends_phrase(text, word)))
				return true;
		}
		p += n + (p[n] == '|');
	}
	return false;
}

static const struct benefit *benefit_find(struct str text, const struct family *f)
{
	for (size_t i = 0; i < benefits_n; i++) {
		if (benefit_matches(&benefits[i], text, f))
			return &benefits[i];
	}
	return NULL;
}

static struct str rest_after(struct str text, struct str word)
{
	return str_trim(str_sub(text, (size_t)(word.p - text.p) + word.n, text.n));
}

/* "holds two cups": "[holds/hold] two cups". */
static struct str verb_frame(struct arena *a, struct str verb)
{
	struct str plural = str_is(verb, "has") ? STR("have") : str_sub(verb, 0, verb.n - 1);

	if (str_ends(verb, STR("sses")) || str_ends(verb, STR("shes")) || str_ends(verb, STR("ches")))
		plural = str_sub(verb, 0, verb.n - 2);
	else if (str_ends(verb, STR("ies")) && verb.n > 4)
		plural = str_printf(a, "%.*sy", (int)verb.n - 3, verb.p);
	return str_printf(a, "[%.*s/%.*s] \x02", STR_FMT(verb), STR_FMT(plural));
}

enum unit { UNIT_NONE, UNIT_VOLUME, UNIT_WEIGHT, UNIT_LENGTH };

static enum unit unit_of(struct str w)
{
	while (w.n && (isdigit((unsigned char)w.p[0]) || w.p[0] == '-'))
		w = str_sub(w, 1, w.n);
	if (words_listed(w, "ml|cl|dl|l|litre|litres|liter|liters|oz|fl|pint|pints"))
		return UNIT_VOLUME;
	if (words_listed(w, "g|kg|gram|grams|kilo|kilos|lb|lbs|mg"))
		return UNIT_WEIGHT;
	if (words_listed(w, "mm|cm|m|in|inch|inches|ft|metre|metres|meter|meters"))
		return UNIT_LENGTH;
	return UNIT_NONE;
}

/* A bare measure: numbers, one kind of unit, and words that join them. */
static enum unit measure_of(struct str text)
{
	struct str rest = text, w;
	enum unit unit = UNIT_NONE, found;

	if (!text.n || !isdigit((unsigned char)text.p[0]))
		return UNIT_NONE;
	while ((w = words_next(&rest)).n) {
		found = unit_of(w);
		if (found && unit && found != unit)
			return UNIT_NONE;
		if (found)
			unit = found;
		else if (!isdigit((unsigned char)w.p[0]) && !words_listed(w, "x|×|by|to|and"))
			return UNIT_NONE;
	}
	return unit;
}

static bool participle(struct str w)
{
	struct str last = w;
	ptrdiff_t dash;

	while ((dash = str_find(last, '-', 0)) >= 0)
		last = str_sub(last, (size_t)dash + 1, last.n);
	return words_listed(last, participles) || (last.n > 4 && str_ends(last, STR("ed")));
}

static bool adjective(struct str w, bool alone)
{
	struct str last = w;
	ptrdiff_t dash;

	if (words_listed(w, closers) || (alone && words_listed(w, adjectives)))
		return true;
	while ((dash = str_find(last, '-', 0)) >= 0)
		last = str_sub(last, (size_t)dash + 1, last.n);
	if (last.n < w.n && (words_listed(last, closers) || words_listed(last, adjectives) || participle(w)))
		return true;
	return w.n > 6 && (str_ends(w, STR("able")) || str_ends(w, STR("ible")) || str_ends(w, STR("proof")));
}

/* A phrase by its last word: material, thing with or without an article, several things. */
static const char *noun_frame(struct str text)
{
	struct str head = words_head(text);
	bool number = text.n && isdigit((unsigned char)text.p[0]);
	bool article = words_determined(text) && !number;

	if (!head.n)
		return NULL;
	if (words_listed(head, materials) && (article || number))
		return "[is/are] \x02";
	if (words_listed(head, materials))
		return "[is/are] made of \x02";
	if (words_plural(head) || words_listed(head, uncountable) || article)
		return "[has/have] \x02";
	if (words_listed(head, countable))
		return words_an(text) ? "[has/have] an \x02" : "[has/have] a \x02";
	return NULL;
}

static const char *measure_frame(struct str text, const struct family *f)
{
	switch (measure_of(text)) {
	case UNIT_VOLUME: return f->volume;
	case UNIT_WEIGHT: return f->weight;
	case UNIT_LENGTH: return "[measures/measure] \x02";
	default: return NULL;
	}
}

static const char *phrase_frame(struct str text, const struct family *f)
{
	struct str rest = text;
	struct str first = words_next(&rest);
	struct str second = words_next(&rest);
	struct str tail = text, last = first, w;
	const char *measured = measure_frame(text, f);

	if (measured)
		return measured;
	while ((w = words_next(&tail)).n)
		last = w;
	if (words_listed(first, "with|without|in|from"))
		return "[comes/come] \x02";
	if (words_listed(first, "for|to"))
		return "[is/are] meant \x02";
	if (words_listed(first, "no"))
		return "[has/have] \x02";
	if (words_listed(first, "set|pack|pair|box|bundle|bag|tin|roll|block|bar") && words_listed(second, "of"))
		return "[comes/come] as a \x02";
	if (words_listed(first, "suitable|ideal|good|ready|safe|available|free|easy|compatible|designed|intended"))
		return "[is/are] \x02";
	if (participle(first) && (!second.n || words_listed(second, prepositions) || words_listed(second, adverbs)))
		return "[is/are] \x02";
	if (isdigit((unsigned char)text.p[0]) &&
		words_listed(last, "tall|wide|long|deep|high|thick|diameter|across|square|heavy"))
		return "[is/are] \x02";
	if (words_listed(last, "included") && second.n)
		return "[comes/come] with \x02";
	if (adjective(last, !second.n || str_ends(first, STR("ly")) || words_listed(first, "very|extra|super")) ||
		(participle(last) && !isdigit((unsigned char)text.p[0])))
		return "[is/are] \x02";
	return noun_frame(text);
}

/* "Material: cotton" → "the material is cotton". */
static bool labelled(struct arena *a, struct str text, struct fact *ret)
{
	ptrdiff_t colon = str_find(text, ':', 0);
	struct str label, value;

	if (colon < 1 || (size_t)colon + 1 >= text.n || text.p[colon + 1] != ' ')
		return false;
	label = str_sub(text, 0, (size_t)colon);
	value = str_trim(str_sub(text, (size_t)colon + 1, text.n));
	if (words_count(label) > 3 || !value.n)
		return false;
	ret->form = FACT_CLAUSE;
	ret->text = str_printf(a, "%.*s %s %.*s", STR_FMT(words_lower_first(a, label)),
		words_plural(words_head(label)) ? "are" : "is", STR_FMT(value));
	ret->frame = words_determined(label) ? STR("\x02") : STR("the \x02");
	return true;
}

/* Has a verb of its own after a subject. */
static bool sentence(struct str text)
{
	struct str rest = text, w;

	if (words_count(text) < 4)
		return false;
	for (size_t i = 0; (w = words_next(&rest)).n; i++) {
		if (i && words_listed(w, finite))
			return true;
		if (words_listed(w, "that|which|who|with|for"))
			return false;
	}
	return false;
}

static struct str small_start(struct arena *a, struct str text, bool keep_case)
{
	struct str rest = text, first = words_next(&rest);

	return keep_case || words_proper(first) ? text : words_lower_first(a, text);
}

struct fact fact_parse(struct arena *a, struct str raw, const struct family *f, bool keep_case)
{
	struct str text = words_clean(a, raw);
	struct fact fact = { .form = FACT_ITEM, .frame = STR("\x02") };
	struct str rest, first;
	const char *frame;

	if (!text.n)
		return (struct fact){ .text = STR_NONE };
	fact.text = small_start(a, text, keep_case);
	rest = fact.text;
	first = words_next(&rest);
	if (words_listed(first, "it's|it|they"))
		fact.text = text;
	if (sentence(text) && !words_listed(first, verbs)) {
		fact.form = FACT_SENTENCE;
		fact.text = text;
		return fact;
	}
	if (labelled(a, text, &fact))
		return fact;
	fact.benefit = benefit_find(fact.text, f);
	if (words_listed(first, verbs) && first.p == fact.text.p && rest_after(fact.text, first).n) {
		fact.form = FACT_PREDICATE;
		fact.frame = verb_frame(a, first);
		fact.text = rest_after(fact.text, first);
		return fact;
	}
	frame = fact.benefit && fact.benefit->predicate ? fact.benefit->predicate : phrase_frame(fact.text, f);
	if (frame) {
		fact.form = FACT_PREDICATE;
		fact.frame = str_c(frame);
	}
	return fact;
}
