#include "net/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static struct address **find(struct addresses *t, const uint8_t key[8])
{
	uint64_t h = str_hash_secret((struct str){ (const char *)key, 8 });
	struct address **p = &t->buckets[h % ADDRESS_BUCKETS];

	while (*p && memcmp((*p)->key, key, 8) != 0)
		p = &(*p)->next;
	return p;
}

void address_key(const char *numeric, uint8_t key[8])
{
	uint8_t full[16] = { 0 };

	if (inet_pton(AF_INET6, numeric, full) != 1)
		inet_pton(AF_INET, numeric, full);
	memcpy(key, full, 8);
}

bool address_enter(struct addresses *t, const char *numeric, int most, struct address **ret)
{
	uint8_t key[8];
	struct address **p;

	if (!t)
		return true;
	address_key(numeric, key);
	p = find(t, key);
	if (!*p) {
		*p = calloc(1, sizeof(**p));
		if (!*p)
			return false;
		memcpy((*p)->key, key, 8);
	}
	if ((*p)->n >= (unsigned)most)
		return false;
	(*p)->n++;
	*ret = *p;
	return true;
}

void address_leave(struct addresses *t, struct address *a)
{
	struct address **p;

	if (!a || --a->n > 0)
		return;
	p = find(t, a->key);
	*p = a->next;
	free(a);
}
