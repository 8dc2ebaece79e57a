/* A review of a score sheet: whose, of what, its marks; checked as a whole when it is closed. */
#include <stdint.h>
#include <string.h>
#include <vp/fold.h>
#include "lib/io/sheet_cell.h"
#include "lib/io/sheet_draft.h"

enum { COMMENT_MAX = 100000 };

vp_status vp_reading_tell(vp_reading *in, size_t row, long column, vp_severity severity, vp_note what, vp_note mend)
{
    vp_finding f = {.where = vp_cell_place(in->t, row, column), .severity = severity, .what = what, .mend = mend};
    return vp_findings_add(in->findings, &f, in->all->arena, in->err);
}

/* ---- whose review of what ---- */

/* Spaces beside a character that is not of ASCII part no words, and elsewhere one is enough: 张 三 and 张　三 are 张三. */
static vp_status close_up(const char **id, vp_arena *arena, vp_err *err)
{
    const unsigned char *s = (const unsigned char *)*id;
    char *out, *to;
    if (!strchr(*id, ' '))
        return VP_OK;
    VP_ALLOC(out, vp_arena_dupz(arena, *id), err);
    to = out;
    for (; *s; s++) {
        const unsigned char *next = s + strspn((const char *)s, " ");
        bool part = next > s && *next < 0x80 && to > out && (unsigned char)to[-1] < 0x80;
        if (part)
            *to++ = ' ';
        s = next;
        *to++ = (char)*s;
    }
    *to = '\0';
    *id = out;
    return VP_OK;
}

/* By an id in other letters: ｒ０１ is R01, where only one reviewer is. */
static vp_status find_alike(long *found, const vp_panel_list *panel, const char *who, vp_arena *arena, vp_err *err)
{
    const char *key, *id;
    VP_TRY(vp_fold(&key, who, arena, err));
    for (size_t i = 0; i < panel->n; i++) {
        VP_TRY(vp_fold(&id, panel->at[i].id, arena, err));
        if (strcmp(id, key) == 0)
            *found = *found == VP_NO_PANELIST ? (long)i : VP_TWO_PANELISTS;
    }
    return VP_OK;
}

static vp_status meet(vp_person *out, const vp_reading *in, const char *cell)
{
    const vp_panel_list *panel = in->all->rules->panel;
    vp_arena *arena = in->all->arena;
    *out = (vp_person){0};
    VP_TRY(vp_narrow(&out->id, cell, strlen(cell), arena, in->err));
    if (!panel || panel->n == 0) {
        VP_TRY(close_up(&out->id, arena, in->err));
        out->nameless = !vp_can_name_file(out->id);
        return VP_OK;
    }
    out->nameless = !vp_can_name_file(out->id);
    long found;
    VP_TRY(vp_panel_find(&found, panel, out->id, arena, in->err));
    if (found == VP_NO_PANELIST)
        VP_TRY(find_alike(&found, panel, out->id, arena, in->err));
    out->stranger = found == VP_NO_PANELIST;
    out->ambiguous = found == VP_TWO_PANELISTS;
    if (found >= 0) {
        out->id = panel->at[found].id;
        out->nameless = !vp_can_name_file(out->id);
    }
    return VP_OK;
}

static vp_status person_of(const vp_person **out, const vp_reading *in, const char *cell)
{
    vp_sheets *all = in->all;
    bool fresh;
    uint64_t *slot = vp_map_put(all->people, cell, strlen(cell), &fresh);
    if (!slot)
        return vp_nomem(in->err);
    if (fresh) {
        *slot = all->npeople;
        VP_TRY(vp_arena_grow(all->arena, &all->person, &all->cappeople, all->npeople, all->npeople + 1,
                             sizeof *all->person, in->err));
        VP_TRY(meet(&all->person[all->npeople++], in, cell));
    }
    *out = &all->person[*slot];
    return VP_OK;
}

/* Whether somebody's name is not known here. */
static bool withheld(const vp_panel_list *panel)
{
    for (size_t i = 0; i < panel->n; i++)
        if (panel->at[i].tag && !*panel->at[i].name)
            return true;
    return false;
}

