/* Contents: single texts: write, score, keep, rate. */
#ifndef CONTENT_CONTENTS_H
#define CONTENT_CONTENTS_H

#include "web/request.h"

int contents_open(void); /* the cache wizard:content:{hash} */
void contents_close(void);

int contents_generate(struct request *rq) SUSPENDS;
int contents_rate(struct request *rq) SUSPENDS;

#endif
