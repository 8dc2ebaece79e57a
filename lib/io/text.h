/* A file as UTF-8 text, whatever it was written in. Which encoding it is follows from rules, never from letter
   frequencies (DOMAIN.md, 5.1): byte order mark, else strictly valid UTF-8, else strictly valid GB18030 without
   private-use characters, else refused with the byte offset. */
#ifndef VP_LIB_IO_TEXT_H
#define VP_LIB_IO_TEXT_H

#include <stddef.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/hash.h>

typedef struct vp_text vp_text;

/* Open bytes in memory (they must outlive the text), or a file ("-" is standard input, which is spooled aside). The
   whole of it is checked here: VP_INVALID, with the offset, for bytes that are no text (xlsx, xls and ods are named),
   for a NUL, for an empty file. file is for messages. *out is yours: vp_text_free. */
vp_status vp_text_open_bytes(vp_text **out, const char *file, const char *bytes, size_t n, vp_err *err);
vp_status vp_text_open(vp_text **out, const char *path, vp_err *err);
/* Whether the bytes begin as a spreadsheet of OpenDocument does. */
bool vp_text_is_ods(const char *bytes, size_t n);
/* The same in an encoding that was said (a name that iconv knows) and no other; NULL: by the rules above. VP_USAGE: no
   such encoding. A byte order mark of another encoding is VP_INVALID. */
vp_status vp_text_open_bytes_as(vp_text **out, const char *file, const char *bytes, size_t n, const char *encoding,
                                vp_err *err);
vp_status vp_text_open_as(vp_text **out, const char *path, const char *encoding, vp_err *err);
void vp_text_free(vp_text *t);
VP_DECLARE_AUTO(vp_text)

const char *vp_text_file(const vp_text *t);     /* for messages; borrowed */
const char *vp_text_encoding(const vp_text *t); /* "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"; as said */
size_t vp_text_size(const vp_text *t);          /* bytes as they came */

/* The next piece of UTF-8 text, borrowed until the next call; *n 0 at the end. Pieces may cut lines, never
   characters. */
vp_status vp_text_next(vp_text *t, const char **piece, size_t *n, vp_err *err);
/* How many bytes of the file have been read so far: for progress. */
size_t vp_text_done(const vp_text *t);
/* From the start again. */
vp_status vp_text_rewind(vp_text *t, vp_err *err);
/* SHA-256 of the bytes as they came; leaves the text rewound. */
vp_status vp_text_hash(vp_text *t, char hex[VP_HASH_HEX], vp_err *err);
/* The same and, in the same pass, a key made of the bytes. */
vp_status vp_text_hash_key(vp_text *t, char hex[VP_HASH_HEX], unsigned char key[VP_KEY], vp_err *err);
/* All bytes as they came, of the arena; leaves the text rewound. */
vp_status vp_text_bytes(vp_text *t, const char **bytes, size_t *n, vp_arena *arena, vp_err *err);

#endif
