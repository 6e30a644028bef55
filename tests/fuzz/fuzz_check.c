/* Fuzz target: the analyser of pages. Input: style sheet, NUL, HTML; the first byte chooses window and scheme. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str html = { (const char *)data + 1, size ? size - 1 : 0 };
	struct arena arena;
	struct check_report report;

	if (!size)
		return 0;
	struct check_sheet sheet = { STR("a.css"), str_split(&html, '\0') };
	struct check_input in = { .html = html.p ? html : STR(""),
		.sheets = &sheet,
		.n_sheets = 1,
		.scripts_known = true,
		.xml = data[0] & 4 };

	if (data[0] & 1)
		in.env = (struct css_env){ 320, 640, data[0] & 2, false };
	arena_init(&arena, 256 << 20);
	if (check_run(&arena, &in, &report) == 0)
		for (size_t i = 0; i < report.n_finding; i++)
			if (!report.finding[i].rule || !report.finding[i].path.n || !report.finding[i].detail.n)
				abort();
	arena_done(&arena);
	return 0;
}
