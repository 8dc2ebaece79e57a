/* Texts that point to one person: a mobile phone number, an e-mail address, a resident identity number. */
#ifndef VP_LIB_MODEL_PERSONAL_H
#define VP_LIB_MODEL_PERSONAL_H

#include <stdbool.h>

/* Whether the text (narrow: full-width forms folded) holds one: eleven digits from 13 to 19, seventeen digits and a
   digit or X with a day of birth inside (GB 11643-1999), or name@host.domain; each not part of a longer number. */
bool vp_personal(const char *text);

#endif
