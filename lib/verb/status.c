/* Reading where a round stands: counts of what is there, and whether the ranking and the awards fit it. */
#include <cjson/cJSON.h>
#include <limits.h>
#include <string.h>
#include <vp/map.h>
#include <vp/rubric.h>
#include <vp/table.h>
#include "lib/io/json.h"
#include "lib/io/marks.h"
#include "lib/verb/current.h"
#include "lib/verb/draws.h"
#include "lib/verb/signatures.h"
#include "lib/verb/status.h"
#include "lib/verb/status_assigned.h"
#include "lib/verb/together.h"

/* One reading. */
typedef struct reading {
    vp_standing *s;
    const vp_view *view;
    vp_store *store; /* NULL: the files alone are known */
    vp_map *ids;         /* of proposals -> index */
    const char **flags;  /* of the ranking, "" where it has none */
    size_t *reviews;     /* of one stage at a time */
    vp_table *ranking;   /* NULL: there is none */
    vp_arena *arena;
    vp_err *err;
} reading;

/* ---- intakes ---- */

static size_t count_of(const cJSON *receipt, const char *key)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(receipt, key);
    return cJSON_IsNumber(n) && n->valuedouble >= 0 && n->valuedouble <= INT_MAX ? (size_t)n->valueint : 0;
}

static vp_status intake(reading *r, const char *folder)
{
    const char *path, *bytes;
    size_t n;
    VP_ALLOC(path, vp_arena_printf(r->arena, "intake/%sreceipt.json", folder), r->err);
    vp_status status = r->view->read(r->view->ctx, path, &bytes, &n, r->arena, r->err);
    if (status == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(status);
    cJSON *receipt;
    VP_TRY(vp_json_tree(&receipt, bytes, n, r->err));
    if (!cJSON_IsObject(receipt)) {
        cJSON_Delete(receipt);
        VP_TRY(vp_refuse_marks(r->view->where(r->view->ctx, path, r->arena), bytes, n, r->err));
        return vp_fail(r->err, VP_CORRUPT, VP_AT_FILE(r->view->where(r->view->ctx, path, r->arena)),
                       "this is not a receipt");
    }
    r->s->intakes += cJSON_HasObjectItem(receipt, "rows"); /* others record decisions */
    r->s->rows += count_of(receipt, "rows");
    r->s->rejected += count_of(receipt, "rejected");
    cJSON_Delete(receipt);
    return VP_OK;
}

static vp_status intakes(reading *r)
{
    const char *const *names;
    size_t n;
    VP_TRY(r->view->list(r->view->ctx, "intake", &names, &n, r->arena, r->err));
    for (size_t i = 0; i < n; i++)
        if (names[i][strlen(names[i]) - 1] == '/')
            VP_TRY(intake(r, names[i]));
    return VP_OK;
}

/* ---- tables ---- */

/* *table is NULL when the round has no such file. */
static vp_status table(vp_table **out, reading *r, const char *path)
{
    const char *bytes;
    size_t n;
    *out = NULL;
    vp_status status = r->view->read(r->view->ctx, path, &bytes, &n, r->arena, r->err);
    if (status == VP_NOTFOUND)
        return VP_OK;
    VP_TRY(status);
    return vp_table_read(out, r->view->where(r->view->ctx, path, r->arena), bytes, n, r->arena, r->err);
}

static vp_status want_columns(const vp_table *t, const char *const *names, vp_err *err)
{
    for (; *names; names++)
        if (vp_table_column(t, *names) < 0)
            return vp_fail(err, VP_CORRUPT, (vp_where){t->file, t->header.line, 0, NULL}, "there is no column '%s'",
                           *names);
    return VP_OK;
}

/* ---- reviews ---- */

/* Whether one of the first n stages has put out a proposal with these flags: gated:STAGE or veto:STAGE.CRITERION. */
static bool gated(const char *flags, const vp_standing_stage *stages, size_t n)
{
    for (const char *p = flags; *p; p += strspn(p, ";")) {
        size_t k = strcspn(p, ";"), word = strncmp(p, "gated:", 6) == 0 ? 6 : strncmp(p, "veto:", 5) == 0 ? 5 : 0;
        size_t id = word > 0 ? strcspn(p + word, ".;") : 0;
        for (size_t s = 0; s < n && word > 0; s++)
            if (strlen(stages[s].id) == id && memcmp(stages[s].id, p + word, id) == 0)
                return true;
        p += k;
    }
    return false;
}

static void count_reviews(reading *r, const vp_table *t)
{
    for (size_t i = 0; i < t->nrows; i++) {
        const char *id = vp_table_cell(t, i, vp_table_column(t, "proposal"));
        const uint64_t *index = vp_map_get(r->ids, id, strlen(id));
        if (index && !*vp_table_cell(t, i, vp_table_column(t, "conflict")))
            r->reviews[*index]++;
    }
}

static vp_status reviews_of(reading *r, vp_standing_stage *all, size_t which)
{
    vp_standing_stage *stage = &all[which];
    const char *const *names, *folder;
    size_t n;
    VP_ALLOC(folder, vp_arena_printf(r->arena, "reviews/%s", stage->id), r->err);
    VP_TRY(r->view->list(r->view->ctx, folder, &names, &n, r->arena, r->err));
    memset(r->reviews, 0, r->s->proposals * sizeof *r->reviews);
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(names[i]);
        if (k < 5 || strcmp(names[i] + k - 4, ".csv") != 0)
            continue;
        const char *path;
        vp_table *t;
        VP_ALLOC(path, vp_arena_printf(r->arena, "%s/%s", folder, names[i]), r->err);
        VP_TRY(table(&t, r, path));
        stage->reviewers++;
        stage->reviews += t ? t->nrows : 0;
        if (t)
            count_reviews(r, t);
    }
    for (size_t i = 0; i < r->s->proposals; i++)
        stage->lacking += r->reviews[i] < stage->wanted && !gated(r->flags[i], all, which);
    return VP_OK;
}