static vp_status read_reviewer(vp_draft *d, vp_reading *in)
{
    const char *cell = vp_table_cell(in->t, d->row, in->head.reviewer);
    const vp_person *who = NULL;
    vp_note what = {0}, mend = {0};
    VP_TRY(person_of(&who, in, cell));
    d->review.reviewer = who->id;
    if (!*who->id) {
        what = (vp_note){N_("this row names no reviewer"), {0}};
        mend = (vp_note){N_("write the reviewer's id in every row"), {0}};
    } else if (who->stranger) {
        what = (vp_note){N_("the reviewer '%1$s' is not in panel.csv"), {vp_reading_quote(in, cell)}};
        mend = (vp_note){withheld(in->all->rules->panel)
                             ? N_("reviewers' names are private, and not all are kept here: write the reviewer's id, "
                                  "or read the sheet where the panel was taken in")
                             : N_("correct the reviewer, or add a row to panel.csv and commit it"), {0}};
    } else if (who->ambiguous) {
        what = (vp_note){N_("panel.csv has more than one reviewer called '%1$s'"), {vp_reading_quote(in, cell)}};
        mend = (vp_note){N_("write the reviewer's id instead"), {0}};
    } else if (who->nameless) {
        what = (vp_note){N_("the reviewer '%1$s' cannot be the name of a file"), {vp_reading_quote(in, cell)}};
        mend = (vp_note){N_("use letters, digits, '-' and '_' for reviewers' ids"), {0}};
    }
    d->bad |= what.msg != NULL;
    d->vague |= !*who->id;
    return what.msg ? vp_reading_tell(in, d->row, in->head.reviewer, VP_ERROR, what, mend) : VP_OK;
}

/* Without the zeros that a spreadsheet takes away from an id of digits, and the apostrophe that guards others. */
static const char *bare(const char *id)
{
    id += *id == '\'';
    return id[strspn(id, "0123456789")] == '\0' ? id + strspn(id, "0") : id;
}

/* The one proposal that such an id can mean. */
static bool find_bare(const char **id, const vp_proposals *known)
{
    const char *found = NULL;
    if (!strchr("'0123456789", **id))
        return false;
    for (size_t i = 0; i < known->n; i++)
        if (strcmp(bare(known->at[i].value[VP_ID]), bare(*id)) == 0) {
            if (found)
                return false;
            found = known->at[i].value[VP_ID];
        }
    *id = found ? found : *id;
    return found != NULL;
}

static vp_status read_proposal(vp_draft *d, vp_reading *in)
{
    const vp_proposals *known = in->all->rules->proposals;
    const char *cell = vp_table_cell(in->t, d->row, in->head.proposal);
    VP_TRY(vp_narrow(&d->review.proposal, cell, strlen(cell), in->all->arena, in->err));
    if (!*d->review.proposal) {
        d->bad = d->vague = true;
        return vp_reading_tell(in, d->row, in->head.proposal, VP_ERROR,
                               (vp_note){N_("this row names no proposal"), {0}},
                               (vp_note){N_("write the proposal's id in every row"), {0}});
    }
    if (known && !vp_proposals_find(known, d->review.proposal) && !find_bare(&d->review.proposal, known)) {
        d->bad = true;
        return vp_reading_tell(in, d->row, in->head.proposal, VP_ERROR,
                               (vp_note){N_("the round has no proposal '%1$s'"), {vp_reading_quote(in, cell)}},
                               (vp_note){N_("correct the id, or take the proposal in first"), {0}});
    }
    return VP_OK;
}

vp_status vp_draft_open(vp_draft *d, vp_reading *in, size_t row)
{
    const vp_stage *stage = vp_reading_stage(in);
    *d = (vp_draft){.row = row};
    VP_ALLOC(d->mark, vp_arena_array(in->all->arena, stage->ncriteria, sizeof *d->mark), in->err);
    for (size_t k = 0; k < stage->ncriteria; k++)
        d->mark[k] = VP_NO_MARK;
    d->review = (vp_review){.stage = in->head.stage, .mark = d->mark, .comment = "", .file = in->t->file,
                            .line = in->t->rows[row].line};
    VP_TRY(read_proposal(d, in));
    return read_reviewer(d, in);
}

