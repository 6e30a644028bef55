#include "check_aria.h"

#include "base/cleanup.h"

#define CONTENT ARIA_NAME_CONTENT
#define BANNED ARIA_NAME_PROHIBITED
#define LEAF ARIA_CHILDREN_NONE
#define WIDGET ARIA_WIDGET
#define STRUCT ARIA_STRUCTURE

#define SELECTION "aria-activedescendant aria-multiselectable aria-orientation aria-readonly aria-required "
#define GRID_CELL "aria-colindex aria-colspan aria-rowindex aria-rowspan "
#define HEADER "aria-sort aria-readonly aria-required aria-selected aria-expanded " GRID_CELL
#define RANGE "aria-valuemax aria-valuemin aria-valuenow aria-valuetext "
#define ITEM "aria-posinset aria-setsize "
#define MENU_OWNED "menuitem menuitemcheckbox menuitemradio "

/* clang-format off */
static const struct aria_role roles[] = {
	{ "alert", "section ", "", "", "", "", STRUCT },
	{ "alertdialog", "dialog window ", "aria-modal ", "", "", "", STRUCT },
	{ "application", "structure ", "aria-activedescendant aria-expanded ", "", "", "", STRUCT },
	{ "article", "document ", ITEM, "", "", "", STRUCT },
	{ "banner", "landmark ", "", "", "", "", STRUCT },
	{ "blockquote", "section ", "", "", "", "", STRUCT },
	{ "button", "command widget ", "aria-expanded aria-pressed ", "", "", "", CONTENT | LEAF | WIDGET },
	{ "caption", "section ", "", "", "", "figure grid table treegrid ", BANNED | STRUCT },
	{ "cell", "section ", GRID_CELL, "", "", "row ", CONTENT | STRUCT },
	{ "checkbox", "input widget ", "aria-checked aria-expanded aria-readonly aria-required ", "aria-checked ", "", "", CONTENT | LEAF | WIDGET },
	{ "code", "section ", "", "", "", "", BANNED | STRUCT },
	{ "columnheader", "cell gridcell widget ", HEADER, "", "", "row ", CONTENT | STRUCT },
	{ "combobox", "input widget ", "aria-activedescendant aria-autocomplete aria-controls aria-expanded aria-readonly aria-required ", "aria-controls aria-expanded ", "", "", WIDGET },
	{ "comment", "article ", "aria-level " ITEM, "", "", "", CONTENT | STRUCT },
	{ "complementary", "landmark ", "", "", "", "", STRUCT },
	{ "contentinfo", "landmark ", "", "", "", "", STRUCT },
	{ "definition", "section ", "", "", "", "", STRUCT },
	{ "deletion", "section ", "", "", "", "", BANNED | STRUCT },
	{ "dialog", "window ", "aria-modal ", "", "", "", STRUCT },
	{ "directory", "list ", "", "", "", "", STRUCT },
	{ "document", "structure ", "", "", "", "", STRUCT },
	{ "emphasis", "section ", "", "", "", "", BANNED | STRUCT },
	{ "feed", "list ", "", "", "article ", "", STRUCT },
	{ "figure", "section ", "", "", "", "", STRUCT },
	{ "form", "landmark ", "", "", "", "", STRUCT },
	{ "generic", "structure ", "", "", "", "", BANNED | STRUCT },
	{ "grid", "table composite widget ", "aria-activedescendant aria-colcount aria-multiselectable aria-readonly aria-rowcount ", "", "row rowgroup caption ", "", WIDGET },
	{ "gridcell", "cell widget ", "aria-readonly aria-required aria-selected aria-expanded " GRID_CELL, "", "", "row ", CONTENT | WIDGET },
	{ "group", "section ", "aria-activedescendant ", "", "", "", STRUCT },
	{ "heading", "sectionhead ", "aria-level ", "", "", "", CONTENT | STRUCT },
	{ "image", "img ", "", "", "", "", LEAF | STRUCT },
	{ "img", "section ", "", "", "", "", LEAF | STRUCT },
	{ "insertion", "section ", "", "", "", "", BANNED | STRUCT },
	{ "link", "command widget ", "aria-expanded ", "", "", "", CONTENT | WIDGET },
	{ "list", "section ", "", "", "listitem ", "", STRUCT },
	{ "listbox", "select widget ", "aria-expanded " SELECTION, "", "option group ", "", WIDGET },
	{ "listitem", "section ", "aria-level " ITEM, "", "", "list directory ", STRUCT },
	{ "log", "section ", "", "", "", "", STRUCT },
	{ "main", "landmark ", "", "", "", "", STRUCT },
	{ "mark", "section ", "", "", "", "", STRUCT },
	{ "marquee", "section ", "", "", "", "", STRUCT },
	{ "math", "section ", "", "", "", "", STRUCT },
	{ "menu", "select widget ", "aria-activedescendant aria-orientation ", "", "group separator " MENU_OWNED, "", WIDGET },
	{ "menubar", "menu select widget ", "aria-activedescendant aria-orientation ", "", "group separator " MENU_OWNED, "", WIDGET },
	{ "menuitem", "command widget ", "aria-expanded " ITEM, "", "", "group menu menubar ", CONTENT | WIDGET },
	{ "menuitemcheckbox", "menuitem widget ", "aria-checked aria-expanded " ITEM, "aria-checked ", "", "group menu menubar ", CONTENT | LEAF | WIDGET },
	{ "menuitemradio", "menuitem widget ", "aria-checked aria-expanded " ITEM, "aria-checked ", "", "group menu menubar ", CONTENT | LEAF | WIDGET },
	{ "meter", "range ", RANGE, "aria-valuenow ", "", "", LEAF | STRUCT },
	{ "navigation", "landmark ", "", "", "", "", STRUCT },
	{ "none", "structure ", "", "", "", "", BANNED | STRUCT },
	{ "note", "section ", "", "", "", "", STRUCT },
	{ "option", "input widget ", "aria-checked aria-selected " ITEM, "", "", "group listbox ", CONTENT | LEAF | WIDGET },
	{ "paragraph", "section ", "", "", "", "", BANNED | STRUCT },
	{ "progressbar", "range widget ", RANGE, "", "", "", LEAF | WIDGET },
	{ "radio", "input widget ", "aria-checked " ITEM, "aria-checked ", "", "", CONTENT | LEAF | WIDGET },
	{ "radiogroup", "select widget ", "aria-errormessage aria-invalid " SELECTION, "", "radio ", "", WIDGET },
	{ "region", "landmark ", "", "", "", "", STRUCT },
	{ "row", "group widget ", "aria-activedescendant aria-colindex aria-expanded aria-level aria-rowindex aria-selected " ITEM, "", "cell columnheader gridcell rowheader ", "grid rowgroup table treegrid ", CONTENT | STRUCT },
	{ "rowgroup", "structure ", "", "", "row ", "grid table treegrid ", STRUCT },
	{ "rowheader", "cell gridcell widget ", HEADER, "", "", "row ", CONTENT | STRUCT },
	{ "scrollbar", "range widget ", "aria-controls aria-orientation " RANGE, "aria-controls aria-valuenow ", "", "", LEAF | WIDGET },
	{ "search", "landmark ", "", "", "", "", STRUCT },
	{ "searchbox", "textbox input widget ", "aria-activedescendant aria-autocomplete aria-multiline aria-placeholder aria-readonly aria-required ", "", "", "", WIDGET },
	{ "separator", "structure ", "aria-orientation " RANGE, "", "", "", LEAF | STRUCT },
	{ "slider", "input range widget ", "aria-orientation aria-readonly " RANGE, "aria-valuenow ", "", "", LEAF | WIDGET },
	{ "spinbutton", "input range widget ", "aria-activedescendant aria-readonly aria-required " RANGE, "", "", "", WIDGET },
	{ "status", "section ", "", "", "", "", STRUCT },
	{ "strong", "section ", "", "", "", "", BANNED | STRUCT },
	{ "subscript", "section ", "", "", "", "", BANNED | STRUCT },
	{ "suggestion", "section ", "", "", "deletion insertion ", "", BANNED | STRUCT },
	{ "superscript", "section ", "", "", "", "", BANNED | STRUCT },
	{ "switch", "checkbox widget ", "aria-checked aria-expanded aria-readonly aria-required ", "aria-checked ", "", "", CONTENT | LEAF | WIDGET },
	{ "tab", "sectionhead widget ", "aria-expanded aria-selected " ITEM, "", "", "tablist ", CONTENT | LEAF | WIDGET },
	{ "table", "section ", "aria-colcount aria-rowcount ", "", "row rowgroup caption ", "", STRUCT },
	{ "tablist", "composite widget ", "aria-activedescendant aria-multiselectable aria-orientation ", "", "tab ", "", WIDGET },
	{ "tabpanel", "section ", "", "", "", "", WIDGET },
	{ "term", "section ", "", "", "", "", STRUCT },
	{ "textbox", "input widget ", "aria-activedescendant aria-autocomplete aria-multiline aria-placeholder aria-readonly aria-required ", "", "", "", WIDGET },
	{ "time", "section ", "", "", "", "", STRUCT },
	{ "timer", "status ", "", "", "", "", STRUCT },
	{ "toolbar", "group ", "aria-activedescendant aria-orientation ", "", "", "", STRUCT },
	{ "tooltip", "section ", "", "", "", "", CONTENT | STRUCT },
	{ "tree", "select widget ", SELECTION, "", "treeitem group ", "", WIDGET },
	{ "treegrid", "grid tree widget ", "aria-activedescendant aria-colcount aria-multiselectable aria-orientation aria-readonly aria-required aria-rowcount ", "", "row rowgroup caption ", "", WIDGET },
	{ "treeitem", "listitem option widget ", "aria-checked aria-expanded aria-level aria-selected " ITEM, "", "", "group tree ", CONTENT | WIDGET },
	/* DPUB-ARIA */
	{ "doc-abstract", "section ", "", "", "", "", STRUCT }, { "doc-acknowledgments", "landmark ", "", "", "", "", STRUCT },
	{ "doc-afterword", "landmark ", "", "", "", "", STRUCT }, { "doc-appendix", "landmark ", "", "", "", "", STRUCT },
	{ "doc-backlink", "link command widget ", "aria-expanded ", "", "", "", CONTENT | WIDGET },
	{ "doc-biblioentry", "listitem ", "aria-level " ITEM, "", "", "list ", STRUCT }, { "doc-bibliography", "landmark ", "", "", "", "", STRUCT },
	{ "doc-biblioref", "link command widget ", "aria-expanded ", "", "", "", CONTENT | WIDGET },
	{ "doc-chapter", "landmark ", "", "", "", "", STRUCT }, { "doc-colophon", "section ", "", "", "", "", STRUCT },
	{ "doc-conclusion", "landmark ", "", "", "", "", STRUCT }, { "doc-cover", "img ", "", "", "", "", LEAF | STRUCT },
	{ "doc-credit", "section ", "", "", "", "", STRUCT }, { "doc-credits", "landmark ", "", "", "", "", STRUCT },
	{ "doc-dedication", "section ", "", "", "", "", STRUCT }, { "doc-endnote", "listitem ", "aria-level " ITEM, "", "", "list ", STRUCT },
	{ "doc-endnotes", "landmark ", "", "", "", "", STRUCT }, { "doc-epigraph", "section ", "", "", "", "", STRUCT },
	{ "doc-epilogue", "landmark ", "", "", "", "", STRUCT }, { "doc-errata", "landmark ", "", "", "", "", STRUCT },
	{ "doc-example", "section ", "", "", "", "", STRUCT }, { "doc-footnote", "section ", "", "", "", "", STRUCT },
	{ "doc-foreword", "landmark ", "", "", "", "", STRUCT }, { "doc-glossary", "landmark ", "", "", "", "", STRUCT },
	{ "doc-glossref", "link command widget ", "aria-expanded ", "", "", "", CONTENT | WIDGET },
	{ "doc-index", "navigation landmark ", "", "", "", "", STRUCT }, { "doc-introduction", "landmark ", "", "", "", "", STRUCT },
	{ "doc-noteref", "link command widget ", "aria-expanded ", "", "", "", CONTENT | WIDGET },
	{ "doc-notice", "note ", "", "", "", "", STRUCT }, { "doc-pagebreak", "separator ", "aria-orientation " RANGE, "", "", "", CONTENT | LEAF | STRUCT },
	{ "doc-pagefooter", "section ", "", "", "", "", BANNED | STRUCT }, { "doc-pageheader", "section ", "", "", "", "", BANNED | STRUCT },
	{ "doc-pagelist", "navigation landmark ", "", "", "", "", STRUCT }, { "doc-part", "landmark ", "", "", "", "", STRUCT },
	{ "doc-preface", "landmark ", "", "", "", "", STRUCT }, { "doc-prologue", "landmark ", "", "", "", "", STRUCT },
	{ "doc-pullquote", "section ", "", "", "", "", STRUCT }, { "doc-qna", "section ", "", "", "", "", STRUCT },
	{ "doc-subtitle", "sectionhead ", "", "", "", "", CONTENT | STRUCT }, { "doc-tip", "note ", "", "", "", "", STRUCT },
	{ "doc-toc", "navigation landmark ", "", "", "", "", STRUCT },
	/* Graphics-ARIA */
	{ "graphics-document", "document ", "", "", "", "", STRUCT }, { "graphics-object", "group ", "aria-activedescendant ", "", "", "", CONTENT | STRUCT },
	{ "graphics-symbol", "img ", "", "", "", "", LEAF | STRUCT },
};

