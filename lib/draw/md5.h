/* MD5 (RFC 1321) of a short text, which RFC 3797 asks for; libsodium has none. What is drawn rests on the seed being
   unknown beforehand, not on collisions being hard to find. */
#ifndef VP_LIB_DRAW_MD5_H
#define VP_LIB_DRAW_MD5_H

#include <stddef.h>

enum { MD5_SIZE = 16 };

/* Of the pieces one after the other. */
typedef struct md5_piece { const void *bytes; size_t n; } md5_piece;
void md5(unsigned char sum[MD5_SIZE], const md5_piece *pieces, size_t count);

#endif
