/* A message that is not yet in a language: what the pure engines say (problems, reasons), told later in the
   language of the shell, of the round, or of both. */
#ifndef VP_NOTE_H
#define VP_NOTE_H

#include <vp/lang.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { VP_NOTE_ARGS = 4, VP_NOTE_ARG_MAX = 400 };

/* msg is English, marked with N_(), its places written %1$s to %4$s; args are NUL-terminated texts. */
typedef struct vp_note { const char *msg; const char *arg[VP_NOTE_ARGS]; } vp_note;

/* Append the note in that language. An argument that is NULL shows as nothing. */
void vp_note_text(vp_str *out, vp_lang lang, const vp_note *note);
/* The same for a message's line: a longer argument is cut to VP_NOTE_ARG_MAX bytes and "…". */
void vp_note_line(vp_str *out, vp_lang lang, const vp_note *note);

#ifdef __cplusplus
}
#endif
#endif
