/* Score: how good a text is, part by part, each with its reason. Pure. */
#ifndef CONTENT_SCORE_H
#define CONTENT_SCORE_H

#include "wire/content.h"
#include "words.h"

/* Fills content_reply's scores (in mem()) and quality_score: the weighted mean of the parts that this kind of text has. */
int score_text(
	struct str content_type, const struct content_inputs *in, const struct words *w, struct content_reply *ret);

#endif
