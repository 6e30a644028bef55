/* What the analyser of theme-svc makes of a page. */
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "check.h"
#include "measure.h"

/* Rule, page, "xml" or "" → outcome, and the first thing found. */
static void ask_check(const struct str *in)
{
	struct check_input input = { .html = in[1], .xml = in[2].n > 0, .only = str_dup(mem(), in[0]).p };
	struct check_report report;
	int r = check_run(mem(), &input, &report);

	if (r < 0)
		printf("unsure\trefused\n");
	else if (!report.n_result)
		printf("unsure\tno such rule\n");
	else
		printf("%s\t%.*s\n", check_outcome_names[report.result->outcome],
			report.n_finding ? (int)report.finding->detail.n : 0,
			report.n_finding ? report.finding->detail.p : "");
}

/* Page, its style sheet, window in px, "dark" or "light" → how each rule came out ("afw4f7=passed"), then five fields a finding: rule,
 * outcome, selector, line, detail. */
static void ask_page(const struct str *in)
{
	struct check_sheet sheet = { STR(".css"), in[1] };
	int64_t width = 0;
	struct check_input input = { .html = in[0], .sheets = &sheet, .n_sheets = 1, .scripts_known = true };
	struct check_report report;

	(void)str_i64(in[2], &width);
	input.env = (struct css_env){ (double)width, 800, str_is(in[3], "dark"), width > 800 };
	int r = check_run(mem(), &input, &report);

	if (r < 0) {
		printf("refused\n");
		return;
	}
	for (size_t i = 0; i < report.n_result; i++)
		printf("%s%s=%s", i ? " " : "", report.result[i].rule->id,
			check_outcome_names[report.result[i].outcome]);
	for (size_t i = 0; i < report.n_finding; i++) {
		const struct check_finding *f = &report.finding[i];

		printf("\t%s\t%s\t%.*s\t%d\t", f->rule->id, check_outcome_names[f->outcome], STR_FMT(f->path), f->line);
		for (size_t k = 0; k < f->detail.n; k++)
			putchar((unsigned char)f->detail.p[k] < ' ' ? ' ' : f->detail.p[k]);
	}
	putchar('\n');
}

const struct question check_questions[] = {
	{ "page", 4, ask_page },
	{ "check", 3, ask_check },
	{ NULL, 0, NULL },
};
