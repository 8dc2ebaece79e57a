/* A reviewer's score sheet as a workbook. Its doubles are for show: what stands is decided by vp-score. */
#include <string.h>
#include "lib/io/book.h"
#include "lib/io/formula.h"
#include "lib/io/workbook.h"

enum { TITLES = 0, HEAD = 1, FIRST = 2 /* rows, from 0 */, LINE = VP_BOOK_LINE, LINES_MAX = 25 };

typedef struct book {
    vp_book *in;
    const vp_score_sheet *sheet;
    lxw_worksheet *page;
    lxw_format *about, *id, *mark, *free;
} book;

#define try(b, e) vp_book_try((b)->in, (e))
#define text(b, ...) vp_book_text((b)->in, __VA_ARGS__)
#define tr(b, msg) vp_book_tr((b)->in, (msg))

static const vp_score_column *column_of(const book *b, size_t i)
{
    return &b->sheet->form->at[i];
}

static const char *cell_of(const book *b, size_t row, size_t i)
{
    return b->sheet->cell[row * b->sheet->form->n + i];
}

static lxw_row_t last_row(const book *b)
{
    return (lxw_row_t)(FIRST + b->sheet->nrows - 1);
}

/* ---- looks ---- */

static lxw_format *look(book *b, lxw_color_t back, bool wrap)
{
    lxw_format *f = vp_book_format(b->in);
    if (!f)
        return NULL;
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, VP_BOOK_GREY);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (back != VP_BOOK_WHITE)
        format_set_bg_color(f, back);
    if (wrap)
        format_set_text_wrap(f);
    return f;
}

static lxw_format *heading_look(book *b, bool to_fill)
{
    lxw_format *f = look(b, to_fill ? VP_BOOK_BLUE : VP_BOOK_PALE, true);
    if (!f)
        return NULL;
    format_set_bold(f);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    format_set_font_color(f, to_fill ? VP_BOOK_WHITE : VP_BOOK_BLUE);
    return f;
}

static bool looks(book *b)
{
    b->about = look(b, VP_BOOK_WHITE, true);
    b->id = look(b, VP_BOOK_WHITE, false);
    b->mark = look(b, VP_BOOK_YELLOW, false);
    b->free = look(b, VP_BOOK_YELLOW, true);
    if (!b->about || !b->id || !b->mark || !b->free)
        return false;
    format_set_num_format(b->id, "@");
    format_set_num_format(b->free, "@"); /* a comment that begins with = stays what it is */
    format_set_align(b->mark, LXW_ALIGN_CENTER);
    return true;
}

static lxw_format *look_of(const book *b, const vp_score_column *c)
{
    return c->kind == VP_SCORE_ABOUT ? b->about : c->kind == VP_SCORE_COMMENT ? b->free
         : c->kind == VP_SCORE_MARK || c->kind == VP_SCORE_CONFLICT ? b->mark : b->id;
}

static size_t width_of(const book *b, size_t i)
{
    const vp_score_column *c = column_of(b, i);
    if (c->kind == VP_SCORE_COMMENT)
        return 36;
    if (c->kind == VP_SCORE_MARK || c->kind == VP_SCORE_CONFLICT)
        return 13;
    size_t w = vp_book_width(c->heading) + 2, most = c->kind == VP_SCORE_ABOUT && c->field == VP_SUMMARY ? 60 : 30;
    for (size_t r = 0; r < b->sheet->nrows; r++)
        w = vp_book_width(cell_of(b, r, i)) + 2 > w ? vp_book_width(cell_of(b, r, i)) + 2 : w;
    return w > most ? most : w;
}

static size_t lines_of(const book *b, size_t row)
{
    size_t most = 1;
    for (size_t i = 0; i < b->sheet->form->n; i++) {
        size_t n = vp_book_lines(cell_of(b, row, i), width_of(b, i));
        most = n > most ? n : most;
    }
    return most > LINES_MAX ? LINES_MAX : most;
}

/* ---- checks ---- */

/* Marks that are not listed: a number in the range, on the step, or n/a. */
static void bounds(book *b, lxw_data_validation *v, size_t i)
{
    const vp_criterion *k = column_of(b, i)->criterion;
    char most[VP_DECIMAL_MAX], step[VP_DECIMAL_MAX];
    vp_micro_format(most, k->max, 0);
    vp_micro_format(step, k->step, 0);
    if (k->step <= 0 && !k->na) {
        v->validate = LXW_VALIDATION_TYPE_DECIMAL_FORMULA;
        v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        v->minimum_formula = vp_unconst("0");
        v->maximum_formula = vp_unconst(text(b, "%s", most));
        return;
    }
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, (lxw_col_t)i, LXW_TRUE);
    const char *cell = text(b, "%s%d", name, FIRST + 1);
    const char *number = text(b, "AND(ISNUMBER(%s),%s>=0,%s<=%s", cell, cell, cell, most);
    number = k->step > 0 ? text(b, "%s,ROUND(MOD(%s/%s,1),6)=ROUND(MOD(%s/%s,1),0))", number, cell, step,
                                        cell, step) : text(b, "%s)", number);
    v->validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    v->value_formula = vp_unconst(k->na ? text(b, "=OR(%s,%s=\"%s\")", number, cell, b->sheet->form->na)
                                        : text(b, "=%s", number));
}

