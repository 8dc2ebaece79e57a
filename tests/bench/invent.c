/* The invented round: organisations with valid codes, proposals within the rules, reviewers who differ. */
#include <stdio.h>
#include <string.h>
#include "invent.h"
#include "words.h"

/* What a draw is for: keeps the streams apart. */
enum { ORG_NAME = 1, ORG_KIND, ORG_AGE, ORG_GRADE, ORG_PHONE, ORG_CONTACT, ORG_HOME, ORG_OF, CATEGORY, TARGET, WORK,
       SLOGAN, WHERE, AMOUNT, SHARE, PEOPLE, WHEN, QUALITY, SHIFT, SEVERITY, NOISE, MARK, CONFLICT };

static uint64_t mix(uint64_t x) /* splitmix64 */
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint32_t invent(const world *w, unsigned what, uint64_t a, uint64_t b, uint32_t below)
{
    uint64_t x = mix(mix(mix(w->seed ^ (uint64_t)what << 56) ^ a) ^ b);
    return (uint32_t)(((x >> 32) * below) >> 32);
}

static long gcd(long a, long b)
{
    while (b) {
        long t = a % b;
        a = b;
        b = t;
    }
    return a;
}

void world_make(world *w, uint64_t seed, long n, long reviewers)
{
    *w = (world){.seed = seed, .n = n, .reviewers = reviewers, .stride = 1};
    for (w->stride = n * 618 / 1000 + 1; gcd(w->stride, n) != 1; w->stride++)
        ;
}

static int rank_of(const char *alphabet, char c)
{
    return (int)(strchr(alphabet, c) - alphabet);
}

/* An organisation code of GB 11714 inside a social credit code of GB 32100, both with their check characters. The
   organisation part begins with EX for "example", so it is nobody's. */
