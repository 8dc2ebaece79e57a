/* Notes: putting texts into the numbered places of a translated message. */
#include <stdint.h>
#include <string.h>
#include <vp/note.h>

/* At most so many bytes of a text, never cutting a character in two; "…" says that something is missing. */
static void add_cut(vp_str *out, const char *s, size_t most)
{
    size_t n = strlen(s);
    if (n <= most) {
        vp_str_add(out, s, n);
        return;
    }
    for (n = most; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
        n--;
    vp_str_add(out, s, n);
    vp_str_addz(out, "…");
}

static void fill(vp_str *out, vp_lang lang, const vp_note *note, size_t most)
{
    const char *p = vp_tr(lang, note->msg);
    for (const char *place; (place = strchr(p, '%')); ) {
        vp_str_add(out, p, (size_t)(place - p));
        if (place[1] >= '1' && place[1] <= '0' + VP_NOTE_ARGS && place[2] == '$' && place[3] == 's') {
            const char *arg = note->arg[place[1] - '1'];
            add_cut(out, arg ? arg : "", most);
            p = place + 4;
        } else {
            vp_str_addc(out, '%');
            p = place + (place[1] == '%' ? 2 : 1);
        }
    }
    vp_str_addz(out, p);
}

void vp_note_text(vp_str *out, vp_lang lang, const vp_note *note)
{
    fill(out, lang, note, SIZE_MAX);
}

void vp_note_line(vp_str *out, vp_lang lang, const vp_note *note)
{
    fill(out, lang, note, VP_NOTE_ARG_MAX);
}
