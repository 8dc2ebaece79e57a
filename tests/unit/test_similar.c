/* Suspect pairs: keys, units, shingles and the reasons. The search as a whole is in tests/prop/prop_similar.c. */
#include "test.h"
#include <vp/similar.h>
#include "lib/similar/join.h"
#include "lib/similar/shingle.h"

static vp_arena *arena;
static vp_units *units;

static int setup(void **state)
{
    (void)state;
    arena = vp_arena_new();
    units = vp_units_new();
    return arena && units ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    vp_units_free(units);
    vp_arena_free(arena);
    return 0;
}

/* ---- units ---- */

static void is_units(const char *text, const char *want)
{
    VP_STR got = {0};
    assert_int_equal(vp_units_add(&got, units, text, NULL), VP_OK);
    assert_string_equal(vp_str_text(&got), want);
}

static void test_units__leave_punctuation_and_habits_out(void **state)
{
    (void)state;
    is_units("", "");
    is_units("Sport, for  Girls!", "sport for girls");
    is_units("「銀齡」護航（2024）", "银龄护航2024");
    is_units("用APP和 小程序 v2", "用app和小程序v2");
    is_units("ＡＢＣ　１２", "abc 12");
    is_units("children's", "childrens");
    is_units("Caf\xC3\xA9 Cafe\xCC\x81", "caf\xC3\xA9 caf\xC3\xA9");
    is_units("…——，。！", "");
    is_units("カタカナ ｶﾀｶﾅ", "カタカナカタカナ");
}

/* ---- keys ---- */

static vp_similar_key key(const char *code, const char *applicant, const char *title, const char *summary,
                          const char *phone)
{
    vp_similar_key k;
    assert_int_equal(vp_similar_key_make(&k, units, code, applicant, title, summary, phone, arena, NULL), VP_OK);
    return k;
}

static void test_key__masks_the_applicants_own_name(void **state)
{
    (void)state;
    assert_string_equal(key("", "示例甲中心", "", "由示例甲中心负责，示例甲中心！", "").summary, "由|负责|");
    assert_string_equal(key("", "Arts Hub", "", "Arts Hub and the smarts hubs of arts hub", "").summary,
                        "| and the smarts hubs of |");
    assert_string_equal(key("", "示例甲中心", "示例甲中心", "", "").title, "示例甲中心");
    assert_string_equal(key("", "甲", "甲乙", "", "").title, "甲乙");
    assert_string_equal(key(NULL, NULL, NULL, NULL, NULL).title, "");
}

static void test_key__reads_phones(void **state)
{
    (void)state;
    assert_string_equal(key("", "", "", "", "138-0000-0001").phone, "13800000001");
    assert_string_equal(key("", "", "", "", "+86 13800000001").phone, "13800000001");
    assert_string_equal(key("", "", "", "", "008613800000001").phone, "13800000001");
    assert_string_equal(key("", "", "", "", "(020) 1234 5678 / 13800000001").phone, "02012345678 13800000001");
    assert_string_equal(key("", "", "", "", "13800000001 13900000002").phone, "13800000001 13900000002");
    assert_string_equal(key("", "", "", "", "110、ask").phone, "");
    assert_string_equal(key("", "", "", "", "张三13800000001").phone, "13800000001");
    assert_string_equal(key("a1", "", "", "", "").code, "A1");
}

/* ---- shingles ---- */

