/* A round as round.json describes it (DESIGN.md, section 6). Everything is checked when it is read: whoever holds a
   vp_round may trust it. Plain data, of the arena it was read into; never changed afterwards. */
#ifndef VP_ROUND_H
#define VP_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <vp/arena.h>
#include <vp/date.h>
#include <vp/err.h>
#include <vp/money.h>
#include <vp/view.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vp_strings { const char *const *at; size_t n; } vp_strings;

/* ---- fields ---- */

typedef enum vp_type {
    VP_TYPE_TEXT,   /* any text, NFC */
    VP_TYPE_ID,     /* text that can name a file */
    VP_TYPE_CODE,   /* unified social credit code, GB 32100-2015 */
    VP_TYPE_CHOICE, /* one of choices */
    VP_TYPE_MONEY,  /* "140000.00" */
    VP_TYPE_DATE,   /* "2024-03-01" or "2024-03" */
    VP_TYPE_COUNT   /* a whole number with its qualifier and unit: "300", "约500人次" */
} vp_type;

/* The standard fields are the first of every round, in this order; the round's own follow. */
enum {
    VP_ID, VP_TITLE, VP_APPLICANT, VP_USCC, VP_APPLICANT_TYPE, VP_PURPOSE, VP_CATEGORY, VP_DISTRICT, VP_STREET,
    VP_COMMUNITY, VP_REQUESTED, VP_BUDGET, VP_OWN_FUNDS, VP_DIRECT, VP_INDIRECT, VP_STARTS, VP_ENDS, VP_SUMMARY,
    VP_CONTACT, VP_PHONE, VP_EMAIL, VP_ID_NUMBER, /* private */
    VP_APPROVED_BUDGET, /* what the office left of the budget: answers list it last, after the round's own */
    VP_STANDARD_FIELDS
};

typedef struct vp_field {
    const char *name;
    vp_type type;
    vp_strings headings; /* of the round's own mapping; standard synonyms come on top (lib/model/field.c) */
    bool required;
    bool secret;         /* "private": never in history, never in an answer */
    const char *pattern; /* PCRE2, or NULL */
    vp_strings choices;  /* of VP_TYPE_CHOICE; of purpose, category and district too when the round lists them */
} vp_field;

/* ---- eligibility: lib/rules has one file for each kind ---- */

typedef struct vp_rule {
    const char *id;
    const struct vp_rule_kind *kind;
    size_t field;        /* index of the field the rule reads */
    size_t of;           /* max_share, min_share, sum: the field compared with */
    vp_strings sum;      /* names, for messages */
    const size_t *terms; /* sum: indices of the fields added up; unique: of those that are the same together */
    size_t nterms;
    int64_t bound;       /* money in minor units, or a count */
    vp_micro share;
    vp_date date;
    const char *pattern; /* PCRE2 */
    vp_strings choices, folded; /* folded: the choices as vp_fold makes them */
    const char *list;    /* path of the list file */
    int within_years;    /* 0: whenever listed */
    size_t line, col;    /* of it in round.json */
} vp_rule;

/* ---- money ---- */

/* All of the keys, each any of its values. */
typedef struct vp_filter {
    size_t n;
    const struct vp_filter_key { size_t field; vp_strings values; } *keys;
} vp_filter;

typedef struct vp_fund {
    const char *id, *title;
    vp_money amount, kept;  /* what may be awarded, and what the fund holds beside that and keeps */
    vp_filter pays;         /* n 0: everything */
    vp_money max_per_award; /* of what this fund pays of one award; -1: none */
    vp_micro max_share;     /* of a project's budget that this fund pays; -1: none */
} vp_fund;

typedef struct vp_level { vp_micro min_score, share; } vp_level;

/* An award may be this share of what may be granted, and is then worth this share of the score. */
typedef struct vp_offer { vp_micro share, worth; } vp_offer;

/* At most one of these proposals is awarded. */
typedef struct vp_exclusive { const char *id; vp_strings of; size_t line, col; } vp_exclusive;

/* The proposal is awarded only with all of the others. */
typedef struct vp_requirement { const char *id; vp_strings with; size_t line, col; } vp_requirement;

/* The office's own decision, whatever the rule says. */
typedef struct vp_fixed { const char *id, *decision, *reason; size_t line, col; } vp_fixed; /* "in" or "out" */

/* What the rule optimal aims at: an index of vp_allocate_objectives; least: as little of it as may be. */
typedef struct vp_objective { size_t index; bool least; const char *name; } vp_objective;

enum { VP_NO_LIMIT = -1 };

