/* Reading lists: a CSV file as an office exports it, with titles above its header and headings of its own. */
#include <string.h>
#include <vp/fold.h>
#include "lib/io/csv.h"
#include "lib/io/list.h"
#include "lib/io/marks.h"
#include "lib/model/cell.h"
#include "lib/model/field.h"

enum { HEADER_WITHIN = 10 };

/* What is looked for in a header; the key's headings come from its field. */
typedef enum what { KEY, DAY, REASON, COLUMNS } what;

static const char *const day_headings[] = {
    "listed_on", "列入日期", "列入时间", "列入名录日期", "列入名录时间", "列入异常名录日期", "列入失信名单日期", "公布日期",
    "公布时间", "发布日期", "决定日期", "认定日期", "处罚日期", "处罚决定日期", "登记日期", "日期", "listed on", "date listed",
    "date", NULL,
};
static const char *const reason_headings[] = {
    "reason", "列入原因", "列入事由", "列入名录原因", "原因", "事由", "违法事实", "处罚事由", "说明", NULL,
};
/* Of text fields: a list of organisations has their name in one of these columns. */
static const char *const name_headings[] = {
    "name", "名称", "机构名称", "单位名称", "组织名称", "社会组织名称", "organisation", "organization", NULL,
};

typedef struct reader {
    const vp_rule *rule;
    const vp_round *round;
    const vp_field *field;
    const char *file;
    vp_map *headings;   /* folded -> 1 + what */
    vp_list *list;
    size_t cap;
    long at[COLUMNS];
    size_t width;
    vp_problems *problems;
    size_t bad;
    vp_arena *arena, *scratch;
    vp_err *err;
} reader;

void vp_list_close(vp_list *list)
{
    if (list)
        vp_map_free(list->keys);
}

/* ---- the header ---- */

