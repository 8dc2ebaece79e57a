/* The index of the round's proposals, a file:

     head, then for each field of the round, and for withdrawals, the place of its column (0: all blank), then the
     blobs' ids, then columns: count + 1 places of texts, each NUL-terminated, then the texts.

   All places are counted from the start; numbers are the machine's, which the head tells. Its check value finds what an
   accident did to it: whoever could do it on purpose could change the round itself. In memory, what differs from the
   index there is lies beside it; the file is written again only when that has become much. */
#include <stdlib.h>
#include <string.h>
#include <vp/hash.h>
#include <vp/map.h>
#include <vp/str.h>
#include "lib/verb/known.h"

/* Fewer proposals are read as quickly as an index; so is a 16th of them. */
enum { WORTH = 500, PART = 16, ID = 20, ALIGNED = sizeof(uint32_t) };

#define PREFIX "proposals-"

typedef struct head {
    char magic[8];
    uint32_t crc;              /* of all that follows it */
    char shape[VP_HASH_HEX];   /* names and types of the round's fields */
    char tree[VP_OID_HEX];
    char rest[2];              /* up to four bytes */
    uint32_t order, size, count, fields;
} head;

enum { SUMMED = 8 + sizeof(uint32_t), ORDER = 0x0102 };
static const char magic[8] = "vpknow2";
_Static_assert(sizeof(head) == SUMMED + VP_HASH_HEX + VP_OID_HEX + 2 + 4 * sizeof(uint32_t), "the head has holes");

/* An index, mapped. */
typedef struct table {
    const char *bytes;
    size_t n;
    size_t count, fields;
    const uint32_t *column;   /* places, one for each field */
    const unsigned char *ids;
    size_t next;              /* looked at first: whoever goes through a folder finds one behind the other */
} table;

/* A proposal: one of the index, or texts. */
typedef struct row {
    const char *const *text;  /* NULL: as the index has it */
    size_t old;
    const char *id;
    unsigned char blob[ID];
} row;

struct vp_known {
    const vp_round *round;
    vp_store *store;          /* or NULL: then `all` is all there is */
    vp_proposals all;
    char shape[VP_HASH_HEX];
    table index;              /* bytes NULL: there is none */
    row *rows;                /* what there is, by id; NULL: just what the index has */
    size_t count;
    vp_arena *arena;
    vp_map *put;              /* id -> 1 + place in fresh */
    const char *const **fresh;
    size_t nfresh, capfresh;
};

/* A column for each field, and one for the day on which it was withdrawn. */
static size_t width(const vp_known *k)
{
    return k->round->nfields + 1;
}

static bool is_secret(const vp_known *k, size_t field)
{
    return field < k->round->nfields && k->round->fields[field].secret;
}

/* ---- reading an index ---- */

static uint32_t at(const table *x, uint32_t place, size_t i)
{
    uint32_t v;
    memcpy(&v, x->bytes + place + i * sizeof v, sizeof v);
    return v;
}

static const char *text_of(const table *x, size_t i, size_t field)
{
    return x->column[field] ? x->bytes + at(x, x->column[field], i) : "";
}

/* Every place is inside, texts end where the next begins: nothing else is looked at before it is used. */
static bool sound_column(const table *x, uint32_t place)
{
    size_t room;
    if (place % ALIGNED != 0 || place > x->n || __builtin_mul_overflow(x->count + 1, sizeof place, &room) ||
        room > x->n - place)
        return false;
    uint32_t from = at(x, place, 0);
    if (from < place + room)
        return false;
    for (size_t i = 1; i <= x->count; i++) {
        uint32_t to = at(x, place, i);
        if (to <= from || to > x->n || x->bytes[to - 1] != '\0')
            return false;
        from = to;
    }
    return true;
}

