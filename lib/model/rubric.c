/* What a reviewer's marks come to: weights, and what does not apply. Fractions over a common denominator, rounded once
   at the end. */
#include <string.h>
#include <vp/hash.h>
#include <vp/rubric.h>

static int64_t den_of(const vp_criterion *c)
{
    return c->den > 0 ? c->den : 1;
}

static int64_t num_of(const vp_criterion *c)
{
    return c->den > 0 ? c->num : 1;
}

/* The common denominator of the leaves in [from, to). */
static bool common_of(vp_wide *common, const vp_stage *s, size_t from, size_t to)
{
    *common = 1;
    for (size_t k = from; k < to; k++) {
        vp_wide den = den_of(&s->criteria[k]);
        if (vp_criterion_is_leaf(s, k) && __builtin_mul_overflow(*common, den / vp_gcd(den, *common), common))
            return false;
    }
    return true;
}

/* points of the criterion, over the common denominator, added to *sum. */
static bool add(vp_wide *sum, const vp_criterion *c, vp_micro points, vp_wide common, vp_micro step)
{
    vp_wide part = common / den_of(c);
    if (__builtin_mul_overflow(part, num_of(c), &part) || __builtin_mul_overflow(part, points, &part))
        return false;
    if (step > 0) {
        vp_micro rounded;
        if (!vp_round_half_up(&rounded, part, common, step) || __builtin_mul_overflow(common, rounded, &part))
            return false;
    }
    return !__builtin_add_overflow(*sum, part, sum);
}

/* What the leaves in [from, to) come to, on a scale up to max. */
static bool sum_of(vp_micro *out, const vp_stage *s, const vp_micro *mark, size_t from, size_t to, vp_micro max,
                   vp_micro step)
{
    vp_wide common, got = 0, could = 0;
    if (!common_of(&common, s, from, to))
        return false;
    for (size_t k = from; k < to; k++) {
        const vp_criterion *c = &s->criteria[k];
        if (!vp_criterion_is_leaf(s, k) || mark[k] == VP_NA)
            continue;
        if (mark[k] < 0) {
            *out = VP_NO_MARK;
            return true;
        }
        if (!add(&got, c, mark[k], common, s->round_mark) || !add(&could, c, c->max, common, 0))
            return false;
    }
    *out = VP_NA;
    if (could == 0)
        return true;
    vp_wide unit = vp_gcd(max, could);
    return !__builtin_mul_overflow(got, max / unit, &got) && vp_round_half_up(out, got, could / unit, step);
}

bool vp_stage_sum(vp_micro *sum, const vp_stage *s, const vp_micro *mark)
{
    return sum_of(sum, s, mark, 0, s->ncriteria, s->max, s->round_sum > 0 ? s->round_sum : 1);
}

bool vp_stage_fill_groups(vp_micro *mark, const vp_stage *s)
{
    for (size_t g = 0; g < s->ncriteria; g++)
        if (!vp_criterion_is_leaf(s, g) &&
            !sum_of(&mark[g], s, mark, g + 1, s->criteria[g].next, s->criteria[g].max, 1))
            return false;
    return true;
}

bool vp_stage_is_plain(const vp_stage *s, const vp_micro *mark)
{
    for (size_t k = 0; k < s->ncriteria; k++)
        if (vp_criterion_is_leaf(s, k) && (mark[k] == VP_NA || num_of(&s->criteria[k]) != den_of(&s->criteria[k])))
            return false;
    return true;
}

void vp_stage_version(char out[VP_STAGE_VERSION], const vp_stage *s)
{
    vp_sha256 h;
    unsigned char sum[32];
    vp_sha256_start(&h);
    vp_sha256_add(&h, s->id, strlen(s->id) + 1);
    for (size_t k = 0; k < s->ncriteria; k++) {
        const vp_criterion *c = &s->criteria[k];
        char text[3 * VP_DECIMAL_MAX];
        size_t n = 0;
        if (!vp_criterion_is_leaf(s, k))
            continue;
        n += vp_micro_format(text, c->max, 0) + 1;
        n += vp_micro_format(text + n, c->step, 0) + 1;
        text[n++] = c->na ? 'n' : 'm';
        vp_sha256_add(&h, c->id, strlen(c->id) + 1);
        vp_sha256_add(&h, text, n);
    }
    vp_sha256_sum(&h, sum);
    for (size_t i = 0; i + 1 < VP_STAGE_VERSION; i++)
        out[i] = (char)('a' + (sum[i / 2] >> (i % 2 ? 0 : 4) & 15));
    out[VP_STAGE_VERSION - 1] = '\0';
}