/* ---- cells ---- */

vp_status vp_draft_mark(vp_draft *d, vp_reading *in, size_t row, long column, size_t k)
{
    const char *cell = vp_table_cell(in->t, row, column);
    vp_cell_problem p;
    if (!*cell)
        return VP_OK;
    d->touched = true;
    VP_TRY(vp_cell_mark(&d->mark[k], &p, cell, &vp_reading_stage(in)->criteria[k], in->all->arena, in->err));
    if (!p.what.msg)
        return VP_OK;
    if (p.stands)
        return vp_reading_tell(in, row, column, VP_WARNING, p.what, p.mend);
    d->mark[k] = VP_NO_MARK;
    d->bad = true;
    if (d->spoiled)
        d->spoiled[k] = true;
    return vp_reading_tell(in, row, column, VP_ERROR, p.what, p.mend);
}

/* Lines of a comment end in LF, whatever the spreadsheet made of them. */
static vp_status end_lines(const char **comment, vp_arena *arena, vp_err *err)
{
    const char *s = *comment;
    char *to;
    if (!strchr(s, '\r'))
        return VP_OK;
    VP_ALLOC(to, vp_arena_dupz(arena, s), err);
    *comment = to;
    for (; *s; s++)
        if (*s != '\r')
            *to++ = *s;
        else if (s[1] != '\n')
            *to++ = '\n';
    *to = '\0';
    return VP_OK;
}

/* A long sheet may say more in each row; there is one for each criterion, others are told as problems anyway. */
static vp_status add_comment(vp_draft *d, vp_reading *in, size_t row)
{
    const char *comment = vp_table_cell(in->t, row, in->head.comment);
    d->touched |= *comment;
    VP_TRY(end_lines(&comment, in->all->arena, in->err));
    if (!*comment || strcmp(comment, d->review.comment) == 0 || d->remarks > vp_reading_stage(in)->ncriteria)
        return VP_OK;
    if (d->remarks++ > 0)
        VP_ALLOC(comment, vp_arena_printf(in->all->arena, "%s\n%s", d->review.comment, comment), in->err);
    d->review.comment = comment;
    if (strlen(comment) <= COMMENT_MAX)
        return VP_OK;
    d->bad = true;
    d->review.comment = "";
    return vp_reading_tell(in, row, in->head.comment, VP_ERROR,
                           (vp_note){N_("the comment is longer than 100,000 bytes"), {0}},
                           (vp_note){N_("shorten it"), {0}});
}

vp_status vp_draft_rest(vp_draft *d, vp_reading *in, size_t row)
{
    bool yes;
    vp_cell_problem p;
    VP_TRY(vp_cell_yes(&yes, &p, vp_table_cell(in->t, row, in->head.conflict), in->all->arena, in->err));
    if (p.what.msg) {
        d->bad = true;
        VP_TRY(vp_reading_tell(in, row, in->head.conflict, VP_ERROR, p.what, p.mend));
    }
    d->review.conflict |= yes;
    d->touched |= yes;
    return add_comment(d, in, row);
}

/* ---- finishing a review ---- */

static vp_status tell_missing(vp_draft *d, vp_reading *in)
{
    const vp_stage *s = vp_reading_stage(in);
    VP_STR list = {0};
    const char *names;
    for (size_t k = 0; k < s->ncriteria; k++) {
        if (!vp_criterion_is_leaf(s, k) || d->mark[k] != VP_NO_MARK || (d->spoiled && d->spoiled[k]))
            continue;
        if (!in->head.is_long) {
            if (*vp_table_cell(in->t, d->row, in->head.mark[k]))
                continue; /* there is one, and it is bad */
            d->bad = true;
            VP_TRY(vp_reading_tell(in, d->row, in->head.mark[k], VP_ERROR,
                                   (vp_note){N_("the mark for '%1$s' is missing"), {s->criteria[k].id}},
                                   (vp_note){N_("give a mark, or declare a conflict"), {0}}));
        } else {
            vp_str_addf(&list, "%s%s", list.n ? ", " : "", s->criteria[k].id);
        }
    }
    if (list.n == 0 && !list.oom)
        return VP_OK;
    VP_TRY(vp_str_check(&list, in->err));
    VP_ALLOC(names, vp_arena_dupz(in->all->arena, list.s), in->err);
    d->bad = true;
    return vp_reading_tell(in, d->row, in->head.proposal, VP_ERROR,
                           (vp_note){N_("'%1$s' has no marks of '%2$s' for: %3$s"),
                                     {vp_reading_quote(in, d->review.proposal),
                                      vp_reading_quote(in, d->review.reviewer), names}},
                           (vp_note){N_("give every mark, or declare a conflict"), {0}});
}