/* False: these bytes are no index of that shape and so many columns, or not whole. tree NULL: it may be of any. */
static bool index_read(table *out, const char *bytes, size_t n, const char *shape, size_t fields, const char *tree)
{
    head h;
    *out = (table){0};
    if (n < sizeof h)
        return false;
    memcpy(&h, bytes, sizeof h);
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.order != ORDER || h.size != n ||
        memcmp(h.shape, shape, sizeof h.shape) != 0 || (tree && memcmp(h.tree, tree, sizeof h.tree) != 0))
        return false;
    size_t columns, ids;
    if (h.fields != fields || __builtin_mul_overflow(fields, sizeof *out->column, &columns) || columns > n - sizeof h ||
        __builtin_mul_overflow(h.count, ID, &ids) || ids > n - sizeof h - columns)
        return false;
    if (vp_crc(bytes + SUMMED, n - SUMMED) != h.crc)
        return false;
    *out = (table){bytes, n, h.count, h.fields, (const uint32_t *)(const void *)(bytes + sizeof h),
                   (const unsigned char *)bytes + sizeof h + columns, 0};
    for (size_t f = 0; f < h.fields; f++)
        if (out->column[f] && !sound_column(out, out->column[f]))
            return false;
    return out->count == 0 || out->column[VP_ID];
}

static bool find(size_t *i, const table *x, const char *id)
{
    for (size_t low = 0, high = x->count; low < high;) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(id, text_of(x, mid, VP_ID));
        if (order == 0) {
            *i = mid;
            return true;
        }
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

/* Where the index has the blob under that id. */
static bool unchanged(size_t *i, table *x, const char *id, const unsigned char *blob)
{
    *i = x->next;
    if (!(*i < x->count && strcmp(id, text_of(x, *i, VP_ID)) == 0) && !find(i, x, id))
        return false;
    x->next = *i + 1;
    return memcmp(x->ids + *i * ID, blob, ID) == 0;
}

/* ---- making one ---- */

static vp_status shape_of(char hex[VP_HASH_HEX], const vp_round *round, vp_err *err)
{
    VP_STR text = {0};
    vp_str_addz(&text, "withdrawn\n");
    for (size_t i = 0; i < round->nfields; i++)
        vp_str_addf(&text, "%s %d %d\n", round->fields[i].name, (int)round->fields[i].type, round->fields[i].secret);
    VP_TRY(vp_str_check(&text, err));
    vp_hash(hex, vp_str_text(&text), text.n);
    return VP_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const row *)a)->id, ((const row *)b)->id);
}

/* A folder's order is nearly always that of the ids. */
static void sort_rows(row *rows, size_t n)
{
    size_t i = 1;
    while (i < n && by_id(&rows[i - 1], &rows[i]) < 0)
        i++;
    if (i < n)
        qsort(rows, n, sizeof *rows, by_id);
}

static const char *row_text(const row *r, const table *x, size_t field)
{
    return r->text ? r->text[field] : text_of(x, r->old, field);
}

static void add_number(vp_str *out, uint32_t v)
{
    vp_str_add(out, (const char *)&v, sizeof v);
}

static void pad(vp_str *out)
{
    static const char zeros[ALIGNED];
    vp_str_add(out, zeros, (ALIGNED - out->n % ALIGNED) % ALIGNED);
}

/* A column after what is there; its place, or 0 when all its texts are blank. */
static uint32_t add_column(vp_str *out, const row *rows, size_t n, const table *x, size_t field)
{
    size_t i = 0;
    while (i < n && !*row_text(&rows[i], x, field))
        i++;
    if (i == n)
        return 0;
    pad(out);
    uint32_t place = (uint32_t)out->n, from = place + (uint32_t)((n + 1) * sizeof from);
    for (i = 0; i < n; i++) {
        add_number(out, from);
        from += (uint32_t)strlen(row_text(&rows[i], x, field)) + 1;
    }
    add_number(out, from);
    for (i = 0; i < n; i++) {
        const char *s = row_text(&rows[i], x, field);
        vp_str_add(out, s, strlen(s) + 1);
    }
    return place;
}

