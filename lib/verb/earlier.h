/* Proposals that earlier rounds have funded. */
#ifndef VP_LIB_VERB_EARLIER_H
#define VP_LIB_VERB_EARLIER_H

#include <vp/round.h>
#include <vp/similar.h>

typedef struct vp_earlier { const char *round, *id, *paid; vp_similar_key key; } vp_earlier; /* paid "": not known */
typedef struct vp_earlier_all {
    vp_earlier *at;
    size_t n, cap;
    vp_strings rounds;
    size_t caprounds;
} vp_earlier_all;

/* Append those of a folder, which is a round (a work tree or a bare repository: what its history says), or holds
   awards.csv or proposals/. With awards.csv only what was awarded counts, else every proposal. `round`: the schema
   where the folder has none. VP_NOTFOUND: there is no such folder, or nothing of this in it. VP_CORRUPT: it cannot be
   used. */
vp_status vp_earlier_read(vp_earlier_all *out, const char *dir, const vp_round *round, vp_units *units,
                          vp_arena *arena, vp_err *err);

#endif
