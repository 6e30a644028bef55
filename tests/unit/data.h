/* Reading data files for tests: plain, or through xz. Result in mem(); p = NULL when it is not there. */
#ifndef UNIT_DATA_H
#define UNIT_DATA_H

#include "base/str.h"

struct str data_read(const char *path);
struct str data_read_xz(const char *path);

#endif
