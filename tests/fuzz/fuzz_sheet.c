/* Any bytes as a score sheet: marks within their bounds, a ranking without gaps; or findings that say something. */
#include <vp/finding.h>
#include <vp/score.h>
#include <vp/table.h>
#include "rules.h"
#include "lib/io/sheet.h"

static void rank(const vp_reviews *reviews, vp_arena *arena)
{
    vp_err err = {0};
    vp_ranking *r;
    vp_status s = vp_rank(&r, fuzz_rubric(), NULL, NULL, reviews, NULL, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return;
    }
    size_t ranked = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->at[i].rank)
            HOLDS(r->at[i].rank == ++ranked && r->at[i].has_score);
        if (r->at[i].has_score)
            HOLDS(r->at[i].score >= 0 && r->at[i].score <= 100 * (vp_micro)VP_MICRO);
    }
    for (size_t i = 1; i < ranked; i++)
        HOLDS(r->at[i - 1].score >= r->at[i].score);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_table *table;
    if (vp_table_read(&table, "sheet.csv", (const char *)bytes, n, arena, &err))
        return 0;
    VP_AUTO(vp_sheets) sheets = NULL;
    vp_sheet_rules rules = {.rubric = fuzz_rubric()};
    vp_findings findings = {0};
    HOLDS(!vp_sheets_new(&sheets, &rules, arena, &err));
    vp_status s = vp_sheets_add(sheets, table, &findings, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    for (size_t i = 0; i < findings.n; i++) {
        VP_STR text = {0};
        vp_note_text(&text, err.lang, &findings.at[i].what);
        HOLDS(text.n > 0 && fuzz_utf8(text.s, text.n));
    }
    vp_reviews reviews = vp_sheets_reviews(sheets);
    for (size_t i = 0; i < reviews.n; i++) {
        const vp_stage *stage = &fuzz_rubric()->stages[reviews.at[i].stage];
        HOLDS(*reviews.at[i].proposal && *reviews.at[i].reviewer);
        for (size_t k = 0; k < stage->ncriteria; k++)
            HOLDS(reviews.at[i].mark[k] <= stage->criteria[k].max &&
                  (reviews.at[i].mark[k] >= 0 || reviews.at[i].conflict));
    }
    rank(&reviews, arena);
    return 0;
}