static void test_shingles__are_runs_of_units(void **state)
{
    (void)state;
    uint64_t a[VP_SHINGLES_MAX], b[VP_SHINGLES_MAX];
    assert_int_equal(vp_shingles(a, "", VP_SHINGLE_SUMMARY), 1); /* both ends */
    assert_int_equal(vp_shingles(a, "abc", VP_SHINGLE_SUMMARY), 2);
    assert_int_equal(vp_shingles(a, "one two three", VP_SHINGLE_SUMMARY), 4);
    assert_int_equal(vp_shingles(b, "one two four", VP_SHINGLE_SUMMARY), 4);
    assert_true(a[0] == b[0] && a[1] == b[1] && a[2] != b[2] && a[3] != b[3]);
    assert_int_equal(vp_shingles(a, "银龄护航", VP_SHINGLE_SUMMARY), 4);
    assert_int_equal(vp_shingles(b, "银龄护卫", VP_SHINGLE_SUMMARY), 4);
    assert_true(a[0] == b[0] && a[1] == b[1] && a[2] != b[2]);
    char *lots = malloc(3 * 5000 + 1);
    assert_non_null(lots);
    for (size_t i = 0; i < 5000; i++)
        memcpy(lots + 3 * i, "银", 4);
    assert_true(vp_shingles(a, lots, VP_SHINGLE_TITLE) <= VP_SHINGLES_MAX);
    free(lots);
}

static void test_shingles__are_sorted(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 64, 65, 1000, 100000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint64_t *at = malloc((sizes[s] + 1) * sizeof *at), x = 88172645463325252u, sum = 0, again = 0;
        assert_non_null(at);
        for (size_t i = 0; i < sizes[s]; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            at[i] = i % 3 ? x : x >> 40; /* many in one bucket */
            sum += at[i];
        }
        assert_int_equal(vp_sort_shingles(at, sizes[s], NULL), VP_OK);
        for (size_t i = 0; i < sizes[s]; i++) {
            assert_true(i == 0 || at[i - 1] <= at[i]);
            again += at[i];
        }
        assert_true(sum == again);
        free(at);
    }
}

static void test_join__logarithms_are_whole_numbers(void **state)
{
    (void)state;
    assert_int_equal(vp_log2_16(1), 0);
    assert_int_equal(vp_log2_16(2), 16);
    assert_int_equal(vp_log2_16(3), 25); /* 25.36 */
    assert_int_equal(vp_log2_16(1000), 159); /* 159.45 */
    assert_int_equal(vp_log2_16((uint64_t)1 << 63), 63 * 16);
    for (uint64_t x = 1; x < 100000; x++)
        assert_true(vp_log2_16(x) <= vp_log2_16(x + 1));
    assert_int_equal(vp_join_weight(1000, 1000), 0);
}

/* ---- reasons ---- */

static const char long_text[] = "为辖区八十岁以上独居长者安装防跌倒扶手与紧急呼叫器，由持证社工每两周上门探访一次，"
                                "建立健康档案，并联动社区医院开展用药指导和慢病随访";

static vp_suspects find(const vp_similar_key *keys, size_t n, size_t fresh)
{
    vp_suspects s;
    vp_similar_opts o = {.fresh = fresh};
    assert_int_equal(vp_similar(&s, keys, n, &o, arena, NULL), VP_OK);
    return s;
}

static void test_similar__says_why(void **state)
{
    (void)state;
    const vp_similar_key keys[] = {
        key("A", "甲中心", "咖啡实训", "", "13800000001"), key("A", "甲中心", "「咖啡」实训", "", "13800000001"),
        key("B", "甲 中心", "社区花园建设", "", ""),       key("C", "乙中心", "周末博物馆", "", "13800000001"),
        key("", "丁中心", "银龄守护", long_text, ""),      key("", "戊中心", "安全到家", long_text, ""),
    };
    vp_suspects s = find(keys, 6, 0);
    assert_int_equal(s.n, 4);
    const vp_suspect want[] = {{0, 1, VP_SUSPECT_CODE_TITLE | VP_SUSPECT_TITLE, 10000}, {0, 2, VP_SUSPECT_APPLICANT, 0},
                               {0, 3, VP_SUSPECT_PHONE, 0}, {4, 5, VP_SUSPECT_SUMMARY, 10000}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s.at[i].first, want[i].first);
        assert_int_equal(s.at[i].second, want[i].second);
        assert_int_equal(s.at[i].reasons, want[i].reasons);
        assert_int_equal(s.at[i].similarity, want[i].similarity);
    }
    s = find(keys, 6, 5);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.at[0].second, 5);
    assert_int_equal(find(keys, 6, 6).n, 0);
    assert_int_equal(find(keys, 0, 0).n, 0);
}

