/* vp-allocate: a ranking and the round's funds become awards. */
#include <vp/allocate.h>
#include <vp/hash.h>
#include <vp/session.h>
#include "lib/io/file.h"
#include "lib/verb/awarding.h"
#include "lib/verb/current.h"
#include "lib/verb/replay.h"
#include "lib/verb/subjects.h"
#include "lib/verb/session.h"

static const char ranking_path[] = "ranking.csv";

/* ---- the ranking ---- */

/* Give every ranked row its proposal, as it is now; the ranking must be of just the proposals that the round has. */
static vp_status join(vp_ranking *ranking, const vp_recorded *recorded, const char *file, vp_arena *arena, vp_err *err)
{
    const vp_proposals *all = &recorded->proposals;
    bool *ranked;
    VP_ALLOC(ranked, vp_arena_array(arena, all->n, sizeof *ranked), err);
    for (size_t i = 0; i < ranking->n; i++) {
        vp_ranked *r = &ranking->at[i];
        r->proposal = vp_proposals_find(all, r->id);
        if (!r->proposal) {
            const vp_proposal *gone = vp_proposals_find(&recorded->all, r->id);
            if (gone)
                vp_fail(err, VP_INVALID, VP_AT_FILE(file),
                        "the ranking is outdated: it has '%s', which was withdrawn on %s", r->id, gone->withdrawn_on);
            else
                vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the ranking has '%s', which is not in the round", r->id);
            return vp_hint(err, "rank the proposals again: vp-score");
        }
        ranked[r->proposal - all->at] = true;
        r->title = r->proposal->value[VP_TITLE];
        r->applicant = r->proposal->value[VP_APPLICANT];
    }
    for (size_t i = 0; i < all->n; i++)
        if (!ranked[i]) {
            vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the ranking does not have '%s', which is in the round",
                    all->at[i].value[VP_ID]);
            return vp_hint(err, "rank the proposals again: vp-score");
        }
    return VP_OK;
}

static vp_status read_ranking(const char **bytes, size_t *n, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_status s = view->read(view->ctx, ranking_path, bytes, n, arena, err);
    if (s != VP_NOTFOUND)
        return s;
    vp_fail(err, VP_NOTFOUND, VP_AT_FILE(view->where(view->ctx, ranking_path, arena)),
            "the round has no ranking yet");
    return vp_hint(err, "score the proposals first: vp-score"), VP_NOTFOUND;
}

/* The ranking of a view (a round's) with its proposals. */
static vp_status ranking_of_round(vp_ranking **out, const char *bytes, size_t n, const vp_recorded *recorded,
                                  const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_table *table;
    const char *file;
    VP_ALLOC(file, view->where(view->ctx, ranking_path, arena), err);
    VP_TRY(vp_table_read(&table, file, bytes, n, arena, err));
    VP_TRY(vp_ranking_from_table(out, NULL, table, arena, err));
    return join(*out, recorded, file, arena, err);
}

/* The same of the round of the session, and it must be what vp-score computes now: nothing is decided on old marks. */
static vp_status current_ranking(vp_ranking **out, const char **bytes, size_t *n, const vp_round *round,
                                 vp_session *session, vp_arena *arena, vp_err *err)
{
    const vp_view *view = vp_session_view(session);
    vp_recorded *recorded;
    VP_ALLOC(recorded, vp_arena_alloc(arena, sizeof *recorded), err);
    VP_TRY(read_ranking(bytes, n, view, arena, err));
    VP_TRY(vp_recorded_read(recorded, round, view, arena, err));
    vp_status s = ranking_of_round(out, *bytes, *n, recorded, view, arena, err);
    if (s == VP_INVALID || s == VP_CORRUPT)
        vp_hint(err, "rank the proposals again: vp-score");
    VP_TRY(s);
    return vp_ranking_check(recorded, view, *bytes, *n, vp_session_store(session), arena, err);
}

