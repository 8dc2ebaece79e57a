/* One letter for each applicant. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vp/document.h>
#include <vp/finding.h>
#include <vp/report.h>
#include "lib/io/file.h"
#include "lib/io/sheet_cell.h"
#include "lib/verb/letters.h"
#include "lib/verb/nameless.h"

typedef struct desk {
    const vp_letters *l;
    const vp_report_format *format;
    const vp_nameless *names;
    const vp_review **review;   /* that count, by proposal */
    size_t nreviews, ranked;
    vp_doc *d;
    vp_arena *arena;
    vp_err *err;
} desk;

/* ---- what is in it ---- */

static const char *points(desk *k, vp_micro v, vp_micro step)
{
    char text[VP_DECIMAL_MAX];
    const char *copy;
    vp_micro_format(text, v, vp_step_places(step));
    copy = vp_arena_dupz(k->arena, text);
    k->d->oom |= !copy;
    return copy ? copy : "";
}

/* A quarter of the list says enough where the method gives no bounds. */
static const char *band(desk *k, const vp_ranked *row)
{
    static const char *const quarters[] = {
        N_("in the first quarter of %1$s ranked proposals"), N_("in the second quarter of %1$s ranked proposals"),
        N_("in the third quarter of %1$s ranked proposals"), N_("in the last quarter of %1$s ranked proposals")};
    const char *of = vp_doc_number(k->d, k->ranked);
    if (row->rank == 0)
        return vp_tr(k->d->lang, N_("not ranked"));
    if (*row->low && strcmp(row->low, row->high) == 0)
        return vp_doc_say(k->d, N_("rank %1$s of %2$s"), row->low, of, NULL, NULL);
    if (*row->low)
        return vp_doc_say(k->d, N_("between rank %1$s and rank %2$s of %3$s"), row->low, row->high, of, NULL);
    return vp_doc_say(k->d, quarters[(row->rank - 1) * 4 / k->ranked], of, NULL, NULL, NULL);
}

static void tell_facts(desk *k, const vp_ranked *row)
{
    vp_doc *d = k->d;
    const char *const group = vp_flags_have(row->flags, "accepted") ? N_("above the funding line")
                              : vp_flags_have(row->flags, "rejected") ? N_("below the funding line")
                              : vp_flags_have(row->flags, "lottery")
                                  ? N_("too close to the funding line to be told by the scores: drawn by lot") : NULL;
    vp_doc_section(d, "proposal", "");
    if (k->l->round)
        vp_doc_fact_add(d, "round", vp_tr(d->lang, N_("round")), VP_SHOW_TEXT, k->l->round->title);
    vp_doc_fact_add(d, "id", vp_tr(d->lang, N_("proposal")), VP_SHOW_CODE, row->id);
    if (*row->applicant)
        vp_doc_fact_add(d, "applicant", vp_tr(d->lang, N_("applicant")), VP_SHOW_TEXT, row->applicant);
    if (row->has_score)
        vp_doc_fact_add(d, "score", vp_tr(d->lang, N_("score")), VP_SHOW_NUMBER,
                        points(k, row->score, k->l->ranking->step));
    vp_doc_fact_add(d, "band", vp_tr(d->lang, N_("rank")), VP_SHOW_TEXT, band(k, row));
    if (group)
        vp_doc_fact_add(d, "line", vp_tr(d->lang, N_("funding")), VP_SHOW_TEXT, vp_tr(d->lang, group));
    vp_doc_fact_add(d, "reviews", vp_tr(d->lang, N_("number of reviews")), VP_SHOW_NUMBER,
                    vp_doc_number(d, row->reviews));
}