static vp_status understand(reader *r, const char *heading, what w)
{
    const char *key;
    VP_TRY(vp_fold(&key, heading, r->scratch, r->err));
    bool fresh;
    uint64_t *slot = vp_map_put(r->headings, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(r->err);
    if (fresh)
        *slot = 1 + (uint64_t)w;
    return VP_OK;
}

static vp_status understand_all(reader *r, const char *const *headings, what w)
{
    for (; headings && *headings; headings++)
        VP_TRY(understand(r, *headings, w));
    return VP_OK;
}

static vp_status open_headings(reader *r)
{
    const vp_field *f = r->field;
    VP_TRY(understand(r, f->name, KEY));
    for (size_t i = 0; i < f->headings.n; i++)
        VP_TRY(understand(r, f->headings.at[i], KEY));
    if (r->rule->field < VP_STANDARD_FIELDS) {
        const vp_field_standard *s = &vp_standard_fields[r->rule->field];
        VP_TRY(understand(r, s->title_zh, KEY));
        VP_TRY(understand_all(r, s->headings, KEY));
    }
    if (f->type == VP_TYPE_TEXT)
        VP_TRY(understand_all(r, name_headings, KEY));
    VP_TRY(understand_all(r, day_headings, DAY));
    return understand_all(r, reason_headings, REASON);
}

static long meaning(const reader *r, vp_cell cell)
{
    const char *key;
    if (cell.n == 0 || cell.n > 200 || vp_fold(&key, cell.s, r->scratch, NULL) != VP_OK)
        return -1;
    const uint64_t *slot = vp_map_get(r->headings, key, strlen(key));
    return slot ? (long)*slot - 1 : -1;
}

/* The first column of each kind: a list may have several dates. */
static size_t read_header(reader *r, const vp_csv_record *record)
{
    size_t found = 0;
    vp_mark mark = vp_arena_mark(r->scratch);
    for (size_t w = 0; w < COLUMNS; w++)
        r->at[w] = -1;
    for (size_t i = 0; i < record->n; i++) {
        long w = meaning(r, record->cell[i]);
        if (w >= 0 && r->at[w] < 0) {
            r->at[w] = (long)i;
            found++;
        }
    }
    vp_arena_rewind(r->scratch, mark);
    return r->at[KEY] < 0 ? 0 : found;
}

static size_t fits(void *ctx, const vp_csv_record *record)
{
    return read_header(ctx, record);
}

/* ---- rows ---- */

/* A problem of one row: told, or the end. Of status VP_INVALID it is a warning, which only those hear who collect. */
static vp_status wrong(reader *r, vp_status s)
{
    if (!r->problems)
        return s == VP_INVALID ? VP_OK : s;
    r->bad += s == VP_CORRUPT;
    r->problems->tell(r->problems->ctx, r->err);
    *r->err = (vp_err){.lang = r->err->lang};
    return VP_OK;
}

/* The same entry may come again: the latest day counts, and one without a day always does. */
static vp_status add(reader *r, const char *key, vp_listed entry)
{
    vp_list *list = r->list;
    bool fresh;
    uint64_t *slot = vp_map_put(list->keys, key, strlen(key), &fresh);
    if (!slot)
        return vp_nomem(r->err);
    if (fresh) {
        VP_TRY(vp_arena_grow(r->arena, &list->at, &r->cap, list->n, list->n + 1, sizeof *list->at, r->err));
        list->at[list->n++] = entry;
        *slot = list->n;
        return VP_OK;
    }
    vp_listed *old = &list->at[*slot - 1];
    if (old->dated && (!entry.dated || entry.day > old->day))
        *old = entry;
    return VP_OK;
}

static vp_status cell_of(const char **out, reader *r, const vp_csv_record *record, what w, bool narrow)
{
    long i = r->at[w];
    *out = "";
    if (i < 0 || (size_t)i >= record->n || record->cell[i].n == 0)
        return VP_OK;
    return (narrow ? vp_narrow : vp_clean)(out, record->cell[i].s, record->cell[i].n, r->scratch, r->err);
}

static vp_where place(const reader *r, const vp_csv_record *record, what w)
{
    return (vp_where){.file = r->file, .row = record->line, .col = (size_t)r->at[w] + 1};
}

/* The text as proposals have it; "" when the cell is blank. */
static vp_status key_of(const char **key, reader *r, const vp_csv_record *record)
{
    vp_value v = {0};
    vp_problem p;
    VP_TRY(cell_of(key, r, record, KEY, true));
    if (!**key)
        return VP_OK;
    if (r->list->folded)
        return vp_fold(key, *key, r->scratch, r->err);
    if (r->field->type != VP_TYPE_CODE)
        return VP_OK;
    if (vp_cell_code(&v, &p, *key, r->scratch) != VP_CELL_BAD) {
        *key = v.text;
        return *key ? VP_OK : vp_nomem(r->err);
    }
    if (!r->problems)
        return VP_OK;
    vp_fail(r->err, VP_INVALID, place(r, record, KEY), "'%s' is not a right code: it is compared as it stands", *key);
    vp_hint(r->err, "compare it with where the list comes from");
    return wrong(r, VP_INVALID);
}

static vp_status one_row(reader *r, const vp_csv_record *record)
{
    const char *key, *on, *why;
    for (size_t i = r->width; i < record->n; i++) {
        const char *s = "";
        if (record->cell[i].n > 0)
            VP_TRY(vp_clean(&s, record->cell[i].s, record->cell[i].n, r->scratch, r->err));
        if (!*s)
            continue;
        vp_fail(r->err, VP_CORRUPT, (vp_where){.file = r->file, .row = record->line, .col = i + 1},
                "this row has %zu cells, the header has %zu", record->n, r->width);
        vp_hint(r->err, "put cells that hold separators in quotation marks");
        return wrong(r, VP_CORRUPT);
    }
    VP_TRY(key_of(&key, r, record));
    if (!*key)
        return VP_OK;
    vp_listed entry = {.reason = ""};
    vp_value v = {0};
    vp_problem p;
    VP_TRY(cell_of(&on, r, record, DAY, true));
    if (*on && vp_cell_date(&v, &p, on, r->scratch) == VP_CELL_BAD) {
        vp_where at = place(r, record, DAY);
        at.field = "listed_on";
        vp_fail(r->err, VP_CORRUPT, at, "'%s' is not a date", on);
        vp_hint(r->err, "write it as 2024-03-01");
        return wrong(r, VP_CORRUPT);
    }
    if (*on) {
        entry.dated = true;
        entry.day = v.date.last;
    }
    VP_TRY(cell_of(&why, r, record, REASON, false));
    if (*why)
        VP_ALLOC(entry.reason, vp_arena_dupz(r->arena, why), r->err);
    return add(r, key, entry);
}

static vp_status no_key(reader *r, size_t line)
{
    vp_fail(r->err, VP_CORRUPT, (vp_where){.file = r->file, .row = line, .col = 1}, "there is no column '%s'",
            r->field->name);
    return vp_hint(r->err, "the rule '%s' compares with it", r->rule->id), VP_CORRUPT;
}

static vp_status records(reader *r, vp_csv *csv)
{
    size_t first = 0, seen = 0;
    for (bool more;;) {
        vp_csv_record record;
        VP_TRY(vp_csv_next(csv, &record, &more, r->err));
        if (!more)
            return r->width ? VP_OK : no_key(r, first);
        first = first ? first : record.line;
        if (r->width) {
            vp_mark mark = vp_arena_mark(r->scratch);
            VP_TRY(one_row(r, &record));
            vp_arena_rewind(r->scratch, mark);
        } else if (read_header(r, &record) > 0) {
            r->width = record.n;
        } else if (++seen == HEADER_WITHIN) {
            return no_key(r, first);
        }
    }
}

/* ---- the file ---- */

static vp_status no_list(const vp_rule *rule, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(view->where(view->ctx, rule->list, arena)),
            "the rule '%s' needs this list, and it is not there", rule->id);
    return vp_hint(err, "make it with the header uscc,name,listed_on,reason and commit it, or take the rule out of "
                        "round.json");
}