#define TF "true false "
static const struct aria_attr attrs[] = {
	{ "aria-activedescendant", ARIA_ID, "", false, false }, { "aria-atomic", ARIA_BOOL, TF, true, false },
	{ "aria-autocomplete", ARIA_TOKEN, "inline list both none ", false, false }, { "aria-braillelabel", ARIA_STRING, "", true, true },
	{ "aria-brailleroledescription", ARIA_STRING, "", true, true }, { "aria-busy", ARIA_BOOL, TF, true, false },
	{ "aria-checked", ARIA_TOKEN, "true false mixed undefined ", false, false }, { "aria-colcount", ARIA_INT, "", false, false },
	{ "aria-colindex", ARIA_INT, "", false, false }, { "aria-colindextext", ARIA_STRING, "", false, false }, { "aria-colspan", ARIA_INT, "", false, false },
	{ "aria-controls", ARIA_IDS, "", true, false }, { "aria-current", ARIA_TOKEN, "page step location date time true false ", true, false },
	{ "aria-describedby", ARIA_IDS, "", true, false }, { "aria-description", ARIA_STRING, "", true, false }, { "aria-details", ARIA_IDS, "", true, false },
	{ "aria-disabled", ARIA_BOOL, TF, true, false }, { "aria-dropeffect", ARIA_TOKENS, "copy execute link move none popup ", true, false },
	{ "aria-errormessage", ARIA_IDS, "", true, false }, { "aria-expanded", ARIA_TOKEN, "true false undefined ", false, false },
	{ "aria-flowto", ARIA_IDS, "", true, false }, { "aria-grabbed", ARIA_TOKEN, "true false undefined ", true, false },
	{ "aria-haspopup", ARIA_TOKEN, "false true menu listbox tree grid dialog ", true, false }, { "aria-hidden", ARIA_TOKEN, "true false undefined ", true, false },
	{ "aria-invalid", ARIA_TOKEN, "grammar false spelling true ", true, false }, { "aria-keyshortcuts", ARIA_STRING, "", true, false },
	{ "aria-label", ARIA_STRING, "", true, true }, { "aria-labelledby", ARIA_IDS, "", true, true }, { "aria-level", ARIA_INT, "", false, false },
	{ "aria-live", ARIA_TOKEN, "assertive off polite ", true, false }, { "aria-modal", ARIA_BOOL, TF, false, false },
	{ "aria-multiline", ARIA_BOOL, TF, false, false }, { "aria-multiselectable", ARIA_BOOL, TF, false, false },
	{ "aria-orientation", ARIA_TOKEN, "horizontal undefined vertical ", false, false }, { "aria-owns", ARIA_IDS, "", true, false },
	{ "aria-placeholder", ARIA_STRING, "", false, false }, { "aria-posinset", ARIA_INT, "", false, false },
	{ "aria-pressed", ARIA_TOKEN, "true false mixed undefined ", false, false }, { "aria-readonly", ARIA_BOOL, TF, false, false },
	{ "aria-relevant", ARIA_TOKENS, "additions all removals text ", true, false }, { "aria-required", ARIA_BOOL, TF, false, false },
	{ "aria-roledescription", ARIA_STRING, "", true, true }, { "aria-rowcount", ARIA_INT, "", false, false }, { "aria-rowindex", ARIA_INT, "", false, false },
	{ "aria-rowindextext", ARIA_STRING, "", false, false }, { "aria-rowspan", ARIA_INT, "", false, false },
	{ "aria-selected", ARIA_TOKEN, "true false undefined ", false, false }, { "aria-setsize", ARIA_INT, "", false, false },
	{ "aria-sort", ARIA_TOKEN, "ascending descending none other ", false, false }, { "aria-valuemax", ARIA_NUMBER, "", false, false },
	{ "aria-valuemin", ARIA_NUMBER, "", false, false }, { "aria-valuenow", ARIA_NUMBER, "", false, false }, { "aria-valuetext", ARIA_STRING, "", false, false },
};