static vp_status ranking_of_file(vp_ranking **out, const vp_round *round, const char *path, vp_arena *arena,
                                 vp_err *err)
{
    const char *bytes, *file;
    size_t n;
    vp_table *table;
    VP_TRY(vp_file_input(&bytes, &n, &file, path, arena, err));
    VP_TRY(vp_table_read(&table, file, bytes, n, arena, err));
    VP_TRY(vp_ranking_from_table(out, round, table, arena, err));
    for (size_t i = 0; i < (*out)->n; i++)
        if (!(*out)->at[i].proposal) {
            vp_fail(err, VP_INVALID, VP_AT_FILE(file), "the ranking does not say what '%s' requested",
                    (*out)->at[i].id);
            return vp_hint(err, "let vp-score know the proposals: vp-score --proposals FILE");
        }
    return VP_OK;
}

/* ---- deciding ---- */

/* The ballots that the round names, whether or not the rule follows them. */
static vp_status read_ballots(vp_ballots **out, char hex[VP_HASH_HEX], const vp_round *round, const vp_view *view,
                              vp_arena *arena, vp_err *err)
{
    const char *path = round->allocation.ballots, *bytes, *file;
    size_t n;
    if (!path)
        return VP_OK;
    VP_ALLOC(file, view->where(view->ctx, path, arena), err);
    vp_status s = view->read(view->ctx, path, &bytes, &n, arena, err);
    if (s == VP_NOTFOUND) {
        vp_fail(err, VP_NOTFOUND, VP_AT_FILE(file), "there are no such ballots");
        return vp_hint(err, "'allocation' of round.json names them"), VP_NOTFOUND;
    }
    VP_TRY(s);
    vp_hash(hex, bytes, n);
    return vp_ballots_read(out, file, bytes, n, arena, err);
}

/* Reasons call stages by their titles, where a rubric tells them. */
vp_status vp_awarding_decide(vp_decided *out, const vp_round *round, const vp_ranking *ranking,
                             const vp_allocate_opts *opts, const vp_view *view, vp_arena *arena, vp_err *err)
{
    vp_allocate_opts all = *opts;
    vp_ballots *ballots = NULL;
    vp_rubric *rubric = NULL;
    vp_err missing = {.lang = err ? err->lang : VP_EN};
    vp_status s = vp_rubric_read(&rubric, view, "rubric.json", arena, &missing);
    if (s != VP_OK && s != VP_NOTFOUND) {
        if (err)
            *err = missing;
        return s;
    }
    all.rubric = out->rubric = s == VP_OK ? rubric : NULL;
    VP_TRY(read_ballots(&ballots, out->ballots, round, view, arena, err));
    all.ballots = out->ballots_read = ballots;
    VP_TRY(vp_allocate(&out->result, round, ranking, &all, arena, err));
    if (out->result->voters == 0)
        *out->ballots = '\0'; /* the rule has not followed them */
    return VP_OK;
}

/* ---- recording ---- */

/* The files of a decision. certificate.text NULL: there is none. */
typedef struct answer { vp_str awards, json; struct vp_proof_text certificate; const char *subject; } answer;

static vp_status keep_text(vp_str *out, vp_str *text, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_str_check(text, err));
    VP_ALLOC(out->s, vp_arena_dup(arena, vp_str_text(text), text->n), err);
    out->n = text->n;
    return VP_OK;
}

/* What it points to is of the arena, or of d. */
static vp_status make_answer(answer *out, const vp_decided *d, const vp_round *round, vp_arena *arena, vp_err *err)
{
    VP_STR awards = {0}, json = {0};
    char awards_sha256[VP_HASH_HEX], certificate[VP_HASH_HEX] = "";
    out->certificate = d->proofs.certificate;
    if (out->certificate.text)
        vp_hash(certificate, out->certificate.text, out->certificate.n);
    const vp_allocation_hashes of = {d->ranking, awards_sha256, *d->ballots ? d->ballots : NULL,
                                     *certificate ? certificate : NULL};
    VP_TRY(vp_awards_emit(d->result->awards, round, "csv", (vp_out){vp_out_str, &awards}, arena, err));
    VP_TRY(keep_text(&out->awards, &awards, arena, err));
    vp_hash(awards_sha256, out->awards.s, out->awards.n);
    VP_TRY(vp_allocation_json(&json, round, d->result, &of, err));
    VP_TRY(keep_text(&out->json, &json, arena, err));
    VP_ALLOC(out->subject, vp_subject_awarded(d->result, round, arena), err);
    return VP_OK;
}

