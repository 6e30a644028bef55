/* What was made of an uploaded picture, by its address /media/<hash>/<name>. */
#ifndef THEME_ASSET_FILES_H
#define THEME_ASSET_FILES_H

#include "wire/asset.h"

#define ASSET_PREFIX "/media/"
/* Below ASSETS_DIR: what is being written or taken away. */
#define ASSET_WORK_DIR ".new"

/* 64 hexadecimal digits: the name of a picture's folder. */
bool asset_is_hash(struct str s);

/* NULL: not one of ours, or not there. In mem(). Reads a small file. */
const struct asset_picture *asset_of(struct str url);
/* The file that the address names, or the picture itself. */
const struct asset_file *asset_named(const struct asset_picture *p, struct str url);
/* "<before>/media/…/320.webp 320w, …", smallest first; p = NULL when nothing of this type was made. In mem(). */
struct str asset_srcset(const struct asset_picture *p, struct str type, struct str before);
/* Where the file lies on the disk. In mem(). */
const char *asset_path(const struct asset_picture *p, const struct asset_file *f);

#endif