/* Implicit roles that the name alone decides (HTML-AAM). */
static const struct {
	const char *tag, *role;
} implicit[] = {
	{ "address", "group" }, { "article", "article" }, { "b", "generic" }, { "bdi", "generic" }, { "bdo", "generic" }, { "blockquote", "blockquote" },
	{ "body", "generic" }, { "button", "button" }, { "caption", "caption" }, { "code", "code" }, { "data", "generic" }, { "datalist", "listbox" },
	{ "dd", "definition" }, { "del", "deletion" }, { "details", "group" }, { "dfn", "term" }, { "dialog", "dialog" }, { "div", "generic" }, { "dt", "term" },
	{ "em", "emphasis" }, { "fieldset", "group" }, { "figure", "figure" }, { "h1", "heading" }, { "h2", "heading" }, { "h3", "heading" }, { "h4", "heading" },
	{ "h5", "heading" }, { "h6", "heading" }, { "hgroup", "group" }, { "hr", "separator" }, { "html", "document" }, { "i", "generic" }, { "ins", "insertion" },
	{ "main", "main" }, { "mark", "mark" }, { "math", "math" }, { "menu", "list" }, { "meter", "meter" }, { "nav", "navigation" }, { "ol", "list" },
	{ "optgroup", "group" }, { "option", "option" }, { "output", "status" }, { "p", "paragraph" }, { "pre", "generic" }, { "progress", "progressbar" },
	{ "q", "generic" }, { "s", "deletion" }, { "samp", "generic" }, { "search", "search" }, { "small", "generic" }, { "span", "generic" },
	{ "strong", "strong" }, { "sub", "subscript" }, { "sup", "superscript" }, { "table", "table" }, { "tbody", "rowgroup" }, { "textarea", "textbox" },
	{ "tfoot", "rowgroup" }, { "thead", "rowgroup" }, { "time", "time" }, { "tr", "row" }, { "u", "generic" }, { "ul", "list" },
};
/* clang-format on */

