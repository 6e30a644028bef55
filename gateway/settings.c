#include "settings.h"

struct gateway_conf conf;

struct peer llm_svc = { .name = "llm-svc" };
struct peer content_svc = { .name = "content-svc" };
struct peer theme_svc = { .name = "theme-svc" };
struct peer integration_svc = { .name = "integration-svc" };
struct peer analytics_svc = { .name = "analytics-svc" };

const struct conf_var gateway_settings[] = {
	CONF_INT("RATE_LIMIT_WIZARD_STEPS", &conf.limit_steps, 10, 1, 1000000000,
		"saves of a step, per user and minute"),
	CONF_INT("RATE_LIMIT_CONTENT_GENERATION", &conf.limit_content, 5, 1, 1000000000,
		"texts written, per user and minute"),
	CONF_INT("RATE_LIMIT_THEME_RECOMMENDATIONS", &conf.limit_themes, 3, 1, 1000000000, "per user and minute"),
	CONF_INT("RATE_LIMIT_INTEGRATION_SETUP", &conf.limit_integrations, 2, 1, 1000000000, "per user and minute"),
	CONF_INT("RATE_LIMIT_INTEGRATION_TEST", &conf.limit_tests, 10, 1, 1000000000,
		"credentials tried, per user and minute"),
	CONF_INT("RATE_LIMIT_ASSETS", &conf.limit_assets, 30, 1, 1000000000, "pictures uploaded, per user and minute"),
	CONF_INT("RATE_LIMIT_SHOP_VITALS", &conf.limit_vitals, 120, 1, 1000000000,
		"reports of a page's speed, per address and minute"),
	CONF_INT("RATE_LIMIT_DOMAIN_CHECKS", &conf.limit_domains, 20, 1, 1000000000,
		"checks of a domain's record, per user and minute"),
	CONF_INT("RATE_LIMIT_DEFAULT", &conf.limit_default, 6000, 1, 1000000000, "other calls, per user and minute"),
	CONF_INT("RATE_LIMIT_SIGN_IN_ACCOUNT", &conf.limit_failures_account, 10, 1, 1000000000,
		"failed sign-ins of one account a minute"),
	CONF_INT("RATE_LIMIT_SIGN_IN_ADDRESS", &conf.limit_failures_address, 30, 1, 1000000000,
		"failed sign-ins and sign-ups from one address a minute"),
	CONF_INT("RATE_LIMIT_SHOP_CART", &conf.limit_cart, 240, 1, 1000000000,
		"changes of a shopper's cart, per address and minute"),
	CONF_INT("RATE_LIMIT_SHOP_ORDERS", &conf.limit_orders, 120, 1, 1000000000,
		"orders placed in shops, per address and minute"),
	CONF_INT("RATE_LIMIT_SHOP_MESSAGES", &conf.limit_messages, 10, 1, 1000000000,
		"messages written to shops, per address and minute"),
	CONF_INT("ACCESS_TOKEN_SECONDS", &conf.access_token_s, 900, 60, 86400, "life of an access token"),
	CONF_INT("ADVISER_MS", &conf.adviser_ms, 500, 50, 10000, "how long a saved step waits for its advisers"),
	CONF_STR("PUBLIC_URL", &conf.public_url, "http://127.0.0.1:9020", "how browsers reach us; no slash at the end"),
	CONF_STR("DNS_SERVER", &conf.dns_server, "",
		"IPv4 address and port that is asked for the TXT records of merchants' domains; empty: the system's"),
	CONF_STR("UI_DIR", &conf.ui_dir, "gateway/ui/dist", "the built wizard"),
	CONF_STR("STORES_DIR", &conf.stores_dir, ".run/stores", "published stores, written by theme-svc"),
	CONF_STR("ASSETS_DIR", &conf.assets_dir, ".run/assets", "uploaded pictures, written by theme-svc"),
	CONF_INT("ASSETS_MOST", &conf.assets_most, 1000, 1, 1000000, "uploaded pictures a merchant may have"),
	CONF_INT("ASSETS_MB", &conf.assets_mb, 500, 1, 1000000,
		"their size with all that is made of them, MB a merchant"),
	CONF_INT("ASSETS_KEEP_DAYS", &conf.assets_keep_days, 30, 1, 20000,
		"how long files of pictures stay that no merchant has and no version of a store shows"),
	CONF_INT("ASSETS_SWEEP_S", &conf.assets_sweep_s, 600, 1, 86400, "pause between looks for such files"),
	CONF_STR("LLM_URL", &llm_svc.url, "http://127.0.0.1:9021", "llm-svc"),
	CONF_STR("CONTENT_URL", &content_svc.url, "http://127.0.0.1:9022", "content-svc"),
	CONF_STR("THEME_URL", &theme_svc.url, "http://127.0.0.1:9023", "theme-svc"),
	CONF_STR("INTEGRATION_URL", &integration_svc.url, "http://127.0.0.1:9024", "integration-svc"),
	CONF_STR("ANALYTICS_URL", &analytics_svc.url, "http://127.0.0.1:9025", "analytics-svc"),
	CONF_END,
};

const struct rate_class rate_steps = { "wizard_steps", &conf.limit_steps, false };
const struct rate_class rate_content = { "content_generation", &conf.limit_content, false };
const struct rate_class rate_themes = { "theme_recommendations", &conf.limit_themes, false };
const struct rate_class rate_integrations = { "integration_setup", &conf.limit_integrations, false };
const struct rate_class rate_tests = { "integration_test", &conf.limit_tests, false };
const struct rate_class rate_assets = { "assets", &conf.limit_assets, false };
const struct rate_class rate_vitals = { "shop_vitals", &conf.limit_vitals, false };
const struct rate_class rate_domains = { "domain_checks", &conf.limit_domains, false };
/* So high that a round trip a request would cost more than it guards: each process counts for itself. */
const struct rate_class rate_default = { "default", &conf.limit_default, true };
const struct rate_class rate_failures_account = { "sign_in_account", &conf.limit_failures_account, false };
const struct rate_class rate_failures_address = { "sign_in_address", &conf.limit_failures_address, false };
const struct rate_class rate_cart = { "shop_cart", &conf.limit_cart, false };
const struct rate_class rate_orders = { "shop_orders", &conf.limit_orders, false };
const struct rate_class rate_messages = { "shop_messages", &conf.limit_messages, false };
