/* Stock as pages say it: they are files, drawn when a store is published. When an order takes the last pieces, or gives some back, the live version
 * is drawn again with what is left, some seconds later: only pages that say so change. A cart asks the shelf itself and never waits for it.
 */
#ifndef GATEWAY_SHOP_STOCK_H
#define GATEWAY_SHOP_STOCK_H

#include "base/cleanup.h"

/* Background fiber. */
void stock_watch(void *unused) SUSPENDS;

#endif
