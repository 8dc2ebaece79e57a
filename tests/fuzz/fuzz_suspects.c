/* Pairs of any texts, and decisions in any table: what is found is in order and does not depend on what is new; what
   is decided reads back as it was written. */
#include <vp/similar.h>
#include "lib/verb/decisions.h"
#include "fuzz.h"

enum { MOST = 64 };

static void pairs(const char *text, vp_arena *arena)
{
    static vp_units *units;
    vp_similar_key keys[MOST];
    size_t n = 0;
    if (!units)
        HOLDS(units = vp_units_new());
    for (const char *s = text; *s && n < MOST; n++) { /* a line is a title, a summary of the rest of it, a phone */
        size_t k = strcspn(s, "\n"), title = strcspn(s, ",\n");
        const char *all = vp_arena_dup(arena, s, k), *first = vp_arena_dup(arena, s, title);
        HOLDS(!vp_similar_key_make(&keys[n], units, k % 3 ? first : "", all, first, all, all, arena, NULL));
        HOLDS(fuzz_utf8(keys[n].summary, strlen(keys[n].summary)));
        s += k + (s[k] != '\0');
    }
    vp_suspects whole, last;
    HOLDS(!vp_similar(&whole, keys, n, &(vp_similar_opts){.fresh = 0}, arena, NULL));
    size_t fresh = n > 0 ? n - 1 : 0, have = 0;
    HOLDS(!vp_similar(&last, keys, n, &(vp_similar_opts){.fresh = fresh}, arena, NULL));
    for (size_t i = 0; i < whole.n; i++) {
        const vp_suspect *p = &whole.at[i];
        HOLDS(p->first < p->second && p->second < n && p->reasons && p->similarity >= 0 && p->similarity <= 10000);
        HOLDS(i == 0 || p[-1].second < p->second || (p[-1].second == p->second && p[-1].first < p->first));
        have += p->second >= fresh;
    }
    HOLDS(have == last.n);
}

static void decisions(const uint8_t *bytes, size_t n, vp_arena *arena)
{
    vp_decisions d = {0}, again = {0};
    vp_err err = fuzz_err(bytes, n);
    VP_STR once = {0};
    VP_STR twice = {0};
    HOLDS(!vp_decisions_recorded(&d, NULL, arena, &err));
    vp_status s = vp_decisions_given(&d, "d.csv", (const char *)bytes, n, &err);
    if (s != VP_OK) {
        fuzz_refused(s, &err);
        return;
    }
    HOLDS(!vp_decisions_write(&once, &d, true, &err));
    HOLDS(!vp_decisions_recorded(&again, NULL, arena, &err));
    HOLDS(!vp_decisions_given(&again, "d.csv", vp_str_text(&once), once.n, &err));
    HOLDS(!vp_decisions_write(&twice, &again, true, &err));
    HOLDS(strcmp(vp_str_text(&once), vp_str_text(&twice)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    VP_AUTO(vp_arena) arena = vp_arena_new();
    if (fuzz_utf8((const char *)bytes, n))
        pairs(vp_arena_dup(arena, (const char *)bytes, n), arena);
    decisions(bytes, n, arena);
    return 0;
}
