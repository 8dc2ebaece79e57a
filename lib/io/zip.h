/* The parts of a zip archive in memory, such as a workbook is (PKWARE's APPNOTE, without zip64 and encryption). */
#ifndef VP_LIB_IO_ZIP_H
#define VP_LIB_IO_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>

enum { VP_ZIP_PART_MAX = 1 << 28 }; /* bytes unpacked */

typedef struct vp_zip {
    const char *bytes;
    size_t n, at, count;
    bool zip64; /* its directory is said in a record that this does not read: there are no parts */
} vp_zip;
typedef struct vp_zip_part {
    const char *name, *packed;
    size_t nname, npacked, size;
    int method;
    bool locked; /* by a password */
} vp_zip_part;

/* False: the bytes do not end as an archive does, with or without a comment. */
bool vp_zip_open(vp_zip *out, const char *bytes, size_t n);
/* The next part. False: there is none, or (when count is not 0) the archive is broken. */
bool vp_zip_next(vp_zip_part *out, vp_zip *z);
/* Its text, NUL-terminated after part->size bytes; NULL: it is broken, or packed in another way. VP_NOMEM. */
vp_status vp_zip_unpack(const char **text, const vp_zip_part *part, vp_arena *arena, vp_err *err);

#endif