const struct aria_role *aria_role(struct str name)
{
	if (str_ieq(name, STR("presentation")))
		name = STR("none");
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (str_ieq(name, str_c(roles[i].name)))
			return &roles[i];
	return NULL;
}

const struct aria_attr *aria_attr(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
		if (str_ieq(name, str_c(attrs[i].name)))
			return &attrs[i];
	return NULL;
}

bool aria_is(const struct aria_role *r, const char *name)
{
	return r && (strcmp(r->name, name) == 0 || word_in(str_c(name), r->supers));
}

const struct aria_role *aria_explicit(const struct check_node *n)
{
	struct str rest = node_attr(n, "role"), word;

	while ((word = next_token(&rest)).p) {
		const struct aria_role *r = aria_role(word);

		if (r)
			return r;
	}
	return NULL;
}

static const struct aria_role *named(const char *name)
{
	return aria_role(str_c(name));
}

static const struct aria_role *role_of_input(const struct check_doc *d, const struct check_node *n)
{
	static const struct {
		const char *type, *role;
	} types[] = {
		{ "button", "button" },
		{ "submit", "button" },
		{ "reset", "button" },
		{ "image", "button" },
		{ "checkbox", "checkbox" },
		{ "radio", "radio" },
		{ "range", "slider" },
		{ "number", "spinbutton" },
		{ "search", "searchbox" },
		{ "email", "textbox" },
		{ "tel", "textbox" },
		{ "text", "textbox" },
		{ "url", "textbox" },
	};
	struct str type = node_attr(n, "type");
	struct check_node *list = doc_id(d, node_attr(n, "list"));

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ieq(type, str_c(types[i].type)))
			return list && (i >= 8) ? named("combobox") : named(types[i].role);
	if (word_in(type, "color date datetime-local file hidden month password time week "))
		return NULL;
	return named(list ? "combobox" : "textbox");
}

