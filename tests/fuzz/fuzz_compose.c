/* Fuzz: any bytes as a chat prompt for the builtin writer: parsed, and written from in every kind. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	struct compose_input in;

	if (!arena.ceiling)
		arena_init(&arena, 0);
	if (size < 1 || compose_from_prompt((struct str){ (const char *)data, size }, &in) < 0)
		return 0;
	for (int kind = 0; kind < COMPOSE_KINDS; kind++) {
		struct buf b = BUF_ON(&arena, COMPOSE_MAX);

		in.kind = (enum compose_kind)kind;
		compose(&arena, &in, &b);
		/* What is valid UTF-8 stays valid. */
		if (str_utf8((struct str){ (const char *)data, size }) && !str_utf8(buf_view(&b)))
			abort();
		arena_clear(&arena);
	}
	return 0;
}
