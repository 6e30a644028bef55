/* Views of the pages that are drawn when they are asked for: cart, checkout, order, contact. What only the gateway knows (lines,
 * prices, stock, errors) comes as data; names, pictures and words come from the shop. data NULL or {}: an empty cart, a blank
 * form. Amounts are printed as given: nothing is computed here. Pure; never suspends.
 *
 *	cart      {lines: [{sku, name, label, quantity, unit_minor, total_minor, left, problem}], total_minor, currency, notice}
 *	          left: pieces, -1 = not counted; problem: "", gone, sold_out, few · notice: "", unknown, full, changed, busy
 *	checkout  the same, and {turn, payment: none | stripe, values: {field: text}, errors: {field: required | email | long}}
 *	order     the same lines, and {number, status, date, name, email, address, pay_url}
 *	contact   {values, errors, sent, notice}
 */
#ifndef THEME_VIEW_TILL_H
#define THEME_VIEW_TILL_H

#include "view.h"

/* Each gives the page's own object, NULL when out of memory. */
const struct json *view_cart(const struct view *v, const struct json *data);
const struct json *view_checkout(const struct view *v, const struct json *data);
const struct json *view_order(const struct view *v, const struct json *data);
const struct json *view_contact(const struct view *v, const struct json *data);

#endif