/* Whether what a sheet states is what the marks come to; where weights or n/a make a fraction of it, to the decimals
   that are stated. */
static bool agrees(vp_micro stated, vp_micro sum, const char *cell, bool plain)
{
    vp_micro step = VP_MICRO, rounded;
    if (stated == sum || plain || sum < 0)
        return stated == sum || sum == VP_NO_MARK;
    vp_step_see(&step, cell);
    return vp_round_half_up(&rounded, sum, 1, step) && rounded == stated;
}

/* Groups get what their leaves come to; one that was given must equal it. */
static vp_status add_up_groups(vp_draft *d, vp_reading *in)
{
    const vp_stage *s = vp_reading_stage(in);
    bool plain = vp_stage_is_plain(s, d->mark);
    vp_micro *given;
    VP_ALLOC(given, vp_arena_array(in->all->arena, s->ncriteria, sizeof *given), in->err);
    memcpy(given, d->mark, s->ncriteria * sizeof *given);
    if (!vp_stage_fill_groups(d->mark, s))
        return vp_fail(in->err, VP_INVALID, vp_cell_place(in->t, d->row, -1),
                       "these marks are too large to be worked out exactly");
    for (size_t g = s->ncriteria; g-- > 0;) {
        const char *cell = in->head.is_long ? "" : vp_table_cell(in->t, d->row, in->head.mark[g]);
        if (vp_criterion_is_leaf(s, g) || given[g] == VP_NO_MARK || agrees(given[g], d->mark[g], cell, plain))
            continue;
        char text[VP_DECIMAL_MAX] = "n/a";
        if (d->mark[g] >= 0)
            vp_micro_format(text, d->mark[g], 2);
        vp_note what = {N_("the mark of the group '%1$s' is not the sum of its parts, %2$s"),
                        {s->criteria[g].id, NULL}};
        VP_ALLOC(what.arg[1], vp_arena_dupz(in->all->arena, text), in->err);
        d->bad = true;
        VP_TRY(vp_reading_tell(in, d->row, in->head.is_long ? in->head.proposal : in->head.mark[g], VP_ERROR, what,
                               (vp_note){N_("correct a mark, or leave the group's blank"), {0}}));
    }
    return VP_OK;
}

/* What the reviewer added up must be what the marks come to. */
static vp_status check_total(vp_draft *d, vp_reading *in)
{
    const vp_stage *s = vp_reading_stage(in);
    const char *cell = vp_table_cell(in->t, d->row, in->head.total), *narrow;
    vp_micro sum, stated;
    char text[VP_DECIMAL_MAX];
    if (!*cell || d->bad || d->review.conflict)
        return VP_OK;
    VP_TRY(vp_narrow(&narrow, cell, strlen(cell), in->all->arena, in->err));
    if (!vp_stage_sum(&sum, s, d->mark) || sum < 0)
        return VP_OK;
    if (vp_micro_parse(&stated, narrow) && agrees(stated, sum, narrow, vp_stage_is_plain(s, d->mark)))
        return VP_OK;
    vp_micro_format(text, sum, 2);
    vp_note what = {N_("the total '%1$s' is not what the marks come to, %2$s"), {vp_reading_quote(in, cell), NULL}};
    VP_ALLOC(what.arg[1], vp_arena_dupz(in->all->arena, text), in->err);
    d->bad = true;
    return vp_reading_tell(in, d->row, in->head.total, VP_ERROR, what,
                           (vp_note){N_("correct a mark or the total, or leave the total blank"), {0}});
}