typedef struct vp_limit {
    const char *id;
    vp_filter where;                 /* n 0 and each < 0: everything */
    long each;                       /* index of a field, or -1 */
    vp_money min_amount, max_amount; /* VP_NO_LIMIT where not set; the same below */
    int64_t min_count, max_count;
    vp_micro max_share;              /* of all funds together */
    size_t line, col;                /* of it in round.json */
} vp_limit;

typedef struct vp_allocation {
    const char *rule;     /* a name of lib/allocate/rules.def */
    const vp_objective *maximise; /* one after another; none: the score */
    size_t nmaximise;
    vp_micro pass_mark;   /* the bar, on the ranking's score; 0 when none is set */
    vp_money step;        /* awards are rounded down to it; 1 when not set */
    const vp_level *levels; /* from the highest min_score down; none: the whole of what was requested */
    size_t nlevels;
    const vp_limit *limits;
    size_t nlimits;
    const vp_offer *offers; /* "choices", in their order; none: levels decide */
    size_t noffers;
    const vp_exclusive *exclusive;
    size_t nexclusive;
    const vp_requirement *requirements;
    size_t nrequirements;
    const vp_fixed *fixed;
    size_t nfixed;
    size_t reserve;       /* how many unfunded proposals are kept in reserve */
    const char *ballots;  /* a file in lists/ that the rule follows, or NULL */
    const char *utility, *completion; /* names of vp_allocate_utilities, vp_allocate_completions */
    vp_money increment;   /* of a voter's money, at a time, for the completion add1 */
    size_t line, col;     /* of its rule in round.json */
} vp_allocation;

typedef struct vp_tranche { const char *id, *after, *gate; vp_micro share; } vp_tranche;

/* What of the reviewers never enters the history: columns of panel.csv, as written. */
typedef struct vp_panel_rule { vp_strings secret; } vp_panel_rule;

/* Whether steps must be signed, and awards approved by a second person. */
typedef struct vp_signing_rule { bool required, approval; } vp_signing_rule;

/* Where chance comes from (vp/draw.h). */
typedef struct vp_drawing {
    const char *source;    /* in words: "双色球 第2026050期"; "" when not set */
    const char *seed;      /* what it gave, as written; "" when it is not known yet */
    const char *canonical; /* the same as vp_draw_seed has it, or "" */
    const char *algorithm; /* a name of lib/draw/algorithms.def; the first when not set */
} vp_drawing;

/* Who answers for the round: for the notice. Texts are "" when not set. */
typedef struct vp_office { const char *name, *address, *phone, *email; } vp_office;

typedef struct vp_round {
    const char *id, *title, *programme; /* programme "" when not set */
    int edition;                        /* 0 when not set */
    vp_lang lang;
    const char *currency;
    int64_t unit;                       /* of money cells without one, in minor units: 元 100, 万元 1000000 */
    const char *unit_name;              /* as written in round.json, or "" */
    bool has_opens, has_closes;
    vp_date opens, closes;
    const char *notice_from, *notice_until; /* of the public notice, YYYY-MM-DD or "" */
    vp_office office;
    vp_strings purposes, categories, districts;
    const vp_field *fields;
    size_t nfields;
    bool refuses_personal;              /* "personal": "refuse": rows whose public texts hold a phone number, an
                                           e-mail address or an identity number */
    const vp_rule *rules;
    size_t nrules;
    const vp_fund *funds;
    size_t nfunds;
    vp_allocation allocation;
    const vp_tranche *tranches;
    size_t ntranches;
    vp_panel_rule panel;
    vp_signing_rule signing;
    vp_drawing draw;
    const char *rules_sha256;           /* of what decides the awards: funds, allocation, currency and language as
                                           written, but for blanks and comments */
    const char *lots_sha256;            /* the same with what lots are drawn from, for rules that draw some */
    const char *file;                   /* round.json as a person would write its path */
} vp_round;

/* Read and check round.json of the view. VP_NOTFOUND: there is none. VP_CORRUPT: it cannot be used; err says where
   (file, line, column), what was expected and how to mend it. *out is of the arena. */
vp_status vp_round_read(vp_round **out, const vp_view *view, vp_arena *arena, vp_err *err);

/* The same, but every problem that can be found is told, not the first alone: VP_CORRUPT without a message, and *out,
   where it is set, has fields and rules that could be read, good for nothing but telling more. problems may be NULL. */
vp_status vp_round_read_all(vp_round **out, const vp_view *view, vp_problems *problems, vp_arena *arena, vp_err *err);

/* Index of the field of that name, or -1. */
long vp_round_field(const vp_round *round, const char *name);

#ifdef __cplusplus
}
#endif
#endif
