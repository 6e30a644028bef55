#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/print.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { CHUNK_FIRST = 4096, CHUNK_MOST = 64 * 1024, ALIGN = 16 };

struct arena_chunk {
	struct arena_chunk *older;
	size_t cap, used;
	alignas(ALIGN) char bytes[];
};

struct arena_defer {
	struct arena_defer *older;
	void (*fn)(void *);
	void *arg;
};

void arena_init(struct arena *a, size_t ceiling)
{
	*a = (struct arena){ .ceiling = ceiling ? ceiling : (size_t)256 << 20 };
}

static void run_deferred(struct arena *a)
{
	while (a->defer) {
		struct arena_defer *d = a->defer;

		a->defer = d->older;
		d->fn(d->arg);
	}
}

static void free_chunks(struct arena *a, bool keep_first)
{
	while (a->chunk && (a->chunk->older || !keep_first)) {
		struct arena_chunk *c = a->chunk;

		a->chunk = c->older;
		UNPOISON(c->bytes, c->cap);
		free(c);
	}
	if (a->chunk) {
		a->chunk->used = 0;
		POISON(a->chunk->bytes, a->chunk->cap);
	}
	a->used = 0;
}

void arena_clear(struct arena *a)
{
	run_deferred(a);
	/* A first chunk that a large request asked for would be kept for the fiber's life. */
	free_chunks(a, !a->chunk || a->chunk->older || a->chunk->cap <= CHUNK_MOST);
}

void arena_done(struct arena *a)
{
	run_deferred(a);
	free_chunks(a, false);
}

static bool add_chunk(struct arena *a, size_t size)
{
	size_t cap = a->chunk ? a->chunk->cap * 2 : CHUNK_FIRST - sizeof(struct arena_chunk);
	struct arena_chunk *c;

	if (cap > CHUNK_MOST)
		cap = CHUNK_MOST;
	if (cap < size)
		cap = size;
	c = malloc(sizeof(*c) + cap);
	if (!c)
		return false;
	c->cap = cap;
	c->used = 0;
	POISON(c->bytes, cap);
	c->older = a->chunk;
	a->chunk = c;
	return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t rounded = size ? (size + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
	void *p;

	if (rounded < size || rounded > a->ceiling - a->used)
		return NULL;
	if (!a->chunk || a->chunk->cap - a->chunk->used < rounded)
		if (!add_chunk(a, rounded))
			return NULL;
	p = a->chunk->bytes + a->chunk->used;
	a->chunk->used += rounded;
	a->used += rounded;
	UNPOISON(p, size);
	return p;
}

void *arena_zalloc(struct arena *a, size_t n, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	p = arena_alloc(a, total);
	if (p)
		memset(p, 0, total);
	return p;
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size)
{
	size_t old = (old_size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	size_t want = (new_size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct arena_chunk *c = a->chunk;
	void *moved;

	if (p && c && want >= old && (char *)p + old == c->bytes + c->used && c->cap - c->used >= want - old &&
		want - old <= a->ceiling - a->used) {
		c->used += want - old;
		a->used += want - old;
		UNPOISON(p, new_size);
		return p;
	}
	moved = arena_alloc(a, new_size);
	if (moved && p)
		memcpy(moved, p, old_size < new_size ? old_size : new_size);
	return moved;
}

char *arena_strndup(struct arena *a, const char *p, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256], *text;
	int n = print_text(small, sizeof(small), fmt, ap);

	text = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (text && (size_t)n < sizeof(small))
		memcpy(text, small, (size_t)n + 1);
	else if (text)
		print_text(text, (size_t)n + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}

bool arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct arena_defer *d = arena_alloc(a, sizeof(*d));

	if (!d) {
		fn(arg);
		return false;
	}
	*d = (struct arena_defer){ .older = a->defer, .fn = fn, .arg = arg };
	a->defer = d;
	return true;
}
