/* Settings of the gateway besides those that every daemon has (web/service.h). */
#ifndef GATEWAY_SETTINGS_H
#define GATEWAY_SETTINGS_H

#include <stdint.h>

#include "base/conf.h"
#include "web/peer.h"
#include "web/rate.h"

struct gateway_conf {
	int64_t limit_steps, limit_content, limit_themes, limit_integrations, limit_tests, limit_default;
	int64_t limit_domains, limit_vitals;
	int64_t limit_failures_account, limit_failures_address;
	int64_t limit_cart, limit_orders, limit_messages;
	int64_t limit_assets, assets_most, assets_mb, assets_keep_days, assets_sweep_s;
	int64_t access_token_s, adviser_ms;
	const char *dns_server;
	const char *public_url, *ui_dir, *stores_dir, *assets_dir;
};
extern struct gateway_conf conf;
extern const struct conf_var gateway_settings[];

/* R066, per user and minute; and failures of sign-in per account and per address. */
extern const struct rate_class rate_steps, rate_content, rate_themes, rate_integrations, rate_tests, rate_assets,
	rate_default;
extern const struct rate_class rate_domains, rate_vitals;
extern const struct rate_class rate_failures_account, rate_failures_address;
/* What shoppers send, per address (client_home). */
extern const struct rate_class rate_cart, rate_orders, rate_messages;

extern struct peer llm_svc, content_svc, theme_svc, integration_svc, analytics_svc;

#endif
