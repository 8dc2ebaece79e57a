/* An invented grant round of any size. Each record follows from the seed and its number alone, in integers, so that
   any part can be made by itself and is the same on every machine. */
#ifndef VP_BENCH_INVENT_H
#define VP_BENCH_INVENT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct world {
    uint64_t seed;
    long n;          /* proposals that are sound */
    long reviewers;  /* of the panel */
    long stride;     /* proposals are numbered in a shuffled order: number -> number * stride mod n */
} world;

enum { PER_PROPOSAL = 5, MAX_QUESTIONS = 8 };

typedef struct organisation {
    char name[128], code[19], registered[11];
    const char *grade, *contact;
    unsigned district;
    uint64_t phone;
} organisation;

typedef struct proposal {
    char id[32], title[160];
    organisation by;
    unsigned category, district, street;
    const char *target, *work;
    long requested, budget, own;  /* yuan */
    long direct, indirect;        /* people served */
    bool persons;                 /* direct is in persons, not in visits */
    unsigned starts, ends;        /* months since January 2020 */
} proposal;

typedef enum stage { PAPER, DEFENCE } stage;

/* One reviewer's marks, in halves of a point. */
typedef struct marks { unsigned half[MAX_QUESTIONS]; unsigned sum; bool conflict; } marks;

void world_make(world *w, uint64_t seed, long n, long reviewers);
/* A number below `below` that depends on nothing but the four. */
uint32_t invent(const world *w, unsigned what, uint64_t a, uint64_t b, uint32_t below);
void invent_organisation(const world *w, long number, organisation *o);
/* Proposal number 0..n-1. */
void invent_proposal(const world *w, long number, proposal *p);
/* The k-th (0..4) reviewer of a proposal in a stage, 0..reviewers-1. */
long invent_reviewer(const world *w, stage s, long number, int k);
void invent_marks(const world *w, stage s, long number, long reviewer, marks *m);
/* Whether it goes on to the defence: its trimmed mean on paper is at least 60. */
bool invent_passes(const world *w, long number);

#endif
