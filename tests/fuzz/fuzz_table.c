/* Any bytes as a table; what is read, written as CSV and read again, is the same table. */
#include <vp/emit.h>
#include <vp/table.h>
#include "fuzz.h"

static void again(const vp_table *t, vp_arena *arena)
{
    vp_err err = {0};
    VP_STR text = {0};
    VP_AUTO(vp_emit) emit = NULL;
    vp_column *columns = vp_arena_array(arena, t->header.n, sizeof *columns);
    for (size_t i = 0; i < t->header.n; i++)
        columns[i] = (vp_column){t->header.cell[i], NULL, 't'};
    HOLDS(!vp_emit_new(&emit, "csv", (vp_out){vp_out_str, &text}, "fuzz/1", columns, t->header.n, &err));
    for (size_t i = 0; i < t->nrows; i++)
        HOLDS(!vp_emit_row(emit, t->rows[i].cell, &err));
    HOLDS(!vp_emit_end(emit, &err));

    if (*text.s < 'a' || *text.s > 'z' || strncmp(text.s, "sep=", 4) == 0 || t->header.n == 1 ||
        strpbrk(text.s, ";\t"))
        return; /* what a file of ours never has: it would be taken for something else, or for another separator */
    vp_table *u;
    vp_status s = vp_table_read(&u, "again.csv", text.s, text.n, arena, &err);
    HOLDS(!s);
    HOLDS(u->header.n == t->header.n);
    HOLDS(u->nrows == t->nrows);
    for (size_t i = 0; i < t->nrows; i++)
        for (size_t k = 0; k < t->header.n; k++)
            HOLDS(strcmp(t->rows[i].cell[k], u->rows[i].cell[k]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_table *t;
    vp_status s = vp_table_read(&t, "input.csv", (const char *)bytes, n, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    size_t line = t->header.line;
    HOLDS(line > 0 && t->header.n > 0);
    for (size_t i = 0; i < t->nrows; i++) {
        HOLDS(t->rows[i].line > line && t->rows[i].n == t->header.n);
        line = t->rows[i].line;
        for (size_t k = 0; k < t->header.n; k++)
            HOLDS(fuzz_utf8(t->rows[i].cell[k], strlen(t->rows[i].cell[k])));
    }
    again(t, arena);
    return 0;
}
