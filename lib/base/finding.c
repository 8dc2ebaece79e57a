/* Findings. */
#include <string.h>
#include <vp/finding.h>

enum { QUOTED = 60 }; /* bytes */

const char *vp_severity_name(vp_severity s)
{
    static const char *const names[] = {N_("note"), N_("warning"), N_("error")};
    return names[s];
}

vp_status vp_findings_add(vp_findings *f, const vp_finding *one, vp_arena *arena, vp_err *err)
{
    VP_TRY(vp_arena_grow(arena, &f->at, &f->cap, f->n, f->n + 1, sizeof *f->at, err));
    f->at[f->n++] = *one;
    f->errors += one->severity == VP_ERROR;
    return VP_OK;
}

const char *vp_finding_quote(const char *text, vp_arena *arena)
{
    size_t n = strlen(text);
    if (n <= QUOTED)
        return text;
    for (n = QUOTED; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
        n--;
    return vp_arena_printf(arena, "%.*s…", (int)n, text);
}
