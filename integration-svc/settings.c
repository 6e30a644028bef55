#include "settings.h"

#include <stddef.h>

struct integration_conf conf;

const struct conf_var integration_settings[] = {
	CONF_STR("PUBLIC_URL", &conf.public_url, "http://127.0.0.1:9020", "how browsers reach us; no slash at the end"),
	CONF_STR("STRIPE_URL", &conf.stripe_url, "https://api.stripe.com", "Stripe's address, without /v1"),
	CONF_STR("SHOPIFY_URL", &conf.shopify_url, "",
		"Shopify's address, without /admin; empty: https:// and the merchant's own shop"),
	CONF_END,
};