static void check(book *b, size_t i)
{
    const vp_score_column *c = column_of(b, i);
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY};
    if (c->choices.n > 0)
        vp_book_choices(b->in, &v, &c->choices);
    else if (c->kind == VP_SCORE_MARK)
        bounds(b, &v, i);
    else
        return;
    v.input_title = v.error_title = vp_book_cut(b->in, c->heading, VP_BOOK_TITLE);
    v.input_message = v.error_message = vp_book_cut(b->in, c->expects, VP_BOOK_MESSAGE);
    try(b, worksheet_data_validation_range(b->page, FIRST, (lxw_col_t)i, last_row(b), (lxw_col_t)i, &v));
}

/* ---- the two sheets ---- */

static bool to_fill(const vp_score_column *c)
{
    return c->kind == VP_SCORE_MARK || c->kind == VP_SCORE_CONFLICT || c->kind == VP_SCORE_COMMENT;
}

/* Columns that stay in sight: up to the title. */
static lxw_col_t frozen(const book *b)
{
    for (size_t i = 0; i < b->sheet->form->n; i++)
        if (column_of(b, i)->kind == VP_SCORE_ABOUT)
            return (lxw_col_t)(i + 1);
    return 1;
}

static void fill_page(book *b)
{
    const vp_score_form *f = b->sheet->form;
    lxw_format *given = heading_look(b, false), *asked = heading_look(b, true);
    lxw_col_t stay = frozen(b);
    for (size_t i = 0; i < f->titles.n; i++)
        try(b, worksheet_write_string(b->page, TITLES, (lxw_col_t)(i * 2), f->titles.at[i], NULL));
    for (size_t i = 0; i < f->n; i++) {
        const vp_score_column *c = column_of(b, i);
        lxw_col_t col = (lxw_col_t)i;
        try(b, worksheet_set_column(b->page, col, col, (double)width_of(b, i), NULL));
        try(b, worksheet_write_string(b->page, HEAD, col, c->heading, to_fill(c) ? asked : given));
        for (size_t r = 0; r < b->sheet->nrows; r++) {
            const char *cell = cell_of(b, r, i);
            lxw_row_t row = (lxw_row_t)(FIRST + r);
            try(b, *cell ? worksheet_write_string(b->page, row, col, vp_book_cut(b->in, cell, 32000),
                                                              look_of(b, c))
                                     : worksheet_write_blank(b->page, row, col, look_of(b, c)));
        }
        check(b, i);
    }
    for (size_t r = 0; r < b->sheet->nrows; r++)
        try(b, worksheet_set_row(b->page, (lxw_row_t)(FIRST + r), (double)(lines_of(b, r) * LINE), NULL));
    try(b, worksheet_set_row(b->page, HEAD, 3 * LINE + 6, NULL));
    worksheet_freeze_panes(b->page, FIRST, stay);
    worksheet_set_landscape(b->page);
    worksheet_set_paper(b->page, 9); /* A4 */
    worksheet_fit_to_pages(b->page, 1, 0);
    try(b, worksheet_repeat_rows(b->page, HEAD, HEAD));
}

static void explain(book *b, lxw_worksheet *how)
{
    static const char *const sayings[] = {
        N_("Fill in the coloured columns of the first sheet, one row for each proposal; leave headings and ids as they "
           "are."),
        N_("A row without any mark is not a review yet: fill in the rest later, and send the sheet again."),
        N_("Where you have a part in a proposal, say yes to the conflict, and give no marks."),
        N_("Send the workbook back, or the first sheet as CSV (UTF-8).")};
    const vp_score_form *f = b->sheet->form;
    lxw_format *title = vp_book_format(b->in), *head = heading_look(b, true);
    lxw_row_t row = 0;
    if (!title || !head)
        return;
    format_set_bold(title);
    format_set_font_size(title, 14);
    try(b, worksheet_set_column(how, 0, 1, 44, NULL));
    try(b, worksheet_write_string(how, row++, 0, f->round->title, title));
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        try(b, worksheet_write_string(how, row++, 0, tr(b, sayings[i]), NULL));
    row++;
    try(b, worksheet_write_string(how, row, 0, tr(b, N_("column")), head));
    try(b, worksheet_write_string(how, row++, 1, tr(b, N_("what to write")), head));
    for (size_t i = 0; i < f->n; i++)
        if (*column_of(b, i)->expects) {
            try(b, worksheet_write_string(how, row, 0, column_of(b, i)->heading, b->about));
            try(b, worksheet_write_string(how, row++, 1, column_of(b, i)->expects, b->about));
        }
}

static void compose(vp_book *in, void *ctx)
{
    book *b = ctx;
    lxw_worksheet *how;
    b->in = in;
    b->page = vp_book_sheet(in, vp_book_tr(in, N_("Scores")));
    how = vp_book_sheet(in, vp_book_tr(in, N_("How to fill in")));
    if (!b->page || !how || !looks(b))
        return;
    fill_page(b);
    explain(b, how);
}

vp_status vp_workbook_score(const char **bytes, size_t *n, const vp_score_sheet *sheet, int64_t when, const char *path,
                            vp_arena *arena, vp_err *err)
{
    book b = {.sheet = sheet};
    if (sheet->form->n > VP_BOOK_COLUMNS)
        return vp_book_full(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, sheet->form->round, path, err);
    return vp_book_write(bytes, n, compose, &b, sheet->form->round, when, path, arena, err);
}
