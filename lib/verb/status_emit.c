/* Telling where a round stands: rows for programs, a few lines for people. */
#include <stdio.h>
#include <string.h>
#include <vp/date.h>
#include <vp/note.h>
#include <vp/show.h>
#include <vp/status.h>
#include "lib/rules/together.h"
#include "lib/verb/changes.h"
#include "lib/verb/status.h"

/* ---- rows ---- */

typedef struct rows { vp_emit *e; vp_arena *arena; vp_err *err; vp_status status; } rows;

static void row(rows *r, const char *key, const char *value)
{
    const char *const cells[] = {key, value};
    if (r->status == VP_OK)
        r->status = key && value ? vp_emit_row(r->e, cells, r->err) : vp_nomem(r->err);
}

static void count(rows *r, const char *key, size_t n)
{
    row(r, key, vp_arena_printf(r->arena, "%zu", n));
}

static void money(rows *r, const char *key, vp_money m)
{
    char text[VP_DECIMAL_MAX];
    vp_money_format(text, m);
    row(r, key, vp_arena_dupz(r->arena, text));
}

static void day(rows *r, const char *key, bool there, vp_date d)
{
    char text[VP_DATE_MAX] = "";
    if (there)
        vp_date_format(text, d);
    row(r, key, vp_arena_dupz(r->arena, text));
}

static void all_rows(rows *r, const vp_standing *s)
{
    const vp_round *round = s->round;
    row(r, "id", round->id);
    row(r, "title", round->title);
    row(r, "currency", round->currency);
    day(r, "opens", round->has_opens, round->opens);
    day(r, "closes", round->has_closes, round->closes);
    row(r, "notice_from", round->notice_from);
    row(r, "notice_until", round->notice_until);
    count(r, "proposals", s->proposals);
    count(r, "withdrawn", s->withdrawn);
    count(r, "intakes", s->intakes);
    count(r, "rows", s->rows);
    count(r, "rejected", s->rejected);
    for (size_t i = 0; i < s->nstages; i++) {
        count(r, vp_arena_printf(r->arena, "reviews.%s", s->stages[i].id), s->stages[i].reviews);
        count(r, vp_arena_printf(r->arena, "reviewers.%s", s->stages[i].id), s->stages[i].reviewers);
        if (s->stages[i].wanted > 0) {
            count(r, vp_arena_printf(r->arena, "wanted.%s", s->stages[i].id), s->stages[i].wanted);
            count(r, vp_arena_printf(r->arena, "lacking.%s", s->stages[i].id), s->stages[i].lacking);
        }
        if (s->stages[i].assigned > 0) {
            count(r, vp_arena_printf(r->arena, "assigned.%s", s->stages[i].id), s->stages[i].assigned);
            count(r, vp_arena_printf(r->arena, "done.%s", s->stages[i].id), s->stages[i].done);
            row(r, vp_arena_printf(r->arena, "waiting.%s", s->stages[i].id), s->stages[i].waiting);
        }
    }
    for (size_t i = 0; i < s->ndraws; i++)
        row(r, vp_arena_printf(r->arena, "draw.%s", s->draws[i]), "announced");
    row(r, "ranking", !s->has_ranking ? "none" : s->ranking_old ? "outdated" : "current");
    count(r, "ranked", s->ranked);
    count(r, "unranked", s->unranked);
    row(r, "awards", !s->has_awards ? "none" : s->awards_old ? "outdated" : "current");
    if (s->approval) {
        row(r, "approval", !s->approved_by ? "unchecked" : *s->approved_by ? "approved" : "missing");
        row(r, "approved_by", s->approved_by ? s->approved_by : "");
    }
    count(r, "awarded", s->awarded);
    count(r, "reserve", s->reserve);
    money(r, "spent", s->spent);
    money(r, "available", s->available);
    for (size_t i = 0; i < round->nfunds; i++) {
        money(r, vp_arena_printf(r->arena, "spent.%s", round->funds[i].id), s->fund[i]);
        money(r, vp_arena_printf(r->arena, "available.%s", round->funds[i].id), round->funds[i].amount);
    }
    for (size_t i = 0; i < s->nclashes; i++) {
        VP_STR words = {0};
        vp_note_text(&words, VP_EN, &s->clashes[i].problem.what);
        row(r, vp_arena_printf(r->arena, "clash.%s.%s", s->clashes[i].id, s->clashes[i].problem.rule),
            words.oom ? NULL : vp_arena_dupz(r->arena, vp_str_text(&words)));
    }
    for (size_t i = 0; i < s->nconflicts; i++) {
        const vp_standing_conflict *c = &s->conflicts[i];
        row(r, vp_arena_printf(r->arena, "conflict.%s%s%s", c->path, *c->field ? "." : "", c->field),
            vp_arena_printf(r->arena, "ours: %s; theirs: %s", c->ours, c->theirs));
    }
    row(r, "edited", s->edited);
    row(r, "next", s->next);
}

