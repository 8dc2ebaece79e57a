/* The form as a workbook: the only code that knows libxlsxwriter. Its doubles are for show: bounds go into it as text,
   and what stands is decided by vp-intake. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include "lib/io/file.h"
#include "lib/io/formula.h"
#include "lib/io/workbook.h"

/* Rows that are checked; what Excel holds of a message, its title and a check's formula; bytes of a list inside its
   cell, of which libxlsxwriter keeps no more. */
enum { FIRST = VP_FORMULA_ROW - 1, LAST = 1000, MESSAGE_MAX = 250, TITLE_MAX = 30, FORMULA_MAX = 255, LIST_MAX = 255,
       COLUMNS_MAX = 16384, LINE = 16 /* height of one */ };

enum { WHITE = 0xFFFFFF, BLUE = 0x1F4E79, PALE = 0xDDEBF7, RED = 0xFFC7CE, YELLOW = 0xFFF2CC, GREY = 0x7F7F7F };

typedef struct book {
    const vp_form *form;
    lxw_workbook *w;
    lxw_worksheet *sheet, *lists; /* lists NULL: none is needed so far */
    lxw_col_t nlists;
    lxw_format *red, *yellow;
    lxw_error first; /* that went wrong */
    vp_arena *arena;
} book;

static void try(book *b, lxw_error e)
{
    if (b->first == LXW_NO_ERROR)
        b->first = e;
}

/* What vp_arena_printf gave, or a text that is never NULL: running out of memory is told at the end. */
static const char *held(book *b, const char *s)
{
    if (!s)
        try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return s ? s : "";
}

#define text(b, ...) held((b), vp_arena_printf((b)->arena, __VA_ARGS__))

static lxw_format *format(book *b)
{
    lxw_format *f = workbook_add_format(b->w);
    if (!f)
        try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return f;
}

static const char *tr(const book *b, const char *msg)
{
    return vp_tr(b->form->round->lang, msg);
}

/* libxlsxwriter takes texts that it does not change as char *. */
static char *unconst(const char *s)
{
    return (char *)(uintptr_t)s;
}

/* At most so many characters of a text, without control characters. */
static char *cut(book *b, const char *s, size_t most)
{
    size_t n = 0, count = 0;
    for (; s[n]; n++)
        if (((unsigned char)s[n] & 0xC0) != 0x80 && ++count > most)
            break;
    char *copy = unconst(held(b, vp_arena_dup(b->arena, s, n)));
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < 0x20 && *p != '\n')
            *p = ' ';
    return copy;
}

/* ---- checks ---- */

static bool is_number(const vp_form_column *c)
{
    return c->type == VP_TYPE_MONEY || c->type == VP_TYPE_COUNT || c->type == VP_TYPE_DATE;
}

static const char *number(book *b, const vp_form_column *c, int64_t value)
{
    return held(b, vp_formula_number(c, value, b->arena));
}

static const char *cell(book *b, size_t column)
{
    return held(b, vp_formula_cell(column, b->arena));
}

/* Excel has drop-down lists in the cell itself up to a limit; longer ones stand on a hidden sheet. */
static void choices(book *b, lxw_data_validation *v, const vp_form_column *c)
{
    size_t bytes = 0;
    bool plain = true;
    for (size_t i = 0; i < c->choices.n; i++) {
        bytes += strlen(c->choices.at[i]) + 1;
        plain &= !strpbrk(c->choices.at[i], ",\"") && !strchr("= ", *c->choices.at[i]);
    }
    v->criteria = LXW_VALIDATION_CRITERIA_NONE;
    if (plain && bytes <= LIST_MAX) {
        char **list = vp_arena_array(b->arena, c->choices.n + 1, sizeof *list);
        for (size_t i = 0; list && i < c->choices.n; i++)
            list[i] = unconst(c->choices.at[i]);
        v->validate = LXW_VALIDATION_TYPE_LIST;
        v->value_list = list;
        if (!list)
            try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    if (!b->lists) {
        b->lists = workbook_add_worksheet(b->w, "lists");
        if (!b->lists) {
            try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return;
        }
        worksheet_hide(b->lists);
    }
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, b->nlists, LXW_TRUE);
    for (size_t i = 0; i < c->choices.n; i++)
        try(b, worksheet_write_string(b->lists, (lxw_row_t)i, b->nlists, c->choices.at[i], NULL));
    b->nlists++;
    v->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    v->value_formula = unconst(text(b, "=lists!%s$1:%s$%zu", name, name, c->choices.n));
}

