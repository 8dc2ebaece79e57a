/* A cell that was read as the type of its field, and what may be wrong with it. */
#ifndef VP_VALUE_H
#define VP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/date.h>
#include <vp/note.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A cell as the rules see it. */
typedef struct vp_value {
    const char *text; /* canonical; "" when blank */
    int64_t number;   /* money in minor units, or a count */
    vp_date date;
    bool blank, bad;  /* bad: unreadable, a problem was reported already: rules stay silent about it */
} vp_value;

/* Why a row is refused, or what is worth a look. */
typedef struct vp_problem {
    const char *rule;   /* id of the rule, or of a built-in check ("required", "money", "date", "uscc" …) */
    size_t field;       /* index into the round's fields; SIZE_MAX: the row as a whole */
    vp_note what, mend;
} vp_problem;

#ifdef __cplusplus
}
#endif
#endif
