/* What the files of lib/store share. */
#ifndef VP_LIB_STORE_INSIDE_H
#define VP_LIB_STORE_INSIDE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <vp/map.h>
#include <vp/str.h>
#include "lib/store/store.h"

#define MAIN_REF "refs/heads/main"

/* No file of a round comes near it; more is refused before memory is asked for. */
#define OBJECT_MAX ((size_t)512 << 20)

struct vp_store {
    git_repository *repo;
    vp_arena *arena;
    char *worktree, *gitdir; /* absolute, without a slash at the end; worktree "" when bare */
    char *common;            /* objects, refs and private files: the git directory, but for linked work trees */
    char *label;             /* what stands before a path of the work tree in messages: "", "round/", "/abs/round/" */
    git_oid tip;
    char hex[VP_OID_HEX];    /* of tip; "" when main is unborn */
    bool damaged;            /* an object could not be read */
    struct entry *large_at;  /* a large tree that was read: tree.c */
    size_t large_n;
    git_oid large_id;
    struct kept *kept;       /* further large trees, once vp_store_rest was called: tree.c */
    git_index *aside;        /* index.c: the copy of git's index that is to be changed, or NULL */
    struct stat aside_of;    /* the index it was copied of, or became */
    bool held, before;        /* git's lock of the index is ours; the index as it was is kept */
};

/* ---- error.c ---- */

/* What libgit2 said with `code`, as ours; call it on the line after. */
vp_status git_failed(vp_store *s, int code, vp_err *err);
/* A system call failed on file (which is named in the message). */
vp_status os_failed(const char *file, int why, vp_err *err);
/* The repository is damaged: msg has one %s for what. */
vp_status damaged(vp_store *s, const char *what, vp_err *err);
/* An object of it is not there. what is English with one %1$s for its name, marked with N_(). */
vp_status lacking(vp_store *s, const char *what, const char *name, vp_err *err);
/* text as one word of a shell, of the arena; "" when there is no memory. */
const char *shell_word(const char *text, vp_arena *arena);

/* ---- open.c ---- */

/* Main's commit, as it is now. */
vp_status read_tip(vp_store *s, vp_err *err);

/* ---- odb.c ---- */

/* Objects as files and packs below dir, where a damaged loose object is an error in bounded time. */
vp_status odb_attach(vp_store *s, vp_err *err);
/* Say of an object what is wrong with it, as libgit2 would; its code. */
int odb_bad(const git_oid *id, const char *why);
/* The bytes of an object of that type, NUL-terminated, of the arena. VP_NOTFOUND (err filled): there is none. */
vp_status odb_get(const char **bytes, size_t *n, vp_store *s, const git_oid *id, git_object_t type, vp_arena *arena,
                  vp_err *err);

typedef struct object { git_oid id; git_object_t type; const char *bytes; size_t n; } object;

/* Objects on their way into the database. */
typedef struct batch { object *at; size_t n, cap; vp_map *seen; vp_arena *arena; } batch;
/* One more, whose id is that of the bytes, which must outlive the batch. */
vp_status batch_add(batch *b, const git_oid *id, git_object_t type, const char *bytes, size_t n, vp_err *err);
/* All of them, durable when it returns: as loose objects when they are few, else as one pack (pack.c). */
vp_status batch_write(vp_store *s, const batch *b, vp_err *err);
vp_status pack_write(vp_store *s, const batch *b, vp_err *err);

/* ---- loose.c ---- */

/* The loose objects below dir, for reading. */
int loose_backend(struct git_odb_backend **out, const char *dir);
/* Whether the loose object of that id, if there is one, is whole. */
vp_status loose_whole(vp_store *s, const git_oid *id, vp_err *err);
vp_status loose_write(vp_store *s, const batch *b, vp_err *err);

/* ---- settings.c ---- */

/* An entry of the round's own configuration; libgit2's code. */
int config_set(vp_store *s, const char *name, const char *value);
/* Whether someone is writing to it. */
bool config_locked(const vp_store *s);
/* After a change of it with that code: the lock, which libgit2 1.5.1 may leave behind when it gets no memory, is
   removed unless it was there before. */
void config_unlock(const vp_store *s, bool before, int code);

/* ---- commit.c, sign.c ---- */

/* A name that a commit can hold, else `otherwise`: no < > nor control bytes, no blanks at its ends. */
const char *clean_name(const char *name, const char *otherwise, vp_arena *arena);
/* Put the signature of a commit's text into it. */
vp_status sign_commit(vp_str *text, const vp_signer *signer, vp_arena *arena, vp_err *err);