/* The certificate of the list before goes with that list. */
static vp_status put_certificate(const struct vp_proof_text *c, const vp_view *before, const vp_writer *to,
                                 vp_arena *arena, vp_err *err)
{
    const char *bytes;
    size_t n;
    if (c->text)
        return to->put(to->ctx, VP_CERTIFICATE_PATH, c->text, c->n, err);
    vp_status s = before->read(before->ctx, VP_CERTIFICATE_PATH, &bytes, &n, arena, err);
    return s == VP_OK ? to->put(to->ctx, VP_CERTIFICATE_PATH, NULL, 0, err) : s == VP_NOTFOUND ? VP_OK : s;
}

static vp_status put_answer(const answer *a, const vp_view *before, const vp_writer *to, vp_arena *arena, vp_err *err)
{
    VP_TRY(put_certificate(&a->certificate, before, to, arena, err));
    VP_TRY(to->put(to->ctx, "awards.csv", a->awards.s, a->awards.n, err));
    return to->put(to->ctx, "allocation.json", a->json.s, a->json.n, err);
}

static vp_status record(vp_allocate_run *out, vp_session *session, const vp_allocate_opts *opts,
                        const vp_decided *d, vp_arena *arena, vp_err *err)
{
    const vp_input inputs[] = {{ranking_path, d->ranking}, {out->round->allocation.ballots, d->ballots}};
    const char *args[3];
    size_t nargs = 0;
    answer a = {0};
    VP_TRY(make_answer(&a, d, out->round, arena, err));
    VP_TRY(put_answer(&a, vp_session_view(session), vp_session_writer(session), arena, err));
    if (d->proofs.certificate.text)
        args[nargs++] = "--certificate";
    if (opts->effort > 0)
        VP_ALLOC(args[nargs++], vp_arena_printf(arena, "--effort=%ld", opts->effort), err);
    if (opts->rule)
        VP_ALLOC(args[nargs++], vp_arena_printf(arena, "--rule=%s", opts->rule), err);
    vp_record what = {.subject = a.subject, .command = "vp-allocate", .inputs = inputs,
                      .ninputs = *d->ballots ? 2 : 1, .args = args, .nargs = nargs};
    return vp_session_record(session, &what, &out->changed, out->commit, err);
}

/* In a round the ranking is the round's; a filter reads standard input when no file is named. */
static vp_status choose(const char **path, const vp_session *session, vp_err *err)
{
    if (!vp_session_in_round(session)) {
        *path = *path ? *path : "-";
        return VP_OK;
    }
    if (!*path)
        return VP_OK;
    vp_fail(err, VP_USAGE, VP_NOWHERE, "a round has its own ranking; '%s' is not read", *path);
    return vp_hint(err, "leave the file out, or give --config to allocate without a round");
}

vp_status vp_awarding_open(vp_awarding *out, vp_session *session, const char *path, vp_arena *arena, vp_err *err)
{
    *out = (vp_awarding){.view = vp_session_view(session)};
    VP_TRY(choose(&path, session, err));
    VP_TRY(vp_round_read(&out->round, out->view, arena, err));
    return path ? ranking_of_file(&out->ranking, out->round, path, arena, err)
                : current_ranking(&out->ranking, &out->bytes, &out->n, out->round, session, arena, err);
}

vp_status vp_allocate_round(vp_allocate_run *out, vp_session *session, const char *path, const vp_allocate_opts *opts,
                            vp_arena *arena, vp_err *err)
{
    vp_awarding a;
    vp_decided d = {0};
    *out = (vp_allocate_run){0};
    VP_TRY(vp_awarding_open(&a, session, path, arena, err));
    VP_TRY(vp_awarding_decide(&d, a.round, a.ranking, opts, a.view, arena, err));
    out->round = a.round;
    out->result = d.result;
    VP_TRY(vp_proofs_make(&d.proofs, a.round, a.ranking, d.result, opts, arena, err));
    VP_TRY(vp_proofs_write(&d.proofs, opts, err));
    out->certified = d.proofs.bound;
    if (!a.bytes)
        return VP_OK;
    vp_hash(d.ranking, a.bytes, a.n);
    return record(out, session, opts, &d, arena, err);
}

/* ---- doing it again ---- */

