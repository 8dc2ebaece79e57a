/* Files and folders of the disk: read whole with a stated bound, put in place at once, a folder as a view. */
#ifndef VP_LIB_FILE_H
#define VP_LIB_FILE_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/emit.h>
#include <vp/err.h>
#include <vp/view.h>

/* No configuration, list or sheet of a real round comes near it. */
#define VP_FILE_MAX ((size_t)256 << 20)

/* The whole of a file, NUL-terminated after *n, of the arena; "-" is standard input. Pipes and devices work too.
   VP_NOTFOUND: no such file. VP_INVALID: a folder, or more than max bytes. VP_IO: it cannot be read. */
vp_status vp_file_read(const char **bytes, size_t *n, const char *path, size_t max, vp_arena *arena, vp_err *err);

/* The same of an operand of the command line, at most VP_FILE_MAX bytes; *shown: what messages call it ("<stdin>"),
   borrowed. VP_USAGE: no such file, or a folder. VP_INVALID: too large. VP_IO: it cannot be read. */
vp_status vp_file_input(const char **bytes, size_t *n, const char **shown, const char *path, vp_arena *arena,
                        vp_err *err);

/* Put n bytes in place of path's at once: a file aside in the same folder, fsync, rename, fsync of the folder. The
   mode is that of the file before, else 0666 less the umask. What is no regular file (a pipe, /dev/null) is written
   to directly; a symbolic link stays and its target is replaced. VP_IO: nothing has changed. */
vp_status vp_file_write(const char *path, const char *bytes, size_t n, vp_err *err);
/* The same of what fill gives to the sink, piece by piece; when it fails, nothing has changed. */
typedef vp_status (*vp_file_fill)(void *ctx, vp_out to, vp_err *err);
vp_status vp_file_write_by(const char *path, vp_file_fill fill, void *ctx, vp_err *err);

/* A folder of the disk as a view. Paths that leave it ("..", absolute), symbolic links in it and what is no regular
   file are VP_CORRUPT. *out is yours: vp_folder_free; the view lives as long.
   VP_NOTFOUND: no such folder. */
typedef struct vp_folder vp_folder;
vp_status vp_folder_open(vp_folder **out, const char *dir, vp_err *err);
void vp_folder_free(vp_folder *f);
VP_DECLARE_AUTO(vp_folder)
vp_view vp_folder_view(vp_folder *f);

#endif
