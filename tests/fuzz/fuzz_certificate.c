/* Any bytes as a certificate, and as the proof behind claims that are right: refused, or what it proves is true of a
   model all of whose lists have been looked at. */
#include <vp/proof.h>
#include "fuzz.h"
#include "lib/proof/machine.h"
#include "tests/unit/allocate_case.h"

enum { ITEMS = 9 };

/* Three proposals of an organisation and six of none, a fund that pays only some, a maximum of awards and a minimum. */
static const vp_model *model(void)
{
    static alloc_case c;
    static vp_model *m;
    if (m)
        return m;
    case_start(&c);
    case_fund(&c, "wide", 16000);
    case_fund(&c, "care", 9000)->pays = case_filter(&c, VP_CATEGORY, "care");
    for (int i = 0; i < ITEMS; i++)
        case_add(&c, (90 - i) * 1000000, 3001 + 797 * (i * 5 % 9), i % 3 ? "art" : "care", "d1",
                 i < 3 ? "one" : "", "");
    vp_limit *l = case_limit(&c, "one");
    l->each = VP_USCC;
    l->max_count = 2;
    l = case_limit(&c, "art");
    l->where = case_filter(&c, VP_CATEGORY, "art");
    l->min_amount = 5000;
    HOLDS(!vp_model_make(&m, &c.round, &c.ranking, c.arena, &c.err) && m->n == ITEMS);
    return m;
}

/* The best two worths of a list, and the claims of a certificate whose list is the second, one for each bound. */
static int64_t best = -1, second = -1;
static vp_str claims[2];

static void look_at_every_list(void)
{
    unsigned list = 0;
    bool chosen[ITEMS];
    int64_t worth;
    for (int pass = 0; pass < 2; pass++)
        for (unsigned bits = 0; bits < 1u << ITEMS; bits++) {
            for (size_t i = 0; i < ITEMS; i++)
                chosen[i] = bits >> i & 1;
            if (!vp_model_keeps(model(), chosen, &worth))
                continue;
            if (pass == 0) {
                best = worth > best ? worth : best;
            } else if (worth > second && worth < best) {
                second = worth;
                list = bits;
            }
        }
    for (int k = 0; k < 2; k++) {
        vp_str_addf(&claims[k], "vp-certificate 1\nmodel %s\nunit %lld\nvalue %lld\nbound %lld\nlist", model()->sha256,
                    (long long)model()->unit, (long long)second, (long long)(k ? best : second));
        for (size_t i = 0; i < ITEMS; i++)
            if (list >> i & 1)
                vp_str_addf(&claims[k], " x%zu", i + 1);
        vp_str_addc(&claims[k], '\n');
    }
}

/* True: it holds, which nothing below the best does. */
static bool check(const uint8_t *bytes, size_t n, const vp_str *before)
{
    vp_err err = fuzz_err(bytes, n);
    VP_AUTO(vp_arena) arena = vp_arena_new();
    vp_certificate c;
    VP_STR text = {0};
    vp_str_add(&text, vp_str_text(before), before->n);
    vp_str_add(&text, (const char *)bytes, n);
    vp_status s = vp_certificate_check(&c, model(), "certificate.txt", vp_str_text(&text), text.n, arena, &err);
    if (s) {
        fuzz_refused(s, &err);
        HOLDS(err.row > 0 || strstr(err.msg, "plain text") || err.lang == VP_ZH);
        return false;
    }
    HOLDS(c.value <= (vp_wide)best * model()->unit && c.bound >= (vp_wide)best * model()->unit);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const vp_str nothing;
    if (best < 0)
        look_at_every_list();
    check(bytes, n, &nothing);
    HOLDS(!check(bytes, n, &claims[0]));
    check(bytes, n, &claims[1]);
    return 0;
}
