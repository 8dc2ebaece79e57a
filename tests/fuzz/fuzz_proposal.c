/* Any bytes as proposals/P-1.json: what is read, written and read again is the same. */
#include <vp/proposal.h>
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    const vp_round *round = fuzz_round();
    vp_view view = fuzz_view(arena);
    vp_proposal p, q;
    const char *text = vp_arena_dup(arena, (const char *)bytes, n);
    vp_status s = vp_proposal_parse(&p, round, &view, "proposals/P-1.json", text, n, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        return 0;
    }
    HOLDS(strcmp(p.value[VP_ID], "P-1") == 0);
    for (size_t i = 0; i < round->nfields; i++)
        if (!fuzz_utf8(p.value[i], strlen(p.value[i])))
            return 0; /* no file of ours */
    if (p.withdrawn_on && !fuzz_utf8(p.withdrawn_why, strlen(p.withdrawn_why)))
        return 0;
    VP_STR json = {0};
    vp_proposal_json(&json, round, &p);
    HOLDS(!vp_proposal_parse(&q, round, &view, "proposals/P-1.json", json.s, json.n, arena, &err));
    for (size_t i = 0; i < round->nfields; i++)
        HOLDS(round->fields[i].secret || strcmp(p.value[i], q.value[i]) == 0);
    HOLDS(!p.withdrawn_on == !q.withdrawn_on && !p.withdrawn_on == !vp_proposal_has(json.s, json.n, "withdrawn"));
    HOLDS(!p.withdrawn_on || (!strcmp(p.withdrawn_on, q.withdrawn_on) && !strcmp(p.withdrawn_why, q.withdrawn_why)));
    for (size_t i = 0; p.tag && i < round->nfields; i++)
        HOLDS(!p.tag[i] ? !q.tag[i] : q.tag[i] && strcmp(p.tag[i], q.tag[i]) == 0);
    return 0;
}
