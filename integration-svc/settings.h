/* Settings of integration-svc. Frozen after start. */
#ifndef INTEGRATION_SETTINGS_H
#define INTEGRATION_SETTINGS_H

#include "base/conf.h"

struct integration_conf {
	const char *public_url, *stripe_url, *shopify_url;
};

extern struct integration_conf conf;
extern const struct conf_var integration_settings[];

#endif
