/* What `make measure` asks the product's own code: one question a line on stdin (fields in hex, a tab between), one
 * answer a line on stdout. tests/measure/measure.mjs reads the data sets, asks and judges; nothing is judged here.
 *
 *	measure json | text | hmac | gcm | jws | color | harmony
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "measure.h"
#include "web/auth.h"
#include "web/crypto.h"
#include "web/schema.h"

static void put_hex(const void *p, size_t n)
{
	char *hex = arena_alloc(mem(), 2 * n + 1);

	if (!hex)
		abort();
	hex_encode(hex, p, n);
	fputs(hex, stdout);
}

/* JSON text → what a request with this body would be told: accept, unfit (JSON, but 422: nothing that can be
 * stored) or reject (400), and why. */
static void ask_json(const struct str *in)
{
	const struct json *j;
	int r = json_parse(in[0], &j);

	if (r == 0)
		puts("accept");
	else
		printf("%s\t%s\n", r == -ERR_INVALID ? "unfit" : "reject", context()->err.text);
}

struct body {
	struct str text;
	const struct json *any;
};
static const struct field body_fields[] = {
	F_STR(struct body, text, 0, 0, 0, NULL, NULL),
	F_JSON(struct body, any, 0, NULL, NULL),
};
static const struct schema body_schema = SCHEMA("Body", struct body, body_fields);

/* A request's body → the reply that says the same. */
static void ask_text(const struct str *in)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	struct buf b = BUF_ON(mem(), 64 << 20);
	const struct json *j;
	void *value;

	if (!v || json_parse(in[0], &j) < 0 || schema_decode(&body_schema, j, "", &value, v) < 0 || v->n) {
		printf("refused\t%s\n", context()->err.text);
		return;
	}
	schema_encode(&b, &body_schema, value);
	put_hex(buf_view(&b).p, buf_view(&b).n);
	puts("");
}

/* Key, message → MAC. */
static void ask_hmac(const struct str *in)
{
	unsigned char mac[SHA256_SIZE];

	hmac_sha256(in[0], in[1], mac);
	put_hex(mac, sizeof(mac));
	puts("");
}

/* Key, nonce, data, message, ciphertext, tag → what sealing gives, and what opening gives ("no" when it will not). */
static void ask_gcm(const struct str *in)
{
	const unsigned char *key = (const unsigned char *)in[0].p, *nonce = (const unsigned char *)in[1].p;
	unsigned char tag[16], *out = arena_alloc(mem(), in[3].n + in[4].n + 1);

	if (!out || in[0].n != 32 || in[1].n != 12 || in[5].n != sizeof(tag) ||
		!aes_gcm_seal(key, nonce, in[2], in[3], out, tag)) {
		puts("unfit");
		return;
	}
	put_hex(out, in[3].n);
	put_hex(tag, sizeof(tag));
	putchar('\t');
	if (aes_gcm_open(key, nonce, in[2], in[4], (const unsigned char *)in[5].p, out))
		put_hex(out, in[4].n);
	else
		fputs("no", stdout);
	puts("");
}

/* Secret, token → accept and the payload, or reject and why. */
static void ask_jws(const struct str *in)
{
	struct str payload;

	if (jws_verify(in[1], in[0], &payload) == 0) {
		fputs("accept\t", stdout);
		put_hex(payload.p, payload.n);
		puts("");
	} else {
		printf("reject\t%s\n", context()->err.secret);
	}
}

static const struct question common_questions[] = {
	{ "json", 1, ask_json },
	{ "text", 1, ask_text },
	{ "hmac", 2, ask_hmac },
	{ "gcm", 6, ask_gcm },
	{ "jws", 2, ask_jws },
	{ NULL, 0, NULL },
};

static const struct question *const tables[] = { common_questions, check_questions, color_questions };

static const struct question *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct question *q = tables[i]; q->name; q++)
			if (strcmp(q->name, name) == 0)
				return q;
	return NULL;
}

/* Nothing stands behind a field, so that ASan sees the first byte too many. False: not hex, or too few. */
static bool read_fields(struct str line, size_t n, struct str *ret)
{
	for (size_t i = 0; i < n; i++) {
		struct str hex = str_split(&line, '\t');
		char *bytes = malloc(hex.n / 2 ? hex.n / 2 : 1);

		if (!hex.p || !bytes || !hex_decode(bytes, hex.n / 2, hex))
			return false;
		ret[i] = (struct str){ bytes, hex.n / 2 };
	}
	return !line.p;
}

int main(int argc, char **argv)
{
	const struct question *q = argc == 2 ? find(argv[1]) : NULL;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!q) {
		fprintf(stderr, "usage: measure QUESTION; see tests/measure/measure.c\n");
		return 2;
	}
	while ((n = getline(&line, &cap, stdin)) > 0) {
		struct str in[FIELDS_MAX] = { 0 };

		if (!read_fields((struct str){ line, (size_t)n - (line[n - 1] == '\n') }, q->fields, in)) {
			fprintf(stderr, "measure %s: a line is not %zu fields of hex\n", argv[1], q->fields);
			return 2;
		}
		q->ask(in);
		for (size_t i = 0; i < q->fields; i++)
			free((void *)in[i].p);
		context_clear(context());
	}
	free(line);
	return ferror(stdin) || fflush(stdout) != 0;
}
