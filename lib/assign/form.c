/* The columns of a score sheet, and its rows. */
#include <string.h>
#include <vp/assign.h>
#include <vp/fold.h>
#include <vp/note.h>
#include "form.h"

enum { SHORT = 21, LONG = 201 /* marks in a drop-down list: those that can be written freely too; n/a among them */ };

typedef struct making {
    vp_score_form *form;
    const vp_rubric *rubric;
    vp_score_column *at;
    size_t cap;
    vp_lang lang;
    vp_arena *arena;
    vp_err *err;
} making;

static vp_status say(const char **out, const making *m, const vp_note *note)
{
    VP_STR text = {0};
    vp_note_text(&text, m->lang, note);
    VP_TRY(vp_str_check(&text, m->err));
    VP_ALLOC(*out, vp_arena_dupz(m->arena, vp_str_text(&text)), m->err);
    return VP_OK;
}

static vp_status add(vp_score_column **out, making *m, vp_score_column_kind kind, const char *heading)
{
    vp_score_form *f = m->form;
    VP_TRY(vp_arena_grow(m->arena, &m->at, &m->cap, f->n, f->n + 1, sizeof *m->at, m->err));
    *out = &m->at[f->n++];
    **out = (vp_score_column){.kind = kind, .heading = heading, .expects = ""};
    f->at = m->at;
    return VP_OK;
}

/* How many criteria of the rubric a heading may mean, by id or title. */
static vp_status meanings(size_t *n, const making *m, const char *heading)
{
    const char *key, *other;
    *n = 0;
    VP_TRY(vp_fold(&key, heading, m->arena, m->err));
    for (size_t s = 0; s < m->rubric->nstages; s++)
        for (size_t k = 0; k < m->rubric->stages[s].ncriteria; k++) {
            const vp_criterion *c = &m->rubric->stages[s].criteria[k];
            bool is;
            VP_TRY(vp_fold(&other, c->id, m->arena, m->err));
            is = strcmp(other, key) == 0;
            VP_TRY(vp_fold(&other, c->title, m->arena, m->err));
            *n += is || strcmp(other, key) == 0;
        }
    return VP_OK;
}

/* The first of the headings that no criterion is called by. */
static vp_status add_plain(vp_score_column **out, making *m, vp_score_column_kind kind, const char *const *headings)
{
    const char *heading = NULL;
    for (size_t n = 1; n > 0 && *headings; headings++) {
        heading = vp_tr(m->lang, *headings);
        VP_TRY(meanings(&n, m, heading));
    }
    return add(out, m, kind, heading);
}

/* ---- marks ---- */

static const char *decimal(const making *m, vp_micro v)
{
    char text[VP_DECIMAL_MAX];
    vp_micro_format(text, v, 0);
    return vp_arena_dupz(m->arena, text);
}

/* Every mark that there is, where they are few enough to choose from. */
static vp_status list_marks(vp_score_column *c, const making *m)
{
    const vp_criterion *k = c->criterion;
    const char **at;
    size_t most = k->na ? LONG : SHORT, n = 0;
    if (k->step <= 0 || k->max / k->step >= (vp_micro)most)
        return VP_OK;
    VP_ALLOC(at, vp_arena_array(m->arena, most + 1, sizeof *at), m->err);
    for (vp_micro v = 0; v <= k->max; v += k->step)
        VP_ALLOC(at[n++], decimal(m, v), m->err);
    if (k->na)
        at[n++] = m->form->na;
    c->choices = (vp_strings){at, n};
    return VP_OK;
}

static vp_status add_mark(making *m, const vp_criterion *k)
{
    vp_score_column *c;
    vp_note heading = {N_("%1$s (max %2$s)"), {k->title}}, expects = {N_("0 to %1$s"), {0}};
    size_t n = 0;
    if (*k->title)
        VP_TRY(meanings(&n, m, k->title));
    if (n != 1)
        heading.arg[0] = k->id;
    VP_ALLOC(heading.arg[1], decimal(m, k->max), m->err);
    VP_ALLOC(heading.arg[2], decimal(m, k->step), m->err);
    heading.arg[3] = expects.arg[2] = m->form->na;
    expects.arg[0] = heading.arg[1];
    expects.arg[1] = heading.arg[2];
    if (k->step > 0) {
        heading.msg = k->na ? N_("%1$s (max %2$s, step %3$s, or %4$s)") : N_("%1$s (max %2$s, step %3$s)");
        expects.msg = k->na ? N_("0 to %1$s in steps of %2$s, or %3$s") : N_("0 to %1$s in steps of %2$s");
    } else if (k->na) {
        heading.msg = N_("%1$s (max %2$s, or %4$s)");
        expects.msg = N_("0 to %1$s, or %3$s");
    }
    VP_TRY(add(&c, m, VP_SCORE_MARK, NULL));
    c->criterion = k;
    VP_TRY(say(&c->heading, m, &heading));
    VP_TRY(say(&c->expects, m, &expects));
    return list_marks(c, m);
}

