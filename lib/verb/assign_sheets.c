/* Score sheets of a stage become files: one for each reviewer. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/fold.h>
#include "lib/assign/blind.h"
#include "lib/assign/form.h"
#include "lib/io/file.h"
#include "lib/io/sheet.h"
#include "lib/io/sheet_cell.h"
#include "lib/io/workbook.h"
#include "lib/verb/assign_sheets.h"

enum { PERSONS_TOLD = 200 };

typedef struct sheets {
    vp_plan *plan;
    const vp_score_form *form;
    vp_proposals shown;          /* the stage's, blinded where that is asked for */
    int64_t now;
    size_t written;
    vp_err *err;
} sheets;

/* ---- what was filled in is not written over ---- */

/* Columns that are filled in beforehand. */
static bool is_given(const sheets *s, const char *heading)
{
    for (size_t i = 0; i < s->form->n; i++) {
        vp_score_column_kind kind = s->form->at[i].kind;
        if ((kind == VP_SCORE_ID || kind == VP_SCORE_REVIEWER || kind == VP_SCORE_ABOUT) &&
            strcmp(s->form->at[i].heading, heading) == 0)
            return true;
    }
    return strcmp(heading, vp_tr(s->form->round->lang, "applicant")) == 0; /* of a sheet that was not blind */
}

/* What cannot be read is nothing that was written here: it counts as filled in. */
static vp_status is_filled(bool *out, const sheets *s, const char *path)
{
    vp_plan *p = s->plan;
    vp_err aside = {0};
    const char *bytes;
    size_t n;
    vp_table *t;
    vp_status st = vp_file_read(&bytes, &n, path, VP_FILE_MAX, p->arena, &aside);
    *out = st != VP_NOTFOUND;
    if (st == VP_OK && n == 0)
        *out = false;
    if (!*out || st == VP_INVALID)
        return VP_OK;
    if (st == VP_OK)
        st = vp_sheet_table(&t, path, bytes, n, p->arena, &aside);
    if (st == VP_INVALID || st == VP_CORRUPT)
        return VP_OK;
    if (st != VP_OK) {
        if (s->err)
            *s->err = aside;
        return st;
    }
    *out = true;
    for (size_t c = 0; c < t->header.n; c++)
        *out &= strcmp(t->header.cell[c], s->form->at[0].heading) != 0;
    for (size_t c = 0; c < t->header.n && !*out; c++)
        for (size_t r = 0; r < t->nrows && !*out; r++)
            *out = *t->rows[r].cell[c] && !is_given(s, t->header.cell[c]);
    return VP_OK;
}

/* ---- one sheet ---- */

static vp_status path_of(const char **out, const sheets *s, const char *reviewer)
{
    const vp_assign_opts *o = s->plan->opts;
    size_t n = strlen(o->sheets);
    VP_ALLOC(*out, vp_arena_printf(s->plan->arena, "%s%s%s.%s", o->sheets, n > 0 && o->sheets[n - 1] == '/' ? "" : "/",
                                   reviewer, o->workbooks ? "xlsx" : "csv"), s->err);
    return VP_OK;
}

static vp_status csv_of(vp_str *out, const vp_score_sheet *sheet, vp_err *err)
{
    const vp_score_form *f = sheet->form;
    vp_str_addz(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < f->n; i++) {
        vp_str_addz(out, i ? "," : "");
        vp_sheet_cell(out, i < f->titles.n ? f->titles.at[i] : "");
    }
    vp_str_addz(out, "\r\n");
    for (size_t i = 0; i < f->n; i++) {
        vp_str_addz(out, i ? "," : "");
        vp_sheet_cell(out, f->at[i].heading);
    }
    vp_str_addz(out, "\r\n");
    for (size_t i = 0; i < sheet->nrows * f->n; i++) {
        vp_sheet_cell(out, sheet->cell[i]);
        vp_str_addz(out, (i + 1) % f->n ? "," : "\r\n");
    }
    return vp_str_check(out, err);
}

static vp_status write_sheet(sheets *s, const vp_score_sheet *sheet, const char *path)
{
    VP_STR csv = {0};
    const char *bytes;
    size_t n;
    if (s->plan->opts->workbooks) {
        VP_TRY(vp_workbook_score(&bytes, &n, sheet, s->now, path, s->plan->arena, s->err));
    } else {
        VP_TRY(csv_of(&csv, sheet, s->err));
        bytes = csv.s;
        n = csv.n;
    }
    return vp_file_write(path, bytes, n, s->err);
}

/* ---- all of them ---- */

/* Index just past the pairs of the same stage and reviewer. */
static size_t end_of(const vp_assignments *a, size_t i)
{
    size_t end = i;
    while (end < a->n && strcmp(a->at[end].stage, a->at[i].stage) == 0 &&
           strcmp(a->at[end].reviewer, a->at[i].reviewer) == 0)
        end++;
    return end;
}