static void test_similar__takes_one_organisation_by_its_code_or_name(void **state)
{
    (void)state;
    const vp_similar_key keys[] = {
        key("A", "甲中心", "一", "", "13800000001"), key("A", "甲服务中心", "二", "", "13800000001"),
        key("", "甲中心", "三", "", "13800000001"),
    };
    assert_int_equal(find(keys, 3, 0).n, 0);
}

static void test_similar__passes_over_what_everybody_writes(void **state)
{
    (void)state;
    static const char *const works[] = {"助餐服务", "课后托管", "法律援助", "垃圾分类", "就业辅导", "康复训练",
                                        "心理支持", "议事协商", "物资帮扶", "艺术疗愈"};
    vp_similar_key keys[10];
    for (size_t i = 0; i < 10; i++) {
        char text[512], name[32];
        snprintf(name, sizeof name, "示例第%zu中心", i);
        snprintf(text, sizeof text, "本项目面向辖区内有需要的居民，在街道办事处指导下开展%s，由%s负责实施，"
                 "预计覆盖居民若干人次，形成可复制可推广的经验，按月公示服务进度并接受社会监督。", works[i], name);
        keys[i] = key("", name, works[i], text, "");
    }
    assert_int_equal(find(keys, 10, 0).n, 0);
}

static void test_similar__tells_where_it_was_cut(void **state)
{
    (void)state;
    const vp_similar_key keys[] = {key("", "甲中心", "", long_text, ""), key("", "乙中心", "", long_text, ""),
                                   key("", "丙中心", "", long_text, "")};
    vp_suspects s;
    vp_similar_opts o = {.max_texts = 2};
    assert_int_equal(vp_similar(&s, keys, 3, &o, arena, NULL), VP_OK);
    assert_true(s.cut);
    assert_int_equal(s.compared, 2);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.at[0].first, 1);
    assert_false(find(keys, 3, 0).cut);
}

static void test_join__ends_when_its_effort_does(void **state)
{
    (void)state;
    char text[40][512];
    const char *at[40];
    for (size_t i = 0; i < 40; i++) {
        snprintf(text[i], sizeof text[i], "第%zu", i);
        size_t n = strlen(text[i]);
        for (const char *s = long_text; *s; s++)
            if ((unsigned char)*s < 0xEF)
                text[i][n++] = *s;
        text[i][n] = '\0';
        at[i] = text[i];
    }
    vp_join_pairs pairs = {0}, short_of = {0};
    vp_join_opts o = {.length = 6, .alike = 5000, .evidence = 1, .max_texts = 40};
    assert_int_equal(vp_join(&pairs, at, 40, &o, arena, NULL), VP_OK);
    assert_false(pairs.cut);
    o.effort = 1;
    assert_int_equal(vp_join(&short_of, at, 40, &o, arena, NULL), VP_OK);
    assert_true(pairs.n == 0 || short_of.cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units__leave_punctuation_and_habits_out),
        cmocka_unit_test(test_key__masks_the_applicants_own_name),
        cmocka_unit_test(test_key__reads_phones),
        cmocka_unit_test(test_shingles__are_runs_of_units),
        cmocka_unit_test(test_shingles__are_sorted),
        cmocka_unit_test(test_join__logarithms_are_whole_numbers),
        cmocka_unit_test(test_similar__says_why),
        cmocka_unit_test(test_similar__takes_one_organisation_by_its_code_or_name),
        cmocka_unit_test(test_similar__passes_over_what_everybody_writes),
        cmocka_unit_test(test_similar__tells_where_it_was_cut),
        cmocka_unit_test(test_join__ends_when_its_effort_does),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