/* ---- the whole ---- */

static vp_status add_about(making *m, size_t field, const char *const *headings)
{
    vp_score_column *c;
    if (m->form->round->fields[field].secret)
        return VP_OK;
    VP_TRY(add_plain(&c, m, VP_SCORE_ABOUT, headings));
    c->field = field;
    return VP_OK;
}

static vp_status add_conflict(making *m)
{
    static const char *const headings[] = {N_("conflict"), N_("conflict of interest"), NULL};
    vp_score_column *c;
    const char **at;
    VP_TRY(add_plain(&c, m, VP_SCORE_CONFLICT, headings));
    VP_ALLOC(at, vp_arena_array(m->arena, 2, sizeof *at), m->err);
    at[0] = vp_tr(m->lang, N_("yes"));
    at[1] = vp_tr(m->lang, N_("no"));
    c->choices = (vp_strings){at, 2};
    c->expects = vp_tr(m->lang, N_("yes where you have a part in it: then give no marks"));
    return VP_OK;
}

/* One cell each, so that no spreadsheet takes an id for a number or a date. */
static vp_status add_titles(making *m)
{
    const char **at;
    char version[VP_STAGE_VERSION];
    VP_ALLOC(at, vp_arena_array(m->arena, 3, sizeof *at), m->err);
    vp_stage_version(version, m->form->stage);
    VP_TRY(say(&at[0], m, &(vp_note){N_("round: %1$s"), {m->form->round->id}}));
    VP_TRY(say(&at[1], m, &(vp_note){N_("rubric: %1$s"), {m->rubric->id}}));
    VP_TRY(say(&at[2], m, &(vp_note){N_("version: %1$s"), {version}}));
    m->form->titles = (vp_strings){at, 3};
    return VP_OK;
}

vp_status vp_score_form_new(vp_score_form **out, const vp_round *round, const vp_rubric *rubric, const vp_stage *stage,
                            bool blind, vp_arena *arena, vp_err *err)
{
    static const char *const ids[] = {N_("proposal"), N_("proposal ID"), NULL};
    static const char *const reviewers[] = {N_("reviewer"), N_("reviewer ID"), NULL};
    static const char *const titles[] = {N_("title"), N_("title of the proposal"), NULL};
    static const char *const applicants[] = {N_("applicant"), N_("name of the applicant"), NULL};
    static const char *const summaries[] = {N_("summary"), N_("summary of the proposal"), NULL};
    static const char *const comments[] = {N_("comment"), N_("comments"), NULL};
    making m = {.rubric = rubric, .lang = round->lang, .arena = arena, .err = err};
    vp_score_column *c;
    VP_ALLOC(m.form, vp_arena_alloc(arena, sizeof *m.form), err);
    *m.form = (vp_score_form){.round = round, .stage = stage, .na = vp_tr(round->lang, N_("n/a"))};
    VP_TRY(add_titles(&m));
    VP_TRY(add_plain(&c, &m, VP_SCORE_ID, ids));
    VP_TRY(add_plain(&c, &m, VP_SCORE_REVIEWER, reviewers));
    VP_TRY(add_about(&m, VP_TITLE, titles));
    if (!blind)
        VP_TRY(add_about(&m, VP_APPLICANT, applicants));
    VP_TRY(add_about(&m, VP_SUMMARY, summaries));
    for (size_t k = 0; k < stage->ncriteria; k++)
        if (vp_criterion_is_leaf(stage, k))
            VP_TRY(add_mark(&m, &stage->criteria[k]));
    VP_TRY(add_conflict(&m));
    VP_TRY(add_plain(&c, &m, VP_SCORE_COMMENT, comments));
    *out = m.form;
    return VP_OK;
}

vp_status vp_score_sheet_fill(vp_score_sheet *out, const vp_score_form *form, const char *reviewer,
                              const vp_proposal *const *proposals, size_t n, vp_arena *arena, vp_err *err)
{
    const char **cell;
    size_t first = n > 0 ? (size_t)(vp_lot_number(reviewer) % n) : 0;
    VP_ALLOC(cell, vp_arena_array(arena, n * form->n, sizeof *cell), err);
    for (size_t i = 0; i < n; i++) {
        const vp_proposal *p = proposals[(first + i) % n];
        for (size_t k = 0; k < form->n; k++) {
            const vp_score_column *c = &form->at[k];
            cell[i * form->n + k] = c->kind == VP_SCORE_ID ? p->value[VP_ID] : c->kind == VP_SCORE_REVIEWER ? reviewer
                                  : c->kind == VP_SCORE_ABOUT ? p->value[c->field] : "";
        }
    }
    *out = (vp_score_sheet){form, reviewer, cell, n};
    return VP_OK;
}
