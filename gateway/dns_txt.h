/* DNS: is a text among the TXT records of a name? */
#ifndef GATEWAY_DNS_TXT_H
#define GATEWAY_DNS_TXT_H

#include "base/cleanup.h"
#include "base/str.h"

enum dns_found { DNS_FOUND, DNS_OTHER, DNS_NO_NAME, DNS_NO_ANSWER };

/* server: "127.0.0.1:5353", "" for the system's. Asked in the offload pool with a deadline of some seconds: DNS_OTHER when there
 * are records and none of them is it, DNS_NO_NAME when there are none, DNS_NO_ANSWER when nobody answered in time. 0 or an error
 * of the offload pool, -ERR_INTERNAL for a server that is no address, -ERR_INVALID for a name that is too long. */
int dns_has_txt(const char *server, struct str name, struct str text, enum dns_found *ret) SUSPENDS; /* offload */

#endif
