#include "wire/review.h"

static const struct field finding_fields[] = {
	F_STR(struct review_finding, page, REQUIRED, 0, 0, NULL, "Path of the page in the store"),
	F_INT(struct review_finding, width, REQUIRED, 0, 1e5, 0, "Width of the window in px"),
	F_STR(struct review_finding, rule, REQUIRED, 0, 0, NULL, "Id of the W3C's ACT rule, or a word of ours"),
	F_STR(struct review_finding, criterion, 0, 0, 0, NULL, "Success criterion of WCAG 2.2"),
	F_STR(struct review_finding, name, REQUIRED, 0, 0, NULL, "What must hold"),
	F_STR(struct review_finding, found, REQUIRED, 0, 0, NULL, "What is there instead"),
	F_STR(struct review_finding, fix, REQUIRED, 0, 0, NULL, "How to mend it"),
	F_STR(struct review_finding, selector, REQUIRED, 0, 0, NULL, "Finds the element on the page"),
	F_INT(struct review_finding, line, REQUIRED, 0, 1e9, 0, "Line of the page's HTML; 0: unknown"),
};
static const struct schema finding_schema = SCHEMA("ReviewFinding", struct review_finding, finding_fields);

static const struct field review_fields[] = {
	F_BOOL(struct review, ok, REQUIRED, 0, "Nothing was found"),
	F_INT(struct review, pages, REQUIRED, 0, 1e6, 0, "Pages that were looked at, one of each kind"),
	F_INT(struct review, rules, REQUIRED, 0, 1e6, 0, "Rules that each was judged by"),
	F_INT(struct review, unsure, REQUIRED, 0, 1e9, 0, "Judgements that only a browser could make"),
	F_LIST(struct review, findings, REQUIRED, 0, 200, &finding_schema, "What fails, and how to mend it"),
};
const struct schema review_schema = SCHEMA("Review", struct review, review_fields);
