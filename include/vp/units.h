/* The units of a text: what stays for comparing when punctuation and writing habits are taken away. A unit is a word,
   or one character of a script that writes without spaces. */
#ifndef VP_UNITS_H
#define VP_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vp/err.h>
#include <vp/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Holds what it learns of characters, so that long texts cost little. NULL when there is no memory. */
typedef struct vp_units vp_units;
vp_units *vp_units_new(void);
void vp_units_free(vp_units *u);
VP_DECLARE_AUTO(vp_units)

/* Append the units of s (valid UTF-8): NFKC, case folded, traditional to simplified character by character; letters
   and digits only, one space between two words, none elsewhere. VP_IO: OpenCC has no dictionary. */
vp_status vp_units_add(vp_str *out, vp_units *u, const char *s, vp_err *err);

/* Whether the character is a unit by itself. */
static inline bool vp_unit_alone(uint32_t c)
{
    return c >= 0x0E00 && (c <= 0x0EFF || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
                           (c >= 0x2E80 && c < 0xAC00) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000);
}

#ifdef __cplusplus
}
#endif
#endif
