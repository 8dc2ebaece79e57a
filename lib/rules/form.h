/* The form that applicants fill in: which columns a round asks for, what each of them takes, and an example row. Pure:
   how it becomes a file is for others. All texts are in the round's language. */
#ifndef VP_LIB_RULES_FORM_H
#define VP_LIB_RULES_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/round.h>

typedef struct vp_form_column {
    size_t field;            /* index into the round's fields */
    vp_type type;
    const char *name;        /* what it is called: its heading without a unit */
    const char *heading;     /* understood by vp-intake of the same round; of money with its unit in brackets */
    bool required;
    vp_strings choices;      /* n 0: any */
    int64_t unit;            /* of money: minor units of one */
    const char *unit_name;   /* "万元"; the currency where no unit has a name */
    int places;              /* of money: decimals that a minor unit takes */
    bool has_least, has_most;
    int64_t least, most;     /* of money in minor units, of a count, of a date as a day (vp_date.first) */
    const char *expects;     /* what is to be written, in a few words */
    vp_strings rules;        /* what the round asks of it beyond that */
    const char *example;     /* as a cell of this column; "" when none is known */
} vp_form_column;

typedef enum vp_relation_kind {
    VP_AT_MOST_SHARE, VP_AT_LEAST_SHARE, /* column against a share of `of` */
    VP_ADDS_UP,                          /* terms add up to `of` */
    VP_NOT_AFTER                         /* the date of column is not after that of `of` */
} vp_relation_kind;

/* A rule about several columns (indices into the form's). */
typedef struct vp_relation {
    vp_relation_kind kind;
    size_t column, of;
    const size_t *terms;
    size_t nterms;
    vp_micro share;
    const char *words;
} vp_relation;

typedef struct vp_form {
    const vp_round *round;
    vp_form_column *at;      /* the id is the first */
    size_t n;
    vp_relation *relations;
    size_t nrelations;
    bool example_stands;     /* the example row, with the mark taken off its id, would be accepted */
} vp_form;

/* Every field that the round publishes, and of the private ones those that round.json says something of. *out is of
   the arena, the round is borrowed. */
vp_status vp_form_new(vp_form **out, const vp_round *round, vp_arena *arena, vp_err *err);

/* What the id of the example row begins with: "示例：". No id has a colon, so no proposal can be taken for it. */
const char *vp_form_mark(vp_lang lang);

/* A number of the column as its cells show it: "50" in 万元. Of the arena; NULL when there is no memory. */
const char *vp_form_number(const vp_form_column *c, int64_t value, vp_arena *arena);
/* Whether the relation is about the column. */
bool vp_form_involves(const vp_relation *r, size_t column);

/* ---- private to lib/rules/form*.c ---- */

/* expects and rules of every column, words of every relation. */
vp_status vp_form_words(vp_form *form, vp_arena *arena, vp_err *err);
/* The example of every column. */
vp_status vp_form_example(vp_form *form, vp_arena *arena, vp_err *err);
/* The column of a field, or SIZE_MAX. */
size_t vp_form_find(const vp_form *form, size_t field);

#endif
