/* What a proof does, step by step: a set of lists that may be worth more than the bound, made smaller by prices and
   cuts, divided by branches, until there is none. Whoever writes a proof drives the machine and notes the steps;
   whoever checks it drives it with what was noted. All in integers that cannot overflow unseen. */
#ifndef VP_LIB_PROOF_MACHINE_H
#define VP_LIB_PROOF_MACHINE_H

#include <vp/proof.h>

typedef enum vp_item_state { VP_OPEN, VP_TAKEN, VP_LEFT } vp_item_state;

/* A row over the items, sum of coef x <= bound: the model's, then "one at most" of each group of several, then cuts. */
typedef struct vp_machine_row { const vp_model_entry *at; size_t n; int64_t bound; } vp_machine_row;

/* A cut: rows summed up with weights of any sign, a divisor, and items (those flipped) whose complement is looked at.
   From sum a x + sum w s = b, with slacks s and x integers of 0 or more, follows sum F(a) x + sum F(w) s <= F(b), with
   F(v) = floor(v / d) (d - f) + max(0, v mod d - f) and f = b mod d (H. Marchand and L. A. Wolsey, 2001); slacks are
   written out, and all is halved and rounded down as often as `shift` says. */
typedef struct vp_machine_cut {
    const size_t *row;
    const int64_t *weight;
    size_t nrows;
    const size_t *flipped;
    size_t nflipped;
    int64_t divisor;
    int shift;
} vp_machine_cut;

typedef struct vp_machine_frame { size_t item, trail, nrows; bool take, second; } vp_machine_frame;

typedef struct vp_machine {
    const vp_model *m;
    int64_t target;          /* lists worth no more are of no interest */
    vp_machine_row *row;
    size_t nrows, cap_rows;
    size_t *group_of;
    unsigned char *decided;  /* vp_item_state of each item */
    size_t *trail, ntrail;   /* items in the order they were decided */
    vp_machine_frame *frame;
    size_t depth, cap_frames;
    bool done;               /* no list is worth more than the target */
    /* What the last prices found. */
    vp_wide *reduced;        /* of each item: value less prices */
    vp_wide bound;
    /* Room for cuts. */
    vp_wide *sum;
    bool *flip;
    vp_arena *arena;
    vp_err *err;
} vp_machine;

enum { VP_MOST_BITS = 60 };

vp_status vp_machine_start(vp_machine *k, const vp_model *m, int64_t target, vp_arena *arena, vp_err *err);

/* Prices of rows in 2^-bits of a value: price[j], 0 or more, of row[j]. The lists at hand are worth at most the bound;
   a set whose bound is not above the target is done with, else whatever could not be otherwise is decided. worthless:
   with values of 0, to show that nothing keeps the rows. VP_INVALID: numbers too large, or no such row. */
vp_status vp_machine_price(vp_machine *k, int bits, bool worthless, const size_t *row, const int64_t *price, size_t n);
/* The same, and nothing is done but the bound found; *closes: would it be done with. */
vp_status vp_machine_try(vp_machine *k, int bits, bool worthless, const size_t *row, const int64_t *price, size_t n,
                         bool *closes);
/* floor(bound / 2^bits), of the last prices. */
vp_wide vp_machine_floor(vp_wide bound, int bits);

/* Work a cut out, for the lists at hand: its entries are in room of the machine until the next; *fits false: it has
   numbers that are too large. */
vp_status vp_machine_cut_out(vp_machine *k, const vp_machine_cut *cut, vp_machine_row *out, bool *fits);
/* Add it as a row, until the branch that it was made in is done with. VP_INVALID: it does not fit. */
vp_status vp_machine_add_cut(vp_machine *k, const vp_machine_cut *cut);

/* First the lists with the item (take) or without it, then, when these are done with, the others. VP_INVALID: it is
   decided already. */
vp_status vp_machine_branch(vp_machine *k, size_t item, bool take);

/* Whether the list (chosen[item]) keeps every row; *value: its worth. */
bool vp_model_keeps(const vp_model *m, const bool *chosen, int64_t *value);

#endif
