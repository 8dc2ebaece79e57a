/* Any bytes as ranking.csv: read and written again it is a fixed point. */
#include <vp/score.h>
#include <vp/table.h>
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_table *table;
    vp_ranking *r;
    if (vp_table_read(&table, "ranking.csv", (const char *)bytes, n, arena, &err))
        return 0;
    vp_status s = vp_ranking_from_table(&r, fuzz_round(), table, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    VP_STR once = {0}, twice = {0};
    HOLDS(!vp_ranking_emit(r, fuzz_round(), "csv", (vp_out){vp_out_str, &once}, arena, &err));
    HOLDS(!vp_table_read(&table, "ranking.csv", once.s, once.n, arena, &err));
    HOLDS(!vp_ranking_from_table(&r, fuzz_round(), table, arena, &err));
    HOLDS(!vp_ranking_emit(r, fuzz_round(), "csv", (vp_out){vp_out_str, &twice}, arena, &err));
    HOLDS(strcmp(once.s, twice.s) == 0);
    return 0;
}
