/* The checks that every round has, beside its own rules: what they look at, and where the method comes from. */
#ifndef VP_LIB_RULES_BUILTIN_H
#define VP_LIB_RULES_BUILTIN_H

typedef struct vp_builtin {
    const char *name;   /* as problems name it */
    const char *alias;  /* another name that people try; NULL: none */
    const char *what, *mend; /* English, marked */
    const char *source; /* of the method: a standard; NULL: our own */
} vp_builtin;

/* Ends in a row without a name. */
extern const vp_builtin vp_builtins[];

#endif
