/* The frames of product descriptions. Private to the compose files. */
#ifndef LLM_COMPOSE_PRODUCT_H
#define LLM_COMPOSE_PRODUCT_H

#include "compose_text.h"

/* Slots: {name} the product with its article, {bare} without, {it} {them} {its}, {thing} "the mug" or
 * "it", {this} "this mug", {anoun} "a mug", {nouns} (these only when the noun is known), {store},
 * {cat}, {aud}; {b} a benefit and {pred} the fact that it follows from; {subj} before {pred},
 * {pred2}, {tail2} the same after "and", without a
 * verb that {pred} has said; {list}; {policy} one of the shop's own rules; {more} is empty and only there when a fact has been told already; {several} is empty and only there when {list} has two or more. */
extern const struct pool pool_open_benefit, pool_open_plain, pool_benefit, pool_fact, pool_pair, pool_list,
	pool_audience, pool_feel, pool_shop, pool_policy, pool_call;

#endif
