/* What an SVG may say. A drawing is shapes and paint; whatever runs, loads, or is expanded is refused, before anything else
 * reads the file. */
#include <expat.h>
#include <strings.h>

#include "base/cleanup.h"
#include "image.h"

enum { ELEMENTS_MAX = 50000, DEPTH_MAX = 100, USES_MAX = 2000, STYLE_MAX = 64 * 1024 };

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"

struct check {
	XML_Parser parser;
	const char *why;
	int elements, depth, uses, in_style;
	size_t styled;
	char style[STYLE_MAX];
};

static const struct {
	const char *name, *why;
} refused[] = {
	{ "script", "the SVG holds a script" },
	{ "handler", "the SVG holds a script" },
	{ "listener", "the SVG holds a script" },
	{ "foreignObject", "the SVG holds foreign content" },
	{ "iframe", "the SVG holds foreign content" },
	{ "image", "the SVG holds another picture: send that picture itself" },
	{ "feImage", "the SVG holds another picture: send that picture itself" },
	{ "audio", "the SVG holds foreign content" },
	{ "video", "the SVG holds foreign content" },
	{ "animate", "the SVG moves: send one that stands still" },
	{ "animateMotion", "the SVG moves: send one that stands still" },
	{ "animateTransform", "the SVG moves: send one that stands still" },
	{ "set", "the SVG moves: send one that stands still" },
	{ "text", "the SVG holds text, which needs a font: turn text into paths" },
	{ "filter", "the SVG holds filters: flatten them" },
};

static void refuse(struct check *c, const char *why)
{
	if (!c->why)
		c->why = why;
	XML_StopParser(c->parser, XML_FALSE);
}

/* url(…) of a style may only name a part of this file; nothing may be imported; no escape may hide either. */
static bool leads_out(const char *style)
{
	if (strchr(style, '\\') || strcasestr(style, "@import") || strcasestr(style, "image(") ||
		strcasestr(style, "image-set(") || strcasestr(style, "javascript:") || strcasestr(style, "expression("))
		return true;
	for (const char *at = style; (at = strcasestr(at, "url(")); at++) {
		const char *p = at + 4;

		while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' || *p == '"' || *p == '\'')
			p++;
		if (*p != '#')
			return true;
	}
	return false;
}

static const char *local(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar ? bar + 1 : name;
}

static void check_attribute(struct check *c, const char *name, const char *value)
{
	const char *plain = local(name);

	if (strncasecmp(plain, "on", 2) == 0)
		refuse(c, "the SVG holds a script");
	else if (strcasecmp(plain, "href") == 0 || strcasecmp(plain, "src") == 0 || strcasecmp(plain, "base") == 0) {
		if (*value != '#')
			refuse(c, "the SVG leads out of its file");
	} else if (leads_out(value)) {
		refuse(c, "the SVG leads out of its file");
	}
}

static void on_start(void *arg, const char *name, const char **attributes)
{
	struct check *c = arg;
	const char *plain = local(name);

	if (++c->elements > ELEMENTS_MAX || ++c->depth > DEPTH_MAX)
		refuse(c, "the SVG is too large a drawing");
	if (c->elements == 1 && strcmp(name, SVG_NAMESPACE "|svg") != 0)
		refuse(c, "the file is not an SVG");
	if (strstr(name, "XInclude"))
		refuse(c, "the SVG leads out of its file");
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (strcasecmp(plain, refused[i].name) == 0)
			refuse(c, refused[i].why);
	c->uses += strcmp(plain, "use") == 0;
	if (c->uses > USES_MAX)
		refuse(c, "the SVG is too large a drawing");
	c->in_style += strcasecmp(plain, "style") == 0;
	for (size_t i = 0; attributes[i]; i += 2)
		check_attribute(c, attributes[i], attributes[i + 1]);
}

static void on_end(void *arg, const char *name)
{
	struct check *c = arg;

	c->depth--;
	c->in_style -= strcasecmp(local(name), "style") == 0;
}

static void on_text(void *arg, const char *text, int n)
{
	struct check *c = arg;

	if (c->in_style <= 0)
		return;
	if (c->styled + (size_t)n >= sizeof(c->style)) {
		refuse(c, "the SVG has too long a style sheet");
		return;
	}
	memcpy(c->style + c->styled, text, (size_t)n);
	c->styled += (size_t)n;
	c->style[c->styled] = '\0';
	if (leads_out(c->style))
		refuse(c, "the SVG leads out of its file");
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	refuse(arg, "the SVG has a document type: save it without one");
}

static void on_instruction(void *arg, const char *target, const char *data)
{
	(void)target;
	(void)data;
	refuse(arg, "the SVG leads out of its file");
}

const char *svg_check(struct str file)
{
	_cleanup_free_ struct check *c = calloc(1, sizeof(*c));
	enum XML_Status status;

	if (!c)
		return "there is not enough memory for this picture";
	/* UTF-8 alone: another encoding may mean another thing to another reader. */
	c->parser = XML_ParserCreateNS("UTF-8", '|');
	if (!c->parser)
		return "there is not enough memory for this picture";
	XML_SetUserData(c->parser, c);
	XML_SetElementHandler(c->parser, on_start, on_end);
	XML_SetCharacterDataHandler(c->parser, on_text);
	XML_SetDoctypeDeclHandler(c->parser, on_doctype, NULL);
	XML_SetProcessingInstructionHandler(c->parser, on_instruction);
	XML_SetParamEntityParsing(c->parser, XML_PARAM_ENTITY_PARSING_NEVER);
	status = XML_Parse(c->parser, file.p, (int)file.n, XML_TRUE);
	if (status != XML_STATUS_OK && !c->why)
		c->why = "the SVG is not well-formed";
	XML_ParserFree(c->parser);
	return c->why;
}
