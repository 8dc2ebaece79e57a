/* One run of vp-audit verify, shared by the files that make it: verify.c (one commit after another), verify_again.c (a
   step done again), verify_stated.c (hashes and counts that are stated), verify_awards.c (awards added up) and
   verify_private.c (private values). */
#ifndef VP_LIB_VERB_VERIFY_H
#define VP_LIB_VERB_VERIFY_H

#include <vp/audit.h>
#include "lib/verb/parting.h"
#include "lib/verb/replay.h"
#include "lib/verb/signatures.h"
#include "lib/verb/together.h"

typedef struct vp_verify {
    vp_store *store;
    vp_lang lang;
    const vp_commit *log;
    size_t nlog;
    vp_partings *partings; /* NULL: no merge has come yet */
    vp_arena *kept;   /* of findings */
    vp_audit_finding *at;
    size_t n, cap;
    /* of the commit at hand */
    vp_arena *arena;
    const vp_commit *commit;
    size_t nth;       /* in the log, the oldest first */
    vp_commit_info info;
    vp_view before, after;
    vp_change *changes;
    size_t nchanges;
    vp_files *made;
    size_t unchecked, shared;
    vp_together now;  /* at the tip */
    vp_memo *memo;    /* what was read and computed of files, for every commit that has the same */
    vp_units *units;  /* what steps learn of characters: the same for all */
    vp_signatures signatures;
    struct vp_who *names; /* of reviewers that are kept here; NULL: not read yet */
    struct vp_guard *guard; /* private values that are kept here; NULL: not read yet */
    vp_view tip;
    bool no_ssh_keygen; /* and it has been said */
    struct forgot { const char *id; size_t at; } *forgot; /* proposals whose keys were erased: id, and which commit */
    size_t nforgot, capforgot;
} vp_verify;

/* One more finding about the commit at hand; msg is N_() marked English, its places filled from one and two. */
vp_status vp_verify_find(vp_verify *v, const char *path, const char *msg, const char *one, const char *two,
                         vp_err *err);
/* The same of a note, whose texts are copied. */
/* Whether something was found of that file of the commit: that it has not the hash that is stated follows from it. */
bool vp_verify_found(const vp_verify *v, const char *path);
vp_status vp_verify_find_note(vp_verify *v, const char *path, const vp_note *note, vp_err *err);
/* A file that cannot be read: the repository's fault ends the run, the commit's own (a link) is a finding. */
vp_status vp_verify_unreadable(vp_verify *v, vp_status status, const char *path, const vp_err *why, vp_err *err);

/* What commands compute: a step that changed it must be able to say how. */
bool vp_verify_derived(const char *path);

/* ---- the checks of a commit ---- */

/* What its command computes is what it holds, byte for byte. *known false: no command of this vp made it. */
vp_status vp_verify_again(vp_verify *v, bool *known, vp_err *err);
/* Its inputs that the round itself holds have the hashes it states. */
vp_status vp_verify_inputs(vp_verify *v, vp_err *err);
/* The receipts of the intakes that it touched: hashes, and rows that add up. */
vp_status vp_verify_receipts(vp_verify *v, vp_err *err);
/* Its awards, where it changed them, keep to the funds and limits of its round.json. */
vp_status vp_verify_awards(vp_verify *v, vp_err *err);

/* Its certificate, where it changed it, proves that its awards are what they are said to be. */
vp_status vp_verify_certificate(vp_verify *v, vp_err *err);

/* No private value is in the files that it brings, or in its message. */
vp_status vp_verify_private(vp_verify *v, vp_err *err);

/* Which proposals were forgotten, and when: before the first commit. */
vp_status vp_verify_forgot(vp_verify *v, const vp_commit *log, size_t n, vp_err *err);

#endif
