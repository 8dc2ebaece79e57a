/* vp-draw: lines to draw from, and draws of a round that are announced before their seed is known. */
#ifndef VP_POOL_H
#define VP_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/draw.h>
#include <vp/err.h>
#include <vp/hash.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In the order in which they are drawn from: as they came, or sorted by bytes. */
typedef struct vp_pool {
    const char **line;
    size_t n;
    const char *header;  /* the first line, which is not drawn; NULL: there is none */
    const char *file;    /* for messages */
    size_t places;       /* of a lottery group: how many of it are above the line */
    char sha256[VP_HASH_HEX]; /* of the lines, each with a line feed */
} vp_pool;

typedef struct vp_pool_opts {
    const char *path;    /* "-": standard input */
    bool header, sort;
    bool lottery;        /* the file is an answer of vp-score with a funding line; the pool, its lottery group's ids */
    vp_problems problems; /* hears every line that is refused */
} vp_pool_opts;

/* Read a pool: text in any encoding that vp reads, with LF or CRLF. VP_INVALID: no text, empty, a blank line, a line
   twice (blanks at its ends apart); without a message when the lines were told. A lottery group may be empty;
   VP_INVALID too: a ranking without a funding line. */
vp_status vp_pool_read(vp_pool *out, const vp_pool_opts *opts, vp_arena *arena, vp_err *err);

/* How many: "5", or "3%" of n, rounded up; NULL: all. VP_USAGE: it is neither. */
vp_status vp_pool_take(size_t *take, const char *text, size_t n, vp_err *err);

/* ---- draws of a round: draws/NAME.json ---- */

typedef struct vp_session vp_session; /* vp/session.h */

typedef struct vp_lots {
    const char *name, *source, *algorithm, *purpose; /* purpose: "draws/NAME" */
    const char *header;         /* of the pool, or NULL */
    const char *const *pool;
    size_t npool, take;
    const char *seed;           /* as given, the sources with " / " between them; "" before it is revealed */
    const char *canonical;      /* or "" */
    const size_t *order;        /* take indices of the pool; NULL before */
    bool changed;               /* there was (or, with -n, would be) something to record */
    char commit[41];
} vp_lots;

/* Record a draw before its seed is known: out->name, source ("": the one of round.json), algorithm, header, pool and
   take are given, the rest is filled. VP_USAGE: a name that is none, no source. VP_INVALID: the name is taken, the
   seed of that source stands in round.json already. */
vp_status vp_draw_announce(vp_lots *out, vp_session *session, const char *file_sha256, vp_arena *arena, vp_err *err);

/* Draw what was announced under out->name, by the sources of a seed (none: that of round.json, when it has the same
   source), and record it. VP_NOTFOUND: nothing was. VP_INVALID: it is drawn already by another seed, the seed is
   none. */
vp_status vp_draw_reveal(vp_lots *out, vp_session *session, const char *const *sources, size_t nsources,
                         vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