/* A row below the header is enough; what is wrong with it is told by whoever reads it. */
static vp_status panel(reading *r)
{
    const char *bytes;
    size_t n;
    vp_status s = r->view->read(r->view->ctx, "panel.csv", &bytes, &n, r->arena, r->err);
    if (s != VP_OK)
        return s == VP_NOTFOUND ? VP_OK : s;
    const char *end = memchr(bytes, '\n', n);
    r->s->has_panel = end && end + 1 < bytes + n;
    return VP_OK;
}

/* The stages of the rubric in its order, then others that have reviews. */
static vp_status stages(reading *r)
{
    const char *const *names;
    size_t n, rubric_stages = 0;
    vp_rubric *rubric = NULL;
    vp_err quiet = {.lang = r->err ? r->err->lang : VP_EN};
    vp_status status = vp_rubric_read(&rubric, r->view, "rubric.json", r->arena, &quiet);
    if (status != VP_OK && status != VP_NOTFOUND) {
        if (r->err)
            *r->err = quiet;
        return status;
    }
    rubric_stages = rubric ? rubric->nstages : 0;
    VP_TRY(r->view->list(r->view->ctx, "reviews", &names, &n, r->arena, r->err));
    vp_standing_stage *all;
    VP_ALLOC(all, vp_arena_array(r->arena, rubric_stages + n, sizeof *all), r->err);
    size_t count = 0;
    for (size_t i = 0; i < rubric_stages; i++) {
        const vp_stage *stage = &rubric->stages[i];
        if (!stage->from) /* reviewers mark it */
            all[count++] = (vp_standing_stage){.id = stage->id, .title = stage->title, .wanted = stage->reviewers};
    }
    rubric_stages = count;
    r->s->unmarked = rubric && count == 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(names[i]), known = 0;
        if (k < 2 || names[i][k - 1] != '/')
            continue;
        while (known < rubric_stages && (strlen(all[known].id) != k - 1 ||
                                         memcmp(all[known].id, names[i], k - 1) != 0))
            known++;
        if (known < rubric_stages)
            continue;
        all[count].title = "";
        VP_ALLOC(all[count].id, vp_arena_dup(r->arena, names[i], k - 1), r->err);
        count++;
    }
    for (size_t i = 0; i < count; i++)
        VP_TRY(reviews_of(r, all, i));
    for (size_t i = 0; i < count; i++)
        VP_TRY(vp_standing_assigned(&all[i], r->ids, r->view, r->arena, r->err));
    r->s->stages = all;
    r->s->nstages = count;
    return VP_OK;
}

/* ---- proposals, ranking, awards: each must be of the one before ---- */

