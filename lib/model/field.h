/* The standard fields of a proposal: their names, types, and how spreadsheets head them. */
#ifndef VP_LIB_MODEL_FIELD_H
#define VP_LIB_MODEL_FIELD_H

#include <vp/round.h>

typedef struct vp_field_standard {
    const char *name;     /* canonical, English */
    const char *title_zh; /* heading in Chinese answers */
    vp_type type;
    bool secret;          /* always private */
    bool required;        /* always required */
    const char *const *headings; /* more headings that are understood, NULL-terminated; compared with vp_fold */
} vp_field_standard;

/* In the order of the enum in vp/round.h. */
extern const vp_field_standard vp_standard_fields[VP_STANDARD_FIELDS];

/* "text", "date" …: as round.json writes the type. The standard field id alone has VP_TYPE_ID ("id"). */
const char *vp_type_name(vp_type type);
/* The k-th field as answers list them: in the round's order, but for the approved budget, which is last. */
size_t vp_field_listed(const vp_round *round, size_t k);
/* Heading of a field for people: its first own heading, else the standard one of that language, else its name.
   Borrowed. */
const char *vp_field_heading(const vp_field *field, size_t index, vp_lang lang);

#endif