/* A review with nothing but n/a says nothing. */
static vp_status tell_nothing(vp_draft *d, vp_reading *in)
{
    const vp_stage *s = vp_reading_stage(in);
    bool some = false;
    for (size_t k = 0; k < s->ncriteria; k++)
        some |= vp_criterion_is_leaf(s, k) && d->mark[k] != VP_NA;
    if (some || d->review.conflict)
        return VP_OK;
    d->bad = true;
    return vp_reading_tell(in, d->row, in->head.proposal, VP_ERROR,
                           (vp_note){N_("'%1$s' has nothing but n/a of '%2$s'"),
                                     {vp_reading_quote(in, d->review.proposal),
                                      vp_reading_quote(in, d->review.reviewer)}},
                           (vp_note){N_("give a mark, or declare a conflict"), {0}});
}

/* Where the same reviewer has already marked the same proposal in this stage; NULL: nowhere yet. */
static vp_status look_for_twin(const vp_where **twin, const vp_draft *d, vp_reading *in)
{
    vp_sheets *all = in->all;
    VP_STR key = {0};
    bool fresh;
    vp_str_addf(&key, "%zu", in->head.stage);
    vp_str_addc(&key, '\0');
    vp_str_add(&key, d->review.reviewer, strlen(d->review.reviewer) + 1);
    vp_str_addz(&key, d->review.proposal);
    VP_TRY(vp_str_check(&key, in->err));
    uint64_t *slot = vp_map_put(all->seen, key.s, key.n, &fresh);
    if (!slot)
        return vp_nomem(in->err);
    *twin = fresh ? NULL : &all->place[*slot];
    if (!fresh)
        return VP_OK;
    *slot = all->nplaces;
    VP_TRY(vp_arena_grow(all->arena, &all->place, &all->capplaces, all->nplaces, all->nplaces + 1, sizeof *all->place,
                         in->err));
    all->place[all->nplaces++] = vp_cell_place(in->t, d->row, -1);
    return VP_OK;
}

static vp_status refuse_twin(vp_draft *d, vp_reading *in, const vp_where *first)
{
    const char *at;
    VP_ALLOC(at, vp_arena_printf(in->all->arena, "%s:%zu", first->file, first->row), in->err);
    d->bad = true;
    return vp_reading_tell(in, d->row, in->head.proposal, VP_ERROR,
                           (vp_note){N_("the reviewer '%1$s' has marked '%2$s' already, in %3$s"),
                                     {vp_reading_quote(in, d->review.reviewer),
                                      vp_reading_quote(in, d->review.proposal), at}},
                           (vp_note){N_("keep one of the two; a changed mark comes in a sheet of its own, "
                                        "in another run"), {0}});
}

vp_status vp_draft_close(vp_draft *d, vp_reading *in)
{
    vp_sheets *all = in->all;
    const vp_where *twin = NULL;
    if (!d->touched) {
        if (d->bad)
            return VP_OK;
        return vp_reading_tell(in, d->row, in->head.proposal, VP_WARNING,
                               (vp_note){N_("'%1$s' has no marks of '%2$s' yet"),
                                         {vp_reading_quote(in, d->review.proposal),
                                          vp_reading_quote(in, d->review.reviewer)}},
                               (vp_note){0});
    }
    if (!d->review.conflict && !(d->vague && in->head.is_long))
        VP_TRY(tell_missing(d, in));
    VP_TRY(tell_nothing(d, in));
    VP_TRY(add_up_groups(d, in));
    VP_TRY(check_total(d, in));
    if (*d->review.reviewer && *d->review.proposal)
        VP_TRY(look_for_twin(&twin, d, in));
    if (twin)
        VP_TRY(refuse_twin(d, in, twin));
    if (d->bad)
        return VP_OK;
    VP_TRY(vp_arena_grow(all->arena, &all->review, &all->cap, all->n, all->n + 1, sizeof *all->review, in->err));
    all->review[all->n++] = d->review;
    return VP_OK;
}