/* A file that is no proposal is told by whatever needs what stands in it, not here. */
static vp_status is_withdrawn(bool *out, reading *r, const char *name)
{
    const char *path, *bytes;
    size_t n;
    vp_mark mark = vp_arena_mark(r->arena);
    VP_ALLOC(path, vp_arena_printf(r->arena, "proposals/%s", name), r->err);
    vp_status s = r->view->read(r->view->ctx, path, &bytes, &n, r->arena, r->err);
    *out = s == VP_OK && vp_proposal_has(bytes, n, "withdrawn");
    vp_arena_rewind(r->arena, mark);
    return s == VP_NOTFOUND ? VP_OK : s;
}

static vp_status proposals(reading *r)
{
    const char *const *names;
    size_t n;
    VP_TRY(r->view->list(r->view->ctx, "proposals", &names, &n, r->arena, r->err));
    VP_ALLOC(r->flags, vp_arena_array(r->arena, n, sizeof *r->flags), r->err);
    VP_ALLOC(r->reviews, vp_arena_array(r->arena, n, sizeof *r->reviews), r->err);
    for (size_t i = 0; i < n; i++) {
        size_t k = vp_proposal_id_of(names[i]);
        if (k == 0)
            continue;
        uint64_t *index;
        bool gone;
        VP_TRY(is_withdrawn(&gone, r, names[i]));
        r->s->withdrawn += gone;
        if (gone)
            continue;
        VP_ALLOC(index, vp_map_put(r->ids, names[i], k, NULL), r->err);
        r->flags[r->s->proposals] = "";
        *index = r->s->proposals++;
    }
    return VP_OK;
}

/* A file that commands compute, and that somebody has made unreadable since: as good as outdated. */
static bool spoilt(reading *r, vp_status status)
{
    if ((status != VP_CORRUPT && status != VP_INVALID) || (r->store && vp_store_damaged(r->store)))
        return false;
    if (r->err)
        *r->err = (vp_err){.lang = r->err->lang};
    return true;
}

static vp_status read_ranking(reading *r)
{
    static const char *const columns[] = {"rank", "id", "score", NULL};
    vp_table *t;
    vp_status status = table(&t, r, "ranking.csv");
    if (status == VP_OK && !t)
        return VP_OK;
    if (status == VP_OK)
        status = want_columns(t, columns, r->err);
    r->s->has_ranking = true;
    if (spoilt(r, status))
        return VP_OK;
    VP_TRY(status);
    r->ranking = t;
    for (size_t i = 0; i < t->nrows; i++) {
        const char *id = vp_table_cell(t, i, vp_table_column(t, "id"));
        const uint64_t *index = vp_map_get(r->ids, id, strlen(id));
        if (index)
            r->flags[*index] = vp_table_cell(t, i, vp_table_column(t, "flags"));
    }
    return VP_OK;
}

/* Whatever else keeps a ranking from being computed again, it is not a current one. */
static vp_status outdated(bool *old, vp_status checked, const vp_err *why, vp_err *err)
{
    *old = checked != VP_OK;
    if (checked != VP_IO && checked != VP_NOMEM && checked != VP_BUG)
        return VP_OK;
    if (err)
        *err = *why;
    return checked;
}

static vp_status ranking_is_old(reading *r)
{
    vp_err why = {0};
    vp_recorded recorded;
    const char *bytes;
    size_t n;
    VP_TRY(r->view->read(r->view->ctx, "ranking.csv", &bytes, &n, r->arena, r->err));
    vp_status s = vp_recorded_read(&recorded, r->s->round, r->view, r->arena, &why);
    if (s == VP_OK)
        s = vp_ranking_check(&recorded, r->view, bytes, n, r->store, r->arena, &why);
    VP_TRY(outdated(&r->s->ranking_old, s, &why, r->err));
    s = vp_awards_check(r->s->round, r->view, bytes, n, r->arena, &why);
    return outdated(&r->s->awards_old, s, &why, r->err);
}

static vp_status ranking(reading *r)
{
    const vp_table *t = r->ranking;
    r->s->ranking_old = r->s->awards_old = true; /* until it is shown that they are not */
    if (!t)
        return VP_OK;
    for (size_t i = 0; i < t->nrows; i++) {
        if (*vp_table_cell(t, i, vp_table_column(t, "rank")))
            r->s->ranked++;
        else
            r->s->unranked++;
    }
    return ranking_is_old(r);
}

