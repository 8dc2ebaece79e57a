/* Building a document. Memory that runs out is kept in the document and told once, by vp_doc_finish. */
#include <vp/document.h>
#include <vp/note.h>

static const char *kept(vp_doc *d, const char *text)
{
    if (!text)
        d->oom = true;
    return text ? text : "";
}

/* Room for one more element; false when there is none (which the document then knows). */
static bool room(vp_doc *d, void *items, size_t *cap, size_t n, size_t size)
{
    if (!d->oom && vp_arena_grow(d->arena, items, cap, n, n + 1, size, NULL) != VP_OK)
        d->oom = true;
    return !d->oom;
}

void vp_doc_section(vp_doc *d, const char *name, const char *heading)
{
    if (room(d, &d->at, &d->cap, d->n, sizeof *d->at))
        d->at[d->n++] = (vp_section){.name = name, .heading = kept(d, heading)};
}

static vp_block *block_new(vp_doc *d, vp_block_kind kind)
{
    if (d->oom)
        return NULL;
    vp_section *s = &d->at[d->n - 1];
    if (!room(d, &s->at, &s->cap, s->n, sizeof *s->at))
        return NULL;
    s->at[s->n] = (vp_block){.kind = kind, .text = ""};
    return &s->at[s->n++];
}

void vp_doc_text(vp_doc *d, const char *text)
{
    vp_block *b = block_new(d, VP_BLOCK_TEXT);
    if (b)
        b->text = kept(d, text);
}

void vp_doc_command(vp_doc *d, const char *line)
{
    vp_block *b = block_new(d, VP_BLOCK_COMMAND);
    if (b)
        b->text = kept(d, line);
}

void vp_doc_picture(vp_doc *d, const char *svg)
{
    vp_block *b = block_new(d, VP_BLOCK_PICTURE);
    if (b)
        b->text = kept(d, svg);
}

void vp_doc_fact_add(vp_doc *d, const char *name, const char *title, vp_shown shown, const char *value)
{
    if (d->oom)
        return;
    vp_section *s = &d->at[d->n - 1];
    vp_block *b = s->n > 0 ? &s->at[s->n - 1] : NULL;
    if (!b || b->kind != VP_BLOCK_FACTS)
        b = block_new(d, VP_BLOCK_FACTS);
    if (b && room(d, &b->facts, &b->capfacts, b->nfacts, sizeof *b->facts))
        b->facts[b->nfacts++] = (vp_doc_fact){name, kept(d, title), shown, kept(d, value)};
}

vp_doc_column *vp_doc_columns(vp_doc *d, const vp_doc_column *columns, size_t ncolumns, size_t more)
{
    vp_doc_column *copy = vp_arena_array(d->arena, ncolumns + more, sizeof *copy);
    d->oom |= !copy;
    for (size_t i = 0; copy && i < ncolumns; i++) {
        copy[i] = columns[i];
        copy[i].title = vp_tr(d->lang, columns[i].title);
    }
    return copy;
}

void vp_doc_table_new(vp_doc *d, const vp_doc_column *columns, size_t ncolumns)
{
    vp_block *b = block_new(d, VP_BLOCK_TABLE);
    vp_doc_table *t = b && columns ? vp_arena_alloc(d->arena, sizeof *t) : NULL;
    if (!t) {
        d->oom = true;
        return;
    }
    t->columns = columns;
    t->ncolumns = ncolumns;
    b->table = t;
}

static vp_doc_table *table_now(const vp_doc *d)
{
    return d->at[d->n - 1].at[d->at[d->n - 1].n - 1].table;
}

void vp_doc_cell(vp_doc *d, const char *text)
{
    if (d->oom)
        return;
    vp_doc_table *t = table_now(d);
    if (t->total) {
        if (t->ntotal < t->ncolumns)
            t->total[t->ntotal++] = kept(d, text);
        return;
    }
    if (room(d, &t->cell, &t->cap, t->ncells, sizeof *t->cell)) {
        t->cell[t->ncells++] = kept(d, text);
        t->nrows = t->ncells / t->ncolumns;
    }
}

void vp_doc_total(vp_doc *d)
{
    if (d->oom)
        return;
    vp_doc_table *t = table_now(d);
    t->total = vp_arena_array(d->arena, t->ncolumns, sizeof *t->total);
    for (size_t i = 0; t->total && i < t->ncolumns; i++)
        t->total[i] = "";
    d->oom |= !t->total;
}

void vp_doc_main(vp_doc *d)
{
    if (!d->oom)
        d->main = table_now(d);
}

const char *vp_doc_money(vp_doc *d, vp_money m)
{
    char text[VP_DECIMAL_MAX];
    vp_money_format(text, m);
    return kept(d, vp_arena_dupz(d->arena, text));
}

const char *vp_doc_number(vp_doc *d, size_t n)
{
    return kept(d, vp_arena_printf(d->arena, "%zu", n));
}

/* The text of a vp_str on the stack, moved to the arena. */
static const char *moved(vp_doc *d, vp_str *text)
{
    const char *copy = text->oom ? NULL : vp_arena_dupz(d->arena, vp_str_text(text));
    vp_str_free(text);
    return kept(d, copy);
}

const char *vp_doc_say(vp_doc *d, const char *msg, const char *a, const char *b, const char *c, const char *e)
{
    vp_str text = {0};
    vp_note_text(&text, d->lang, &(vp_note){msg, {a, b, c, e}});
    return moved(d, &text);
}

const char *vp_doc_people(vp_doc *d, vp_shown shown, const char *value)
{
    vp_str text = {0};
    vp_doc_show(&text, d, shown, value, false);
    return moved(d, &text);
}

static bool blank(const vp_doc_table *t, size_t column)
{
    for (size_t i = column; i < t->ncells; i += t->ncolumns)
        if (*t->cell[i])
            return false;
    return true;
}

vp_status vp_doc_finish(vp_doc *d, vp_err *err)
{
    for (size_t i = 0; !d->oom && i < d->n; i++)
        for (size_t k = 0; k < d->at[i].n; k++) {
            vp_doc_table *t = d->at[i].at[k].table;
            if (!t)
                continue;
            VP_ALLOC(t->hidden, vp_arena_array(d->arena, t->ncolumns, sizeof *t->hidden), err);
            for (size_t c = 0; c < t->ncolumns; c++) {
                vp_column_use use = t->columns[c].use;
                t->hidden[c] = use == VP_COLUMN_MACHINE || (use != VP_COLUMN_ALWAYS && blank(t, c));
            }
        }
    return d->oom ? vp_nomem(err) : VP_OK;
}