/* Of rows that are sorted by id. More bytes than UINT32_MAX are no index: its places cannot count them. */
static vp_status index_write(vp_str *out, const vp_known *k, const row *rows, size_t n, const char *tree, vp_err *err)
{
    size_t fields = width(k);
    head h = {.order = ORDER, .count = (uint32_t)n, .fields = (uint32_t)fields};
    memcpy(h.magic, magic, sizeof magic);
    memcpy(h.shape, k->shape, sizeof h.shape);
    memcpy(h.tree, tree, sizeof h.tree);
    vp_str_add(out, (const char *)&h, sizeof h);
    for (size_t f = 0; f < fields; f++)
        add_number(out, 0);
    for (size_t i = 0; i < n; i++)
        vp_str_add(out, (const char *)rows[i].blob, ID);
    for (size_t f = 0; f < fields; f++) {
        uint32_t place = is_secret(k, f) ? 0 : add_column(out, rows, n, &k->index, f);
        VP_TRY(vp_str_check(out, err));
        memcpy(out->s + sizeof h + f * sizeof place, &place, sizeof place);
    }
    pad(out);
    VP_TRY(vp_str_check(out, err));
    h.size = (uint32_t)out->n;
    memcpy(out->s, &h, sizeof h);
    h.crc = vp_crc(out->s + SUMMED, out->n - SUMMED);
    memcpy(out->s, &h, sizeof h);
    return VP_OK;
}

/* "P-1" of "P-1.json", of the arena; *id NULL: the name of something else. */
static vp_status id_of(const char **id, const char *name, vp_arena *arena, vp_err *err)
{
    size_t n = vp_proposal_id_of(name);
    *id = NULL;
    if (n > 0)
        VP_ALLOC(*id, vp_arena_dup(arena, name, n), err);
    return VP_OK;
}

/* ---- the index of a tree ---- */

static void name_of(char out[64], const char *tree)
{
    memcpy(out, PREFIX, sizeof PREFIX);
    memcpy(out + sizeof PREFIX - 1, tree, VP_OID_HEX);
}

static bool load(table *out, const vp_known *k, const char *name, const char *tree)
{
    const char *bytes;
    size_t n;
    vp_err ignored = {0};
    if (vp_store_cache_open(&bytes, &n, k->store, name, &ignored) != VP_OK)
        return false;
    if (index_read(out, bytes, n, k->shape, width(k), tree))
        return true;
    vp_store_cache_close(bytes, n);
    *out = (table){0};
    return false;
}