static vp_status for_programs(const vp_standing *s, const char *format, vp_out out, vp_arena *arena, vp_err *err)
{
    static const vp_column columns[] = {{"key", NULL, 't'}, {"value", NULL, 't'}};
    VP_AUTO(vp_emit) e = NULL;
    VP_TRY(vp_emit_new(&e, format, out, "vp-status/1", columns, 2, err));
    rows r = {e, arena, err, VP_OK};
    all_rows(&r, s);
    VP_TRY(r.status);
    return vp_emit_end(e, err);
}

/* ---- lines ---- */

enum { LABEL = 10, ARGS = VP_NOTE_ARGS };

typedef struct lines { vp_str text; vp_lang lang; } lines;

/* label NULL: the line belongs to the one above. */
static void line(lines *l, const char *label, const char *msg, const char *const args[ARGS])
{
    const char *shown = label ? vp_tr(l->lang, label) : "";
    vp_note note = {msg, {args[0], args[1], args[2], args[3]}};
    VP_STR told = {0};
    vp_note_text(&told, l->lang, &note);
    vp_str_addf(&l->text, "  %s", shown);
    for (size_t w = vp_width(shown, strlen(shown)); w < LABEL; w++)
        vp_str_addc(&l->text, ' ');
    vp_str_addc(&l->text, ' ');
    vp_show(&l->text, vp_str_text(&told), told.n);
    vp_str_addc(&l->text, '\n');
    l->text.oom |= told.oom;
}

#define LINE(l, label, msg, ...) line(l, label, msg, (const char *const[ARGS]){__VA_ARGS__})

enum { NUMBER_MAX = 24 };

static const char *number(char buf[NUMBER_MAX], size_t n)
{
    snprintf(buf, NUMBER_MAX, "%zu", n);
    return buf;
}

static const char *grouped(char buf[VP_GROUPED_MAX], vp_money m)
{
    vp_money_group(buf, m);
    return buf;
}

static void calendar(lines *l, const vp_round *round)
{
    char from[VP_DATE_MAX] = "…", until[VP_DATE_MAX] = "…";
    if (round->has_opens)
        vp_date_format(from, round->opens);
    if (round->has_closes)
        vp_date_format(until, round->closes);
    if (round->has_opens || round->has_closes)
        LINE(l, N_("call"), N_("%1$s to %2$s"), from, until);
    if (*round->notice_from || *round->notice_until)
        LINE(l, N_("notice"), N_("%1$s to %2$s"), *round->notice_from ? round->notice_from : "…",
             *round->notice_until ? round->notice_until : "…");
}

static void arrivals(lines *l, const vp_standing *s)
{
    char a[NUMBER_MAX], b[NUMBER_MAX], c[NUMBER_MAX], d[NUMBER_MAX];
    if (s->intakes > 0)
        LINE(l, N_("proposals"), N_("%1$s, from %2$s intakes of %3$s rows, %4$s refused"), number(a, s->proposals),
             number(b, s->intakes), number(c, s->rows), number(d, s->rejected));
    else
        LINE(l, N_("proposals"), "%1$s", number(a, s->proposals));
    if (s->withdrawn > 0)
        LINE(l, NULL, N_("%1$s more were withdrawn"), number(a, s->withdrawn));
    const char *label = N_("reviewed");
    for (size_t i = 0; i < s->nstages; i++) {
        const vp_standing_stage *stage = &s->stages[i];
        if (stage->reviews == 0)
            continue;
        LINE(l, label, N_("%1$s: %2$s by %3$s reviewers"), *stage->title ? stage->title : stage->id,
             number(a, stage->reviews), number(b, stage->reviewers));
        label = NULL;
        if (stage->lacking > 0)
            LINE(l, NULL, N_("%1$s: %2$s proposals have fewer than %3$s reviews"),
                 *stage->title ? stage->title : stage->id, number(a, stage->lacking), number(b, stage->wanted));
    }
}

enum { WAITING_SHOWN = 200 /* bytes */ };

static void assignments(lines *l, const vp_standing *s)
{
    char a[NUMBER_MAX], b[NUMBER_MAX], who[WAITING_SHOWN + sizeof "…"];
    const char *label = N_("assigned");
    for (size_t i = 0; i < s->nstages; i++) {
        const vp_standing_stage *stage = &s->stages[i];
        size_t n = strlen(stage->waiting);
        if (stage->assigned == 0)
            continue;
        LINE(l, label, N_("%1$s: %2$s of %3$s reviews are in"), *stage->title ? stage->title : stage->id,
             number(a, stage->done), number(b, stage->assigned));
        label = NULL;
        if (stage->nwaiting == 0)
            continue;
        if (n > WAITING_SHOWN) /* after a comma */
            for (n = WAITING_SHOWN; n > 0 && stage->waiting[n - 1] != ' '; n--)
                continue;
        snprintf(who, sizeof who, "%.*s%s", (int)n, stage->waiting, stage->waiting[n] ? "…" : "");
        LINE(l, NULL, N_("%1$s reviewers still have some to do: %2$s"), number(a, stage->nwaiting), who);
    }
}