static vp_status amount(vp_money *sum, const vp_table *t, size_t row, const char *column, vp_err *err)
{
    vp_money m;
    const char *text = vp_table_cell(t, row, vp_table_column(t, column));
    if (*text && (!vp_money_parse(&m, text) || !vp_money_add(sum, m)))
        return vp_fail(err, VP_CORRUPT, (vp_where){t->file, t->rows[row].line, 0, column}, "'%s' is not an amount",
                       text);
    return VP_OK;
}

static vp_status award(reading *r, const vp_table *t, size_t row, vp_money *funds)
{
    const char *status = vp_table_cell(t, row, vp_table_column(t, "status"));
    r->s->awarded += strcmp(status, "awarded") == 0;
    r->s->reserve += strcmp(status, "reserve") == 0;
    VP_TRY(amount(&r->s->spent, t, row, "amount", r->err));
    for (size_t f = 0; f < r->s->round->nfunds; f++)
        VP_TRY(amount(&funds[f], t, row, r->s->round->funds[f].id, r->err));
    return VP_OK;
}

static vp_status read_awards(reading *r, vp_money *funds)
{
    static const char *const columns[] = {"id", "status", "amount", NULL};
    vp_table *t;
    VP_TRY(table(&t, r, "awards.csv"));
    if (!t)
        return VP_OK;
    r->s->has_awards = true;
    VP_TRY(want_columns(t, columns, r->err));
    for (size_t i = 0; i < t->nrows; i++)
        VP_TRY(award(r, t, i, funds));
    return VP_OK;
}

static vp_status awards(reading *r)
{
    const vp_round *round = r->s->round;
    vp_money *funds;
    VP_ALLOC(funds, vp_arena_array(r->arena, round->nfunds, sizeof *funds), r->err);
    r->s->fund = funds;
    for (size_t f = 0; f < round->nfunds; f++)
        r->s->available += round->funds[f].amount; /* round.json was refused if this does not fit */
    r->s->awards_old |= r->s->ranking_old;
    vp_status status = read_awards(r, funds);
    if (!spoilt(r, status))
        return status;
    r->s->has_awards = r->s->awards_old = true; /* and nothing is known of them */
    r->s->awarded = r->s->reserve = 0;
    r->s->spent = 0;
    memset(funds, 0, round->nfunds * sizeof *funds);
    return VP_OK;
}

/* Where a second person is asked for, whether there is one. */
static vp_status approval(const char **decided, reading *r)
{
    bool unchecked;
    vp_standing *s = r->s;
    *decided = s->approved_by = "";
    s->approval = s->round->signing.approval && s->has_awards && !s->awards_old && r->store;
    if (!s->approval)
        return VP_OK;
    VP_TRY(vp_approved_by(&s->approved_by, decided, &unchecked, r->store, r->arena, r->err));
    if (unchecked && !*s->approved_by)
        s->approved_by = NULL;
    return VP_OK;
}

/* ---- the whole ---- */

static const char *next_of(const vp_standing *s, const char *decided, vp_arena *arena)
{
    size_t reviews = 0, assigned = 0;
    bool silent = false; /* a stage that nobody has marked yet */
    for (size_t i = 0; i < s->nstages; i++) {
        reviews += s->stages[i].reviews;
        assigned += s->stages[i].assigned;
        silent |= s->stages[i].reviews == 0;
    }
    if (s->proposals == 0)
        return "vp intake proposals.csv";
    if (s->has_panel && !s->unmarked && reviews == 0 && assigned == 0)
        return "vp assign --sheets sheets";
    if (!s->has_ranking || s->ranking_old)
        return reviews > 0 || s->unmarked ? "vp score" : "vp score sheets/*.csv";
    if (silent && !s->has_awards)
        return "vp score sheets/*.csv";
    if (!s->has_awards || s->awards_old)
        return "vp allocate";
    if (s->approval && s->approved_by && !*s->approved_by)
        return vp_arena_printf(arena, "vp audit approve %.12s", *decided ? decided : "HEAD");
    return s->ndraws > 0 ? vp_arena_printf(arena, "vp draw --reveal %s --seed NUMBERS", s->draws[0])
                         : "vp report notice -o notice.md";
}

