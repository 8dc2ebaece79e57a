/* Answers in the reader's format: one interface, one small printer for each format. */
#include <stdlib.h>
#include <string.h>
#include <vp/emit.h>
#include <vp/show.h>
#include "lib/base/wide.h"

enum { FLUSH_AT = 64 * 1024 };

typedef struct printer {
    void (*begin)(vp_emit *e);
    void (*row)(vp_emit *e, const char *const *cells);
    void (*end)(vp_emit *e);
} printer;

struct vp_emit {
    const printer *as;
    vp_out out;
    const char *schema;
    const vp_column *columns;
    size_t count, rows;
    vp_str text, members; /* text: not yet flushed; members: of the JSON object */
    char **kept;          /* table: all cells, for their widths */
    size_t nkept, capkept;
    bool oom;
};

vp_status vp_out_str(void *str, const char *bytes, size_t n, vp_err *err)
{
    vp_str_add(str, bytes, n);
    return vp_str_check(str, err);
}

static inline bool special_in(vp_wide16 v)
{
    return vp_any16((vp_wide16)(v == ',') | (vp_wide16)(v == '"') | (vp_wide16)(v == '\n') | (vp_wide16)(v == '\r'));
}

/* Whether a cell must be quoted. */
static bool special(const char *s, size_t n)
{
    if (n < 16)
        return n > 0 && special_in(vp_load_short(s, n));
    for (size_t i = 0; n - i > 16; i += 16)
        if (special_in(vp_load16(s + i)))
            return true;
    return special_in(vp_load16(s + n - 16)); /* may overlap */
}

void vp_csv_cell(vp_str *out, const char *s, size_t n)
{
    if (!special(s, n)) {
        vp_str_add(out, s, n);
        return;
    }
    vp_str_addc(out, '"');
    for (size_t from = 0; from < n;) {
        const char *q = memchr(s + from, '"', n - from);
        size_t to = q ? (size_t)(q - s) + 1 : n;
        vp_str_add(out, s + from, to - from);
        if (q)
            vp_str_addc(out, '"');
        from = to;
    }
    vp_str_addc(out, '"');
}

void vp_json_string(vp_str *out, const char *s)
{
    vp_str_addc(out, '"');
    for (const char *from = s;; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        vp_str_add(out, from, (size_t)(s - from));
        if (c == '\0')
            break;
        if (c == '"' || c == '\\') {
            vp_str_addc(out, '\\');
            vp_str_addc(out, (char)c);
        } else if (c == '\n') {
            vp_str_addz(out, "\\n");
        } else if (c == '\r') {
            vp_str_addz(out, "\\r");
        } else if (c == '\t') {
            vp_str_addz(out, "\\t");
        } else {
            vp_str_addf(out, "\\u%04x", c);
        }
        from = s + 1;
    }
    vp_str_addc(out, '"');
}

static bool is_number(const char *s)
{
    s += *s == '-' || *s == '+';
    if (*s < '0' || *s > '9')
        return false;
    while ((*s >= '0' && *s <= '9') || *s == ',')
        s++;
    if (*s == '.')
        for (s++; *s >= '0' && *s <= '9';)
            s++;
    return *s == '\0' || strcmp(s, "%") == 0;
}