static bool in_sectioning(const struct check_node *n)
{
	for (n = n->parent; n; n = n->parent)
		if (node_in(n, "article aside main nav section ") || aria_is(aria_explicit(n), "main") ||
			aria_is(aria_explicit(n), "article") || aria_is(aria_explicit(n), "region") ||
			aria_is(aria_explicit(n), "complementary") || aria_is(aria_explicit(n), "navigation"))
			return true;
	return false;
}

static bool author_named(const struct check_doc *d, const struct check_node *n)
{
	struct str ids = node_attr(n, "aria-labelledby"), id;

	while ((id = next_token(&ids)).p)
		if (doc_id(d, id))
			return true;
	return !text_blank(node_attr(n, "aria-label")) || !text_blank(node_attr(n, "title"));
}

/* th: by its scope, else by where it stands: in a row with no data cell it heads columns. */
static const struct aria_role *role_of_header(const struct check_node *n)
{
	struct str scope = node_attr(n, "scope");

	if (word_in(scope, "row rowgroup "))
		return named("rowheader");
	if (word_in(scope, "col colgroup "))
		return named("columnheader");
	for (const struct check_node *c = n->parent ? n->parent->first : NULL; c; c = c->next)
		if (node_is(c, "td") && !node_blank(c)) /* not the corner of a table */
			return named("rowheader");
	return named("columnheader");
}

