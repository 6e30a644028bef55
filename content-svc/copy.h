/* Copy: every text that a store still lacks, at its launch. */
#ifndef CONTENT_COPY_H
#define CONTENT_COPY_H

#include "web/request.h"

int copy_create(struct request *rq) SUSPENDS;

#endif