bool vp_formula_like(const char *s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠", NULL};
    if (*s == '\0')
        return false;
    if (strchr("=@\t\r", *s))
        return true;
    if (*s == '+' || *s == '-')
        return !is_number(s);
    for (size_t i = 0; wide[i]; i++)
        if (strncmp(s, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

static const char *cell(const char *const *cells, size_t i)
{
    return cells[i] ? cells[i] : "";
}

/* ---- csv and sheet ---- */

static void csv_begin(vp_emit *e)
{
    for (size_t i = 0; i < e->count; i++) {
        if (i > 0)
            vp_str_addc(&e->text, ',');
        vp_csv_cell(&e->text, e->columns[i].name, strlen(e->columns[i].name));
    }
    vp_str_addc(&e->text, '\n');
}

static void csv_row(vp_emit *e, const char *const *cells)
{
    vp_str *t = &e->text;
    for (size_t i = 0; i < e->count; i++) {
        const char *s = cell(cells, i);
        size_t n = *s ? strlen(s) : 0;
        if ((t->oom || t->cap - t->n <= n + 1) && !vp_str_reserve(t, n + 1))
            return;
        if (i > 0)
            t->s[t->n++] = ',';
        if (n > 0 && special(s, n)) {
            vp_csv_cell(t, s, n);
        } else if (n > 0) {
            memcpy(t->s + t->n, s, n);
            t->n += n;
        }
    }
    vp_str_addc(t, '\n');
}

static void nothing(vp_emit *e)
{
    (void)e;
}

void vp_sheet_cell(vp_str *out, const char *s)
{
    if (!vp_formula_like(s)) {
        vp_csv_cell(out, s, strlen(s));
        return;
    }
    VP_STR guarded = {0};
    vp_str_addc(&guarded, '\'');
    vp_str_addz(&guarded, s);
    out->oom |= guarded.oom;
    vp_csv_cell(out, vp_str_text(&guarded), guarded.n);
}

static void sheet_cell(vp_emit *e, size_t i, const char *s)
{
    if (i > 0)
        vp_str_addc(&e->text, ',');
    vp_sheet_cell(&e->text, s);
}

static void sheet_begin(vp_emit *e)
{
    vp_str_addz(&e->text, "\xEF\xBB\xBF");
    for (size_t i = 0; i < e->count; i++)
        sheet_cell(e, i, e->columns[i].title ? e->columns[i].title : e->columns[i].name);
    vp_str_addz(&e->text, "\r\n");
}

static void sheet_row(vp_emit *e, const char *const *cells)
{
    for (size_t i = 0; i < e->count; i++)
        sheet_cell(e, i, cell(cells, i));
    vp_str_addz(&e->text, "\r\n");
}

/* ---- json and jsonl ---- */

/* A number by RFC 8259, without exponent: what may stand bare. */
static bool json_number(const char *s)
{
    s += *s == '-';
    if (*s < '0' || *s > '9' || (s[0] == '0' && s[1] >= '0' && s[1] <= '9'))
        return false;
    s += strspn(s, "0123456789");
    if (*s == '.' && s[1] >= '0' && s[1] <= '9')
        s += 1 + strspn(s + 1, "0123456789");
    return *s == '\0';
}

static void json_object(vp_emit *e, const char *const *cells)
{
    for (size_t i = 0; i < e->count; i++) {
        vp_str_addz(&e->text, i > 0 ? ", " : "{");
        vp_json_string(&e->text, e->columns[i].name);
        vp_str_addz(&e->text, ": ");
        const char *s = cell(cells, i);
        if (e->columns[i].kind == 'n' && (*s == '\0' || json_number(s)))
            vp_str_addz(&e->text, *s ? s : "null");
        else
            vp_json_string(&e->text, s);
    }
    vp_str_addc(&e->text, '}');
}

static void json_open(vp_emit *e)
{
    vp_str_addz(&e->text, "{\n  \"schema\": ");
    vp_json_string(&e->text, e->schema);
    if (e->members.n > 0)
        vp_str_add(&e->text, e->members.s, e->members.n);
    vp_str_addz(&e->text, ",\n  \"rows\": [");
}

static void json_row(vp_emit *e, const char *const *cells)
{
    if (e->rows == 0)
        json_open(e);
    vp_str_addz(&e->text, e->rows > 0 ? ",\n    " : "\n    ");
    json_object(e, cells);
}

static void json_end(vp_emit *e)
{
    if (e->rows == 0)
        json_open(e);
    vp_str_addz(&e->text, e->rows > 0 ? "\n  ]\n}\n" : "]\n}\n");
}

static void jsonl_row(vp_emit *e, const char *const *cells)
{
    json_object(e, cells);
    vp_str_addc(&e->text, '\n');
}

/* ---- table ---- */

static void table_keep(vp_emit *e, const char *s)
{
    if (e->nkept == e->capkept) {
        size_t cap = e->capkept ? e->capkept * 2 : 256;
        char **kept = realloc(e->kept, cap * sizeof *kept);
        if (!kept) {
            e->oom = true;
            return;
        }
        e->kept = kept;
        e->capkept = cap;
    }
    vp_str shown = {0}; /* a text of several lines is shown on one */
    for (size_t n; *s; s += n + (s[n] != '\0')) {
        n = strcspn(s, "\t\n\r");
        vp_show(&shown, s, n);
        if (s[n] != '\0')
            vp_str_addc(&shown, ' ');
    }
    vp_str_addz(&shown, "");
    e->oom |= shown.oom;
    if (shown.oom)
        vp_str_free(&shown);
    else
        e->kept[e->nkept++] = shown.s;
}

static void table_begin(vp_emit *e)
{
    for (size_t i = 0; i < e->count; i++)
        table_keep(e, e->columns[i].name);
}

static void table_row(vp_emit *e, const char *const *cells)
{
    for (size_t i = 0; i < e->count; i++)
        table_keep(e, cell(cells, i));
}

static void pad(vp_emit *e, size_t n)
{
    while (n-- > 0)
        vp_str_addc(&e->text, ' ');
}

static void table_end(vp_emit *e)
{
    size_t *widths = calloc(e->count ? e->count : 1, sizeof *widths);
    if (!widths || e->oom) {
        free(widths);
        e->oom = true;
        return;
    }
    for (size_t k = 0; k < e->nkept; k++) {
        size_t w = vp_width(e->kept[k], strlen(e->kept[k]));
        if (w > widths[k % e->count])
            widths[k % e->count] = w;
    }
    for (size_t k = 0; k < e->nkept; k++) {
        size_t i = k % e->count, gap = widths[i] - vp_width(e->kept[k], strlen(e->kept[k]));
        bool right = e->columns[i].kind == 'n', last = i + 1 == e->count;
        if (right)
            pad(e, gap);
        vp_str_addz(&e->text, e->kept[k]);
        if (!right && !last)
            pad(e, gap);
        while (last && e->text.n > 0 && e->text.s[e->text.n - 1] == ' ')
            e->text.n--;
        vp_str_addz(&e->text, last ? "\n" : "  ");
    }
    free(widths);
}

/* ---- the table of formats ---- */

const char *const vp_emit_formats[] = {"table", "csv", "json", "jsonl", "sheet", NULL};

static const printer printers[] = {
    {table_begin, table_row, table_end},
    {csv_begin, csv_row, nothing},
    {nothing, json_row, json_end},
    {nothing, jsonl_row, nothing},
    {sheet_begin, sheet_row, nothing},
};

static vp_status flush(vp_emit *e, size_t at_least, vp_err *err)
{
    if (e->oom)
        return vp_nomem(err);
    VP_TRY(vp_str_check(&e->text, err));
    VP_TRY(vp_str_check(&e->members, err));
    if (e->text.n < at_least || e->text.n == 0)
        return VP_OK;
    VP_TRY(e->out.write(e->out.ctx, e->text.s, e->text.n, err));
    vp_str_clear(&e->text);
    return VP_OK;
}

vp_status vp_emit_new(vp_emit **e, const char *format, vp_out out, const char *schema,
                      const vp_column *columns, size_t count, vp_err *err)
{
    size_t i = 0;
    while (vp_emit_formats[i] && strcmp(vp_emit_formats[i], format) != 0)
        i++;
    if (!vp_emit_formats[i])
        return vp_fail(err, VP_USAGE, VP_NOWHERE, "unknown format '%s'", format);
    vp_emit *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return vp_nomem(err);
    *fresh = (vp_emit){.as = &printers[i], .out = out, .schema = schema, .columns = columns, .count = count};
    fresh->as->begin(fresh);
    *e = fresh;
    return VP_OK;
}

vp_status vp_emit_member(vp_emit *e, const char *key, const char *text, vp_err *err)
{
    vp_str_addz(&e->members, ",\n  ");
    vp_json_string(&e->members, key);
    vp_str_addz(&e->members, ": ");
    vp_json_string(&e->members, text);
    return vp_str_check(&e->members, err);
}

vp_status vp_emit_row(vp_emit *e, const char *const *cells, vp_err *err)
{
    e->as->row(e, cells);
    e->rows++;
    return flush(e, FLUSH_AT, err);
}

vp_status vp_emit_end(vp_emit *e, vp_err *err)
{
    e->as->end(e);
    return flush(e, 0, err);
}

void vp_emit_free(vp_emit *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->nkept; i++)
        free(e->kept[i]);
    free(e->kept);
    vp_str_free(&e->text);
    vp_str_free(&e->members);
    free(e);
}