static vp_status fill(reader *r, const char *bytes, size_t n)
{
    VP_AUTO(vp_text) text = NULL;
    VP_AUTO(vp_csv) csv = NULL;
    vp_dialect dialect = vp_dialect_usual(',');
    VP_TRY(open_headings(r));
    VP_TRY(vp_refuse_marks(r->file, bytes, n, r->err));
    VP_TRY(vp_text_open_bytes(&text, r->file, bytes, n, r->err));
    VP_TRY(vp_csv_sniff(&dialect, text, fits, r, r->err));
    VP_TRY(vp_csv_open(&csv, text, &dialect, r->err));
    return records(r, csv);
}

vp_status vp_list_read_all(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view,
                           vp_problems *problems, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_map) headings = vp_map_new();
    VP_AUTO(vp_arena) scratch = vp_arena_new();
    const char *bytes;
    size_t n;
    vp_err spare = {0};
    reader r = {.rule = rule, .round = round, .field = &round->fields[rule->field], .headings = headings,
                .problems = err ? problems : NULL, .arena = arena, .scratch = scratch, .err = err ? err : &spare};
    if (!headings || !scratch)
        return vp_nomem(err);
    vp_status s = view->read(view->ctx, rule->list, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND)
        return no_list(rule, view, arena, err);
    VP_TRY(s);
    r.file = view->where(view->ctx, rule->list, arena);
    VP_ALLOC(r.list, vp_arena_alloc(arena, sizeof *r.list), err);
    VP_ALLOC(r.list->keys, vp_map_new(), err);
    r.list->path = rule->list;
    r.list->folded = r.field->type == VP_TYPE_TEXT || r.field->type == VP_TYPE_CHOICE || r.field->type == VP_TYPE_ID;
    s = fill(&r, bytes, n);
    if (s == VP_INVALID) {
        r.err->status = VP_CORRUPT; /* a file of the round's own, not of an applicant */
        s = VP_CORRUPT;
    }
    if (s == VP_OK && r.bad > 0)
        s = VP_CORRUPT;
    if (s != VP_OK)
        vp_list_close(r.list);
    else
        *out = r.list;
    return s;
}

vp_status vp_list_read(vp_list **out, const vp_rule *rule, const vp_round *round, const vp_view *view,
                       vp_arena *arena, vp_err *err)
{
    return vp_list_read_all(out, rule, round, view, NULL, arena, err);
}
