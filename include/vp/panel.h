/* The reviewers of a round, as panel.csv names them. */
#ifndef VP_PANEL_H
#define VP_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/round.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Texts are "" when not given; a name that is private is not given, tag is its keyed hash then, and else NULL. */
typedef struct vp_panelist {
    const char *id, *name, *organisation, *tag;
    const char *fields;   /* of expertise, as written */
    const char *code;     /* unified social credit code of the organisation */
    vp_strings knows;     /* the same, one by one */
    vp_strings conflicts; /* ids of proposals, names or codes of organisations, that are not for this reviewer */
    vp_strings partners;  /* names or codes of organisations that the reviewer has worked with */
    vp_strings stages;    /* ids; none: all of them */
    int64_t least, most;  /* proposals in a stage; -1: not said */
    bool available;
    size_t line;          /* of panel.csv */
} vp_panelist;

typedef struct vp_panel_list { const vp_panelist *at; size_t n; const char *file; } vp_panel_list;

#ifdef __cplusplus
}
#endif
#endif
