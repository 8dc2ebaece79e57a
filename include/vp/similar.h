/* Proposals that may be one and the same: pairs for a person to decide about. Exact and the same everywhere: no chance,
   no floating point, and nothing but the texts given decides. */
#ifndef VP_SIMILAR_H
#define VP_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/units.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a proposal is compared by: matching keys, "" where nothing is known. */
typedef struct vp_similar_key {
    const char *code;            /* unified social credit code */
    const char *applicant;       /* units of the name */
    const char *title, *summary; /* units, the applicant's own name in them masked */
    const char *phone;           /* never told, only that it is the same */
} vp_similar_key;

/* Make the key of a proposal of its canonical texts (NULL: not known). *out is of the arena. */
vp_status vp_similar_key_make(vp_similar_key *out, vp_units *units, const char *code, const char *applicant,
                              const char *title, const char *summary, const char *phone, vp_arena *arena,
                              vp_err *err);

/* Why a pair is suspected; a pair may have several reasons. */
enum {
    VP_SUSPECT_CODE_TITLE = 1, /* the same code and title */
    VP_SUSPECT_TITLE = 2,      /* nearly the same title */
    VP_SUSPECT_SUMMARY = 4,    /* nearly the same summary */
    VP_SUSPECT_APPLICANT = 8,  /* the same name of an organisation, under different codes */
    VP_SUSPECT_PHONE = 16      /* the same phone, in different organisations */
};
enum { VP_SUSPECT_REASONS = 5 };
/* "code-title", "title", "summary", "applicant", "phone": the words of suspects.csv, by bit. */
extern const char *const vp_suspect_reasons[VP_SUSPECT_REASONS];

typedef struct vp_suspect {
    uint32_t first, second; /* indices, first < second */
    unsigned reasons;       /* bits */
    int similarity;         /* of the summaries or the titles, whichever is larger; basis points */
} vp_suspect;

typedef struct vp_similar_opts {
    size_t fresh;       /* keys from this index on are new: pairs of two older ones are not looked for */
    size_t max_texts;   /* texts that are compared at most, the last ones; 0: the default (VP_SIMILAR_TEXTS) */
    const vp_suspect *stated; /* pairs whose phones are said to be the same where the phones are not known */
    size_t nstated;
} vp_similar_opts;

enum { VP_SIMILAR_TEXTS = 200000, VP_SIMILAR_UNITS = 2000 }; /* units of one text that count */

typedef struct vp_suspects {
    vp_suspect *at;     /* by second, then first */
    size_t n;
    size_t compared;    /* texts that were compared; when fewer than there were, the search was cut */
    bool cut;           /* by max_texts, or by the bound on work: texts that are all alike in groups */
} vp_suspects;

/* Find the pairs among n keys. *out is of the arena. VP_NOMEM. */
vp_status vp_similar(vp_suspects *out, const vp_similar_key *keys, size_t n, const vp_similar_opts *opts,
                     vp_arena *arena, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
