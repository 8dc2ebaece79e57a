/* Notes: putting texts into the numbered places of a translated message. */
#include <string.h>
#include <vp/note.h>

void vp_note_text(vp_str *out, vp_lang lang, const vp_note *note)
{
    const char *p = vp_tr(lang, note->msg);
    for (const char *place; (place = strchr(p, '%')); ) {
        vp_str_add(out, p, (size_t)(place - p));
        if (place[1] >= '1' && place[1] <= '0' + VP_NOTE_ARGS && place[2] == '$' && place[3] == 's') {
            const char *arg = note->arg[place[1] - '1'];
            vp_str_addz(out, arg ? arg : "");
            p = place + 4;
        } else {
            vp_str_addc(out, '%');
            p = place + (place[1] == '%' ? 2 : 1);
        }
    }
    vp_str_addz(out, p);
}
