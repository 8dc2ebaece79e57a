/* A direct-mapped table: a slot holds the last cell that fell into it. */
#include <stdlib.h>
#include <string.h>
#include "lib/base/wide.h"
#include "lib/rules/recall.h"

enum { SLOTS = 1024, LONGEST = 48 };

typedef struct slot {
    size_t field, n; /* n 0: free */
    char bytes[LONGEST];
    vp_value value;  /* text NULL: the cell's own */
} slot;

struct vp_recall { slot at[SLOTS]; };

vp_recall *vp_recall_new(void)
{
    return calloc(1, sizeof(vp_recall));
}

void vp_recall_free(vp_recall *r)
{
    free(r);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

/* Eight bytes at a time; the last may overlap those before. What falls together costs time, nothing else. */
static size_t place(size_t field, vp_cell cell)
{
    uint64_t h = mix(field, cell.n), v[2];
    vp_wide16 some;
    if (cell.n < 16) {
        some = vp_load_short(cell.s, cell.n);
    } else {
        for (size_t i = 0; cell.n - i > 16; i += sizeof *v) {
            memcpy(v, cell.s + i, sizeof *v);
            h = mix(h, *v);
        }
        some = vp_load16(cell.s + cell.n - 16);
    }
    memcpy(v, &some, sizeof v);
    return mix(mix(h, v[0]), v[1]) >> 40 & (SLOTS - 1);
}

bool vp_recall_find(vp_value *out, const vp_recall *r, size_t field, vp_cell cell)
{
    if (cell.n == 0 || cell.n > LONGEST)
        return false;
    const slot *s = &r->at[place(field, cell)];
    if (s->n != cell.n || s->field != field || memcmp(s->bytes, cell.s, cell.n) != 0)
        return false;
    *out = s->value;
    if (!out->text)
        out->text = cell.s;
    return true;
}

void vp_recall_keep(vp_recall *r, size_t field, vp_cell cell, const vp_value *value, bool lasting)
{
    if (cell.n == 0 || cell.n > LONGEST ||
        (!lasting && (strlen(value->text) != cell.n || memcmp(value->text, cell.s, cell.n) != 0)))
        return;
    slot *s = &r->at[place(field, cell)];
    s->field = field;
    s->n = cell.n;
    memcpy(s->bytes, cell.s, cell.n);
    s->value = *value;
    if (!lasting)
        s->value.text = NULL;
}
