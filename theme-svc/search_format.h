/* The index's file, little-endian, by search_build.c and search.c.
 *
 *	head      12 x u32: magic, version, products, terms, blocks, where blocks, terms and postings begin, the file's size, 0, 0, 0
 *	blocks    u32 each: where the block's first term stands, from where terms begin
 *	terms     in byte order, TERMS_A_BLOCK a block: u8 bytes shared with the term before (0 for the first of a block), u8 bytes
 *	          that follow, they, u8 length of the word as it was written (0: the same), it, varint products that have it, varint
 *	          where its postings stand
 *	postings  for each product: varint distance to the one before (from -1), u8 weight of 1…255
 */
#ifndef THEME_SEARCH_FORMAT_H
#define THEME_SEARCH_FORMAT_H

enum {
	SEARCH_MAGIC = 0x58574c53,
	SEARCH_VERSION = 1,
	SEARCH_HEAD = 48,
	SEARCH_TERMS_A_BLOCK = 16,
};

#endif