/* Bounds of a number or a date by itself. */
static void bounds(book *b, lxw_data_validation *v, const vp_form_column *c)
{
    const char *least = c->has_least ? number(b, c, c->least) : c->type == VP_TYPE_DATE ? "1" : "0";
    v->validate = c->type == VP_TYPE_MONEY ? LXW_VALIDATION_TYPE_DECIMAL_FORMULA
                : c->type == VP_TYPE_DATE ? LXW_VALIDATION_TYPE_DATE_FORMULA : LXW_VALIDATION_TYPE_INTEGER_FORMULA;
    if (c->has_most) {
        v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        v->minimum_formula = unconst(least);
        v->maximum_formula = unconst(number(b, c, c->most));
        return;
    }
    v->criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    v->value_formula = unconst(least);
}

/* What is expected: when a cell is chosen, and again when it is filled in wrongly. */
static char *message(book *b, const vp_form_column *c)
{
    const char *all = text(b, "%s%s", c->required ? tr(b, N_("Required: ")) : tr(b, N_("Optional: ")), c->expects);
    for (size_t i = 0; i < c->rules.n; i++)
        all = text(b, "%s\n%s", all, c->rules.at[i]);
    return cut(b, all, MESSAGE_MAX);
}

/* One check for each column: Excel has no more. What concerns several columns can be broken by any of them, so it
   warns, and does not stop; it is shown in red as well. */
static void check(book *b, size_t i)
{
    const vp_form_column *c = &b->form->at[i];
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY};
    const char *own = held(b, vp_formula_own(b->form, i, b->arena));
    const char *others = held(b, vp_formula_others(b->form, i, b->arena));
    const char *both = text(b, "=AND(%s%s)", own, others);
    if (c->choices.n > 0) {
        choices(b, &v, c);
    } else if (c->type == VP_TYPE_CODE) {
        v.validate = LXW_VALIDATION_TYPE_LENGTH;
        v.criteria = LXW_VALIDATION_CRITERIA_EQUAL_TO;
        v.value_number = 18;
    } else if (is_number(c) && *others && strlen(both) <= FORMULA_MAX) {
        v.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
        v.value_formula = unconst(both);
        v.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    } else if (is_number(c)) {
        bounds(b, &v, c);
    }
    if (c->type == VP_TYPE_COUNT) /* words are taken too */
        v.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    v.input_title = v.error_title = cut(b, c->heading, TITLE_MAX);
    v.input_message = v.error_message = message(b, c);
    try(b, worksheet_data_validation_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &v));

    lxw_conditional_format red = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = b->red};
    if (*own && c->choices.n == 0) {
        red.value_string = unconst(text(b, "=AND(%s<>\"\",NOT(AND(%s%s)))", cell(b, i), own, others));
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &red));
    }
    if (c->type == VP_TYPE_ID) {
        lxw_conditional_format twice = {.type = LXW_CONDITIONAL_TYPE_DUPLICATE, .format = b->red};
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &twice));
    }
    if (c->required) {
        lxw_conditional_format blank = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = b->yellow};
        blank.value_string = unconst(text(b, "=AND(%s=\"\",COUNTA(%s:%s)>0)", cell(b, i), cell(b, 0),
                                          cell(b, b->form->n - 1)));
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &blank));
    }
}

/* ---- the sheet to fill in ---- */

