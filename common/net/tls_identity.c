#include "net/tls_identity.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/version.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/err.h"
#if MBEDTLS_VERSION_MAJOR >= 3
#include <psa/crypto.h>
#endif

#ifndef MBEDTLS_THREADING_C
#error "handshakes run in the offload pool: mbedTLS must be built with MBEDTLS_THREADING_C, as Debian's is"
#endif

enum { SESSION_S = 3600, SESSIONS_KEPT = 128, RSA_LEAST = 2048, EC_LEAST = 256 };
enum { CERT, KEY, CA, FILES };

static const char *const setting[FILES] = { "TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_CLIENT_CA_FILE" };

struct tls_counts tls_counts;

/* What tells one state of a file from another; all zero: there is none. */
struct stamp {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec at;
};

struct tls_server {
	struct tls_files files;
	struct stamp stamps[FILES];
	struct tls_identity *now;
};

/* ---- random numbers: one generator for the process, behind a mutex of its own ------------------- */

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_source;
static int random_result;

static void random_open(void)
{
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&random_source);
	random_result = mbedtls_ctr_drbg_seed(&random_source, mbedtls_entropy_func, &entropy, NULL, 0);
#if MBEDTLS_VERSION_MAJOR >= 3
	if (random_result == 0 && psa_crypto_init() != PSA_SUCCESS)
		random_result = MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
#endif
}

const char *tls_words(int r)
{
	static _Thread_local char text[128];

	mbedtls_strerror(r, text, sizeof(text));
	return text;
}

/* ---- files --------------------------------------------------------------------------------------- */

static const char *path_of(const struct tls_files *f, int which)
{
	const char *path = which == CERT ? f->cert : which == KEY ? f->key : f->ca;

	return path ? path : "";
}

static struct stamp stamp_of(const char *path)
{
	struct stat st;

	if (!*path || stat(path, &st) != 0)
		return (struct stamp){ 0 };
	return (struct stamp){ st.st_dev, st.st_ino, st.st_size, st.st_mtim };
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size && a->at.tv_sec == b->at.tv_sec &&
		a->at.tv_nsec == b->at.tv_nsec;
}

static int read_chain(const char *name, const char *path, mbedtls_x509_crt *ret)
{
	int r = mbedtls_x509_crt_parse_file(ret, path);

	if (r > 0)
		return fail(ERR_INVALID, "%s (%s): %d of its certificates cannot be read", name, path, r);
	if (r < 0)
		return fail(ERR_INVALID, "%s (%s): %s", name, path, tls_words(r));
	return 0;
}

static int read_key(const char *name, const char *path, mbedtls_pk_context *ret)
{
	size_t bits, least;
	int r;

#if MBEDTLS_VERSION_MAJOR >= 3
	r = mbedtls_pk_parse_keyfile(ret, path, NULL, mbedtls_ctr_drbg_random, &random_source);
#else
	r = mbedtls_pk_parse_keyfile(ret, path, NULL);
#endif
	if (r != 0)
		return fail(ERR_INVALID, "%s (%s): %s", name, path, tls_words(r));
	bits = mbedtls_pk_get_bitlen(ret);
	least = mbedtls_pk_can_do(ret, MBEDTLS_PK_RSA) ? RSA_LEAST : EC_LEAST;
	if (bits < least)
		return fail(ERR_INVALID, "%s (%s): a key of %zu bits; %zu are the least", name, path, bits, least);
	return 0;
}

static int check_pair(const char *const names[FILES], const struct tls_identity *id)
{
	const mbedtls_pk_context *public = &id->chain.pk;
	int r;

#if MBEDTLS_VERSION_MAJOR >= 3
	r = mbedtls_pk_check_pair(public, &id->key, mbedtls_ctr_drbg_random, &random_source);
#else
	r = mbedtls_pk_check_pair(public, &id->key);
#endif
	if (r != 0)
		return fail(ERR_INVALID, "%s is not the key of the certificate in %s", names[KEY], names[CERT]);
	if (mbedtls_x509_time_is_past(&id->chain.valid_to))
		return fail(ERR_INVALID, "%s: the certificate has expired", names[CERT]);
	return 0;
}

