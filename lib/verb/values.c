/* Private values by proposal. The files are ours (vp_values_line), so that any other shape is corruption. */
#include <string.h>
#include <vp/emit.h>
#include "lib/verb/values.h"

/* A file's columns: which field of the round each is of, -1: of none any more. The first two are id and key. */
typedef struct header { long *field; size_t n; } header;

/* A line that is kept; before: 1 + index of the line that was kept of the same id before. */
typedef struct line { const char *at; size_t n, before; const header *header; } line;

struct vp_values {
    const vp_round *round;
    vp_arena *arena;
    vp_map *ids; /* id -> 1 + index of its last line */
    line *lines;
    size_t n, cap;
};

const char *vp_values_name(const char *sha256, vp_arena *arena)
{
    return vp_arena_printf(arena, "values/%s.csv", sha256);
}

/* ---- lines ---- */

static vp_status corrupt(const char *name, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(name), "this is no file of private values as vp-intake keeps them");
    return vp_hint(err, "it is in vp/private of the git directory: move it elsewhere, and vp-intake goes on without "
                   "it");
}

/* The end of the record at s, after its line feed; NULL: it has none. */
static const char *record_end(const char *s, const char *end)
{
    bool quoted = false;
    const char *feed = memchr(s, '\n', (size_t)(end - s));
    if (feed && !memchr(s, '"', (size_t)(feed - s)))
        return feed + 1;
    for (; s < end; s++) {
        if (*s == '"')
            quoted = !quoted;
        else if (*s == '\n' && !quoted)
            return s + 1;
    }
    return NULL;
}

/* The next cell of a record; *s goes behind it, to NULL after the last. */
static vp_status next_cell(const char **out, const char **s, const char *end, vp_arena *arena, vp_err *err)
{
    const char *p = *s;
    char *to;
    VP_ALLOC(to, vp_arena_alloc(arena, (size_t)(end - p) + 1), err);
    *out = to;
    if (p < end && *p == '"') {
        for (p++; p < end && (*p != '"' || (p + 1 < end && p[1] == '"')); p++) {
            p += *p == '"';
            *to++ = *p;
        }
        p += p < end;
    } else {
        while (p < end && *p != ',' && *p != '\n')
            *to++ = *p++;
    }
    *s = p < end && *p == ',' ? p + 1 : NULL;
    return VP_OK;
}

static vp_status read_header(const header **out, const vp_round *round, const char *name, const char *s,
                             const char *end, vp_arena *arena, vp_err *err)
{
    header *h;
    size_t cap = 0;
    VP_ALLOC(h, vp_arena_alloc(arena, sizeof *h), err);
    for (; s; h->n++) {
        const char *cell;
        VP_TRY(next_cell(&cell, &s, end, arena, err));
        VP_TRY(vp_arena_grow(arena, &h->field, &cap, h->n, h->n + 1, sizeof *h->field, err));
        if (h->n < 2 && strcmp(cell, h->n == 0 ? "id" : "key") != 0)
            return corrupt(name, err);
        h->field[h->n] = h->n < 2 ? -1 : vp_round_field(round, cell);
        if (h->field[h->n] >= 0 && !round->fields[h->field[h->n]].secret)
            h->field[h->n] = -1;
    }
    *out = h;
    return h->n < 2 ? corrupt(name, err) : VP_OK;
}

/* Walk the records of a file. What is passed on is a record with an id and a key. */
typedef struct walk { const char *name, *s, *end; const header *header; } walk;

static vp_status walk_begin(walk *w, const vp_round *round, const char *name, const char *bytes, size_t n,
                            vp_arena *arena, vp_err *err)
{
    *w = (walk){.name = name, .end = bytes + n};
    w->s = record_end(bytes, w->end);
    if (!w->s)
        return corrupt(name, err);
    return read_header(&w->header, round, name, bytes, w->s, arena, err);
}

/* The id is the nid characters at line->at; line->at NULL at the end. */
static vp_status walk_next(line *out, size_t *nid, walk *w, vp_err *err)
{
    const char *at = w->s, *next, *comma;
    *out = (line){.header = w->header};
    if (at == w->end)
        return VP_OK;
    next = record_end(at, w->end);
    comma = next ? memchr(at, ',', (size_t)(next - at)) : NULL;
    if (!comma || comma == at || (size_t)(next - comma) < VP_KEY_HEX + 1)
        return corrupt(w->name, err);
    unsigned char key[VP_KEY];
    if (!vp_key_parse(key, comma + 1, VP_KEY_HEX - 1))
        return corrupt(w->name, err);
    out->at = at;
    out->n = (size_t)(next - at);
    *nid = (size_t)(comma - at);
    w->s = next;
    return VP_OK;
}

/* ---- reading ---- */

