/* Stacks: mapped, with a guard page below; and what is said when one overflows. */
#ifndef FIBER_STACK_H
#define FIBER_STACK_H

#include <stddef.h>

/* Bytes usable: 128 KiB, 256 KiB under ASan, whose frames are two to three times as large. */
size_t stack_size(void);
/* Lowest usable address, or NULL. */
char *stack_map(void);
void stack_unmap(char *stack);
/* Names the route or job whose fiber ran into its guard page, then dies of the signal; on an alternate
 * stack, once a thread. Not under ASan, which reports by itself. */
void stack_overflow_handler(void);

#endif
