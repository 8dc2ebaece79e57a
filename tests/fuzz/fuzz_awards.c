/* Any bytes as awards.csv: the amounts add up, and read and written again it is a fixed point. */
#include <vp/award.h>
#include <vp/table.h>
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_table *table;
    vp_awards *r;
    if (vp_table_read(&table, "awards.csv", (const char *)bytes, n, arena, &err))
        return 0;
    vp_status s = vp_awards_from_table(&r, fuzz_round(), table, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    for (size_t i = 0; i < r->n; i++)
        HOLDS(r->at[i].amount >= 0 && r->at[i].amount == r->at[i].fund[0]);
    VP_STR once = {0}, twice = {0};
    HOLDS(!vp_awards_emit(r, fuzz_round(), "csv", (vp_out){vp_out_str, &once}, arena, &err));
    HOLDS(!vp_table_read(&table, "awards.csv", once.s, once.n, arena, &err));
    HOLDS(!vp_awards_from_table(&r, fuzz_round(), table, arena, &err));
    HOLDS(!vp_awards_emit(r, fuzz_round(), "csv", (vp_out){vp_out_str, &twice}, arena, &err));
    HOLDS(strcmp(once.s, twice.s) == 0);
    return 0;
}