static lxw_format *heading_format(book *b, bool required)
{
    lxw_format *f = format(b);
    if (!f)
        return NULL;
    format_set_bold(f);
    format_set_text_wrap(f);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_bg_color(f, required ? BLUE : PALE);
    format_set_font_color(f, required ? WHITE : BLUE);
    return f;
}

/* Text stays text: Excel would take the digits of a code away. Long text does not need it, and older versions show
   #### in its place. */
static lxw_format *column_format(book *b, const vp_form_column *c, bool example)
{
    lxw_format *f = format(b);
    if (!f)
        return NULL;
    if (c->type == VP_TYPE_MONEY)
        format_set_num_format(f, text(b, "#,##0.00%.*s", c->places > 2 ? c->places - 2 : 0, "####################"));
    else if (c->field != VP_SUMMARY)
        format_set_num_format(f, c->type == VP_TYPE_DATE ? "yyyy-mm-dd" : c->type == VP_TYPE_COUNT ? "0" : "@");
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (c->type == VP_TYPE_TEXT)
        format_set_text_wrap(f);
    if (example) {
        format_set_italic(f);
        format_set_font_color(f, GREY);
    }
    return f;
}

/* How wide a text is shown: Chinese characters take two places. */
static size_t width_of(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        if (((unsigned char)*s & 0xC0) != 0x80)
            n += (unsigned char)*s >= 0xE0 ? 2 : 1;
    return n;
}

/* Lines that a text takes in a column of that width. */
static size_t lines_of(const char *s, size_t width)
{
    size_t lines = 0;
    for (const char *end; *s; s = *end ? end + 1 : end) {
        end = s + strcspn(s, "\n");
        size_t wide = 0;
        for (const char *p = s; p < end; p++)
            if (((unsigned char)*p & 0xC0) != 0x80)
                wide += (unsigned char)*p >= 0xE0 ? 2 : 1;
        lines += wide / width + 1;
    }
    return lines > 0 ? lines : 1;
}

static size_t column_width(const vp_form_column *c)
{
    size_t least = c->field == VP_SUMMARY ? 50 : c->field == VP_TITLE || c->field == VP_APPLICANT ? 28
                 : c->type == VP_TYPE_CODE ? 22 : c->type == VP_TYPE_MONEY ? 16 : 13;
    size_t w = width_of(c->heading) + 4;
    if (w < width_of(c->example) + 2 && c->type != VP_TYPE_TEXT)
        w = width_of(c->example) + 2;
    return w < least ? least : w > 50 ? 50 : w;
}

/* A decimal as the double that Excel shows it by. */
static double shown(int64_t value, int decimals)
{
    int64_t one = 1;
    for (; decimals > 0; decimals--)
        one *= 10;
    return (double)value / (double)one;
}

static void example(book *b, size_t i, lxw_format *f)
{
    const vp_form_column *c = &b->form->at[i];
    lxw_col_t col = (lxw_col_t)i;
    int64_t value = 0;
    vp_date day;
    if (c->type == VP_TYPE_DATE && vp_date_parse(&day, c->example))
        try(b, worksheet_write_number(b->sheet, FIRST, col, day.first + VP_FORMULA_EPOCH, f));
    else if (is_number(c) && c->type != VP_TYPE_DATE && vp_decimal_parse(&value, c->example, c->places))
        try(b, worksheet_write_number(b->sheet, FIRST, col, shown(value, c->places), f));
    else if (*c->example)
        try(b, worksheet_write_string(b->sheet, FIRST, col, c->example, f));
}

