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

const struct question check_questions[] = {
	{ "check", 3, ask_check },
	{ NULL, 0, NULL },
};
