/* Texts that point to one person: a phone number, an e-mail address, a resident identity number. */
#ifndef VP_LIB_MODEL_PERSONAL_H
#define VP_LIB_MODEL_PERSONAL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct vp_person {
    char digit[25];      /* a number, without the country's code */
    size_t n, local;     /* bytes of it, or of the address; where the number begins behind an area code, or 0 */
    const char *address; /* in the text; NULL: it is a number */
} vp_person;

/* Whether the text (narrow: full-width forms folded) holds one, not as part of a longer number:
   - a mainland mobile number: eleven digits from 13 to 19, also after 86;
   - a landline number with its area code: 0 and two or three digits, then seven or eight;
   - an identity number whose day of birth and check character are right (GB 11643-1999);
   - name@host.domain.
   Digits may stand in groups with spaces or hyphens between them, as people write them. */
bool vp_personal(const char *text);
/* The next one at or after s, which is in the text. Where to go on, or NULL: there are no more. */
const char *vp_personal_next(vp_person *out, const char *text, const char *s);

#endif
