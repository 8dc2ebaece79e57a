/* Findings. */
#include <stdlib.h>
#include <string.h>
#include <vp/finding.h>

enum { QUOTED = 60 }; /* bytes */

const char *vp_severity_name(vp_severity s)
{
    static const char *const names[] = {N_("note"), N_("warning"), N_("error")};
    return names[s];
}

vp_status vp_findings_add(vp_findings *f, const vp_finding *one, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
    f->at[f->n] = *one;
    f->at[f->n].nth = f->n;
    f->n++;
    f->errors += one->severity == VP_ERROR;
    return VP_OK;
}

static int by_place(const void *x, const void *y)
{
    const vp_finding *a = x, *b = y;
    if (a->where.row != b->where.row)
        return a->where.row < b->where.row ? -1 : 1;
    if (a->where.col != b->where.col)
        return a->where.col < b->where.col ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

void vp_findings_sort(vp_findings *f, size_t from)
{
    if (f->n > from + 1)
        qsort(f->at + from, f->n - from, sizeof *f->at, by_place);
}

const char *vp_finding_quote(const char *text, vp_arena *arena)
{
    size_t n = strlen(text);
    if (n <= QUOTED)
        return text;
    for (n = QUOTED; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
        n--;
    return vp_arena_printf(arena, "%.*s…", (int)n, text);
}
