/* What was made of something, kept under what it was made of: whoever meets the same again need not make it again. */
#ifndef VP_MEMO_H
#define VP_MEMO_H

#include <vp/arena.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_memo vp_memo;

/* most: bytes that it may hold when vp_memo_rest is called. NULL: no memory. Yours: vp_memo_free. */
vp_memo *vp_memo_new(size_t most);
void vp_memo_free(vp_memo *m);
VP_DECLARE_AUTO(vp_memo)

/* Where what is made for keeping lives. */
vp_arena *vp_memo_arena(vp_memo *m);

/* A key: what kind of thing, and then everything it depends on. One that does not fit names nothing. */
typedef struct vp_memo_key { char bytes[400]; size_t n; } vp_memo_key;
vp_memo_key vp_memo_key_of(const char *kind);
void vp_memo_key_add(vp_memo_key *key, const void *bytes, size_t n);
void vp_memo_key_addz(vp_memo_key *key, const char *text);

/* What is kept under the key, or NULL. */
void *vp_memo_get(const vp_memo *m, const vp_memo_key *key);
/* Keep it; what it points to must live as long as the memo does. */
vp_status vp_memo_put(vp_memo *m, const vp_memo_key *key, void *made, vp_err *err);

/* To be called when nothing of it is in use: forgets everything if that has become too much. */
vp_status vp_memo_rest(vp_memo *m, vp_err *err);

#ifdef __cplusplus
}
#endif
#endif
