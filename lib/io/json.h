/* Reading JSON configuration strictly: comments allowed, everything else exactly as RFC 8259 says, and every problem
   with its line and column. The reading itself is driven by tables of keys, so that no unknown key is ever passed
   over. */
#ifndef VP_LIB_IO_JSON_H
#define VP_LIB_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cjson/cJSON.h>
#include <vp/arena.h>
#include <vp/date.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/round.h>

enum { VP_JSON_DEPTH = 64, VP_JSON_SIZE = 4 * 1024 * 1024 };

/* A document being read, and what its readers share. Texts that are kept are copied into the arena. */
typedef struct vp_json {
    const char *file;   /* for messages */
    const char *source; /* the caller's bytes without a BOM: must stay while the document lives */
    char *text;         /* the same with comments blanked out, byte for byte; NULL: there are none */
    size_t n;
    cJSON *root;
    vp_arena *arena;
    vp_err *err;
    void *ctx;          /* of whoever reads */
    vp_problems *tell;  /* NULL: the first problem ends the reading */
    size_t told;
    const char **unsure; /* names that could not be read: what rests on them is not judged */
    size_t nunsure, capunsure;
} vp_json;

/* Parse n bytes named file. VP_CORRUPT: not JSON as we take it (err has the place): syntax, invalid UTF-8, a NUL,
   text after the end, more than VP_JSON_DEPTH levels or VP_JSON_SIZE bytes, a key twice. *out is yours:
   vp_json_free. */
vp_status vp_json_open(vp_json **out, const char *file, const char *bytes, size_t n, vp_arena *arena, vp_err *err);
void vp_json_free(vp_json *j);
VP_DECLARE_AUTO(vp_json)

/* The tree of what a command wrote, which needs no messages: *out (yours: cJSON_Delete) is NULL when it is no JSON.
   VP_NOMEM: there is no memory, which cJSON alone does not tell from it. */
vp_status vp_json_tree(cJSON **out, const char *bytes, size_t n, vp_err *err);

/* A reader's status, where reading can go on behind what it read: with `tell`, a problem is told once, counted, and
   becomes VP_OK. err->msg is "" when it was told further down already. */
vp_status vp_json_go_on(vp_json *j, vp_status s);
/* VP_CORRUPT (without a message) when anything was told since `before`, a value of j->told. */
vp_status vp_json_stands(const vp_json *j, size_t before);
/* What has this name could not be read; whether that was said of it. */
vp_status vp_json_is_unsure(vp_json *j, const char *name);
bool vp_json_unsure(const vp_json *j, const char *name);

/* Where a value begins; where its key does. Costs a walk through the text: for errors only. */
vp_where vp_json_at(const vp_json *j, const cJSON *value);
vp_where vp_json_at_key(const vp_json *j, const cJSON *value);
/* The bytes of source that are the value. */
void vp_json_range(const vp_json *j, const cJSON *value, size_t *from, size_t *to);
/* The value's text as it stands in the file, of the arena; "" when there is no memory. */
const char *vp_json_raw(const vp_json *j, const cJSON *value);

/* ---- tables ---- */

/* Reads one value into *to. Fails with the place of the value. */
typedef vp_status vp_json_reader(vp_json *j, const cJSON *value, void *to);

typedef struct vp_json_key {
    const char *name;     /* NULL ends a table */
    vp_json_reader *read;
    size_t to;            /* where in the object's struct the value goes: offsetof */
    bool required;
} vp_json_key;

typedef struct vp_json_type {
    const char *what;     /* N_("a fund") */
    const vp_json_key *keys;
    const char *example;  /* how one looks, for hints; NULL: none */
} vp_json_type;

/* Read an object by its table: unknown keys, values and missing keys are reported in that order. */
vp_status vp_json_object(vp_json *j, const cJSON *value, const vp_json_type *type, void *to);
/* Read a whole document by its table, which names "vp" (vp_json_format). The format is looked at first: a newer one
   may have any keys. */
vp_status vp_json_document(vp_json *j, const vp_json_type *type, void *to);
/* Read a list of such objects: *items gets *n structs of the given size, each a copy of *initial (NULL: zeros). */
vp_status vp_json_objects(vp_json *j, const cJSON *value, const vp_json_type *type, size_t size, const void *initial,
                          void *items, size_t *n);

/* ---- readers of values, by what *to is ---- */

vp_json_reader
    vp_json_keep,      /* const cJSON *: read later */
    vp_json_format,    /* nothing: the format must be 1 */
    vp_json_later,     /* nothing: "not supported yet" */
    vp_json_text,      /* const char *: not empty, one line, trimmed, NFC */
    vp_json_id,        /* const char *: ASCII letters, digits, - and _, at most 64 */
    vp_json_dotted_id, /* the same, and dots */
    vp_json_bool,      /* bool */
    vp_json_count,     /* int64_t: 0 or more */
    vp_json_positive,  /* int64_t: 1 or more */
    vp_json_money,     /* vp_money: more than 0 */
    vp_json_sum,       /* vp_money: 0 or more */
    vp_json_points,    /* vp_micro: 0 to a million */
    vp_json_over_0,    /* vp_micro: more than 0 to a million */
    vp_json_share,     /* vp_micro: more than 0, at most 1 */
    vp_json_day,       /* vp_date: a full date */
    vp_json_strings;   /* vp_strings: at least one text, none twice */

/* The key of a member as a text: checked and NFC, as vp_json_text. */
vp_status vp_json_key_text(vp_json *j, const cJSON *member, const char **to);

/* The value is a text / a list / an object, or VP_CORRUPT. */
vp_status vp_json_want_text(vp_json *j, const cJSON *value);
vp_status vp_json_want_list(vp_json *j, const cJSON *value);
vp_status vp_json_want_object(vp_json *j, const cJSON *value);

/* The value is one of the names (NULL-terminated), which *to becomes; unknown: N_() message with a place for it. */
vp_status vp_json_one_of(vp_json *j, const cJSON *value, const char *const *names, const char *unknown,
                         const char **to);

/* "'amount'", or "this value" when it has no key; in the reader's language, of the arena, never NULL. */
const char *vp_json_label(const vp_json *j, const cJSON *value);
/* What a key was probably meant to be: the nearest of n names, or NULL. */
const char *vp_json_nearest(const char *given, const char *const *names, size_t n);
/* The texts with ", " between them, of the arena, never NULL. */
const char *vp_json_list_of(const vp_json *j, const char *const *names, size_t n);
/* The message in the reader's language. */
const char *vp_json_tr(const vp_json *j, const char *msg);

/* The member of that name, or NULL. */
const cJSON *vp_json_member(const cJSON *object, const char *name);
/* VP_CORRUPT when two objects of the list have the same text under the key, which all of them have. */
vp_status vp_json_unique(vp_json *j, const cJSON *list, const char *key);
/* VP_CORRUPT, at the second of two equal texts. */
vp_status vp_json_twice(vp_json *j, const cJSON *first, const cJSON *again);

/* ---- the layer below (json_scan.c) ---- */

/* Check that the bytes are one JSON text, comments apart. *text gets a copy (malloc) with the comments blanked out,
   or NULL when there are none. */
vp_status vp_json_scan(char **text, const char *file, const char *bytes, size_t n, vp_err *err);
/* Line and column (characters, from 1) of an offset. */
void vp_json_position(vp_where *where, const char *bytes, size_t offset);

#endif
