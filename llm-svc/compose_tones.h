/* Short names of the tones, for tables of frames: a row must stay a row. */
#ifndef LLM_COMPOSE_TONES_H
#define LLM_COMPOSE_TONES_H

#include "compose_grammar.h"

#define FR TONE_FRIENDLY
#define PR TONE_PROFESSIONAL
#define LX TONE_LUXURIOUS
#define PL TONE_PLAYFUL
#define PN TONE_PLAIN
#define ANY TONE_ANY

#endif