/* ---- sha1.c ---- */

typedef struct sha1_state { uint32_t h[5]; uint64_t n; unsigned char block[64]; } sha1_state;
void sha1_start(sha1_state *s);
void sha1_add(sha1_state *s, const unsigned char *bytes, size_t n);
void sha1_end(sha1_state *s, unsigned char sum[20]);

/* ---- tree.c ---- */

typedef struct entry { const char *name; git_oid id; unsigned mode; } entry;
typedef struct tree { entry *at; size_t n; } tree;

enum { MODE_FILE = 0100644, MODE_FOLDER = 040000, MODE_TYPE = 0170000, MODE_REGULAR = 0100000 };

static inline bool is_folder(const entry *e) { return (e->mode & MODE_TYPE) == MODE_FOLDER; }
static inline bool is_regular(const entry *e) { return (e->mode & MODE_TYPE) == MODE_REGULAR; }

/* What tree_read keeps, at the end. */
void tree_forget(vp_store *s);
/* A tree of the history, checked: names are single, sorted, unique. id NULL is the empty tree. */
vp_status tree_read(tree *out, vp_store *s, const git_oid *id, vp_arena *arena, vp_err *err);
const entry *tree_find(const tree *t, const char *name, size_t n, bool folder);
/* Order of git: by bytes, a folder as if its name ended in '/'. */
int entry_order(const char *a, size_t na, bool afolder, const char *b, size_t nb, bool bfolder);
/* The root tree of a commit. VP_NOTFOUND (err filled): no such commit. */
vp_status commit_tree(git_oid *out, vp_store *s, const git_oid *commit, vp_arena *arena, vp_err *err);

/* A path that a round may hold: relative, no empty, "." or ".." part, nothing that git or a file system takes for
   .git, no control bytes, not too long. */
bool path_fits(const char *path);

/* One path that differs between two trees. */
typedef struct difference {
    const char *path;
    bool had, has;             /* before, after */
    git_oid old, fresh;
    unsigned old_mode, mode;
    const char *bytes;         /* of fresh, or NULL: read it */
    size_t n;
} difference;
typedef struct differences { difference *at; size_t n, cap; } differences;
vp_status tree_diff(differences *out, vp_store *s, const git_oid *from, const git_oid *to, vp_arena *arena,
                    vp_err *err);

/* ---- step.c ---- */

typedef struct put { const char *path, *bytes; size_t n; } put; /* bytes NULL removes */

struct vp_step {
    vp_store *store;
    vp_arena *arena;
    vp_map *index; /* path -> place in at, plus 1 */
    put *at;
    size_t n, cap;
    const vp_signer *signer; /* NULL: its commit is not signed */
};

/* The tree that the step makes of `old` (NULL: of nothing): its objects go to b, what changed to d. */
vp_status step_tree(git_oid *out, vp_step *t, const git_oid *old, batch *b, differences *d, vp_err *err);

/* ---- disk.c ---- */

/* Files below a folder, reached without following a link. disk_close in any case. aside: an existing folder on the same
   file system where files grow, so that a writer which is killed leaves nothing among the others' files (the caller
   holds the claim); NULL: beside the file. */
typedef struct disk { int root, up, aside; char folder[1024]; } disk;
vp_status disk_open(disk *d, const char *root, const char *aside, vp_err *err);
void disk_close(disk *d);

typedef enum kind { NO_FILE, A_FILE, NOT_A_FILE } kind;
/* What stands at path, its id as a blob, and of which file (or NULL); NOT_A_FILE when a link, a folder or a device is
   there or on the way. */
vp_status disk_look(kind *k, git_oid *id, struct stat *st, disk *d, const char *path, vp_err *err);
/* The bytes of the file, of the arena; VP_NOTFOUND (err untouched) when there is no regular file. */
vp_status disk_read(const char **bytes, size_t *n, disk *d, const char *path, vp_arena *arena, vp_err *err);
/* A descriptor of what stands at path, to read from; -1: there is nothing that can be read. */
int disk_hold(disk *d, const char *path);
/* A new file at path, to write to, with its folders; -1: it cannot be made, or is there already. */
int disk_create(disk *d, const char *path, mode_t folders, mode_t files);
/* Names directly in a folder of the root, in no order; a missing folder, or a link there, is empty. */
vp_status disk_list(const char *const **names, size_t *n, disk *d, const char *folder, vp_arena *arena, vp_err *err);
/* Aside, then renamed into place; folders are made. st gets what is there now. */
vp_status disk_write(disk *d, const char *path, const char *bytes, size_t n, mode_t folders, mode_t files, bool sync,
                     struct stat *st, vp_err *err);
