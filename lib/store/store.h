/* The history of a round: the only code that includes <git2.h>. It moves bytes, not records. */
#ifndef VP_LIB_STORE_H
#define VP_LIB_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/progress.h>
#include <vp/view.h>

typedef struct vp_store vp_store;

enum { VP_OID_HEX = 41 };

/* Make a repository for a round at dir (made when missing; it may exist and be empty) with the branch main, unborn.
   VP_INVALID: dir is not empty or is a repository already. *out is yours: vp_store_free. */
vp_status vp_store_init(vp_store **out, const char *dir, bool bare, vp_err *err);
/* Open the round whose repository holds dir (searching upwards), bare or not.
   VP_NOTFOUND: no repository. VP_CORRUPT: a format or owner we refuse; err has what to type. Repairs a work tree whose
   refresh was cut short (vp_store_commit). */
vp_status vp_store_open(vp_store **out, const char *dir, vp_err *err);
void vp_store_free(vp_store *s);
VP_DECLARE_AUTO(vp_store)

/* Absolute paths, borrowed: the work tree ("" when bare) and the git directory; where private data goes ("vp/private"
   in the git directory; made with mode 0700 by vp_store_private_write). */
const char *vp_store_worktree(const vp_store *s);
const char *vp_store_gitdir(const vp_store *s);

/* Hex id of main's commit; "" when the branch is unborn. Read once, at open: what every view and the
   compare-and-swap refer to. */
const char *vp_store_tip(const vp_store *s);

/* Whether older commits were left out when the round was cloned. */
bool vp_store_shallow(const vp_store *s);

/* Why there is no commit on main: VP_NOTFOUND, with what to type. */
vp_status vp_store_no_main(vp_store *s, vp_err *err);

/* For whoever goes through many commits: no view made so far is in use. From now on large trees are kept from one call
   to the one after the next, so that a commit's need not be read again for the next one. */
vp_status vp_store_rest(vp_store *s, vp_err *err);

/* The files of a commit. The view lives as long as the store and the arena, in which it keeps the folders it has seen:
   do not rewind it. VP_NOTFOUND: no such commit. */
vp_status vp_store_view(vp_view *out, vp_store *s, const char *commit, vp_arena *arena, vp_err *err);

/* The hex id of the tree of a folder of the root in a commit ("" for none); "" when there is no such folder. */
vp_status vp_store_folder(char tree[VP_OID_HEX], vp_store *s, const char *commit, const char *name, vp_err *err);
/* The files directly in it, in the order of git; the id is zero for what is no regular file. */
vp_status vp_store_files(vp_named **out, size_t *n, vp_store *s, const char *tree, vp_arena *arena, vp_err *err);

/* VP_INVALID, naming the file and how to commit it, when a hand-edited file (round.json, rubric.json, panel.csv,
   signers, lists/) of the work tree differs from the tip, is missing there, or is untracked. Bare: always VP_OK. */
vp_status vp_store_check_clean(vp_store *s, vp_err *err);

/* A step being prepared: blobs go into the object database, nothing is visible. */
typedef struct vp_step vp_step;
vp_status vp_step_new(vp_step **out, vp_store *s, vp_err *err);
void vp_step_free(vp_step *t);
VP_DECLARE_AUTO(vp_step)
/* A writer that adds files to the step (bytes NULL removes). Paths are checked: no "..", no ".git", not absolute. */
vp_writer vp_step_writer(vp_step *t);

typedef struct vp_stamp { const char *name, *email; int64_t when; /* seconds since 1970, UTC */ } vp_stamp;

/* What makes the signature of n bytes ("-----BEGIN SSH SIGNATURE-----…", of the arena) as git has it. */
typedef struct vp_signer {
    vp_status (*sign)(void *ctx, const char *bytes, size_t n, const char **signature, vp_arena *arena, vp_err *err);
    void *ctx;
} vp_signer;
/* The commit of the step is to be signed; signer is borrowed while the step lives. */
void vp_step_sign(vp_step *t, const vp_signer *signer);

/* Commit the step on the tip that was read at open: tree, commit, compare-and-swap of refs/heads/main, then the work
   tree and the index. *changed false (and nothing written) when the tree equals the tip's. id gets the new commit.
   VP_INVALID: a file of the work tree that the step would overwrite has an uncommitted edit (named; checked before the
   ref moves). VP_CONFLICT: main has moved since open. VP_BUSY: the ref is locked. Then nothing has changed. */
vp_status vp_store_commit(vp_store *s, vp_step *t, const char *message, const vp_stamp *who, bool *changed,
                          char id[VP_OID_HEX], vp_err *err);

/* What vp_store_commit would answer now, but nothing is written: *changed, or its VP_INVALID, VP_CONFLICT, VP_BUSY. */
vp_status vp_store_rehearse(vp_store *s, vp_step *t, bool *changed, vp_err *err);

