/* Configuration: tables of settings, read from the environment once, checked, then frozen.
 *
 *	static const struct conf_var settings[] = {
 *		CONF_INT("PORT", &conf.port, 9020, 1, 65535, "port to listen on"),
 *		CONF_STR("UI_DIR", &conf.ui_dir, "gateway/ui/dist", "the built wizard"),
 *		CONF_SECRET("JWT_SECRET", &conf.jwt_secret, "signs access tokens; 32 bytes or more"),
 *		CONF_END,
 *	};
 *
 * NAME is looked up as <PREFIX>_NAME first (GATEWAY_PORT beats PORT). A secret has no default: it is
 * required, and never printed. Every row stands in deploy/settings.md, by lint.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>

enum conf_kind { CONF_KIND_END, CONF_KIND_STR, CONF_KIND_INT, CONF_KIND_BOOL, CONF_KIND_SECRET };

struct conf_var {
	const char *name;
	enum conf_kind kind;
	void *ptr; /* const char **, int64_t * or bool * */
	const char *str;
	int64_t num, min, max;
	const char *doc;
};

#define CONF_STR(n, p, dflt, text)                           \
	{                                                    \
		n, CONF_KIND_STR, (p), (dflt), 0, 0, 0, text \
	}
#define CONF_INT(n, p, dflt, lo, hi, text)                            \
	{                                                             \
		n, CONF_KIND_INT, (p), NULL, (dflt), (lo), (hi), text \
	}
#define CONF_BOOL(n, p, dflt, text)                              \
	{                                                        \
		n, CONF_KIND_BOOL, (p), NULL, (dflt), 0, 1, text \
	}
#define CONF_SECRET(n, p, text)                               \
	{                                                     \
		n, CONF_KIND_SECRET, (p), NULL, 0, 0, 0, text \
	}
#define CONF_END                                               \
	{                                                      \
		NULL, CONF_KIND_END, NULL, NULL, 0, 0, 0, NULL \
	}

/* Fills the variables of one table. Strings point into the environment, which must not change.
 * 0, or -ERR_INVALID after printing every bad or missing setting on standard error. An empty value
 * counts as unset. */
int conf_load(const char *prefix, const struct conf_var *table);

#endif