static vp_status values_new(vp_values **out, const vp_round *round, vp_arena *arena, vp_err *err)
{
    VP_ALLOC(*out, vp_arena_alloc(arena, sizeof **out), err);
    **out = (vp_values){.round = round, .arena = arena};
    VP_ALLOC((*out)->ids, vp_map_in(arena), err);
    return VP_OK;
}

static vp_status take(vp_values *v, const char *name, const char *bytes, size_t n, vp_err *err)
{
    walk w;
    line one;
    size_t nid;
    VP_TRY(walk_begin(&w, v->round, name, bytes, n, v->arena, err));
    for (;;) {
        VP_TRY(walk_next(&one, &nid, &w, err));
        if (!one.at)
            return VP_OK;
        uint64_t *last = vp_map_put(v->ids, one.at, nid, NULL);
        if (!last)
            return vp_nomem(err);
        VP_TRY(vp_arena_grow(v->arena, &v->lines, &v->cap, v->n, v->n + 1, sizeof *v->lines, err));
        one.before = *last;
        v->lines[v->n++] = one;
        *last = v->n;
    }
}

vp_status vp_values_of(vp_values **out, const vp_round *round, const char *name, const char *bytes, size_t n,
                       vp_arena *arena, vp_err *err)
{
    VP_TRY(values_new(out, round, arena, err));
    return take(*out, name, bytes, n, err);
}

vp_status vp_values_read(vp_values **out, const vp_round *round, vp_store *store, vp_arena *arena, vp_err *err)
{
    const char *const *names;
    size_t count;
    VP_TRY(values_new(out, round, arena, err));
    VP_TRY(vp_store_private_list(store, "values", &names, &count, arena, err));
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(names[i]), n;
        const char *name, *bytes;
        if (*names[i] == '.' || len < 5 || strcmp(names[i] + len - 4, ".csv") != 0)
            continue;
        VP_ALLOC(name, vp_arena_printf(arena, "values/%s", names[i]), err);
        vp_status s = vp_store_private_read(store, name, &bytes, &n, arena, err);
        if (s == VP_NOTFOUND) /* forgotten just now */
            continue;
        VP_TRY(s);
        VP_TRY(take(*out, name, bytes, n, err));
    }
    return VP_OK;
}

/* ---- looking up ---- */

bool vp_values_have(const vp_values *v, const char *id)
{
    return vp_map_get(v->ids, id, strlen(id)) != NULL;
}

/* Key (which may be NULL) and private texts of a line, by field; "" where it says nothing. */
static vp_status open_line(unsigned char *key, const char **text, const vp_values *v, const line *l,
                           vp_arena *arena, vp_err *err)
{
    const char *s = l->at, *cell;
    for (size_t i = 0; i < v->round->nfields; i++)
        text[i] = "";
    for (size_t i = 0; s && i < l->header->n; i++) {
        VP_TRY(next_cell(&cell, &s, l->at + l->n, arena, err));
        if (i == 1 && key)
            vp_key_parse(key, cell, strlen(cell));
        else if (l->header->field[i] >= 0)
            text[l->header->field[i]] = cell;
    }
    return VP_OK;
}

/* Whether the keyed hashes are those of the texts. */
static bool made_of(const vp_round *round, const char *const *tag, const unsigned char key[VP_KEY],
                    const char *const *text)
{
    for (size_t i = 0; i < round->nfields; i++) {
        char hex[VP_TAG];
        if (!round->fields[i].secret)
            continue;
        if (!tag[i] != !*text[i])
            return false;
        if (!tag[i])
            continue;
        vp_tag(hex, key, round->fields[i].name, text[i]);
        if (strcmp(hex, tag[i]) != 0)
            return false;
    }
    return true;
}

/* Key and texts of the line that the hashes were made of (*fits), else of the last line. tag NULL: of the last line,
   and key may be NULL then. */
static vp_status find(unsigned char *key, const char ***text, bool *found, bool *fits, const vp_values *v,
                      const char *id, const char *const *tag, vp_arena *arena, vp_err *err)
{
    const uint64_t *last = vp_map_get(v->ids, id, strlen(id));
    *found = last != NULL;
    *fits = false;
    if (!last)
        return VP_OK;
    VP_ALLOC(*text, vp_arena_array(arena, v->round->nfields, sizeof **text), err);
    for (size_t i = *last; tag && i > 0 && !*fits; i = v->lines[i - 1].before) {
        VP_TRY(open_line(key, *text, v, &v->lines[i - 1], arena, err));
        *fits = made_of(v->round, tag, key, *text);
    }
    return *fits ? VP_OK : open_line(key, *text, v, &v->lines[*last - 1], arena, err);
}