static vp_status decide_again(answer *out, vp_round *round, const vp_view *after, const vp_allocate_opts *opts,
                              vp_arena *arena, vp_err *err)
{
    vp_ranking *ranking;
    vp_decided d = {0};
    vp_recorded recorded = {0};
    const char *bytes;
    size_t n;
    VP_TRY(vp_proposals_read(&recorded.all, round, after, arena, err));
    VP_TRY(vp_proposals_that_stand(&recorded.proposals, &recorded.all, arena, err));
    VP_TRY(read_ranking(&bytes, &n, after, arena, err));
    VP_TRY(ranking_of_round(&ranking, bytes, n, &recorded, after, arena, err));
    VP_TRY(vp_awarding_decide(&d, round, ranking, opts, after, arena, err));
    VP_TRY(vp_proofs_make(&d.proofs, round, ranking, d.result, opts, arena, err));
    vp_hash(d.ranking, bytes, n);
    return make_answer(out, &d, round, arena, err);
}

/* All that the files of a decision depend on. */
static vp_status inputs_key(vp_memo_key *key, const vp_round *round, const vp_view *view, const vp_allocate_opts *opts,
                            vp_err *err)
{
    const char *const paths[] = {"round.json", "rubric.json", "ranking.csv", "proposals", round->allocation.ballots};
    *key = vp_memo_key_of("awards");
    for (size_t i = 0; i < sizeof paths / sizeof *paths && paths[i]; i++) {
        unsigned char id[20] = {0};
        bool there;
        VP_TRY(view->id(view->ctx, paths[i], id, &there, err));
        vp_memo_key_add(key, &there, sizeof there);
        vp_memo_key_add(key, id, sizeof id);
    }
    vp_memo_key_add(key, &opts->effort, sizeof opts->effort);
    vp_memo_key_addz(key, opts->certificate ? "certified" : "");
    vp_memo_key_addz(key, opts->rule ? opts->rule : "");
    return VP_OK;
}

/* The same, once for all commits that have the same inputs. */
static vp_status kept_answer(const answer **out, bool *shared, vp_round *round, const vp_view *after,
                             const vp_allocate_opts *opts, vp_arena *arena, vp_err *err)
{
    vp_memo *memo = after->memo;
    vp_memo_key key;
    answer *kept, made = {0};
    VP_TRY(inputs_key(&key, round, after, opts, err));
    *out = vp_memo_get(memo, &key);
    *shared = *out;
    if (*out)
        return VP_OK;
    VP_TRY(decide_again(&made, round, after, opts, arena, err));
    VP_ALLOC(kept, vp_arena_copy(vp_memo_arena(memo), &made, 1, sizeof made), err);
    VP_ALLOC(kept->awards.s, vp_arena_dup(vp_memo_arena(memo), made.awards.s, made.awards.n), err);
    VP_ALLOC(kept->json.s, vp_arena_dup(vp_memo_arena(memo), made.json.s, made.json.n), err);
    VP_ALLOC(kept->subject, vp_arena_dupz(vp_memo_arena(memo), made.subject), err);
    if (made.certificate.text)
        VP_ALLOC(kept->certificate.text, vp_arena_dup(vp_memo_arena(memo), made.certificate.text,
                                                      made.certificate.n), err);
    *out = kept;
    return vp_memo_put(memo, &key, kept, err);
}

vp_status vp_replay_allocate(const vp_view *before, const vp_view *after, const vp_commit_info *what, vp_writer *out,
                             vp_arena *arena, vp_err *err)
{
    vp_round *round;
    answer made = {0};
    const answer *a = &made;
    bool shared = false;
    const char *effort = vp_commit_arg(what, "--effort");
    int64_t steps = 0;
    if (effort && (!vp_decimal_parse(&steps, effort, 0) || steps < 1))
        return vp_fail(err, VP_INVALID, VP_NOWHERE, "'%s' is not an effort", effort);
    vp_allocate_opts opts = {.rule = vp_commit_arg(what, "--rule"), .effort = (long)steps,
                             .certificate = vp_commit_arg(what, "--certificate")};
    VP_TRY(vp_round_read(&round, after, arena, err));
    VP_TRY(after->memo ? kept_answer(&a, &shared, round, after, &opts, arena, err)
                       : decide_again(&made, round, after, &opts, arena, err));
    if (shared && what->shared)
        ++*what->shared;
    *what->says = a->subject;
    return put_answer(a, before, out, arena, err);
}
