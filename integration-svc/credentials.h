/* credentials: the values of a connection: given ones merged over kept ones, checked, sealed, shown as hints;
 * and the five minutes for which a successful try is remembered.
 */
#ifndef INTEGRATION_CREDENTIALS_H
#define INTEGRATION_CREDENTIALS_H

#include "connector.h"

/* Given values over kept ones: what is left out or empty stays as it was. Violations are added for unknown names, bad
 * values and required ones that are missing. 0 or -ERR_NOMEM. */
int credentials_merge(const struct connector *c, const struct vec *given, const struct vec *kept, struct violations *v,
	struct vec *ret);
/* The values of JSON objects (either may be absent): settings without hints of secrets, and opened secrets. */
int credentials_read(const struct connector *c, struct str configuration, struct str secrets, struct vec *ret);
/* JSON text of what may be seen: settings as they are, hints of secrets. */
struct str credentials_shown(const struct connector *c, const struct vec *values);
/* Secrets of integration_status row id, sealed; and opened again. */
int credentials_seal(const struct connector *c, const struct vec *values, struct str id, struct str *ret);
int credentials_open(struct str sealed, struct str id, struct str *ret);
/* The value of name replaced or added. 0 or -ERR_NOMEM. */
int credentials_put(struct vec *values, const char *name, struct str value);
/* Do the settings that are no secrets differ? */
bool credentials_moved(const struct connector *c, const struct vec *a, const struct vec *b);

/* Asks the provider, unless the same values were found good in the last five minutes. 0, or a reason. */
int credentials_try(const struct connector *c, const struct vec *values, struct str user_id, struct outcome *ret)
	SUSPENDS;

#endif
