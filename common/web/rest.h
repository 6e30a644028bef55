/* Rest: a second or two after the last request, memory that a busy time left behind goes back to the system. */
#ifndef WEB_REST_H
#define WEB_REST_H

struct http_server;

/* 0 or -ERR_NOMEM. server must outlive rest_close. */
int rest_open(const struct http_server *server);
void rest_close(void);

#endif
