/* Reviewers' names that are private: vp/private/panel/SHA256.csv, a file for each panel that was taken in, with the
   header id,key,name,<other private columns>. In the place of the name, panel.csv has the keyed hash of it, made with
   the reviewer's own key, which stays the same while the name does. */
#ifndef VP_LIB_VERB_WHO_H
#define VP_LIB_VERB_WHO_H

#include <vp/hash.h>
#include <vp/panel.h>
#include <vp/session.h>

struct vp_store;
typedef struct vp_who vp_who;

/* All that is kept; none (VP_OK) where the private part is not, or store is NULL. VP_CORRUPT: a file of it is none of
   ours. *out is of the arena. */
vp_status vp_who_read(vp_who **out, struct vp_store *store, vp_arena *arena, vp_err *err);
/* The same of the session's round; none as a filter. */
vp_status vp_who_of(vp_who **out, vp_session *session, vp_arena *arena, vp_err *err);

/* The name that the reviewer's keyed hash was made of, and its key (which may be NULL); NULL: it is not kept here. */
const char *vp_who_find(unsigned char key[VP_KEY], const vp_who *all, const char *id, const char *tag);
/* The same panel with the names that are kept; *missing: how many are not. The copy is of the arena. */
vp_status vp_who_fill(vp_panel_list *panel, size_t *missing, const vp_who *all, vp_arena *arena, vp_err *err);

bool vp_who_none(const vp_who *all);
/* Every private text that is kept: names, and what else there is. Blank ones are left out. */
typedef vp_status vp_name_of(void *ctx, bool is_name, const char *text, vp_err *err);
vp_status vp_who_each(const vp_who *all, vp_name_of *fn, void *ctx, vp_err *err);

/* "panel/SHA256.csv" of what it keeps, of the arena; NULL when there is no memory. */
const char *vp_who_path(const char *bytes, size_t n, vp_arena *arena);
/* The keyed hash of a reviewer's name. */
void vp_name_tag(char tag[VP_TAG], const unsigned char key[VP_KEY], const char *name);

#endif
