/* The first sheet of a workbook becomes CSV: the parts of the archive, its XML by expat, the cells. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <vp/date.h>
#include <vp/emit.h>
#include <vp/str.h>
#include "lib/io/text.h"
#include "lib/io/xlsx.h"
#include "lib/io/zip.h"

enum { COLUMNS_MAX = 16384, ROWS_MAX = 1048576, BYTES_MAX = 1 << 28, EPOCH = 25569 /* 1970-01-01 */,
       EPOCH_1904 = 24107, LAST_DAY = 2958465 /* 9999-12-31 */, DIGITS = 15, POWERS = 400 };

typedef enum look { PLAIN, SHARE, DAY } look; /* how a number is shown */

typedef struct book {
    const char *file;
    vp_zip zip;
    XML_Parser parser;
    char *path;               /* of the first sheet that is shown, in the archive */
    char *relation;           /* and what the workbook calls it */
    bool from_1904;
    const char **text;        /* shared ones */
    size_t ntext, captext;
    look *own;                /* formats of the workbook, by number */
    unsigned *number;
    size_t nown, capown, capnumber;
    look *style;              /* of cells */
    size_t nstyle, capstyle;
    bool in_styles;           /* those of cells, not the named ones */

    /* where the reading is */
    vp_str chars;             /* text since the last element that has some */
    bool take, phonetic;
    size_t row, column;       /* where the CSV has come to, from 0 */
    size_t filled;            /* columns of the row that are written */
    size_t next_row, next;    /* where a row, and a cell, are that do not say so */
    char kind;                /* of the cell: n(umber), s(hared), b(oolean), others are text */
    size_t at, look_of;
    vp_str value, csv;
    bool disorder;            /* rows or cells go back, or come twice */
    bool locked;              /* a part, by a password */
    bool full;                /* more than anybody fills in */
    vp_status failed;
    vp_arena *arena;
    vp_err *err;
} book;

static const char *attribute(const XML_Char **at, const char *name)
{
    for (; at[0]; at += 2)
        if (strcmp(at[0], name) == 0)
            return at[1];
    return NULL;
}

