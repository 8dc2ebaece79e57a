/* A small round and its rubric, for harnesses that read what belongs to one. */
#ifndef TESTS_FUZZ_RULES_H
#define TESTS_FUZZ_RULES_H

#include <vp/round.h>
#include <vp/rubric.h>
#include <vp/view.h>
#include "fuzz.h"

static const char fuzz_round_json[] =
    "{\"vp\": 1, \"id\": \"fuzz\", \"title\": \"公益创投\", \"lang\": \"zh\", \"currency\": \"CNY\","
    " \"opens\": \"2024-01-01\", \"closes\": \"2024-02-29\", \"categories\": [\"为老服务\", \"助残服务\"],"
    " \"fields\": {\"grade\": {\"type\": \"choice\", \"choices\": [\"5A\", \"无\"], \"headings\": [\"评估等级\"]},"
    "  \"phone\": {\"private\": true, \"pattern\": \"^1[3-9]\\\\d{9}$\"}},"
    " \"eligibility\": [{\"id\": \"cap\", \"field\": \"requested\", \"max\": \"500000.00\"},"
    "  {\"id\": \"share\", \"field\": \"requested\", \"max_share\": \"0.60\", \"of\": \"budget\"},"
    "  {\"id\": \"form\", \"field\": \"title\", \"pattern\": \"^([^x]+)+$\"},"
    "  {\"id\": \"least\", \"field\": \"requested\", \"min\": \"0.01\"},"
    "  {\"id\": \"twin\", \"unique\": [\"applicant\", \"title\"]},"
    "  {\"id\": \"two\", \"each\": \"applicant\", \"max_count\": 2}],"
    " \"funds\": [{\"id\": \"main\", \"title\": \"公益金\", \"amount\": \"1000000.00\"}],"
    " \"allocation\": {\"rule\": \"greedy\", \"pass_mark\": \"60.00\", \"reserve\": 2}}";

static const char fuzz_rubric_json[] =
    "{\"vp\": 1, \"id\": \"fuzz-rubric\", \"title\": \"评审指标\", \"stages\": ["
    " {\"id\": \"paper\", \"title\": \"初评\", \"weight\": \"0.40\", \"aggregate\": \"trimmed-mean\", \"criteria\": ["
    "  {\"id\": \"need\", \"title\": \"需求性\", \"max\": \"60.00\"}, {\"id\": \"plan\", \"title\": \"可行性\", \"max\": "
    "\"40.00\"}]},"
    " {\"id\": \"defence\", \"title\": \"终评\", \"weight\": \"0.60\", \"criteria\": ["
    "  {\"id\": \"answers\", \"title\": \"答辩\", \"max\": \"100.00\"}]}]}";

static inline vp_view fuzz_view(vp_arena *arena)
{
    vp_err err = {0};
    vp_files *files;
    HOLDS(!vp_files_new(&files, NULL, arena, &err));
    vp_writer w = vp_files_writer(files);
    HOLDS(!w.put(w.ctx, "round.json", fuzz_round_json, sizeof fuzz_round_json - 1, &err));
    HOLDS(!w.put(w.ctx, "rubric.json", fuzz_rubric_json, sizeof fuzz_rubric_json - 1, &err));
    return vp_files_view(files);
}

static inline const vp_round *fuzz_round(void)
{
    static vp_round *round;
    if (!round) { /* lives for ever */
        vp_arena *arena = vp_arena_new();
        vp_err err = {0};
        vp_view *view = vp_arena_alloc(arena, sizeof *view);
        *view = fuzz_view(arena);
        if (vp_round_read(&round, view, arena, &err))
            fprintf(stderr, "%s:%zu:%zu: %s\n", err.file, err.row, err.col, err.msg), abort();
    }
    return round;
}

static inline const vp_rubric *fuzz_rubric(void)
{
    static vp_rubric *rubric;
    if (!rubric) {
        vp_arena *arena = vp_arena_new();
        vp_err err = {0};
        vp_view *view = vp_arena_alloc(arena, sizeof *view);
        *view = fuzz_view(arena);
        if (vp_rubric_read(&rubric, view, "rubric.json", arena, &err))
            fprintf(stderr, "%s:%zu:%zu: %s\n", err.file, err.row, err.col, err.msg), abort();
    }
    return rubric;
}

#endif