/* The queue of those who write to the round: *fd is the file that whoever has the turn locks (flock); yours. */
vp_status vp_store_queue(int *fd, vp_store *s, vp_err *err);

/* Who commits by default: user.name and user.email of git's configuration, else "vp" and "vp@localhost". */
vp_status vp_store_identity(const char **name, const char **email, vp_store *s, vp_arena *arena, vp_err *err);

/* ---- history ---- */

typedef struct vp_commit {
    const char *id, *tree; /* hex */
    const char *const *parents;
    size_t nparents;
    const char *author, *email, *message; /* message whole, with its trailers */
    int64_t when;
} vp_commit;

/* All commits reachable from main's tip, parents before children, ties by time then id. */
vp_status vp_store_log(vp_commit **out, size_t *count, vp_store *s, vp_arena *arena, vp_err *err);

typedef struct vp_change { const char *path; char kind; /* 'A' added 'M' changed 'D' deleted */ } vp_change;

/* Paths that differ between two commits (from "" is the empty tree), sorted. */
vp_status vp_store_changes(vp_change **out, size_t *count, vp_store *s, const char *from, const char *to,
                           vp_arena *arena, vp_err *err);

/* ---- rounds that come together ---- */

/* .gitattributes of a new round: how plain git is to merge its files. */
extern const char vp_store_attributes[];
/* Tell the git of this clone that files which commands compute need no decision when they are merged. As far as it can
   be done: nothing depends on it but comfort. */
void vp_store_ease_merges(vp_store *s);

/* Paths that a merge has as no merging of its parents leaves them: what one parent changed since they parted must be
   there, of what several changed the version of one of them. kind as in vp_change, of the merge against where they
   parted; 'L': there the merge has what was before. bases: the last commits that its parents have in common. Sorted.
   Empty for other commits, and in a shallow clone. */
vp_status vp_store_odd_merge(vp_change **out, size_t *count, vp_store *s, const vp_commit *c,
                             const char *const *bases, size_t nbases, vp_arena *arena, vp_err *err);

/* Files of the round, written by commands, that git's index has otherwise than main: *count of them, *path the first.
   So they are after main was moved by force, or when somebody has staged changes to them. */
vp_status vp_store_astray(const char **path, size_t *count, vp_store *s, vp_arena *arena, vp_err *err);

/* A file on which a merge (or another operation of git that brings changes together) has not been decided: the index
   has it in the versions of the two sides. */
typedef struct vp_conflict {
    const char *path, *id[2]; /* the file of our side, and of theirs: hex, "" where a side has none */
} vp_conflict;
typedef struct vp_unmerged {
    const char *operation; /* "merge", "rebase" …: what git is in the middle of; NULL: nothing */
    vp_conflict *at;       /* sorted by path */
    size_t n;
} vp_unmerged;
vp_status vp_store_unmerged(vp_unmerged *out, vp_store *s, vp_arena *arena, vp_err *err);
/* Those files as one side has them, 0 ours, 1 theirs. As vp_store_view, but it lists nothing; of must live as long. */
vp_status vp_store_side(vp_view *out, vp_store *s, const vp_unmerged *of, int side, vp_arena *arena, vp_err *err);

/* ---- signatures ---- */

/* What is signed, by what, and when it says it was made (a commit's committer, a tag's tagger). */
typedef struct vp_sealed {
    const char *payload; /* n bytes */
    size_t n;
    const char *signature; /* "" when there is none */
    int64_t when;
} vp_sealed;
vp_status vp_store_sealed(vp_sealed *out, vp_store *s, const char *commit, vp_arena *arena, vp_err *err);

/* A tag. One that is no object of its own has neither message nor signature. */
typedef struct vp_git_tag {
    const char *name, *target, *message; /* "approved/…", the hex id of what it stands for ("" when of nothing) */
    vp_sealed seal;
} vp_git_tag;
/* All below refs/tags/folder/, by name. */
vp_status vp_store_tags(vp_git_tag **out, size_t *count, vp_store *s, const char *folder, vp_arena *arena, vp_err *err);
/* Make a signed tag of a commit. VP_CONFLICT: there is one of that name. */
vp_status vp_store_tag(vp_store *s, const char *name, const char *target, const char *message, const vp_stamp *who,
                       const vp_signer *signer, vp_arena *arena, vp_err *err);

/* A path of git's configuration ("~/" is the home folder), of the arena; NULL when it is not set. */
vp_status vp_store_config_path(const char **value, vp_store *s, const char *name, vp_arena *arena, vp_err *err);
/* Set a value of the round's own configuration of git. */
vp_status vp_store_configure(vp_store *s, const char *name, const char *value, vp_err *err);

