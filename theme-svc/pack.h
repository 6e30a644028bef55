/* Pack: texts as gzip and brotli, one after another, for the offload pool. The encoders' memory is kept from one text to the next:
 * giving it back each time was a third of what publishing cost (page faults).
 */
#ifndef THEME_PACK_H
#define THEME_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct packer;

/* NULL with errno ENOMEM. One thread at a time; accepts NULL at its end. */
struct packer *packer_new(void);
void packer_free(struct packer *p);

/* The packed bytes, valid until the next call with p. False with errno ENOMEM. */
struct packed {
	const void *bytes;
	size_t size;
};
bool pack_gzip(struct packer *p, const void *bytes, size_t size, struct packed *ret);
bool pack_brotli(struct packer *p, const void *bytes, size_t size, struct packed *ret);

#endif
