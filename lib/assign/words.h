/* Which of many words a text has. Private to lib/assign. */
#ifndef VP_LIB_ASSIGN_WORDS_H
#define VP_LIB_ASSIGN_WORDS_H

#include <stdint.h>
#include <vp/arena.h>
#include <vp/err.h>
#include <vp/map.h>

/* A number that stands for a word; several may stand for one. */
typedef struct vp_word { uint32_t number, next; } vp_word;

typedef struct vp_words {
    vp_map *index;        /* word -> the first of its numbers, and 1 */
    vp_word *at;
    size_t n, cap;
    uint8_t first[8192];  /* a bit for each two bytes that a word begins with */
    size_t *length;       /* of the words, each once, the shortest first */
    size_t nlengths, caplengths;
} vp_words;

#define VP_NO_WORD UINT32_MAX

vp_status vp_words_new(vp_words **out, vp_arena *arena, vp_err *err);
/* A word of two bytes at least; shorter ones are left out. */
vp_status vp_words_add(vp_words *w, const char *word, uint32_t number, vp_arena *arena, vp_err *err);
/* Call back for every number of every word in the text, as often as it is there. */
void vp_words_in(const vp_words *w, const char *text, void (*found)(void *ctx, uint32_t number), void *ctx);

/* Whether a folded name says enough to be looked for in a text: letters of a script without spaces, two at least, or
   six plain ones. */
bool vp_word_tells(const char *folded);

#endif