/* ---- private data: files under vp/private of the git directory, 0700/0600, never an object ---- */

/* Written atomically. name is relative ("raw/ab12…"), folders are made. */
vp_status vp_store_private_write(vp_store *s, const char *name, const char *bytes, size_t n, vp_err *err);
/* VP_NOTFOUND (err untouched) when there is none. */
vp_status vp_store_private_read(vp_store *s, const char *name, const char **bytes, size_t *n, vp_arena *arena,
                                vp_err *err);
/* Names in a folder of it ("raw"), sorted by bytes; what a writer that was killed has left there too (".vp-…"). A
   missing folder is empty. */
vp_status vp_store_private_list(vp_store *s, const char *folder, const char *const **names, size_t *count,
                                vp_arena *arena, vp_err *err);
/* Gone, durably; VP_OK when there was none. */
vp_status vp_store_private_remove(vp_store *s, const char *name, vp_err *err);

/* Every file of it, by name: `each` gets a descriptor to read from, and leaves it open. VP_CORRUPT: a link, or what
   else is no file, is there. */
vp_status vp_store_private_each(vp_store *s, vp_status (*each)(void *ctx, const char *name, int fd, vp_err *err),
                                void *ctx, vp_arena *arena, vp_err *err);
/* A new file of it, of what fill gives to the sink. Not atomic: for a round that nobody sees yet. VP_INVALID: the name
   leads elsewhere, or the file is there. */
vp_status vp_store_private_fill(vp_store *s, const char *name, vp_status (*fill)(void *ctx, vp_out to, vp_err *err),
                                void *ctx, vp_err *err);

/* ---- the whole of a repository, to be kept elsewhere and brought back (whole.c) ---- */

typedef struct vp_ref { const char *name, *id; } vp_ref;           /* "refs/heads/main", hex */
typedef struct vp_setting { const char *name, *value; } vp_setting; /* "user.name" */

/* Branches, tags and what else names an object, by name. */
vp_status vp_store_refs(vp_ref **out, size_t *n, vp_store *s, vp_arena *arena, vp_err *err);
/* What the round's own configuration says of who commits and signs and where the round comes from; nothing in it runs
   a program. In the order of the file. */
vp_status vp_store_settings(vp_setting **out, size_t *n, vp_store *s, vp_arena *arena, vp_err *err);
/* Whether a setting is one of those. */
bool vp_store_setting(const char *name);
/* All objects that the refs reach, as one pack of git, piece by piece. VP_CORRUPT: one is missing or damaged, or the
   clone is shallow. */
vp_status vp_store_pack(vp_store *s, const vp_ref *refs, size_t n, vp_out to, const vp_progress *progress,
                        vp_err *err);

/* Bring them back into a repository that vp_store_init has made. */
typedef struct vp_unpack vp_unpack;
vp_status vp_unpack_new(vp_unpack **out, vp_store *s, vp_err *err);
vp_status vp_unpack_add(vp_unpack *u, const char *bytes, size_t n, vp_err *err);
vp_status vp_unpack_end(vp_unpack *u, vp_err *err);
void vp_unpack_free(vp_unpack *u);
VP_DECLARE_AUTO(vp_unpack)
/* VP_INVALID: no name or no id, or a ref that is there already. */
vp_status vp_store_put_ref(vp_store *s, const vp_ref *ref, vp_err *err);
/* Add a setting to those of the name that there are. */
vp_status vp_store_put_setting(vp_store *s, const vp_setting *setting, vp_err *err);
/* Main has come: bring its files into the empty work tree. All that was brought back is durable when it returns. */
vp_status vp_store_show_main(vp_store *s, vp_err *err);

/* ---- derived data: files under vp/cache of the git directory, of public data only; losing one loses time ---- */

/* Mapped into memory until vp_store_cache_close; not NUL-terminated. VP_NOTFOUND (err untouched): there is none that
   can be read. What it holds is to be checked by whoever wrote it. */
vp_status vp_store_cache_open(const char **bytes, size_t *n, vp_store *s, const char *name, vp_err *err);
void vp_store_cache_close(const char *bytes, size_t n);
/* Put in place at once, not synced. */
vp_status vp_store_cache_write(vp_store *s, const char *name, const char *bytes, size_t n, vp_err *err);
void vp_store_cache_remove(vp_store *s, const char *name);
/* What is there, in no order ("." and ".." too). */
vp_status vp_store_cache_names(const char *const **names, size_t *n, vp_store *s, vp_arena *arena, vp_err *err);

/* Whether any call so far met an object that is missing or damaged: tells that VP_CORRUPT from the repository's. */
bool vp_store_damaged(const vp_store *s);

/* "1.5.1", of the libgit2 that runs. */
const char *vp_store_library(void);

#endif