static void fill_sheet(book *b)
{
    lxw_format *required = heading_format(b, true), *other = heading_format(b, false);
    for (size_t i = 0; i < b->form->n; i++) {
        const vp_form_column *c = &b->form->at[i];
        lxw_col_t col = (lxw_col_t)i;
        try(b, worksheet_set_column(b->sheet, col, col, (double)column_width(c), column_format(b, c, false)));
        try(b, worksheet_write_string(b->sheet, 0, col, text(b, "%s%s", c->heading, c->required ? "*" : ""),
                                      c->required ? required : other));
        example(b, i, column_format(b, c, true));
        check(b, i);
    }
    try(b, worksheet_set_row(b->sheet, 0, 2 * LINE + 6, NULL));
    try(b, worksheet_set_row(b->sheet, FIRST, 2 * LINE, NULL));
    worksheet_freeze_panes(b->sheet, FIRST, b->form->n > 2 ? 2 : 1);
    worksheet_set_landscape(b->sheet);
    worksheet_set_paper(b->sheet, 9); /* A4 */
    try(b, worksheet_repeat_rows(b->sheet, 0, 0));
    try(b, worksheet_repeat_columns(b->sheet, 0, b->form->n > 2 ? 1 : 0));
}

/* ---- the sheet that says how ---- */

static void say(book *b, lxw_worksheet *s, lxw_row_t *row, const char *line, lxw_format *f)
{
    try(b, worksheet_write_string(s, (*row)++, 0, line, f));
}

static const char *days(book *b)
{
    const vp_round *r = b->form->round;
    char opens[VP_DATE_MAX] = "…", closes[VP_DATE_MAX] = "…";
    if (!r->has_opens && !r->has_closes)
        return NULL;
    if (r->has_opens)
        vp_date_format(opens, r->opens);
    if (r->has_closes)
        vp_date_format(closes, r->closes);
    return text(b, "%s%s – %s", tr(b, N_("Open for applications: ")), opens, closes);
}

