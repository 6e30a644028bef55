/* Sockets: a request that becomes a WebSocket. Routes with ROUTE_WEBSOCKET: the chain is that of any route, then the handler opens.
 *
 * A browser's WebSocket can set no header, so its token comes as a subprotocol, which stands in no address and no log:
 *	new WebSocket(url, ["wizard.v1", `bearer.${token}`])
 * The reply chooses wizard.v1. Who can set headers sends Authorization as everywhere.
 */
#ifndef WEB_SOCKET_H
#define WEB_SOCKET_H

#include "net/websocket.h"
#include "web/request.h"

/* The token of a "bearer." subprotocol; p = NULL: none. */
struct str socket_token(const struct http_head *head);
/* Replies 101; websocket_end must follow. An Origin, if there, must be ours (403): own_origin ("https://shop.example", from the
 * settings), or of the host that was asked. 426 for what is no upgrade. */
int socket_open(struct request *rq, struct str own_origin, const struct websocket_options *o, struct websocket **ret)
	SUSPENDS;

#endif