vp_status vp_standing_read(vp_standing **out, const vp_view *view, vp_store *store, vp_arena *arena, vp_err *err)
{
    vp_standing *s;
    vp_round *round;
    const char *decided;
    VP_ALLOC(s, vp_arena_alloc(arena, sizeof *s), err);
    VP_AUTO(vp_map) ids = vp_map_new();
    if (!ids)
        return vp_nomem(err);
    reading r = {.s = s, .view = view, .store = store, .ids = ids, .arena = arena, .err = err};
    VP_TRY(vp_round_read(&round, view, arena, err));
    s->round = round;
    s->edited = s->edited_told = "";
    VP_TRY(proposals(&r));
    VP_TRY(intakes(&r));
    VP_TRY(read_ranking(&r));
    VP_TRY(stages(&r));
    VP_TRY(panel(&r));
    VP_TRY(ranking(&r));
    VP_TRY(awards(&r));
    VP_TRY(approval(&decided, &r));
    VP_TRY(vp_draws_open(&s->draws, &s->ndraws, view, arena, err));
    VP_ALLOC(s->next, next_of(s, decided, arena), err);
    s->next_told = s->next;
    *out = s;
    return VP_OK;
}

/* What a person edited goes first: commands refuse to record until it is committed. */
static vp_status edits(vp_standing *s, vp_store *store, vp_arena *arena, vp_err *err)
{
    vp_err plain = {.lang = VP_EN}, told = {.lang = err ? err->lang : VP_EN};
    if (vp_store_check_clean(store, &plain) == VP_OK)
        return VP_OK;
    vp_status status = vp_store_check_clean(store, &told);
    if (status == VP_INVALID) {
        VP_ALLOC(s->edited, vp_arena_dupz(arena, plain.msg), err);
        VP_ALLOC(s->next, vp_arena_dupz(arena, *plain.hint ? plain.hint : s->next), err);
        VP_ALLOC(s->edited_told, vp_arena_dupz(arena, told.msg), err);
        VP_ALLOC(s->next_told, vp_arena_dupz(arena, *told.hint ? told.hint : s->next), err);
        return VP_OK;
    }
    if (status != VP_OK && err)
        *err = told;
    return status;
}

/* Files that commands wrote and git is to commit otherwise: nothing is lost by it, but people see what is not so. */
static vp_status astray(vp_standing *s, vp_store *store, vp_arena *arena, vp_err *err)
{
    const char *path;
    size_t n;
    vp_err plain = {.lang = VP_EN}, told = {.lang = err ? err->lang : VP_EN}, *both[] = {&plain, &told};
    VP_TRY(vp_store_astray(&path, &n, store, arena, err));
    if (n == 0)
        return VP_OK;
    for (size_t i = 0; i < 2; i++) {
        vp_fail(both[i], VP_INVALID, VP_NOWHERE, "files that commands wrote are not as main has them, '%s' for one: "
                                                 "main was moved, or they were edited", path);
        vp_hint(both[i], "see which: git status; what main has comes back with: git stash -u");
    }
    VP_ALLOC(s->edited, vp_arena_dupz(arena, plain.msg), err);
    VP_ALLOC(s->next, vp_arena_dupz(arena, plain.hint), err);
    VP_ALLOC(s->edited_told, vp_arena_dupz(arena, told.msg), err);
    VP_ALLOC(s->next_told, vp_arena_dupz(arena, told.hint), err);
    return VP_OK;
}

vp_status vp_standing_open(vp_standing **out, const char *dir, vp_arena *arena, vp_err *err)
{
    VP_AUTO(vp_store) store = NULL;
    vp_view view;
    VP_TRY(vp_store_open(&store, dir ? dir : ".", err));
    if (!*vp_store_tip(store))
        return vp_store_no_main(store, err);
    VP_TRY(vp_store_view(&view, store, vp_store_tip(store), arena, err));
    VP_TRY(vp_standing_read(out, &view, store, arena, err));
    vp_together together;
    VP_TRY(vp_together_read(&together, store, vp_store_tip(store), arena, err));
    (*out)->clashes = together.at;
    (*out)->nclashes = together.n;
    VP_TRY(edits(*out, store, arena, err));
    vp_store_ease_merges(store);
    VP_TRY(vp_standing_conflicts(*out, store, arena, err));
    return *(*out)->edited ? VP_OK : astray(*out, store, arena, err);
}