/* Any index of another tree: what did not change since need not be read. */
static void load_any(vp_known *k, vp_arena *arena)
{
    const char *const *names;
    size_t n;
    vp_err ignored = {0};
    if (vp_store_cache_names(&names, &n, k->store, arena, &ignored) != VP_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (strncmp(names[i], PREFIX, sizeof PREFIX - 1) == 0 && load(&k->index, k, names[i], NULL))
            return;
}

/* An older index, or what a writer that was killed has left. */
static bool outdated(const char *name, const char *now)
{
    return strcmp(name, now) != 0 &&
           (strncmp(name, PREFIX, sizeof PREFIX - 1) == 0 || strncmp(name, ".vp-", 4) == 0);
}

/* An index of these rows in place of all others, unless the one there is differs little from it. */
static vp_status leave(vp_known *k, const row *rows, size_t n, const char *tree, vp_arena *arena, vp_err *err)
{
    VP_STR bytes = {0};
    char name[64];
    const char *const *names;
    size_t other = 0, count;
    for (size_t i = 0; i < n; i++)
        other += rows[i].text != NULL;
    if (n < WORTH || other <= k->index.count / PART)
        return VP_OK;
    VP_TRY(index_write(&bytes, k, rows, n, tree, err));
    if (bytes.n > UINT32_MAX)
        return VP_OK;
    name_of(name, tree);
    VP_TRY(vp_store_cache_write(k->store, name, bytes.s, bytes.n, err));
    VP_TRY(vp_store_cache_names(&names, &count, k->store, arena, err));
    for (size_t i = 0; i < count; i++)
        if (outdated(names[i], name))
            vp_store_cache_remove(k->store, names[i]);
    return VP_OK;
}

static vp_status read_one(row *r, vp_known *k, const vp_view *view, const char *name, vp_arena *scratch, vp_err *err)
{
    vp_proposal p;
    const char *path, *bytes;
    size_t n;
    vp_mark mark = vp_arena_mark(scratch);
    VP_ALLOC(path, vp_arena_printf(scratch, "proposals/%s", name), err);
    vp_status s = view->read(view->ctx, path, &bytes, &n, scratch, err);
    if (s == VP_NOTFOUND)
        return vp_fail(err, VP_CORRUPT, VP_AT_FILE(view->where(view->ctx, path, scratch)), "it cannot be read");
    VP_TRY(s);
    VP_TRY(vp_proposal_parse(&p, k->round, view, path, bytes, n, k->arena, err));
    const char **text;
    VP_ALLOC(text, vp_arena_array(k->arena, width(k), sizeof *text), err);
    memcpy(text, p.value, k->round->nfields * sizeof *text);
    text[k->round->nfields] = p.withdrawn_on ? p.withdrawn_on : "";
    r->text = text;
    vp_arena_rewind(scratch, mark);
    return VP_OK;
}

/* From the files of the view; those that the index has need not be read. */
static vp_status build(vp_known *k, const vp_view *view, const char *tree, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    vp_named *files;
    size_t count;
    vp_err ignored = {0};
    if (!scratch)
        return vp_nomem(err);
    VP_TRY(vp_store_files(&files, &count, k->store, tree, arena, err));
    VP_ALLOC(k->rows, vp_arena_array(k->arena, count, sizeof *k->rows), err);
    for (size_t i = 0; i < count; i++) {
        row *r = &k->rows[k->count];
        VP_TRY(id_of(&r->id, files[i].name, k->arena, err));
        if (!r->id)
            continue;
        memcpy(r->blob, files[i].id, ID);
        if (!unchanged(&r->old, &k->index, r->id, r->blob))
            VP_TRY(read_one(r, k, view, files[i].name, scratch, err));
        k->count++;
    }
    sort_rows(k->rows, k->count);
    (void)leave(k, k->rows, k->count, tree, arena, &ignored);
    return VP_OK;
}

vp_status vp_known_open(vp_known **out, const vp_round *round, const vp_view *view, vp_store *store,
                        const char *commit, vp_err *err)
{
    VP_AUTO(vp_known) k = calloc(1, sizeof *k);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    char name[64], tree[VP_OID_HEX] = "";
    bool fits = false;
    if (!k || !arena || !(k->arena = vp_arena_new()) || !(k->put = vp_map_new()))
        return vp_nomem(err);
    k->round = round;
    k->store = store;
    VP_TRY(shape_of(k->shape, round, err));
    if (store) {
        VP_TRY(vp_store_folder(tree, store, commit, "proposals", err));
        name_of(name, tree);
        fits = load(&k->index, k, name, tree);
        if (!fits)
            load_any(k, arena);
    }
    if (fits)
        k->count = k->index.count;
    else if (store)
        VP_TRY(build(k, view, tree, arena, err));
    else
        VP_TRY(vp_proposals_read(&k->all, round, view, k->arena, err));
    *out = VP_STEAL(k);
    return VP_OK;
}

void vp_known_free(vp_known *k)
{
    if (!k)
        return;
    vp_store_cache_close(k->index.bytes, k->index.n);
    vp_map_free(k->put);
    vp_arena_free(k->arena);
    free(k);
}

/* ---- asking it ---- */

size_t vp_known_count(const vp_known *k)
{
    return k->store ? k->count : k->all.n;
}

static const char *proposal_text(const vp_known *k, const vp_proposal *p, size_t field)
{
    if (field < k->round->nfields)
        return p->value[field];
    return p->withdrawn_on ? p->withdrawn_on : "";
}

const char *vp_known_text(const vp_known *k, size_t i, size_t field)
{
    if (!k->store)
        return proposal_text(k, &k->all.at[i], field);
    return k->rows ? row_text(&k->rows[i], &k->index, field) : text_of(&k->index, i, field);
}

bool vp_known_find(size_t *i, const vp_known *k, const char *id)
{
    if (!k->store) {
        const vp_proposal *p = vp_proposals_find(&k->all, id);
        if (p)
            *i = (size_t)(p - k->all.at);
        return p;
    }
    if (!k->rows)
        return find(i, &k->index, id);
    const row wanted = {.id = id}, *r = k->count ? bsearch(&wanted, k->rows, k->count, sizeof *r, by_id) : NULL;
    if (r)
        *i = (size_t)(r - k->rows);
    return r;
}

vp_status vp_known_proposal(vp_proposal *out, const vp_known *k, size_t i, vp_arena *arena, vp_err *err)
{
    const char **value;
    if (!k->store) {
        *out = k->all.at[i];
        return VP_OK;
    }
    VP_ALLOC(value, vp_arena_array(arena, k->round->nfields, sizeof *value), err);
    for (size_t f = 0; f < k->round->nfields; f++)
        value[f] = vp_known_text(k, i, f);
    const char *withdrawn = vp_known_text(k, i, k->round->nfields);
    *out = (vp_proposal){.value = value, .withdrawn_on = *withdrawn ? withdrawn : NULL,
                         .withdrawn_why = *withdrawn ? "" : NULL};
    return VP_OK;
}

/* ---- after a step ---- */

vp_status vp_known_put(vp_known *k, const char *const *text, vp_err *err)
{
    const char **copy;
    uint64_t *place;
    if (!k->store)
        return VP_OK;
    VP_ALLOC(copy, vp_arena_array(k->arena, width(k), sizeof *copy), err);
    for (size_t f = 0; f < width(k); f++) {
        copy[f] = "";
        if (f < k->round->nfields && *text[f] && !is_secret(k, f))
            VP_ALLOC(copy[f], vp_arena_dupz(k->arena, text[f]), err);
    }
    VP_ALLOC(place, vp_map_put(k->put, copy[VP_ID], strlen(copy[VP_ID]), NULL), err);
    if (*place == 0) {
        VP_TRY(vp_arena_grow(k->arena, &k->fresh, &k->capfresh, k->nfresh, k->nfresh + 1, sizeof *k->fresh, err));
        *place = ++k->nfresh;
    }
    k->fresh[*place - 1] = copy;
    return VP_OK;
}

static vp_status keep(vp_known *k, const char *commit, vp_arena *arena, vp_err *err)
{
    char tree[VP_OID_HEX];
    vp_named *files;
    size_t count, n = 0, i;
    row *rows;
    VP_TRY(vp_store_folder(tree, k->store, commit, "proposals", err));
    VP_TRY(vp_store_files(&files, &count, k->store, tree, arena, err));
    VP_ALLOC(rows, vp_arena_array(arena, count, sizeof *rows), err);
    for (size_t f = 0; f < count; f++) {
        row *r = &rows[n];
        VP_TRY(id_of(&r->id, files[f].name, arena, err));
        if (!r->id)
            continue;
        memcpy(r->blob, files[f].id, ID);
        const uint64_t *place = vp_map_get(k->put, r->id, strlen(r->id));
        if (place) {
            r->text = k->fresh[*place - 1];
        } else if (!unchanged(&r->old, &k->index, r->id, r->blob)) {
            if (!k->rows || !vp_known_find(&i, k, r->id) || memcmp(k->rows[i].blob, r->blob, ID) != 0)
                return VP_OK; /* somebody else's: the next run reads it */
            r->text = k->rows[i].text;
        }
        n++;
    }
    sort_rows(rows, n);
    return leave(k, rows, n, tree, arena, err);
}

void vp_known_keep(vp_known *k, const char *commit)
{
    /* Little beside the index is read again as quickly by the next run. */
    bool much = k->store && *commit && k->nfresh > k->index.count / PART;
    VP_AUTO(vp_arena) arena = much ? vp_arena_new() : NULL;
    vp_err ignored = {0};
    if (arena)
        (void)keep(k, commit, arena, &ignored);
}
