/* Accounts: sign-up, sign-in, refresh, sign-out, who am I. */
#ifndef GATEWAY_ACCOUNTS_H
#define GATEWAY_ACCOUNTS_H

#include "web/request.h"

/* Whose tries are counted: the address, of IPv6 its first half, since one household owns at least that much. In mem(). */
struct str client_home(const struct request *rq);

int accounts_register(struct request *rq) SUSPENDS;
int accounts_login(struct request *rq) SUSPENDS;
int accounts_refresh(struct request *rq) SUSPENDS;
int accounts_logout(struct request *rq) SUSPENDS;
int accounts_me(struct request *rq) SUSPENDS;

#endif