static void make_code(char code[19], const char *kind, const char *area, long number)
{
    static const char all36[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", all31[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const char letters[] = "ABCDEFGHJKLMNPQRTUWXY";
    static const int inner[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0, weight = 1, check;

    snprintf(code, 19, "%.2s%.6sEX%c%05ld", kind, area, letters[number / 100000 % 21], number % 100000);
    for (int i = 0; i < 8; i++)
        sum += inner[i] * rank_of(all36, code[8 + i]);
    check = 11 - sum % 11;
    code[16] = check == 11 ? '0' : check == 10 ? 'X' : (char)('0' + check);
    sum = 0;
    for (int i = 0; i < 17; i++, weight = weight * 3 % 31)
        sum += weight * rank_of(all31, code[i]);
    code[17] = all31[(31 - sum % 31) % 31];
    code[18] = '\0';
}

void invent_organisation(const world *w, long number, organisation *o)
{
    unsigned suffix = invent(w, ORG_KIND, (uint64_t)number, 0, 100);
    unsigned grade = invent(w, ORG_GRADE, (uint64_t)number, 0, 100);
    uint32_t age = invent(w, ORG_AGE, (uint64_t)number, 0, 9 * 12 * 28);
    long rest = number * 941 + 577; /* 941 is coprime to 40: names stay different */
    char *at = o->name;

    suffix = suffix < 45 ? 0 : suffix < 65 ? 1 : suffix < 80 ? 2 : suffix < 88 ? 3 : suffix < 95 ? 4 : 5;
    o->district = invent(w, ORG_HOME, (uint64_t)number, 0, NDISTRICTS);
    at += sprintf(at, "示例");
    for (int i = 0; i < 2 || rest > 0; i++, rest /= NSYLLABLES)
        at += sprintf(at, "%s", syllables[rest % NSYLLABLES]);
    sprintf(at, "%s", suffixes[suffix].name);
    make_code(o->code, suffixes[suffix].kind, districts[o->district].code, number + 1);
    /* Registered between 2010 and 2018: a year before the round opens at least. */
    snprintf(o->registered, sizeof o->registered, "%04u-%02u-%02u", 2010 + age / 336 % 9, age / 28 % 12 + 1,
             age % 28 + 1);
    o->grade = grade < 18 ? "5A" : grade < 40 ? "4A" : grade < 60 ? "3A" : "无";
    o->contact = surnames[invent(w, ORG_CONTACT, (uint64_t)number, 0, NSURNAMES)];
    o->phone = 13800000000u + invent(w, ORG_PHONE, (uint64_t)number, 0, 1000000);
}

/* Five proposals come from four organisations: one of them asks twice. */
static long organisation_of(const world *w, long slot)
{
    long block = slot / 5, place = slot % 5;
    return block * 4 + (place < 4 ? place : (long)invent(w, ORG_OF, (uint64_t)block, 0, 4));
}

static unsigned category_of(const world *w, uint64_t slot)
{
    unsigned x = invent(w, CATEGORY, slot, 0, 100), c = 0;
    while (x >= categories[c].share)
        x -= categories[c++].share;
    return c;
}

void invent_proposal(const world *w, long number, proposal *p)
{
    uint64_t slot = (uint64_t)((__int128)(number + 1) * w->stride % w->n);
    long share = 46 + invent(w, SHARE, slot, 0, 15); /* of the budget, in hundredths: at most 60 */
    long thousands = 190 + invent(w, AMOUNT, slot, 0, 45) + invent(w, AMOUNT, slot, 1, 45);
    unsigned c = p->category = category_of(w, slot);

    invent_organisation(w, organisation_of(w, (long)slot), &p->by);
    p->district = invent(w, WHERE, slot, 0, 4) ? p->by.district : invent(w, WHERE, slot, 1, NDISTRICTS);
    p->street = invent(w, WHERE, slot, 2, (uint32_t)COUNT(stems));
    p->target = categories[c].target[invent(w, TARGET, slot, 0, NTARGETS)];
    p->work = categories[c].work[invent(w, WORK, slot, 0, NWORKS)];
    snprintf(p->id, sizeof p->id, "GZ7-%0*ld", w->n < 1000 ? 3 : 7, number + 1);
    snprintf(p->title, sizeof p->title, "“%s%s”%s%s项目", syllables[invent(w, SLOGAN, slot, 1, NSYLLABLES)],
             slogans[invent(w, SLOGAN, slot, 0, (uint32_t)COUNT(slogans))], p->target, p->work);
    p->requested = thousands * 1000;
    p->budget = (p->requested * 100 / share + 999) / 1000 * 1000;
    p->own = p->budget - p->requested;
    p->direct = (6 + (long)invent(w, PEOPLE, slot, 0, 90)) * 10;
    p->persons = invent(w, PEOPLE, slot, 1, 3) == 0;
    p->indirect = p->direct * (3 + invent(w, PEOPLE, slot, 2, 5));
    p->starts = 6 + invent(w, WHEN, slot, 0, 3);
    p->ends = p->starts + 9 + invent(w, WHEN, slot, 1, 3);
}

long invent_reviewer(const world *w, stage s, long number, int k)
{
    return (number * PER_PROPOSAL + k + (s == DEFENCE ? number / w->reviewers * 2 + 3 : number / w->reviewers)) %
           w->reviewers;
}

/* How good it is, in thousandths: what reviewers would agree on if they were one. */
static long quality(const world *w, uint64_t slot)
{
    return 440 + (long)invent(w, QUALITY, slot, 0, 240) + (long)invent(w, QUALITY, slot, 1, 240) +
           (category_of(w, slot) == 0 ? 12 : 0);
}

void invent_marks(const world *w, stage s, long number, long reviewer, marks *m)
{
    uint64_t slot = (uint64_t)((__int128)(number + 1) * w->stride % w->n), who = (uint64_t)reviewer;
    const struct question *q = s == PAPER ? paper : defence;
    size_t n = s == PAPER ? NPAPER : NDEFENCE;
    uint64_t at = slot * 2 + (uint64_t)s;
    long level = quality(w, slot) + (s == DEFENCE ? (long)invent(w, SHIFT, slot, 0, 100) - 40 : 0) /* on the day */
                 + (long)invent(w, SEVERITY, who, 0, 140) - 70     /* harsh and lenient reviewers */
                 + (long)invent(w, NOISE, at, who, 80) - 40;

    *m = (marks){.conflict = invent(w, CONFLICT, slot, who, 150) == 0};
    for (size_t i = 0; i < n; i++) {
        long t = level + (long)invent(w, MARK, at * MAX_QUESTIONS + i, who, 160) - 80, full = 2 * (long)q[i].max;
        long half = (full * t + 500) / 1000;
        m->half[i] = (unsigned)(half > full ? full : half < full * 3 / 10 ? full * 3 / 10 : half);
        m->sum += m->half[i];
    }
}

bool invent_passes(const world *w, long number)
{
    unsigned n = 0, sum = 0, low = ~0u, high = 0;

    for (int k = 0; k < PER_PROPOSAL; k++) {
        marks m;
        invent_marks(w, PAPER, number, invent_reviewer(w, PAPER, number, k), &m);
        if (m.conflict)
            continue;
        n++;
        sum += m.sum;
        low = m.sum < low ? m.sum : low;
        high = m.sum > high ? m.sum : high;
    }
    if (n >= 3) {
        sum -= low + high;
        n -= 2;
    }
    return n > 0 && sum >= n * 2 * 60;
}
