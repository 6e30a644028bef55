/* The fence around a process that reads a stranger's file: memory, CPU time, and nothing of the system but reading what is
 * open, writing what is open, and memory.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

/* Once, before the first byte is read. false: the kernel refused. */
bool sandbox_enter(void);

#endif
