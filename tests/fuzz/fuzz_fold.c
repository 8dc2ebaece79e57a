/* Normal forms of any valid text: the result is valid, and cleaning what is clean changes nothing. */
#include <vp/fold.h>
#include <vp/show.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (!fuzz_utf8((const char *)bytes, n))
        return 0;
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_err err = {0};
    const char *text = vp_arena_dup(arena, (const char *)bytes, n), *once, *twice;

    HOLDS(!vp_clean(&once, text, n, arena, &err));
    HOLDS(fuzz_utf8(once, strlen(once)));
    HOLDS(!vp_clean(&twice, once, strlen(once), arena, &err));
    HOLDS(strcmp(once, twice) == 0);

    HOLDS(!vp_narrow(&once, text, n, arena, &err));
    HOLDS(fuzz_utf8(once, strlen(once)));
    HOLDS(!vp_narrow(&twice, once, strlen(once), arena, &err));
    HOLDS(strcmp(once, twice) == 0);

    HOLDS(!vp_fold(&once, text, arena, &err));
    HOLDS(fuzz_utf8(once, strlen(once)));
    HOLDS(!strpbrk(once, " \t\n"));
    vp_fold(&twice, text, arena, &err);
    HOLDS(strcmp(once, twice) == 0);

    VP_STR shown = {0};
    vp_show(&shown, (const char *)bytes, n);
    HOLDS(fuzz_utf8(vp_str_text(&shown), shown.n));
    return 0;
}