vp_status vp_values_find(const char **out, const vp_values *v, const vp_proposal *p, size_t field, vp_arena *arena,
                         vp_err *err)
{
    unsigned char key[VP_KEY];
    const char **text;
    bool found, fits;
    *out = NULL;
    VP_TRY(find(key, &text, &found, &fits, v, p->value[VP_ID], p->tag, arena, err));
    if (fits)
        *out = text[field];
    return VP_OK;
}

vp_status vp_values_only(const char **out, bool *agreed, const vp_values *v, const char *id, size_t field,
                         vp_arena *arena, vp_err *err)
{
    const uint64_t *last = vp_map_get(v->ids, id, strlen(id));
    const char **text;
    *out = NULL;
    *agreed = true;
    VP_ALLOC(text, vp_arena_array(arena, v->round->nfields, sizeof *text), err);
    for (size_t i = last ? *last : 0; i > 0 && *agreed; i = v->lines[i - 1].before) {
        VP_TRY(open_line(NULL, text, v, &v->lines[i - 1], arena, err));
        *agreed = !*out || strcmp(*out, text[field]) == 0;
        *out = *out ? *out : text[field];
    }
    return VP_OK;
}

vp_status vp_values_each(const vp_values *v, vp_value_of *fn, void *ctx, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    if (!scratch)
        return vp_nomem(err);
    for (size_t i = 0; i < v->n; i++) {
        const char **text;
        vp_mark mark = vp_arena_mark(scratch);
        VP_ALLOC(text, vp_arena_array(scratch, v->round->nfields, sizeof *text), err);
        VP_TRY(open_line(NULL, text, v, &v->lines[i], scratch, err));
        for (size_t f = 0; f < v->round->nfields; f++)
            if (*text[f])
                VP_TRY(fn(ctx, f, text[f], scratch, err));
        vp_arena_rewind(scratch, mark);
    }
    return VP_OK;
}

vp_status vp_values_key(unsigned char key[VP_KEY], bool *found, bool *fits, const vp_values *v, const char *id,
                        const char *const *tag, vp_arena *arena, vp_err *err)
{
    const char **text;
    return find(key, &text, found, fits, v, id, tag, arena, err);
}

/* ---- writing ---- */

void vp_values_header(vp_str *out, const vp_round *round)
{
    vp_str_addz(out, "id,key");
    for (size_t i = 0; i < round->nfields; i++)
        if (round->fields[i].secret)
            vp_str_addf(out, ",%s", round->fields[i].name);
    vp_str_addc(out, '\n');
}

void vp_values_line(vp_str *out, const vp_round *round, const unsigned char key[VP_KEY], const char *const *text)
{
    char hex[VP_KEY_HEX];
    vp_key_hex(hex, key);
    vp_csv_cell(out, text[VP_ID], strlen(text[VP_ID]));
    vp_str_addc(out, ',');
    vp_str_add(out, hex, VP_KEY_HEX - 1);
    for (size_t i = 0; i < round->nfields; i++) {
        if (!round->fields[i].secret)
            continue;
        vp_str_addc(out, ',');
        vp_csv_cell(out, text[i], strlen(text[i]));
    }
    vp_str_addc(out, '\n');
}

vp_status vp_values_ids(const vp_map **out, const vp_round *round, const char *name, const char *bytes, size_t n,
                        vp_arena *arena, vp_err *err)
{
    vp_values *v;
    VP_TRY(vp_values_of(&v, round, name, bytes, n, arena, err));
    *out = v->ids;
    return VP_OK;
}

vp_status vp_values_copy(vp_str *out, size_t *left_out, const vp_round *round, const char *name, const char *bytes,
                         size_t n, const vp_map *without, bool as_is, vp_err *err)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (!arena)
        return vp_nomem(err);
    vp_values v = {.round = round};
    walk w;
    line one;
    size_t nid;
    const char **text;
    *left_out = 0;
    VP_ALLOC(text, vp_arena_array(arena, round->nfields, sizeof *text), err);
    VP_TRY(walk_begin(&w, round, name, bytes, n, arena, err));
    if (as_is)
        vp_str_add(out, bytes, (size_t)(w.s - bytes));
    for (;;) {
        unsigned char key[VP_KEY];
        VP_TRY(walk_next(&one, &nid, &w, err));
        if (!one.at)
            return vp_str_check(out, err);
        if (vp_map_get(without, one.at, nid)) {
            ++*left_out;
            continue;
        }
        if (as_is) {
            vp_str_add(out, one.at, one.n);
            continue;
        }
        vp_mark mark = vp_arena_mark(arena);
        VP_TRY(open_line(key, text, &v, &one, arena, err));
        VP_ALLOC(text[VP_ID], vp_arena_dup(arena, one.at, nid), err);
        vp_values_line(out, round, key, text);
        vp_arena_rewind(arena, mark);
    }
}