static const struct aria_role *role_of_cell(const struct check_doc *d, const struct check_node *n)
{
	const struct check_node *table = n->parent;

	while (table && !node_is(table, "table"))
		table = table->parent;
	if (!table)
		return NULL;
	const struct aria_role *r = aria_explicit(table);

	(void)d;
	if (node_is(n, "th"))
		return role_of_header(n);
	return named(aria_is(r, "grid") ? "gridcell" : "cell");
}

static bool has_list_parent(const struct check_node *n)
{
	return n->parent && node_in(n->parent, "ul ol menu ");
}

static const struct aria_role *role_of_svg(const struct check_doc *d, const struct check_node *n)
{
	if (str_is(n->tag, "svg"))
		return named("graphics-document");
	if (str_is(n->tag, "a") && node_has(n, "href"))
		return named("link");
	if (str_is(n->tag, "image") || author_named(d, n))
		return named(str_is(n->tag, "g") ? "group" : "graphics-symbol");
	return NULL;
}

const struct aria_role *aria_implicit(const struct check_doc *d, const struct check_node *n)
{
	if (n->ns == NS_SVG)
		return role_of_svg(d, n);
	if (n->ns == NS_MATHML)
		return str_is(n->tag, "math") ? named("math") : NULL;
	if (node_in(n, "a area "))
		return named(node_has(n, "href") ? "link" : "generic");
	if (node_is(n, "img")) {
		struct str alt = node_attr(n, "alt");

		return named(alt.p && alt.n == 0 ? "none" : "img");
	}
	if (node_is(n, "input"))
		return role_of_input(d, n);
	if (node_is(n, "select"))
		return named(node_has(n, "multiple") || (node_attr(n, "size").n && !str_is(node_attr(n, "size"), "1"))
				? "listbox"
				: "combobox");
	if (node_in(n, "td th "))
		return role_of_cell(d, n);
	if (node_is(n, "li"))
		return has_list_parent(n) ? named("listitem") : named("generic");
	if (node_in(n, "header footer "))
		return named(in_sectioning(n) ? "generic" : node_is(n, "header") ? "banner" : "contentinfo");
	if (node_is(n, "aside"))
		return named("complementary");
	if (node_in(n, "section form "))
		return author_named(d, n) ? named(node_is(n, "form") ? "form" : "region")
					  : named(node_is(n, "form") ? "form" : "generic");
	for (size_t i = 0; i < ARRAY_LEN(implicit); i++)
		if (str_is(n->tag, implicit[i].tag))
			return named(implicit[i].role);
	return NULL;
}