static void explain(book *b, lxw_worksheet *s)
{
    static const int widths[] = {26, 10, 48, 60};
    static const char *const sayings[] = {
        N_("Fill in the first sheet, one row for each proposal; leave its headings as they are."),
        N_("The row that begins with 'example:' only shows how: it may stay, it is not taken for a proposal."),
        N_("Columns marked * must be filled in. A red cell breaks a rule, a yellow one is still to be filled in."),
        N_("Hand in the workbook, or save the first sheet as CSV (UTF-8).")};
    lxw_format *title = format(b), *head = heading_format(b, true), *cells = format(b);
    lxw_row_t row = 0;
    if (!title || !head || !cells)
        return;
    format_set_bold(title);
    format_set_font_size(title, 14);
    format_set_text_wrap(cells);
    format_set_align(cells, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(cells, LXW_BORDER_THIN);
    for (lxw_col_t i = 0; i < 4; i++)
        try(b, worksheet_set_column(s, i, i, widths[i], NULL));
    say(b, s, &row, b->form->round->title, title);
    if (days(b))
        say(b, s, &row, days(b), NULL);
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        say(b, s, &row, tr(b, sayings[i]), NULL);
    row++;
    const char *const heads[] = {N_("column"), N_("required"), N_("what to write"), N_("what the round asks of it")};
    for (lxw_col_t i = 0; i < 4; i++)
        try(b, worksheet_write_string(s, row, i, tr(b, heads[i]), head));
    for (size_t i = 0; i < b->form->n; i++) {
        const vp_form_column *c = &b->form->at[i];
        const char *all = "";
        for (size_t k = 0; k < c->rules.n; k++)
            all = text(b, "%s%s%s", all, k ? "\n" : "", c->rules.at[k]);
        size_t lines = lines_of(all, (size_t)widths[3]), more = lines_of(c->expects, (size_t)widths[2]);
        row++;
        try(b, worksheet_set_row(s, row, (double)((lines > more ? lines : more) * LINE), NULL));
        try(b, worksheet_write_string(s, row, 0, c->heading, cells));
        try(b, worksheet_write_string(s, row, 1, c->required ? tr(b, N_("yes")) : tr(b, N_("no")), cells));
        try(b, worksheet_write_string(s, row, 2, c->expects, cells));
        try(b, worksheet_write_string(s, row, 3, all, cells));
    }
    worksheet_set_landscape(s);
    worksheet_set_paper(s, 9);
    worksheet_fit_to_pages(s, 1, 0);
}

/* ---- the whole ---- */

static void compose(book *b, int64_t when)
{
    lxw_doc_properties about = {.title = cut(b, b->form->round->title, MESSAGE_MAX), .author = unconst("vp"),
                                .created = when > 0 ? (time_t)when : 1}; /* 0: libxlsxwriter asks the clock */
    try(b, workbook_set_properties(b->w, &about));
    lxw_worksheet *how;
    b->sheet = workbook_add_worksheet(b->w, tr(b, N_("Proposals")));
    how = workbook_add_worksheet(b->w, tr(b, N_("How to fill in")));
    b->red = format(b);
    b->yellow = format(b);
    if (!b->sheet || !how || !b->red || !b->yellow) {
        try(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    format_set_bg_color(b->red, RED);
    format_set_bg_color(b->yellow, YELLOW);
    fill_sheet(b);
    explain(b, how);
}

static vp_status wrong(lxw_error e, const vp_form *form, const char *path, vp_err *err)
{
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return vp_nomem(err);
    if (e == LXW_ERROR_CREATING_XLSX_FILE || e == LXW_ERROR_CREATING_TMPFILE || e == LXW_ERROR_READING_TMPFILE ||
        (e >= LXW_ERROR_ZIP_FILE_OPERATION && e <= LXW_ERROR_ZIP_CLOSE))
        return vp_fail(err, VP_IO, VP_AT_FILE(path), "the workbook cannot be written: %s", lxw_strerror(e));
    vp_fail(err, VP_CORRUPT, VP_AT_FILE(form->round->file), "a workbook cannot hold the form: %s", lxw_strerror(e));
    return vp_hint(err, "shorten its headings and choices, or write the form as .csv");
}

/* A name beside the path that no file has yet; the empty file is there. NULL: errno says why. */
static char *aside_of(const char *path)
{
    static const char name[] = ".vp-XXXXXX";
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    char *aside = malloc(n + sizeof name);
    if (!aside)
        return NULL;
    memcpy(aside, path, n);
    memcpy(aside + n, name, sizeof name);
    int fd = mkstemp(aside);
    if (fd >= 0 && close(fd) == 0)
        return aside;
    int why = errno;
    free(aside);
    errno = why;
    return NULL;
}

static vp_status write_aside(const char *aside, const vp_form *form, int64_t when, const char *path, vp_arena *arena,
                             vp_err *err)
{
    book b = {.form = form, .w = workbook_new(aside), .arena = arena};
    if (!b.w)
        return vp_nomem(err);
    compose(&b, when);
    if (b.first != LXW_NO_ERROR) {
        lxw_workbook_free(b.w);
        return wrong(b.first, form, path, err);
    }
    lxw_error e = workbook_close(b.w); /* frees it in any case */
    return e == LXW_NO_ERROR ? VP_OK : wrong(e, form, path, err);
}

vp_status vp_workbook_form(const char **bytes, size_t *n, const vp_form *form, int64_t when, const char *path,
                           vp_arena *arena, vp_err *err)
{
    if (form->n > COLUMNS_MAX)
        return wrong(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, form, path, err);
    char *aside = aside_of(path);
    if (!aside)
        return errno == ENOMEM ? vp_nomem(err) : vp_fail(err, VP_IO, VP_AT_FILE(path),
                                                         "the workbook cannot be written: %s", strerror(errno));
    vp_status s = write_aside(aside, form, when, path, arena, err);
    if (s == VP_OK)
        s = vp_file_read(bytes, n, aside, VP_FILE_MAX, arena, err);
    unlink(aside);
    free(aside);
    bool whole = false;
    VP_TRY(s);
    VP_TRY(vp_workbook_whole(&whole, *bytes, *n, arena, err));
    if (whole)
        return VP_OK;
    vp_fail(err, VP_IO, VP_AT_FILE(path), "the workbook cannot be written: a part of it was cut short");
    return vp_hint(err, "make room on the disk of temporary files (TMPDIR)");
}
