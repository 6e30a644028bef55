/* theme-svc/image/image_png.c: any bytes that begin as one. What the mutator makes has right lengths and checksums again, and now
 * and then other pixels under a right compression: a checksum would otherwise end nearly every try. */
#include <stdlib.h>
#include <zlib.h>

#include "fuzz_picture.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum image_kind kind;

	if (size >= 12 && image_sniff((struct str){ (const char *)data, size }, &kind) && kind == IMAGE_PNG)
		return picture(png_decode, data, size);
	return 0;
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

enum { START = 8, HEAD = 8, CHUNK = 12 };

/* Every chunk's checksum, and the length of one that runs over the end. */
static void mend(uint8_t *data, size_t size)
{
	for (size_t at = START; at + CHUNK <= size;) {
		size_t n = get32(data + at);

		if (n > size - at - CHUNK) {
			n = size - at - CHUNK;
			put32(data + at, (uint32_t)n);
		}
		put32(data + at + HEAD + n, (uint32_t)crc32(0, data + at + 4, (uInt)n + 4));
		at += n + CHUNK;
	}
}

/* The seed-th chunk, or 0. */
static size_t pick(const uint8_t *data, size_t size, unsigned seed)
{
	size_t list[64], n = 0;

	for (size_t at = START; at + CHUNK <= size && n < 64;) {
		size_t length = get32(data + at);

		if (length > size - at - CHUNK)
			break;
		list[n++] = at;
		at += length + CHUNK;
	}
	return n ? list[seed % n] : 0;
}

/* The bytes of a compressed chunk changed before compression. */
static size_t mutate_pixels(const uint8_t *from, size_t n, uint8_t *to, size_t most)
{
	static uint8_t rows[1 << 16];
	uLongf plain = sizeof(rows), packed = most;

	/* A stream that ends too early has given what it had. */
	(void)uncompress(rows, &plain, from, n);
	if (plain == sizeof(rows))
		return 0;
	plain = LLVMFuzzerMutate(rows, plain, sizeof(rows));
	return compress2(to, &packed, rows, plain, 1) == Z_OK ? packed : 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static uint8_t body[1 << 16];
	size_t at = seed % 4 ? pick(data, size, seed / 4) : 0, n, room;

	if (at == 0) {
		size = LLVMFuzzerMutate(data, size, most);
		mend(data, size);
		return size;
	}
	n = get32(data + at);
	room = most - (size - n);
	if (room > sizeof(body))
		room = sizeof(body);
	if (n > room)
		return size;
	memcpy(body, data + at + HEAD, n);
	if (memcmp(data + at + 4, "IDAT", 4) == 0 && seed & 1) {
		size_t packed = mutate_pixels(data + at + HEAD, n, body, room);

		if (packed == 0)
			return size;
		room = packed;
	} else {
		room = LLVMFuzzerMutate(body, n, room);
	}
	memmove(data + at + HEAD + room, data + at + HEAD + n, size - at - HEAD - n);
	memcpy(data + at + HEAD, body, room);
	put32(data + at, (uint32_t)room);
	size = size - n + room;
	mend(data, size);
	return size;
}
