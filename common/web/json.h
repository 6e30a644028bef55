/* JSON: texts become trees in one pass, trees become texts. Trees live in mem() and are freed with it.
 *
 * json_parse is strict: RFC 8259's grammar and nothing more, valid UTF-8, 32 levels, no trailing bytes, no name twice in one
 * object, no number that a double cannot hold. Never suspends.
 */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "base/str.h"

struct json;

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH_MAX = 32 };

/* 0; -ERR_BAD_JSON (not JSON, empty, bad UTF-8, too deep, number out of range: the note says which and at
 * which byte); -ERR_INVALID for valid JSON that holds an escaped NUL or a name twice in one object; -ERR_NOMEM.
 * text must outlive the call only. */
int json_parse(struct str text, const struct json **ret);
/* The same for what a client sends: -ERR_TOO_LARGE beyond so many values. One takes 2 bytes of text at the least and 48 of
 * memory, so that 8 MB of them would become 200 MB. The tree's texts take the place of text, which must live as long. */
int json_parse_here(char *text, size_t n, size_t most, const struct json **ret);

/* All accessors accept NULL and the wrong kind: absent, "", 0, false. */
enum json_kind json_kind(const struct json *j);
const struct json *json_get(const struct json *object, const char *key);
struct str json_str(const struct json *j); /* p = NULL unless a string */
double json_num(const struct json *j);
/* False unless j is a number without fraction in the int64 range that a double holds exactly. */
bool json_int(const struct json *j, int64_t *ret);
bool json_bool(const struct json *j);
size_t json_len(const struct json *j); /* members or items; O(n) */
/* for (c = json_first(x); c; c = json_next(c)): items of an array, members of an object. */
const struct json *json_first(const struct json *j);
const struct json *json_next(const struct json *j);
struct str json_key(const struct json *member);
/* Short cuts for members: json_str(json_get(…)) and so on. */
struct str json_get_str(const struct json *object, const char *key);
int64_t json_get_int(const struct json *object, const char *key, int64_t dflt);
bool json_get_bool(const struct json *object, const char *key, bool dflt);

/* ---- building trees (view models) in mem(); all accept a NULL parent and then do nothing; NULL on
 * out of memory. Strings are copied. key is NULL for items of an array. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_add_object(struct json *to, const char *key);
struct json *json_add_array(struct json *to, const char *key);
void json_add_str(struct json *to, const char *key, struct str v);
void json_add_int(struct json *to, const char *key, int64_t v);
void json_add_num(struct json *to, const char *key, double v);
void json_add_bool(struct json *to, const char *key, bool v);
void json_add_null(struct json *to, const char *key);
/* The value of v. What is below it is shared: v must live as long as to. */
void json_add_copy(struct json *to, const char *key, const struct json *v);

/* ---- printing, compact, UTF-8 as it is, </ written <\/ and <! written <\u0021 so that it may stand inside <script> */
void buf_json(struct buf *b, const struct json *j);
void buf_json_str(struct buf *b, struct str s); /* quoted and escaped; invalid UTF-8 becomes U+FFFD */
void buf_json_num(struct buf *b, double v);     /* shortest form that reads back the same; not finite: null */
struct str json_text(const struct json *j);     /* in mem() */
/* "key": with a comma before it unless an object has just been opened; and the same with a string behind it. */
void buf_json_key(struct buf *b, const char *key);
void buf_json_member(struct buf *b, const char *key, const char *value);

#endif
