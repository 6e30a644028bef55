/* Accounts: sign-up, sign-in, refresh, sign-out, who am I. */
#ifndef GATEWAY_ACCOUNTS_H
#define GATEWAY_ACCOUNTS_H

#include "web/request.h"

int accounts_register(struct request *rq) SUSPENDS;
int accounts_login(struct request *rq) SUSPENDS;
int accounts_refresh(struct request *rq) SUSPENDS;
int accounts_logout(struct request *rq) SUSPENDS;
int accounts_me(struct request *rq) SUSPENDS;

#endif
