#include "dns_txt.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"

/* The pool's threads are few: two tries of 2 s is all that a name server gets. */
enum { TRY_S = 2, TRIES = 2, ANSWER_MAX = 16 * 1024, RECORDS_MAX = 100 };

struct asking {
	char name[300], text[200];
	struct sockaddr_in server; /* sin_port 0: the system's */
	enum dns_found found;
	unsigned char answer[ANSWER_MAX];
};

/* A record is strings of a length byte and so many bytes; together they are the text. */
static bool is_text(const unsigned char *p, size_t n, const char *text)
{
	size_t have = 0, want = strlen(text);

	while (n) {
		size_t part = *p;

		if (part + 1 > n || have + part > want || memcmp(p + 1, text + have, part) != 0)
			return false;
		have += part;
		p += part + 1;
		n -= part + 1;
	}
	return have == want;
}

static enum dns_found look(const struct asking *a, int size)
{
	enum dns_found found = DNS_NO_NAME;
	ns_msg message;
	ns_rr record;

	if (ns_initparse(a->answer, size, &message) < 0)
		return DNS_NO_ANSWER;
	for (int i = 0; i < ns_msg_count(message, ns_s_an) && i < RECORDS_MAX; i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) < 0)
			return DNS_NO_ANSWER;
		if (ns_rr_type(record) != ns_t_txt)
			continue;
		if (is_text(ns_rr_rdata(record), ns_rr_rdlen(record), a->text))
			return DNS_FOUND;
		found = DNS_OTHER;
	}
	return found;
}

/* In the offload pool. */
static void ask(void *arg)
{
	struct asking *a = arg;
	struct __res_state state = { 0 };
	int size;

	a->found = DNS_NO_ANSWER;
	if (res_ninit(&state) < 0)
		return;
	state.retrans = TRY_S;
	state.retry = TRIES;
	state.options &= ~(unsigned long)(RES_DNSRCH | RES_DEFNAMES);
	if (a->server.sin_port) {
		state.nscount = 1;
		state.nsaddr_list[0] = a->server;
	} else if (state.nscount > 2) {
		state.nscount = 2;
	}
	size = res_nquery(&state, a->name, ns_c_in, ns_t_txt, a->answer, sizeof(a->answer));
	if (size > (int)sizeof(a->answer))
		size = sizeof(a->answer);
	if (size > 0)
		a->found = look(a, size);
	else if (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA)
		a->found = DNS_NO_NAME;
	res_nclose(&state);
}

static bool read_server(const char *text, struct sockaddr_in *ret)
{
	struct str rest = str_c(text), host = str_split(&rest, ':');
	int64_t port = 53;
	char address[INET_ADDRSTRLEN];

	if (!*text)
		return true;
	if (rest.p && (!str_i64(rest, &port) || port < 1 || port > 65535))
		return false;
	snprintf(address, sizeof(address), "%.*s", STR_FMT(host));
	*ret = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	return inet_pton(AF_INET, address, &ret->sin_addr) == 1;
}

int dns_has_txt(const char *server, struct str name, struct str text, enum dns_found *ret)
{
	struct asking *a = TRY_MEM(ARENA_NEW(mem(), struct asking));

	if (!read_server(server, &a->server))
		return fail_private(ERR_INTERNAL, "DNS_SERVER is no address: %s", server);
	if (name.n >= sizeof(a->name) || text.n >= sizeof(a->text))
		return fail(ERR_INVALID, "the name is too long");
	memcpy(a->name, name.p, name.n);
	memcpy(a->text, text.p, text.n);
	TRY(offload(ask, a)); /* offload: asks DNS */
	*ret = a->found;
	return 0;
}
