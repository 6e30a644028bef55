#include "wire/asset.h"

static const struct field colour_fields[] = {
	F_STR(struct asset_colour, hex, REQUIRED, 7, 7, &format_color, "A fill of the logo"),
	F_NUM(struct asset_colour, share, REQUIRED, 0, 1, 0, "Of the drawn area"),
};
const struct schema asset_colour_schema = SCHEMA("AssetColour", struct asset_colour, colour_fields);

static const struct field file_fields[] = {
	F_STR(struct asset_file, name, REQUIRED, 1, 40, &format_line, "Below the asset's address"),
	F_STR(struct asset_file, type, REQUIRED, 1, 40, &format_line, "Media type"),
	F_INT(struct asset_file, width, REQUIRED, 1, 16383, 0, "Pixels"),
	F_INT(struct asset_file, height, REQUIRED, 1, 16383, 0, "Pixels"),
	F_INT(struct asset_file, bytes, REQUIRED, 1, 64 << 20, 0, "Its size"),
};
const struct schema asset_file_schema = SCHEMA("AssetFile", struct asset_file, file_fields);

static const struct field picture_fields[] = {
	F_STR(struct asset_picture, hash, REQUIRED, 64, 64, &format_identifier, "Names the folder of its files"),
	F_STR(struct asset_picture, type, REQUIRED, 1, 40, &format_line, "Media type of what was sent"),
	F_INT(struct asset_picture, width, REQUIRED, 1, 16383, 0, "Pixels of what was sent"),
	F_INT(struct asset_picture, height, REQUIRED, 1, 16383, 0, "Pixels of what was sent"),
	F_BOOL(struct asset_picture, transparent, 0, 0, "It stands on nothing"),
	F_STR(struct asset_picture, background, 0, 7, 7, &format_color, "The plain colour around it"),
	F_LIST(struct asset_picture, colours, REQUIRED, 0, ASSET_COLOURS_MAX, &asset_colour_schema, "Largest first"),
	F_LIST(struct asset_picture, files, REQUIRED, 1, ASSET_FILES_MAX, &asset_file_schema,
		"The picture itself first"),
};
const struct schema asset_picture_schema = SCHEMA("AssetPicture", struct asset_picture, picture_fields);

static const struct field old_fields[] = {
	F_LIST_STR(struct assets_old, hashes, REQUIRED, 0, ASSETS_OLD_MOST, ASSET_HASH, "Folders of ASSETS_DIR"),
};
const struct schema assets_old_schema = SCHEMA("AssetsOld", struct assets_old, old_fields);
