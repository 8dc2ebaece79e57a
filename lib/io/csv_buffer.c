/* Text that is not handed out yet: one buffer that begins with the record at hand. */
#include <stdlib.h>
#include "lib/io/csv_reader.h"

/* Steps that a byte pays for: many times what real sheets need, and little enough that a sheet of nothing but
   quotation marks takes seconds. */
enum { BUDGET_BYTE = 64, BUDGET_MAX = 1 << 24 };

vp_status vp_csv_fill(vp_csv *c, vp_err *err)
{
    const char *piece;
    size_t n;
    if (c->at > 0) {
        size_t shift = c->at;
        memmove(c->buf, c->buf + shift, c->end - shift);
        c->at = 0;
        c->end -= shift;
        for (vp_csv_found *all[] = {&c->lf, &c->cr, &c->quote}, **f = all; f < all + 3; f++)
            **f = (*f)->at < shift ? (vp_csv_found){0}
                                   : (vp_csv_found){(*f)->from < shift ? 0 : (*f)->from - shift, (*f)->at - shift};
    }
    VP_TRY(vp_text_next(c->text, &piece, &n, err));
    c->last = n == 0;
    if (c->end + n + 1 > c->cap) {
        size_t cap = c->cap * 2 > c->end + n + 1 ? c->cap * 2 : c->end + n + 1;
        char *buf = realloc(c->buf, cap);
        if (!buf)
            return vp_nomem(err);
        c->buf = buf;
        c->cap = cap;
    }
    memcpy(c->buf + c->end, piece, n);
    c->end += n;
    return VP_OK;
}

vp_status vp_csv_line_at(size_t *to, size_t *next, vp_csv *c, size_t from, vp_err *err)
{
    for (;;) {
        size_t lf = vp_csv_find(c, &c->lf, '\n', c->at + from), cr = vp_csv_find(c, &c->cr, '\r', c->at + from);
        size_t end = lf < cr ? lf : cr;
        if (end < c->end && (lf < cr || end + 1 < c->end || c->last)) {
            *to = end - c->at;
            *next = *to + 1 + (cr < lf && end + 1 < c->end && c->buf[end + 1] == '\n');
            return VP_OK;
        }
        if (c->last) {
            *to = *next = c->end - c->at;
            return VP_OK;
        }
        if (c->end - c->at > VP_RECORD_MAX)
            return vp_csv_endless(c, err);
        VP_TRY(vp_csv_fill(c, err));
    }
}

void vp_csv_pass(vp_csv *c, size_t n)
{
    size_t i = c->at, end = c->at + n;
    while (i < end) {
        const char *lf = memchr(c->buf + i, '\n', end - i), *stop = lf ? lf : c->buf + end;
        const char *cr = memchr(c->buf + i, '\r', (size_t)(stop - (c->buf + i)));
        if (!lf && !cr)
            break;
        size_t *kind = !cr ? &c->ends.lf : cr + 1 == lf ? &c->ends.crlf : &c->ends.cr;
        i = (size_t)((cr && cr + 1 != lf ? cr : lf) - c->buf) + 1;
        *kind += i == end; /* others are inside cells */
        c->line++;
    }
    c->budget += c->budget < BUDGET_MAX ? n * BUDGET_BYTE : 0;
    c->at = end;
}