/* A file in the folder `up`, which grows in the folder `at` under a name with that prefix (NULL: the one that only the
   holder of the claim uses); 0, or the errno of what failed: then nothing has changed. */
int disk_put(int at, const char *prefix, int up, const char *name, const char *bytes, size_t n, mode_t mode, bool sync);
/* Gone, with the folders that become empty; sync: durably. */
vp_status disk_remove(disk *d, const char *path, bool sync, vp_err *err);
/* Whether the folder of path (or the nearest above it that exists) may be written to. */
vp_status disk_writable(disk *d, const char *path, vp_err *err);

/* ---- claim.c ---- */

/* The right to put a step in place: a lock that a crash frees, and the note of a refresh under way. */
typedef struct claim { int fd; } claim;
/* VP_BUSY: another vp is at it. */
vp_status claim_take(claim *c, vp_store *s, vp_err *err);
void claim_drop(claim *c);
/* Note what the work tree is about to be brought from and to; durable. Cleared with claim_done. */
vp_status claim_note(claim *c, vp_store *s, const git_oid *from, const git_oid *to, vp_err *err);
void claim_done(claim *c);
/* Whether there is a note, and what it says; wanted: the same, cheaply, without the claim. */
bool claim_pending(claim *c, git_oid *from, git_oid *to);
bool claim_wanted(const vp_store *s);

/* What the index's lock holds when vp took it. */
#define LOCK_MARK "vp\n"
/* See to the locks of git that a vp left which died on its way to `to`, as far as they are provably its own: main's
   that names the commit is removed, the index's with our mark is ours from now on, either when it is empty and no
   process has it open. To be called with the claim and its note. */
void claim_take_locks(vp_store *s, const git_oid *to);

/* ---- index.c ---- */

/* Git's index, to be read; yours to free. VP_CORRUPT: it is damaged. */
vp_status index_open(git_index **out, vp_store *s, vp_err *err);
/* A copy of it, to be changed: of the store. The one read before, unless git has changed its own since (that of
   a large round takes long). With the claim. */
vp_status index_aside(git_index **out, vp_store *s, vp_err *err);
/* Whether there is a copy, and git's index is still as it was copied or put. */
bool index_is_aside(vp_store *s);
/* Take git's own lock of the index, with our mark; once is enough. VP_BUSY: git has it. With the claim and its note. */
vp_status index_hold(vp_store *s, vp_err *err);
/* The copy in the place of git's index, durably. With the lock. */
vp_status index_put(vp_store *s, vp_err *err);
/* The index that was there when the lock was taken, again. False: it was not put, or could not be kept. */
bool index_undo(vp_store *s);
/* Give up the lock, and the copies. */
void index_release(vp_store *s);
/* VP_BUSY: that lock of the index exists. */
vp_status index_busy(const char *lock, vp_err *err);

/* ---- worktree.c ---- */

/* Finish what a note left. Main has moved: files that still are as before become as the tip has them. It has not: the
   index is as before again. Gives up the lock. */
vp_status worktree_repair(vp_store *s, claim *c, vp_err *err);
/* VP_INVALID when bringing the work tree to d would lose something; VP_BUSY when git holds the index. With the claim,
   what it read of the index is kept for worktree_stage. */
vp_status worktree_check(vp_store *s, const differences *d, bool claimed, vp_err *err);
/* Before main moves: take git's lock of the index, look again if git has changed it, and let it show d. With the claim
   and its note. */
vp_status worktree_stage(vp_store *s, const differences *d, vp_err *err);
/* After it: bring the files to d, and tell the index of them. Takes the lock when nobody did; index_release gives it
   up. */
vp_status worktree_bring(vp_store *s, const differences *d, vp_err *err);
/* VP_INVALID: HEAD is not main, or a merge is under way. */
vp_status worktree_on_main(vp_store *s, vp_err *err);

/* The path as a person would write it, of the arena; "" when there is no memory. */
const char *worktree_path(const vp_store *s, const char *path, vp_arena *arena);

#endif