/* Without the prefix of its namespace. */
static const char *local(const XML_Char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is(const XML_Char *name, const char *what)
{
    return strcmp(local(name), what) == 0;
}

static void fail(book *b, vp_status s)
{
    if (b->failed == VP_OK)
        b->failed = s;
}

static const char *keep(book *b, const char *s)
{
    const char *copy = vp_arena_dupz(b->arena, s);
    if (!copy)
        fail(b, vp_nomem(b->err));
    return copy ? copy : "";
}

static void chars(void *ctx, const XML_Char *s, int n)
{
    book *b = ctx;
    if (b->take && !b->phonetic)
        vp_str_add(&b->chars, s, (size_t)n);
}

/* ---- the workbook: which sheet ---- */

static void book_begins(void *ctx, const XML_Char *name, const XML_Char **at)
{
    book *b = ctx;
    const char *state = attribute(at, "state"), *id = NULL, *from = attribute(at, "date1904");
    if (is(name, "workbookPr"))
        b->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
    if (!is(name, "sheet") || b->relation || (state && strcmp(state, "visible") != 0))
        return;
    for (const XML_Char **a = at; a[0]; a += 2)
        if (strchr(a[0], ':') && is(a[0], "id"))
            id = a[1];
    b->relation = vp_arena_dupz(b->arena, id ? id : "");
}

static void relation_begins(void *ctx, const XML_Char *name, const XML_Char **at)
{
    book *b = ctx;
    const char *id = attribute(at, "Id"), *target = attribute(at, "Target");
    if (!is(name, "Relationship") || !id || !target || !b->relation || strcmp(id, b->relation) != 0)
        return;
    b->path = *target == '/' ? vp_arena_dupz(b->arena, target + 1) : vp_arena_printf(b->arena, "xl/%s", target);
}

/* ---- texts that cells share ---- */

static void text_begins(void *ctx, const XML_Char *name, const XML_Char **at)
{
    book *b = ctx;
    (void)at;
    if (is(name, "si"))
        vp_str_clear(&b->chars);
    b->phonetic |= is(name, "rPh");
    b->take = is(name, "t");
}

static void text_ends(void *ctx, const XML_Char *name)
{
    book *b = ctx;
    b->take = false;
    b->phonetic &= !is(name, "rPh");
    if (!is(name, "si"))
        return;
    if (vp_arena_grow(b->arena, &b->text, &b->captext, b->ntext, b->ntext + 1, sizeof *b->text, b->err) != VP_OK)
        fail(b, VP_NOMEM);
    else
        b->text[b->ntext++] = keep(b, vp_str_text(&b->chars));
}

/* ---- how numbers are shown ---- */

/* Outside quotation marks, brackets and what is escaped. */
static look look_of_code(const char *code)
{
    look found = PLAIN;
    for (const char *s = code; *s && *s != ';'; s++) {
        if (*s == '"' || *s == '[') {
            const char *end = strchr(s + 1, *s == '"' ? '"' : ']');
            if (!end)
                break;
            s = end;
        } else if ((*s == '\\' || *s == '_' || *s == '*') && s[1]) {
            s++;
        } else if (*s == '%' || (*s == '?' && s[1] == '/')) {
            return SHARE;
        } else if (strchr("ymdYMD", *s)) {
            found = DAY;
        }
    }
    return strcmp(code, "General") == 0 ? PLAIN : found;
}

/* The numbers that every workbook has without saying so. */
static look look_of_number(const book *b, unsigned n)
{
    for (size_t i = 0; i < b->nown; i++)
        if (b->number[i] == n)
            return b->own[i];
    if ((n >= 9 && n <= 10) || n == 12 || n == 13)
        return SHARE;
    return (n >= 14 && n <= 17) || n == 22 || (n >= 27 && n <= 31) || n == 36 || (n >= 50 && n <= 58) ? DAY : PLAIN;
}

static vp_status add_format(book *b, unsigned number, look as)
{
    VP_TRY(vp_arena_grow(b->arena, &b->own, &b->capown, b->nown, b->nown + 1, sizeof *b->own, b->err));
    VP_TRY(vp_arena_grow(b->arena, &b->number, &b->capnumber, b->nown, b->nown + 1, sizeof *b->number, b->err));
    b->own[b->nown] = as;
    b->number[b->nown++] = number;
    return VP_OK;
}

static vp_status add_style(book *b, look as)
{
    VP_TRY(vp_arena_grow(b->arena, &b->style, &b->capstyle, b->nstyle, b->nstyle + 1, sizeof *b->style, b->err));
    b->style[b->nstyle++] = as;
    return VP_OK;
}

static void style_begins(void *ctx, const XML_Char *name, const XML_Char **at)
{
    book *b = ctx;
    const char *id = attribute(at, "numFmtId"), *code = attribute(at, "formatCode");
    unsigned n = id ? (unsigned)strtoul(id, NULL, 10) : 0;
    b->in_styles |= is(name, "cellXfs");
    if (is(name, "numFmt") && code)
        fail(b, add_format(b, n, look_of_code(code)));
    else if (is(name, "xf") && b->in_styles)
        fail(b, add_style(b, look_of_number(b, n)));
}

static void style_ends(void *ctx, const XML_Char *name)
{
    book *b = ctx;
    b->in_styles &= !is(name, "cellXfs");
}

/* ---- cells ---- */

/* "BC12" is column 54, row 11, from 0. */
static bool place_of(size_t *column, size_t *row, const char *ref)
{
    size_t c = 0, r = 0;
    for (; *ref >= 'A' && *ref <= 'Z' && c <= COLUMNS_MAX; ref++)
        c = c * 26 + (size_t)(*ref - 'A') + 1;
    for (; *ref >= '0' && *ref <= '9' && r <= ROWS_MAX; ref++)
        r = r * 10 + (size_t)(*ref - '0');
    *column = c - 1;
    *row = r - 1;
    return *ref == '\0' && c >= 1 && c <= COLUMNS_MAX && r >= 1 && r <= ROWS_MAX;
}

static void go_to_row(book *b, size_t row)
{
    for (; b->row < row; b->row++) {
        vp_str_addc(&b->csv, '\n');
        b->column = b->filled = 0;
    }
}

static void begin_row(book *b, const char *r)
{
    size_t row = r ? (size_t)strtoul(r, NULL, 10) : b->next_row + 1;
    b->full |= row < 1 || row > ROWS_MAX;
    if (b->full)
        return;
    go_to_row(b, row - 1);
    b->next_row = row;
    b->next = 0;
}

static void begin_cell(book *b, const char *ref)
{
    size_t row = b->next_row > 0 ? b->next_row - 1 : 0, column = b->next;
    b->full |= (ref && !place_of(&column, &row, ref)) || column >= COLUMNS_MAX;
    if (b->full)
        return;
    go_to_row(b, row);
    b->disorder |= row < b->row;
    b->at = column;
    b->next_row = row + 1;
    b->next = column + 1;
}

static void sheet_begins(void *ctx, const XML_Char *name, const XML_Char **at)
{
    book *b = ctx;
    if (is(name, "c")) {
        const char *kind = attribute(at, "t"), *ref = attribute(at, "r"), *style = attribute(at, "s");
        begin_cell(b, ref);
        b->look_of = style ? (size_t)strtoul(style, NULL, 10) : 0;
        b->kind = !kind ? 'n' : strlen(kind) == 1 ? *kind : 't';
        vp_str_clear(&b->value);
        vp_str_clear(&b->chars);
    } else if (is(name, "row")) {
        begin_row(b, attribute(at, "r"));
    }
    b->phonetic |= is(name, "rPh");
    b->take = is(name, "v") || is(name, "t");
}

/* A decimal as a workbook has it, rounded half-up to the 15 digits that a spreadsheet shows: 0.d1d2… × 10^point. */
typedef struct decimal { char digit[DIGITS + 1]; int n, point; bool negative; } decimal;

static bool decimal_of(decimal *out, const char *s)
{
    bool fraction = false, some = false;
    *out = (decimal){.negative = *s == '-'};
    for (s += *s == '-'; (*s >= '0' && *s <= '9') || (*s == '.' && !fraction); s++) {
        if (*s == '.') {
            fraction = true;
            continue;
        }
        some = true;
        if (out->n == 0 && *s == '0') {
            out->point -= fraction;
            continue;
        }
        out->point += !fraction;
        if (out->n <= DIGITS)
            out->digit[out->n++] = *s;
    }
    if (some && (*s == 'E' || *s == 'e')) {
        bool down = s[1] == '-';
        int e = 0;
        for (s += 1 + (s[1] == '-' || s[1] == '+'); *s >= '0' && *s <= '9' && e < POWERS; s++)
            e = 10 * e + (*s - '0');
        out->point += down ? -e : e;
    }
    if (out->n > DIGITS && out->digit[--out->n] >= '5') {
        int i = DIGITS - 1;
        while (i >= 0 && out->digit[i] == '9')
            out->digit[i--] = '0';
        if (i >= 0) {
            out->digit[i]++;
        } else {
            out->digit[0] = '1';
            out->point++;
        }
    }
    while (out->n > 0 && out->digit[out->n - 1] == '0')
        out->n--;
    return some && *s == '\0' && out->point > -POWERS && out->point < POWERS;
}

static void add_decimal(vp_str *out, const decimal *d)
{
    if (d->negative && d->n > 0)
        vp_str_addc(out, '-');
    if (d->point <= 0 || d->n == 0)
        vp_str_addz(out, d->n > 0 ? "0." : "0");
    for (int i = d->point; i < 0 && d->n > 0; i++)
        vp_str_addc(out, '0');
    for (int i = 0; i < d->n || (d->n > 0 && i < d->point); i++) {
        if (i == d->point && i > 0)
            vp_str_addc(out, '.');
        vp_str_addc(out, i < d->n ? d->digit[i] : '0');
    }
}

/* Its whole part, of a day that there is; 0: it is none. */
static int32_t day_of(const decimal *d)
{
    int32_t day = 0;
    for (int i = 0; i < d->point && d->point <= 7; i++)
        day = 10 * day + (i < d->n ? d->digit[i] - '0' : 0);
    return d->negative || day > LAST_DAY ? 0 : day;
}

/* A number as a person reads it. */
static void add_number(vp_str *out, const book *b, const char *text)
{
    look as = b->look_of < b->nstyle ? b->style[b->look_of] : PLAIN;
    decimal d;
    if (!decimal_of(&d, text)) {
        vp_str_addz(out, text);
    } else if (as == DAY && day_of(&d) > 0) {
        char shown[VP_DATE_MAX];
        int32_t day = day_of(&d) - (b->from_1904 ? EPOCH_1904 : EPOCH);
        vp_date_format(shown, (vp_date){day, day});
        vp_str_addz(out, shown);
    } else {
        d.point += as == SHARE ? 2 : 0;
        add_decimal(out, &d);
        if (as == SHARE)
            vp_str_addc(out, '%');
    }
}

static void write_cell(book *b)
{
    const char *text = vp_str_text(&b->value);
    VP_STR shown = {0};
    if (*text == '\0')
        return;
    b->disorder |= b->at < b->filled;
    if (b->kind == 's') {
        size_t i = (size_t)strtoul(text, NULL, 10);
        vp_str_addz(&shown, i < b->ntext ? b->text[i] : "");
    } else if (b->kind == 'n') {
        add_number(&shown, b, text);
    } else {
        vp_str_addz(&shown, b->kind == 'b' ? (*text == '1' ? "TRUE" : "FALSE") : text);
    }
    for (; b->column < b->at; b->column++)
        vp_str_addc(&b->csv, ',');
    vp_csv_cell(&b->csv, vp_str_text(&shown), shown.n);
    b->filled = b->at + 1;
    b->csv.oom |= shown.oom;
    b->full |= b->csv.n > BYTES_MAX;
}

static void sheet_ends(void *ctx, const XML_Char *name)
{
    book *b = ctx;
    b->take = false;
    b->phonetic &= !is(name, "rPh");
    if (is(name, "v") || is(name, "t")) {
        vp_str_add(&b->value, vp_str_text(&b->chars), b->chars.n);
        vp_str_clear(&b->chars);
    } else if (is(name, "c") && !b->full) {
        write_cell(b);
    }
}

/* ---- the whole ---- */

static vp_status broken(const book *b)
{
    if (b->zip.zip64)
        vp_fail(b->err, VP_INVALID, VP_AT_FILE(b->file), "this Excel workbook (xlsx) is packed as zip64, as are "
                "archives of more than 4 GB: it cannot be read");
    else if (b->locked)
        vp_fail(b->err, VP_INVALID, VP_AT_FILE(b->file), "this Excel workbook (xlsx) is locked by a password");
    else
        vp_fail(b->err, VP_INVALID, VP_AT_FILE(b->file), "this Excel workbook (xlsx) cannot be read");
    return vp_hint(b->err, "open it, and save it again as xlsx or as CSV (UTF-8)"), VP_INVALID;
}

/* Entities that a document defines itself are nothing that a spreadsheet writes. */
static void no_entities(void *ctx, const XML_Char *name, int parameter, const XML_Char *value, int n,
                        const XML_Char *base, const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
    const book *b = ctx;
    (void)name, (void)parameter, (void)value, (void)n, (void)base, (void)system, (void)public, (void)notation;
    XML_StopParser(b->parser, XML_FALSE);
}

/* Read a part of the archive. needed false: it may be missing. */
static vp_status read_part(book *b, const char *name, bool needed, XML_StartElementHandler begins,
                           XML_EndElementHandler ends)
{
    vp_zip z = b->zip;
    vp_zip_part part;
    const char *text = NULL;
    while (vp_zip_next(&part, &z))
        if (part.nname == strlen(name) && memcmp(part.name, name, part.nname) == 0) {
            b->locked |= part.locked;
            VP_TRY(vp_zip_unpack(&text, &part, b->arena, b->err));
            break;
        }
    if (!text)
        return needed ? broken(b) : VP_OK;
    XML_Parser p = XML_ParserCreate(NULL);
    if (!p)
        return vp_nomem(b->err);
    b->take = b->phonetic = false;
    b->parser = p;
    XML_SetUserData(p, b);
    XML_SetEntityDeclHandler(p, no_entities);
    XML_SetElementHandler(p, begins, ends);
    XML_SetCharacterDataHandler(p, chars);
    enum XML_Status ok = XML_Parse(p, text, (int)part.size, 1);
    bool nomem = XML_GetErrorCode(p) == XML_ERROR_NO_MEMORY || b->chars.oom || b->value.oom || b->csv.oom;
    XML_ParserFree(p);
    if (nomem)
        return vp_nomem(b->err);
    VP_TRY(b->failed);
    return ok == XML_STATUS_OK ? VP_OK : broken(b);
}

static void nothing(void *ctx, const XML_Char *name)
{
    (void)ctx, (void)name;
}

static vp_status read_book(book *b)
{
    VP_TRY(read_part(b, "xl/workbook.xml", true, book_begins, nothing));
    VP_TRY(read_part(b, "xl/_rels/workbook.xml.rels", true, relation_begins, nothing));
    VP_TRY(read_part(b, "xl/sharedStrings.xml", false, text_begins, text_ends));
    VP_TRY(read_part(b, "xl/styles.xml", false, style_begins, style_ends));
    if (!b->path)
        return broken(b);
    vp_str_clear(&b->chars);
    VP_TRY(read_part(b, b->path, true, sheet_begins, sheet_ends));
    if (b->disorder)
        return broken(b);
    vp_str_addc(&b->csv, '\n');
    VP_TRY(vp_str_check(&b->csv, b->err));
    if (b->full)
        return vp_fail(b->err, VP_INVALID, VP_AT_FILE(b->file), "this workbook holds too much to be read");
    return VP_OK;
}

bool vp_xlsx_is_one(const char *bytes, size_t n)
{
    return n >= 4 && memcmp(bytes, "PK\3\4", 4) == 0 && !vp_text_is_ods(bytes, n);
}

vp_status vp_xlsx_csv(const char **csv, size_t *ncsv, const char *file, const char *bytes, size_t n, vp_arena *arena,
                      vp_err *err)
{
    book b = {.file = file, .arena = arena, .err = err};
    vp_status s = vp_zip_open(&b.zip, bytes, n) ? read_book(&b) : broken(&b);
    *ncsv = b.csv.n;
    if (s == VP_OK && !(*csv = vp_arena_dup(arena, vp_str_text(&b.csv), b.csv.n)))
        s = vp_nomem(err);
    vp_str_free(&b.chars);
    vp_str_free(&b.value);
    vp_str_free(&b.csv);
    return s;
}
