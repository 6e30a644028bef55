/* Arena: the memory of one piece of work, freed in one sweep, with deferred destructors.
 *
 * Chunks grow geometrically up to 64 KB; a larger request gets a chunk of its own. The free tail is poisoned under ASan.
 * Allocation returns NULL only when malloc fails or the ceiling is reached. Not thread-safe; never
 * suspends.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str;
struct arena_chunk;
struct arena_defer;

struct arena {
	struct arena_chunk *chunk; /* newest; the first one is kept over arena_clear */
	struct arena_defer *defer; /* newest first */
	size_t used;               /* bytes handed out since the last clear */
	size_t ceiling;            /* refuse beyond this */
};

/* ceiling in bytes; 0 = 256 MB. */
void arena_init(struct arena *a, size_t ceiling);
/* Runs destructors, newest first, and frees all chunks but the first. */
void arena_clear(struct arena *a);
/* Runs destructors and frees everything; a may be initialised again. */
void arena_done(struct arena *a);

/* 16-byte aligned, not zeroed. NULL on failure. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, alloc_size(2)));
/* Zeroed; n * size is checked for overflow. */
void *arena_zalloc(struct arena *a, size_t n, size_t size) __attribute__((malloc));
/* Grows the newest allocation in place when it can, else copies. */
void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size);
/* NUL-terminated copies. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *p, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

/* fn(arg) at the next clear. False when out of memory: then fn(arg) has been called already, so that
 * nothing leaks. */
bool arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_zalloc((a), (n), sizeof(type)))

#endif