/* ARIA in HTML: a list, table or select that was declared presentational takes the parts that it requires with it. */
static bool presentational_by_parent(const struct check_doc *d, const struct check_node *n)
{
	const struct check_node *top = n->parent;

	if (node_in(n, "tr td th thead tbody tfoot caption "))
		while (top && !node_is(top, "table"))
			top = top->parent;
	else if (!node_is(n, "li"))
		return false;
	if (!top || !node_in(top, "table ul ol menu "))
		return false;
	return aria_is(aria_explicit(top), "none") && aria_is(aria_semantic(d, top), "none");
}

static bool has_global_attribute(const struct check_node *n)
{
	for (unsigned int i = 0; i < n->n_attr; i++) {
		const struct aria_attr *a = str_starts(n->attr[i].name, STR("aria-")) ? aria_attr(n->attr[i].name)
										      : NULL;

		/* aria-hidden="true" takes the element away altogether. */
		if (a && a->global && n->attr[i].value.n && strcmp(a->name, "aria-hidden") != 0)
			return true;
	}
	return false;
}

static const struct aria_role *semantic(const struct check_doc *d, const struct check_node *n)
{
	const struct aria_role *r = aria_explicit(n);
	bool presentational = r ? strcmp(r->name, "none") == 0 : false;

	if (r && !presentational)
		return r;
	if (presentational && !has_global_attribute(n) && !aria_focusable(d, n))
		return r;
	if (!presentational && presentational_by_parent(d, n))
		return has_global_attribute(n) || aria_focusable(d, n) ? aria_implicit(d, n) : named("none");
	r = aria_implicit(d, n);
	/* alt="" is a presentational role too, and overruled likewise. */
	if (node_is(n, "img") && r && strcmp(r->name, "none") == 0 && (has_global_attribute(n) || aria_focusable(d, n)))
		return named("img");
	return r;
}

const struct aria_role *aria_semantic(const struct check_doc *d, const struct check_node *n)
{
	struct check_cache *c = n->cache;

	if (!c->semantic_known) {
		c->semantic = semantic(d, n);
		c->semantic_known = true;
	}
	return c->semantic;
}
