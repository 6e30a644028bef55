/* Pack: texts as gzip and brotli, one after another; never suspends, so it works in the offload pool too. The encoders' memory is kept
 * from one text to the next: giving it back each time was a third of what publishing cost (page faults).
 */
#ifndef WEB_PACK_H
#define WEB_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct packer;

/* Levels: gzip's 1..9, brotli's 1..5. NULL with errno ENOMEM. One thread at a time; packer_free accepts NULL. */
struct packer *packer_new(int gzip_level, int brotli_level);
void packer_free(struct packer *p);

/* The packed bytes, valid until the next call with p. False with errno ENOMEM. */
struct packed {
	const void *bytes;
	size_t size;
};
bool pack_gzip(struct packer *p, const void *bytes, size_t size, struct packed *ret);
bool pack_brotli(struct packer *p, const void *bytes, size_t size, struct packed *ret);
/* A long text in parts: ret is what this one gives. Of one text at a time, but both codings of it side by side. */
enum pack_part { PACK_FIRST = 1, PACK_LAST = 2, PACK_WHOLE = PACK_FIRST | PACK_LAST };
bool pack_gzip_part(struct packer *p, enum pack_part part, const void *bytes, size_t size, struct packed *ret);
bool pack_brotli_part(struct packer *p, enum pack_part part, const void *bytes, size_t size, struct packed *ret);

#endif
