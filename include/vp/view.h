/* Where a verb reads a round from and writes its step to. A commit of the store, a directory (as a filter) and
   the tests' memory all look the same, which is what makes filters, -n and verify the same code. */
#ifndef VP_VIEW_H
#define VP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/memo.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A file of a folder: its name, and the id of its bytes (git's, of a blob); zero for what is no regular file. */
typedef struct vp_named { const char *name; unsigned char id[20]; } vp_named;

/* Files of a round by path ("proposals/P-1.json"); ctx is the maker's. */
typedef struct vp_view {
    /* *bytes (of the arena, NUL-terminated after *n) or VP_NOTFOUND, which leaves err untouched. */
    vp_status (*read)(void *ctx, const char *path, const char **bytes, size_t *n, vp_arena *arena, vp_err *err);
    /* Names directly in a folder, sorted by bytes, folders with a '/' at their end; a missing folder is empty. */
    vp_status (*list)(void *ctx, const char *folder, const char *const **names, size_t *count, vp_arena *arena,
                      vp_err *err);
    /* The path as a person would write it, for messages; of the arena. */
    const char *(*where)(void *ctx, const char *path, vp_arena *arena);
    void *ctx;
    /* What follows is NULL where files have no ids. The id of what stands at a path, a file or a folder: the same id,
       the same bytes. *there false: nothing does. */
    vp_status (*id)(void *ctx, const char *path, unsigned char id[20], bool *there, vp_err *err);
    /* The files directly in a folder, in the order of list. */
    vp_status (*files)(void *ctx, const char *folder, const vp_named **files, size_t *count, vp_arena *arena,
                       vp_err *err);
    /* Whoever makes something of files may keep it here, under their ids; NULL: nothing is kept. Then messages must
       name files without the commit: where gives the bare path. */
    vp_memo *memo;
} vp_view;

/* What a step writes. bytes NULL removes the file. The last put of a path wins. */
typedef struct vp_writer {
    vp_status (*put)(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err);
    void *ctx;
    /* The same without a copy: the bytes stay where they are until the step is recorded or given up. NULL: use put. */
    vp_status (*lend)(void *ctx, const char *path, const char *bytes, size_t n, vp_err *err);
} vp_writer;

/* Files in memory: a writer that keeps what is put, and a view of it on top of another view (or of nothing:
   below NULL). For -n, for verify and for tests. *files is of the arena. */
typedef struct vp_files vp_files;
vp_status vp_files_new(vp_files **files, const vp_view *below, vp_arena *arena, vp_err *err);
vp_view vp_files_view(vp_files *files);
vp_writer vp_files_writer(vp_files *files);
/* The files put so far, in the order of their paths. bytes NULL is a removal. */
size_t vp_files_count(const vp_files *files);
/* Whether the path was put or removed. */
bool vp_files_has(const vp_files *files, const char *path);
void vp_files_get(vp_files *files, size_t i, const char **path, const char **bytes, size_t *n);

#ifdef __cplusplus
}
#endif
#endif