static int read_files(const struct tls_files *f, const char *const names[FILES], struct tls_identity *id)
{
	if (random_result != 0)
		return fail(ERR_INVALID, "TLS: no random numbers: %s", tls_words(random_result));
	if (*path_of(f, CERT)) {
		TRY(read_chain(names[CERT], path_of(f, CERT), &id->chain));
		TRY(read_key(names[KEY], path_of(f, KEY), &id->key));
		TRY(check_pair(names, id));
	}
	if (*path_of(f, CA))
		TRY(read_chain(names[CA], path_of(f, CA), &id->ca));
	return 0;
}

static int64_t unix_time(const mbedtls_x509_time *t)
{
	struct tm tm = { .tm_year = t->year - 1900,
		.tm_mon = t->mon - 1,
		.tm_mday = t->day,
		.tm_hour = t->hour,
		.tm_min = t->min,
		.tm_sec = t->sec };

	return timegm(&tm);
}

/* ---- configuration ------------------------------------------------------------------------------- */

/* Forward secrecy and authenticated encryption; 3.6 takes those of 1.3 from the same list. */
static const int suites[] = {
#if MBEDTLS_VERSION_MAJOR >= 3
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
#endif
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	0,
};
static const char *protocols[] = { "http/1.1", NULL };

static void set_versions(mbedtls_ssl_config *conf)
{
#if MBEDTLS_VERSION_MAJOR >= 3
	static const uint16_t groups[] = { MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
		MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE };

	mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_groups(conf, groups);
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
	mbedtls_ssl_conf_tls13_key_exchange_modes(conf, MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
#endif
#else
	/* The default takes 1.0 and SHA-1. */
	static const mbedtls_ecp_group_id curves[] = { MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_CURVE25519,
		MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1, MBEDTLS_ECP_DP_NONE };
	static const int hashes[] = { MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512, MBEDTLS_MD_NONE };

	mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_curves(conf, curves);
	mbedtls_ssl_conf_sig_hashes(conf, hashes);
#endif
}

/* A ticket that opens is a handshake resumed. */
static int open_ticket(void *tickets, mbedtls_ssl_session *session, unsigned char *p, size_t n)
{
	int r = mbedtls_ssl_ticket_parse(tickets, session, p, n);

	if (r == 0)
		atomic_fetch_add(&tls_counts.resumed, 1);
	return r;
}

/* So is a session found by its number. */
#if MBEDTLS_VERSION_MAJOR >= 3
static int find_session(void *cache, const unsigned char *id, size_t n, mbedtls_ssl_session *session)
{
	int r = mbedtls_ssl_cache_get(cache, id, n, session);
#else
static int find_session(void *cache, mbedtls_ssl_session *session)
{
	int r = mbedtls_ssl_cache_get(cache, session);
#endif

	if (r == 0)
		atomic_fetch_add(&tls_counts.resumed, 1);
	return r;
}

static int configure(struct tls_identity *id, bool mutual)
{
	mbedtls_ssl_config *conf = &id->conf;
	int r = mbedtls_ssl_config_defaults(
		conf, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);

	if (r == 0)
		r = mbedtls_ssl_ticket_setup(
			&id->tickets, mbedtls_ctr_drbg_random, &random_source, MBEDTLS_CIPHER_AES_256_GCM, SESSION_S);
	if (r == 0)
		r = mbedtls_ssl_conf_own_cert(conf, &id->chain, &id->key);
	if (r == 0)
		r = mbedtls_ssl_conf_alpn_protocols(conf, protocols);
	if (r != 0)
		return fail(ERR_INVALID, "TLS: %s", tls_words(r));
	mbedtls_ssl_conf_rng(conf, mbedtls_ctr_drbg_random, &random_source);
	set_versions(conf);
	mbedtls_ssl_conf_ciphersuites(conf, suites);
	mbedtls_ssl_cache_set_timeout(&id->cache, SESSION_S);
	mbedtls_ssl_cache_set_max_entries(&id->cache, SESSIONS_KEPT);
	mbedtls_ssl_conf_session_cache(conf, &id->cache, find_session, mbedtls_ssl_cache_set);
	mbedtls_ssl_conf_session_tickets_cb(conf, mbedtls_ssl_ticket_write, open_ticket, &id->tickets);
#ifdef MBEDTLS_SSL_RENEGOTIATION
	mbedtls_ssl_conf_renegotiation(conf, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
	if (mutual) {
		mbedtls_ssl_conf_ca_chain(conf, &id->ca, NULL);
		mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);
	} else {
		mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_NONE);
	}
	return 0;
}

/* ---- lives --------------------------------------------------------------------------------------- */

static struct tls_identity *identity_new(void)
{
	struct tls_identity *id = calloc(1, sizeof(*id));

	if (!id)
		return NULL;
	id->refs = 1;
	mbedtls_ssl_config_init(&id->conf);
	mbedtls_x509_crt_init(&id->chain);
	mbedtls_x509_crt_init(&id->ca);
	mbedtls_pk_init(&id->key);
	mbedtls_ssl_ticket_init(&id->tickets);
	mbedtls_ssl_cache_init(&id->cache);
	return id;
}

void tls_identity_unref(struct tls_identity *id)
{
	if (!id || --id->refs > 0)
		return;
	mbedtls_ssl_config_free(&id->conf);
	mbedtls_ssl_ticket_free(&id->tickets);
	mbedtls_ssl_cache_free(&id->cache);
	mbedtls_x509_crt_free(&id->chain);
	mbedtls_x509_crt_free(&id->ca);
	mbedtls_pk_free(&id->key);
	free(id);
}

struct tls_identity *tls_identity_now(struct tls_server *s)
{
	s->now->refs++;
	return s->now;
}

static int load(struct tls_server *s)
{
	struct tls_identity *id = TRY_MEM(identity_new());
	int r = read_files(&s->files, setting, id);

	if (r == 0)
		r = configure(id, *path_of(&s->files, CA));
	if (r < 0) {
		tls_identity_unref(id);
		return r;
	}
	tls_identity_unref(s->now);
	s->now = id;
	tls_counts.expires = unix_time(&id->chain.valid_to);
	return 0;
}

static pthread_once_t random_once = PTHREAD_ONCE_INIT;

int tls_server_open(const struct tls_files *files, struct tls_server **ret)
{
	struct tls_server *s = TRY_MEM(calloc(1, sizeof(*s)));
	int r;

	pthread_once(&random_once, random_open);
	s->files = *files;
	for (int i = 0; i < FILES; i++)
		s->stamps[i] = stamp_of(path_of(files, i));
	r = load(s);
	if (r < 0) {
		free(s);
		return r;
	}
	*ret = s;
	return 0;
}

int tls_server_refresh(struct tls_server *s)
{
	bool changed = false;

	for (int i = 0; i < FILES; i++) {
		struct stamp now = stamp_of(path_of(&s->files, i));

		changed |= !same_stamp(&now, &s->stamps[i]);
		s->stamps[i] = now;
	}
	if (!changed)
		return 0;
	TRY(load(s));
	tls_counts.reloads++;
	return 1;
}

void tls_server_free(struct tls_server *s)
{
	if (!s)
		return;
	tls_identity_unref(s->now);
	free(s);
}

int tls_check_files(const struct tls_files *files, const char *const names[3])
{
	struct tls_identity *id = TRY_MEM(identity_new());
	int r;

	pthread_once(&random_once, random_open);
	r = read_files(files, names, id);
	tls_identity_unref(id);
	return r;
}

void tls_stats(struct tls_stats *ret)
{
	uint64_t resumed = atomic_load(&tls_counts.resumed), done = tls_counts.done;

	/* A session is found early in a handshake that may yet fail. */
	*ret = (struct tls_stats){ .full = done > resumed ? done - resumed : 0,
		.resumed = resumed,
		.failed = tls_counts.failed,
		.reloads = tls_counts.reloads,
		.expires = tls_counts.expires };
}
