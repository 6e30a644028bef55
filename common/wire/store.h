/* How large a store may be, the same for all who hand one on. */
#ifndef WIRE_STORE_H
#define WIRE_STORE_H

enum {
	STORE_PRODUCTS = 10000,
	STORE_STEP = 20 << 20,    /* bytes of JSON of one step: 10,000 products with 1,200 characters each are 17 MB */
	STORE_BYTES = 24 << 20,   /* of all six, and a little around them */
	STORE_VALUES = 800 * 1000 /* JSON values */
};

#endif