static const vp_doc_column columns[] = {
    {"criterion", N_("criterion"), VP_SHOW_TEXT, VP_COLUMN_ALWAYS},
    {"mean", N_("mean"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"lowest", N_("lowest"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"highest", N_("highest"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
    {"max", N_("maximum"), VP_SHOW_NUMBER, VP_COLUMN_ALWAYS},
};

/* mine: the reviews of the proposal that count. */
static void tell_criterion(desk *k, const vp_stage *stage, size_t s, size_t c, const vp_review *const *mine, size_t n)
{
    const vp_criterion *q = &stage->criteria[c];
    vp_wide sum = 0;
    vp_micro low = 0, high = 0, mean;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        vp_micro mark = mine[i]->mark[c];
        if (mine[i]->stage != s || mark < 0)
            continue;
        low = count == 0 || mark < low ? mark : low;
        high = count == 0 || mark > high ? mark : high;
        sum += mark;
        count++;
    }
    bool known = count > 0 && vp_round_half_up(&mean, sum, (vp_wide)count, VP_MICRO / 100);
    vp_doc_cell(k->d, *q->title ? q->title : q->id);
    vp_doc_cell(k->d, known ? points(k, mean, VP_MICRO / 100) : "");
    vp_doc_cell(k->d, known ? points(k, low, VP_MICRO / 100) : "");
    vp_doc_cell(k->d, known ? points(k, high, VP_MICRO / 100) : "");
    vp_doc_cell(k->d, points(k, q->max, VP_MICRO / 100));
}

static vp_status tell_comments(desk *k, size_t s, const vp_review *const *mine, size_t n)
{
    const char **text;
    size_t ntexts = 0;
    VP_ALLOC(text, vp_arena_array(k->arena, n, sizeof *text), k->err);
    for (size_t i = 0; i < n; i++) {
        bool masked;
        if (mine[i]->stage != s || !*mine[i]->comment)
            continue;
        VP_TRY(vp_nameless_text(&text[ntexts], &masked, k->names, mine[i]->comment, k->arena, k->err));
        vp_note what = {N_("'%1$s': a comment named a reviewer, which the letter leaves out; read it before it goes"),
                        {vp_finding_quote(mine[i]->proposal, k->arena)}};
        if (!text[ntexts])
            what.msg = N_("'%1$s': a comment names a reviewer and is left out of the letter");
        if (masked)
            k->l->tell(k->l->ctx, VP_WARNING, &what, &(vp_note){0});
        ntexts += text[ntexts] != NULL;
    }
    vp_sort_texts(text, ntexts); /* the order of reviewers would tell whose are whose over many letters */
    for (size_t i = 0; i < ntexts; i++) {
        if (i == 0)
            vp_doc_text(k->d, vp_tr(k->d->lang, N_("Comments of the reviewers:")));
        vp_doc_text(k->d, text[i]);
    }
    return VP_OK;
}

static vp_status tell_stage(desk *k, size_t s, const vp_review *const *mine, size_t n)
{
    const vp_stage *stage = &k->l->rubric->stages[s];
    size_t here = 0;
    for (size_t i = 0; i < n; i++)
        here += mine[i]->stage == s;
    if (here == 0)
        return VP_OK;
    vp_doc_section(k->d, stage->id, *stage->title ? stage->title : stage->id);
    vp_doc_table_new(k->d, vp_doc_columns(k->d, columns, sizeof columns / sizeof *columns, 0),
                     sizeof columns / sizeof *columns);
    for (size_t c = 0; c < stage->ncriteria; c++)
        if (vp_criterion_is_leaf(stage, c))
            tell_criterion(k, stage, s, c, mine, n);
    return tell_comments(k, s, mine, n);
}

static int by_proposal(const void *x, const void *y)
{
    const vp_review *a = *(const vp_review *const *)x, *b = *(const vp_review *const *)y;
    int order = strcmp(a->proposal, b->proposal);
    return order != 0 ? order : (a > b) - (a < b);
}

static vp_status sort_reviews(desk *k)
{
    const vp_reviews *all = k->l->reviews;
    VP_ALLOC(k->review, vp_arena_array(k->arena, all->n, sizeof *k->review), k->err);
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i].conflict)
            k->review[k->nreviews++] = &all->at[i];
    if (k->nreviews > 1)
        qsort(k->review, k->nreviews, sizeof *k->review, by_proposal);
    return VP_OK;
}

static const vp_review *const *reviews_of(size_t *n, const desk *k, const char *id)
{
    size_t low = 0, high = k->nreviews;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(k->review[middle]->proposal, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < k->nreviews && strcmp(k->review[low + *n]->proposal, id) == 0;)
        ++*n;
    return k->review + low;
}

static vp_status letter(desk *k, const char *path, const vp_ranked *row)
{
    const vp_review *const *mine;
    size_t n;
    vp_doc d = {.schema = "vp-score/letter/1", .lang = k->l->lang, .currency = k->l->round ? k->l->round->currency : "",
                .signed_by = "", .signed_on = "", .arena = k->arena};
    VP_STR text = {0};
    k->d = &d;
    d.title = *row->title ? row->title : row->id;
    d.title = vp_doc_say(&d, N_("How '%1$s' was scored"), d.title, NULL, NULL, NULL);
    mine = reviews_of(&n, k, row->id);
    tell_facts(k, row);
    for (size_t s = 0; s < k->l->rubric->nstages; s++)
        VP_TRY(tell_stage(k, s, mine, n));
    VP_TRY(vp_doc_finish(&d, k->err));
    VP_TRY(k->format->print(&d, (vp_out){vp_out_str, &text}, k->err));
    if (k->l->dry_run)
        return VP_OK;
    return vp_file_write(path, vp_str_text(&text), text.n, k->err);
}

/* ---- where it goes ---- */

static vp_status path_of(const char **out, const desk *k, const vp_ranked *row)
{
    VP_ALLOC(*out, vp_arena_printf(k->arena, "%s/%s.%s", k->l->dir, row->id, k->format->name), k->err);
    return VP_OK;
}

static vp_status check(const desk *k)
{
    for (size_t i = 0; i < k->l->ranking->n; i++) {
        const vp_ranked *row = &k->l->ranking->at[i];
        const char *path;
        if (!vp_can_name_file(row->id)) {
            vp_fail(k->err, VP_INVALID, VP_NOWHERE, "the proposal '%s' cannot be the name of a file",
                    vp_finding_quote(row->id, k->arena));
            return vp_hint(k->err, "use letters, digits, '-' and '_' for the ids of proposals");
        }
        VP_TRY(path_of(&path, k, row));
        if (k->l->force || access(path, F_OK) != 0)
            continue;
        vp_fail(k->err, VP_INVALID, VP_AT_FILE(path), "this file is there already: no letter is written");
        return vp_hint(k->err, "name another folder, or add --force");
    }
    return VP_OK;
}

vp_status vp_letters_write(size_t *written, const vp_letters *l, vp_arena *arena, vp_err *err)
{
    desk k = {.l = l, .arena = arena, .err = err};
    vp_nameless *names;
    *written = 0;
    for (size_t i = 0; vp_report_printers[i]; i++)
        if (strcmp(vp_report_printers[i]->name, l->format) == 0)
            k.format = vp_report_printers[i];
    if (!k.format)
        return vp_fail(err, VP_BUG, VP_NOWHERE, "there is no format '%s'", l->format);
    VP_TRY(check(&k));
    VP_TRY(vp_nameless_new(&names, l->panel, l->reviews, arena, err));
    k.names = names;
    VP_TRY(sort_reviews(&k));
    if (!l->dry_run && mkdir(*l->dir ? l->dir : ".", 0777) != 0 && errno != EEXIST)
        return vp_fail(err, VP_IO, VP_AT_FILE(l->dir), "the folder cannot be made: %s", strerror(errno));
    for (size_t i = 0; i < l->ranking->n; i++)
        k.ranked += l->ranking->at[i].rank > 0;
    for (size_t i = 0; i < l->ranking->n; i++) {
        const char *path;
        vp_mark mark = vp_arena_mark(arena);
        VP_TRY(path_of(&path, &k, &l->ranking->at[i]));
        VP_TRY(letter(&k, path, &l->ranking->at[i]));
        vp_arena_rewind(arena, mark);
        ++*written;
    }
    return VP_OK;
}
