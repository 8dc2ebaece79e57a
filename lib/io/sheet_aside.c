/* What stands in a score sheet beside its reviews: titles above them, totals and remarks between and below. */
#include <string.h>
#include <vp/fold.h>
#include "lib/io/sheet_draft.h"

/* ---- rows ---- */

static bool is_one_of(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(*words, s) == 0)
            return true;
    return false;
}

/* A label that no proposal or reviewer has; a colon may follow it. */
static vp_status says_aside(bool *out, const char *cell, vp_arena *arena, vp_err *err)
{
    static const char *const words[] = {
        "合计", "小计", "总计", "共计", "总分", "平均", "平均分", "平均值", "均分", "均值", "最高分", "最低分", "去掉最高最低", "得分合计", "total",
        "subtotal", "sum", "average", "mean", "注", "备注", "说明", "note", "notes", NULL};
    static const char *const beginnings[] = {"注:", "备注:", "说明:", "note:", "notes:", NULL};
    const char *folded;
    VP_TRY(vp_fold(&folded, cell, arena, err));
    size_t n = strlen(folded);
    char label[32] = "";
    if (n > 0 && n < sizeof label)
        memcpy(label, folded, n - (folded[n - 1] == ':'));
    *out = is_one_of(label, words);
    for (size_t i = 0; beginnings[i]; i++)
        *out |= strncmp(folded, beginnings[i], strlen(beginnings[i])) == 0;
    return VP_OK;
}

static const char *first_cell(const vp_table *t, size_t row)
{
    for (size_t c = 0; c < t->header.n; c++)
        if (*t->rows[row].cell[c])
            return t->rows[row].cell[c];
    return "";
}

static bool is_header(const vp_reading *in, const char *proposal, const char *reviewer)
{
    return strcmp(proposal, in->t->header.cell[in->head.proposal]) == 0 &&
           strcmp(reviewer, in->t->header.cell[in->head.reviewer]) == 0;
}

vp_status vp_reading_aside(bool *aside, vp_reading *in, size_t row)
{
    vp_sheets *all = in->all;
    const char *proposal = vp_table_cell(in->t, row, in->head.proposal);
    const char *reviewer = vp_table_cell(in->t, row, in->head.reviewer);
    const char *label = *proposal ? proposal : first_cell(in->t, row);
    bool known = all->rules->proposals && vp_proposals_find(all->rules->proposals, proposal);
    *aside = is_header(in, proposal, reviewer);
    if (!*aside && !known)
        VP_TRY(says_aside(aside, label, all->arena, in->err));
    if (!*aside && *reviewer) {
        VP_TRY(says_aside(aside, reviewer, all->arena, in->err));
        label = *aside ? reviewer : label;
    }
    if (!*aside)
        return VP_OK;
    return vp_reading_tell(in, row, -1, VP_REMARK,
                           (vp_note){N_("this row ('%1$s') is no review: it is left out"),
                                     {vp_reading_quote(in, label)}},
                           (vp_note){0});
}

/* ---- titles ---- */

/* The value of a title "KEY: VALUE" in one cell or in two; NULL: the row's cell c does not begin with the key. */
static vp_status value_of(const char **out, const vp_reading *in, const vp_row *row, size_t c, const char *const *keys)
{
    const char *cell = row->cell[c], *narrow, *folded, *key;
    *out = NULL;
    VP_TRY(vp_narrow(&narrow, cell, strlen(cell), in->all->arena, in->err));
    size_t n = strcspn(narrow, ":");
    VP_ALLOC(key, vp_arena_dup(in->all->arena, narrow, n), in->err);
    VP_TRY(vp_fold(&folded, key, in->all->arena, in->err));
    if (!is_one_of(folded, keys))
        return VP_OK;
    const char *value = narrow[n] == ':' ? narrow + n + 1 : "";
    value += strspn(value, " ");
    *out = *value ? value : c + 1 < row->n ? row->cell[c + 1] : NULL;
    return VP_OK;
}

static vp_status hold_against(vp_reading *in, const vp_row *row, size_t c, const char *const *keys, const char *ours,
                              const char *what, const char *mend)
{
    const char *value;
    VP_TRY(value_of(&value, in, row, c, keys));
    if (!value || !ours || strcmp(value, ours) == 0)
        return VP_OK;
    vp_finding f = {.where = {.file = in->t->file, .row = row->line, .col = c + 1}, .severity = VP_ERROR,
                    .what = {what, {vp_reading_quote(in, value), ours}},
                    .mend = {mend, {0}}};
    in->head.usable = false;
    return vp_findings_add(in->findings, &f, in->all->arena, in->err);
}

vp_status vp_reading_above(vp_reading *in)
{
    static const char *const rounds[] = {"round", "roundid", "轮次", "轮次编号", "批次", NULL};
    static const char *const rubrics[] = {"rubric", "rubricid", "评分标准", "评审标准", "评分标准编号", NULL};
    static const char *const versions[] = {"version", "版本", NULL};
    const char *mend = N_("have the sheet of this round filled in, or take this line out where its marks are meant for "
                          "it");
    char version[VP_STAGE_VERSION];
    vp_stage_version(version, vp_reading_stage(in));
    for (size_t r = 0; r < in->t->nabove; r++)
        for (size_t c = 0; c < in->t->above[r].n; c++) {
            const vp_row *row = &in->t->above[r];
            VP_TRY(hold_against(in, row, c, rounds, in->all->rules->round,
                                N_("this sheet is of the round '%1$s', and this is '%2$s'"), mend));
            VP_TRY(hold_against(in, row, c, rubrics, in->all->rules->rubric->id,
                                N_("this sheet is of the rubric '%1$s', and the round has '%2$s'"), mend));
            VP_TRY(hold_against(in, row, c, versions, in->head.is_long ? NULL : version,
                                N_("this sheet was made for another version of the rubric, '%1$s': its criteria have "
                                   "changed since, to '%2$s'"),
                                N_("make new sheets with vp-assign --sheets; where the marks hold all the same, take "
                                   "this cell out")));
        }
    return VP_OK;
}