static void decisions(lines *l, const vp_standing *s)
{
    char a[NUMBER_MAX], b[NUMBER_MAX], spent[VP_GROUPED_MAX], of[VP_GROUPED_MAX];
    if (s->has_ranking)
        LINE(l, N_("ranking"), s->ranking_old ? N_("%1$s ranked, %2$s not; outdated")
                                              : N_("%1$s ranked, %2$s not"),
             number(a, s->ranked), number(b, s->unranked));
    if (!s->has_awards)
        return;
    LINE(l, N_("awards"), s->awards_old ? N_("%1$s, %2$s in reserve; outdated")
                                        : N_("%1$s, %2$s in reserve"),
         number(a, s->awarded), number(b, s->reserve));
    if (s->approval && s->approved_by && *s->approved_by)
        LINE(l, NULL, N_("approved by %1$s"), s->approved_by);
    else if (s->approval)
        LINE(l, NULL, s->approved_by ? N_("not yet approved by a second person")
                                     : N_("approval not checked: ssh-keygen is missing"), NULL);
    LINE(l, NULL, N_("%1$s of %2$s %3$s"), grouped(spent, s->spent), grouped(of, s->available), s->round->currency);
    for (size_t i = 0; s->round->nfunds > 1 && i < s->round->nfunds; i++)
        LINE(l, NULL, N_("%1$s: %2$s of %3$s"), s->round->funds[i].title, grouped(spent, s->fund[i]),
             grouped(of, s->round->funds[i].amount));
}

static void draws(lines *l, const vp_standing *s)
{
    const char *label = N_("draws");
    for (size_t i = 0; i < s->ndraws; i++, label = NULL)
        LINE(l, label, N_("%1$s: announced, and waits for its seed"), s->draws[i]);
}

enum { CONFLICTS_SHOWN = 20 };

static void clashes(lines *l, const vp_standing *s)
{
    const char *label = N_("rules");
    char more[NUMBER_MAX];
    for (size_t i = 0; i < s->nclashes && i < CONFLICTS_SHOWN; i++, label = NULL) {
        VP_STR words = {0};
        vp_note_line(&words, l->lang, &s->clashes[i].problem.what);
        LINE(l, label, N_("%1$s, rule '%2$s': %3$s"), s->clashes[i].id, s->clashes[i].problem.rule,
             vp_str_text(&words));
        l->text.oom |= words.oom;
    }
    if (s->nclashes > CONFLICTS_SHOWN)
        LINE(l, NULL, N_("and %1$s more: vp status --format csv tells all of them"),
             number(more, s->nclashes - CONFLICTS_SHOWN));
}

static void conflicts(lines *l, const vp_standing *s)
{
    const char *label = N_("merge"), *none = "–";
    char more[NUMBER_MAX];
    for (size_t i = 0; i < s->nconflicts && i < CONFLICTS_SHOWN; i++, label = NULL) {
        const vp_standing_conflict *c = &s->conflicts[i];
        const char *ours = *c->ours ? c->ours : none, *theirs = *c->theirs ? c->theirs : none;
        if (vp_standing_computed(c->path))
            LINE(l, label, N_("%1$s: take either side, it is computed again"), c->path);
        else if (strcmp(c->field, "private") == 0)
            LINE(l, label, N_("%1$s: came in two sheets and is the same but for hashes of private columns; take either "
                              "side"), c->id);
        else if (*c->field)
            LINE(l, label, N_("%1$s, %2$s: ours %3$s, theirs %4$s"), c->id, vp_change_field(c->field, l->lang), ours,
                 theirs);
        else if (!*c->id && !vp_standing_recorded(c->path))
            LINE(l, label, N_("%1$s: edited by hand on both sides; edit what git has marked in it"), c->path);
        else
            LINE(l, label, N_("%1$s: ours %2$s, theirs %3$s"), *c->id ? c->id : c->path, ours, theirs);
    }
    if (s->nconflicts > CONFLICTS_SHOWN)
        LINE(l, NULL, N_("and %1$s more: vp status --format csv tells all of them"),
             number(more, s->nconflicts - CONFLICTS_SHOWN));
}

static vp_status for_people(const vp_standing *s, vp_lang lang, vp_out out, vp_err *err)
{
    lines l = {{0}, lang};
    vp_show(&l.text, s->round->title, strlen(s->round->title));
    vp_str_addf(&l.text, " (%s)\n", s->round->id);
    calendar(&l, s->round);
    arrivals(&l, s);
    assignments(&l, s);
    decisions(&l, s);
    draws(&l, s);
    clashes(&l, s);
    conflicts(&l, s);
    if (*s->edited_told)
        LINE(&l, N_("edited"), "%1$s", s->edited_told);
    LINE(&l, N_("next"), "%1$s", s->next_told);
    vp_status status = vp_str_check(&l.text, err);
    if (status == VP_OK)
        status = out.write(out.ctx, l.text.s, l.text.n, err);
    vp_str_free(&l.text);
    return status;
}

vp_status vp_standing_emit(const vp_standing *s, const char *format, vp_lang lang, vp_out out, vp_arena *arena,
                           vp_err *err)
{
    if (strcmp(format, "table") == 0)
        return for_people(s, lang, out, err);
    return for_programs(s, format, out, arena, err);
}
