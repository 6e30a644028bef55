/* What theme-svc found in an uploaded picture: the body of its answer, which the gateway keeps. */
#ifndef WIRE_ASSET_H
#define WIRE_ASSET_H

#include "web/schema.h"

struct asset_colour {
	struct str hex;
	double share; /* of the drawn area */
};

struct asset_file {
	struct str name, type; /* name: "640.webp", below the asset's own address */
	int64_t width, height, bytes;
};

struct asset_picture {
	struct str hash;           /* 64 hexadecimal digits: the name of its folder */
	struct str type;           /* media type of what was sent */
	int64_t width, height;     /* of what was sent; an SVG's as it is painted */
	bool transparent;          /* its border is */
	struct str background;     /* plain colour around it, p = NULL: none */
	struct vec colours, files; /* asset_colour, largest first; asset_file, the picture itself first */
};

/* Folders that nobody has sent anew for a time. */
struct assets_old {
	struct vec hashes; /* of struct str, in order; fewer than ASSETS_OLD_MOST: these were the last */
};

enum {
	ASSET_BYTES_MAX = 10 << 20,
	ASSET_FILES_MAX = 16,
	ASSET_COLOURS_MAX = 12,
	ASSETS_OLD_MOST = 100,
	ASSET_HASH = 64
};

extern const struct schema asset_colour_schema, asset_file_schema, asset_picture_schema, assets_old_schema;

#endif
