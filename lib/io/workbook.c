/* The form for applicants as a workbook. Its doubles are for show: bounds go into it as text, and what stands is
   decided by vp-intake. */
#include <string.h>
#include "lib/io/book.h"
#include "lib/io/formula.h"
#include "lib/io/workbook.h"

/* Rows that are checked; what Excel holds of a check's formula. */
enum { FIRST = VP_FORMULA_ROW - 1, LAST = 1000, FORMULA_MAX = 255, LINE = VP_BOOK_LINE };

typedef struct book {
    vp_book *in;
    const vp_form *form;
    lxw_worksheet *sheet;
    lxw_format *red, *yellow;
} book;

#define try(b, e) vp_book_try((b)->in, (e))
#define text(b, ...) vp_book_text((b)->in, __VA_ARGS__)
#define tr(b, msg) vp_book_tr((b)->in, (msg))

/* ---- checks ---- */

static bool is_number(const vp_form_column *c)
{
    return c->type == VP_TYPE_MONEY || c->type == VP_TYPE_COUNT || c->type == VP_TYPE_DATE;
}

static const char *number(book *b, const vp_form_column *c, int64_t value)
{
    return vp_book_held(b->in, vp_formula_number(c, value, b->in->arena));
}

static const char *cell(book *b, size_t column)
{
    return vp_book_held(b->in, vp_formula_cell(column, b->in->arena));
}

/* Bounds of a number or a date by itself. */
static void bounds(book *b, lxw_data_validation *v, const vp_form_column *c)
{
    const char *least = c->has_least ? number(b, c, c->least) : c->type == VP_TYPE_DATE ? "1" : "0";
    v->validate = c->type == VP_TYPE_MONEY ? LXW_VALIDATION_TYPE_DECIMAL_FORMULA
                : c->type == VP_TYPE_DATE ? LXW_VALIDATION_TYPE_DATE_FORMULA : LXW_VALIDATION_TYPE_INTEGER_FORMULA;
    if (c->has_most) {
        v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        v->minimum_formula = vp_unconst(least);
        v->maximum_formula = vp_unconst(number(b, c, c->most));
        return;
    }
    v->criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    v->value_formula = vp_unconst(least);
}

/* What is expected: when a cell is chosen, and again when it is filled in wrongly. */
static char *message(book *b, const vp_form_column *c)
{
    const char *all = text(b, "%s%s", c->required ? tr(b, N_("Required: ")) : tr(b, N_("Optional: ")), c->expects);
    for (size_t i = 0; i < c->rules.n; i++)
        all = text(b, "%s\n%s", all, c->rules.at[i]);
    return vp_book_cut(b->in, all, VP_BOOK_MESSAGE);
}

/* One check for each column: Excel has no more. What concerns several columns can be broken by any of them, so it
   warns, and does not stop; it is shown in red as well. */
static void check(book *b, size_t i)
{
    const vp_form_column *c = &b->form->at[i];
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY};
    const char *own = vp_book_held(b->in, vp_formula_own(b->form, i, b->in->arena));
    const char *others = vp_book_held(b->in, vp_formula_others(b->form, i, b->in->arena));
    const char *both = text(b, "=AND(%s%s)", own, others);
    if (c->choices.n > 0) {
        vp_book_choices(b->in, &v, &c->choices);
    } else if (c->type == VP_TYPE_CODE) {
        v.validate = LXW_VALIDATION_TYPE_LENGTH;
        v.criteria = LXW_VALIDATION_CRITERIA_EQUAL_TO;
        v.value_number = 18;
    } else if (is_number(c) && *others && strlen(both) <= FORMULA_MAX) {
        v.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
        v.value_formula = vp_unconst(both);
        v.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    } else if (is_number(c)) {
        bounds(b, &v, c);
    }
    if (c->type == VP_TYPE_COUNT) /* words are taken too */
        v.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    v.input_title = v.error_title = vp_book_cut(b->in, c->heading, VP_BOOK_TITLE);
    v.input_message = v.error_message = message(b, c);
    try(b, worksheet_data_validation_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &v));

    lxw_conditional_format red = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = b->red};
    if (*own && c->choices.n == 0) {
        red.value_string = vp_unconst(text(b, "=AND(%s<>\"\",NOT(AND(%s%s)))", cell(b, i), own, others));
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &red));
    }
    if (c->type == VP_TYPE_ID) {
        lxw_conditional_format twice = {.type = LXW_CONDITIONAL_TYPE_DUPLICATE, .format = b->red};
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &twice));
    }
    if (c->required) {
        lxw_conditional_format blank = {.type = LXW_CONDITIONAL_TYPE_FORMULA, .format = b->yellow};
        blank.value_string = vp_unconst(text(b, "=AND(%s=\"\",COUNTA(%s:%s)>0)", cell(b, i), cell(b, 0),
                                          cell(b, b->form->n - 1)));
        try(b, worksheet_conditional_format_range(b->sheet, FIRST, (lxw_col_t)i, LAST, (lxw_col_t)i, &blank));
    }
}

/* ---- the sheet to fill in ---- */

static lxw_format *heading_format(book *b, bool required)
{
    lxw_format *f = vp_book_format(b->in);
    if (!f)
        return NULL;
    format_set_bold(f);
    format_set_text_wrap(f);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_bg_color(f, required ? VP_BOOK_BLUE : VP_BOOK_PALE);
    format_set_font_color(f, required ? VP_BOOK_WHITE : VP_BOOK_BLUE);
    return f;
}

/* Text stays text: Excel would take the digits of a code away. Long text does not need it, and older versions show
   #### in its place. */
static lxw_format *column_format(book *b, const vp_form_column *c, bool example)
{
    lxw_format *f = vp_book_format(b->in);
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
        format_set_font_color(f, VP_BOOK_GREY);
    }
    return f;
}

static size_t column_width(const vp_form_column *c)
{
    size_t least = c->field == VP_SUMMARY ? 50 : c->field == VP_TITLE || c->field == VP_APPLICANT ? 28
                 : c->type == VP_TYPE_CODE ? 22 : c->type == VP_TYPE_MONEY ? 16 : 13;
    size_t w = vp_book_width(c->heading) + 4;
    if (w < vp_book_width(c->example) + 2 && c->type != VP_TYPE_TEXT)
        w = vp_book_width(c->example) + 2;
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
    lxw_format *title = vp_book_format(b->in), *head = heading_format(b, true), *cells = vp_book_format(b->in);
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
        size_t lines = vp_book_lines(all, (size_t)widths[3]), more = vp_book_lines(c->expects, (size_t)widths[2]);
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

static void compose(vp_book *in, void *ctx)
{
    book *b = ctx;
    lxw_worksheet *how;
    b->in = in;
    b->sheet = vp_book_sheet(in, vp_book_tr(in, N_("Proposals")));
    how = vp_book_sheet(in, vp_book_tr(in, N_("How to fill in")));
    b->red = vp_book_format(in);
    b->yellow = vp_book_format(in);
    if (!b->sheet || !how || !b->red || !b->yellow)
        return;
    format_set_bg_color(b->red, VP_BOOK_RED);
    format_set_bg_color(b->yellow, VP_BOOK_YELLOW);
    fill_sheet(b);
    explain(b, how);
}

vp_status vp_workbook_form(const char **bytes, size_t *n, const vp_form *form, int64_t when, const char *path,
                           vp_arena *arena, vp_err *err)
{
    book b = {.form = form};
    if (form->n > VP_BOOK_COLUMNS)
        return vp_book_full(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, form->round, path, err);
    return vp_book_write(bytes, n, compose, &b, form->round, when, path, arena, err);
}
