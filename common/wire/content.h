/* Wire, content: what the gateway and content-svc say to each other; also the public body of
 * POST /api/v1/content/generate. Both ends include this one table, so they cannot drift apart. */
#ifndef WIRE_CONTENT_H
#define WIRE_CONTENT_H

#include "web/schema.h"

struct content_inputs {
	struct str product_name, category, audience, voice, store_name, industry, description;
	struct vec features; /* of struct str */
	struct vec policies; /* of struct str: the store's own rules, stated as given */
};

struct content_options {
	struct str tone;     /* free words: professional, friendly, luxurious, playful, plain … */
	struct str length;   /* short, medium, long */
	struct str language; /* BCP 47 */
};

struct content_request {
	struct str content_type; /* product_description, home, about, tagline, … */
	struct content_inputs *inputs;
	struct content_options *options;
	struct str session_id; /* the wizard session it is for, or absent */
};

struct content_score {
	struct str name;
	double value; /* 0..1 */
	struct str explanation;
};

struct content_reply {
	struct str content_id; /* row of generated_content, absent while the database is away */
	struct str content;
	struct vec alternatives; /* of struct str */
	double quality_score;    /* 0..1 */
	struct vec seo_keywords; /* of struct str */
	struct vec scores;       /* of struct content_score: the parts of quality_score */
	struct str model_used;
	bool cached;
};

/* Copy for a whole store, at launch: what is missing is written, what is given is kept. */
struct store_copy_request {
	struct str store_config_id;
	const struct json *configuration; /* the frozen six steps */
};

struct store_copy_reply {
	struct str content_data; /* JSON text: content_data with every gap filled */
	int64_t written, kept;   /* texts */
	struct str model_used;
};

struct rating_request {
	int64_t rating; /* 1..5 */
};

extern const struct schema content_request_schema, content_reply_schema;
extern const struct schema store_copy_request_schema, store_copy_reply_schema;
extern const struct schema rating_request_schema;

#endif