static vp_status sheet_of(sheets *s, size_t from, size_t to, bool check)
{
    const vp_assignments *a = &s->plan->after;
    const vp_proposal **mine;
    const char *path, *reviewer = a->at[from].reviewer;
    vp_score_sheet sheet;
    size_t n = 0;
    bool filled;
    VP_TRY(path_of(&path, s, reviewer));
    if (check && !vp_can_name_file(reviewer)) {
        vp_plan_tell(s->plan, VP_NOWHERE, VP_ERROR,
                     (vp_note){N_("the reviewer '%1$s' cannot be the name of a file"),
                               {vp_finding_quote(reviewer, s->plan->arena)}},
                     (vp_note){N_("use letters, digits, '-' and '_' for reviewers' ids"), {0}});
        return VP_OK;
    }
    if (check) {
        if (s->plan->opts->force)
            return VP_OK;
        VP_TRY(is_filled(&filled, s, path));
        if (filled)
            vp_plan_tell(s->plan, VP_AT_FILE(path), VP_ERROR,
                         (vp_note){N_("this file was filled in, or is no score sheet: it is not written over"), {0}},
                         (vp_note){N_("name another folder, or write over it with --force"), {0}});
        return VP_OK;
    }
    VP_ALLOC(mine, vp_arena_array(s->plan->arena, to - from, sizeof *mine), s->err);
    for (size_t i = from; i < to; i++) {
        const vp_proposal *p = vp_proposals_find(&s->shown, a->at[i].proposal);
        if (p) /* withdrawn, or out by an earlier stage: nobody need read it */
            mine[n++] = p;
    }
    if (n == 0)
        return VP_OK;
    VP_TRY(vp_score_sheet_fill(&sheet, s->form, reviewer, mine, n, s->plan->arena, s->err));
    VP_TRY(write_sheet(s, &sheet, path));
    s->written++;
    return VP_OK;
}

static vp_status each(sheets *s, bool check)
{
    const vp_assignments *a = &s->plan->after;
    for (size_t i = 0, end; i < a->n; i = end) {
        vp_mark mark = vp_arena_mark(s->plan->arena);
        end = end_of(a, i);
        if (strcmp(a->at[i].stage, s->plan->stage->id) != 0)
            continue;
        VP_TRY(sheet_of(s, i, end, check));
        if (!check)
            vp_arena_rewind(s->plan->arena, mark);
    }
    return VP_OK;
}

static void tell_words(sheets *s, const vp_tellings *t)
{
    vp_plan *p = s->plan;
    for (size_t i = 0; i < t->n && i < PERSONS_TOLD; i++) {
        const vp_telling *one = &t->at[i];
        vp_plan_tell(p, VP_NOWHERE, one->hidden ? VP_REMARK : VP_WARNING,
                     (vp_note){one->hidden ? N_("'%1$s': the %2$s names the applicant, which is hidden: %3$s")
                                           : N_("'%1$s': the %2$s may tell who applies: %3$s"),
                               {p->proposals.at[one->proposal].value[VP_ID], p->round->fields[one->field].name,
                                vp_finding_quote(one->words, p->arena)}}, (vp_note){0});
    }
    if (t->n > PERSONS_TOLD)
        vp_plan_tell(p, VP_NOWHERE, VP_WARNING,
                     (vp_note){N_("%1$s more texts may tell who applies"),
                               {vp_arena_printf(p->arena, "%zu", t->n - PERSONS_TOLD)}}, (vp_note){0});
}

static vp_status prepare(sheets *s)
{
    vp_plan *p = s->plan;
    vp_score_form *form;
    VP_TRY(vp_score_form_new(&form, p->round, p->rubric, p->stage, p->opts->blind, p->arena, s->err));
    s->form = form;
    s->shown = p->proposals;
    if (!p->opts->blind)
        return VP_OK;
    vp_tellings tellings;
    VP_TRY(vp_blind(&s->shown, &tellings, p->round, &p->proposals, p->arena, s->err));
    tell_words(s, &tellings);
    return VP_OK;
}

vp_status vp_plan_write_sheets(size_t *written, vp_plan *p, const vp_session *session, vp_err *err)
{
    sheets s = {.plan = p, .now = vp_session_now(session), .err = err};
    VP_TRY(prepare(&s));
    VP_TRY(each(&s, true));
    if (p->refused)
        return VP_INVALID;
    if (p->opts->dry_run)
        return VP_OK;
    if (mkdir(p->opts->sheets, 0777) != 0 && errno != EEXIST)
        return vp_fail(err, VP_IO, VP_AT_FILE(p->opts->sheets), "the folder cannot be made: %s", strerror(errno));
    VP_TRY(each(&s, false));
    *written = s.written;
    return VP_OK;
}
