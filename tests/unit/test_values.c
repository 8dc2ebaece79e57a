/* Private values by proposal, their keys and keyed hashes. */
#include "lib/verb/values.h"
#include "test.h"

#define ROUND "{\"vp\": 1, \"id\": \"r\", \"title\": \"t\", \"currency\": \"CNY\"}"
#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
#define FILE_A "id,key,contact,phone,gone,email,id_number\n" \
    "P1," KEY_A ",张三,138,x,,\n" \
    "P2," KEY_A ",\"李\"\"四\"\",\n五\",139,x,a@b.c,\n" \
    "P1," KEY_B ",张三,,,,\n"

static vp_arena *arena;
static vp_round *rules;

static int start(void **state)
{
    (void)state;
    vp_files *files;
    arena = vp_arena_new();
    if (!arena || vp_files_new(&files, NULL, arena, NULL) != VP_OK)
        return -1;
    vp_writer to = vp_files_writer(files);
    vp_view view = vp_files_view(files);
    return to.put(to.ctx, "round.json", ROUND, strlen(ROUND), NULL) || vp_round_read(&rules, &view, arena, NULL);
}

static int stop(void **state)
{
    (void)state;
    vp_arena_free(arena);
    return 0;
}

static vp_values *values(const char *text)
{
    vp_values *v = NULL;
    assert_int_equal(vp_values_of(&v, rules, "values/x.csv", text, strlen(text), arena, NULL), VP_OK);
    return v;
}

/* A proposal whose hashes are of contact and phone, "" for none. */
static vp_proposal proposal(const char *id, const char *key, const char *contact, const char *phone)
{
    unsigned char k[VP_KEY];
    const char **value = vp_arena_array(arena, rules->nfields, sizeof *value);
    const char **tag = vp_arena_array(arena, rules->nfields, sizeof *tag);
    char *tags = vp_arena_array(arena, 2, VP_TAG);
    assert_true(vp_key_parse(k, key, strlen(key)));
    for (size_t i = 0; i < rules->nfields; i++)
        value[i] = "";
    value[VP_ID] = id;
    if (*contact) {
        vp_tag(tags, k, "contact", contact);
        tag[VP_CONTACT] = tags;
    }
    if (*phone) {
        vp_tag(tags + VP_TAG, k, "phone", phone);
        tag[VP_PHONE] = tags + VP_TAG;
    }
    return (vp_proposal){.value = value, .tag = tag};
}

static void test_values__finds_the_line_that_the_hashes_were_made_of(void **state)
{
    (void)state;
    vp_values *v = values(FILE_A);
    const char *out;
    vp_proposal p = proposal("P1", KEY_A, "张三", "138");
    assert_int_equal(vp_values_find(&out, v, &p, VP_PHONE, arena, NULL), VP_OK);
    assert_string_equal(out, "138");
    p = proposal("P1", KEY_B, "张三", "");
    assert_int_equal(vp_values_find(&out, v, &p, VP_PHONE, arena, NULL), VP_OK);
    assert_string_equal(out, "");
    p = proposal("P1", KEY_B, "张三", "138");
    assert_int_equal(vp_values_find(&out, v, &p, VP_PHONE, arena, NULL), VP_OK);
    assert_null(out);
    p = proposal("P9", KEY_A, "张三", "138");
    assert_int_equal(vp_values_find(&out, v, &p, VP_PHONE, arena, NULL), VP_OK);
    assert_null(out);
    assert_true(vp_values_have(v, "P2"));
    assert_false(vp_values_have(v, "P"));
}

static void test_values__gives_the_key_that_fits_else_the_last(void **state)
{
    (void)state;
    vp_values *v = values(FILE_A);
    unsigned char key[VP_KEY];
    char hex[VP_KEY_HEX];
    bool found, fits;
    vp_proposal p = proposal("P1", KEY_A, "张三", "138");
    assert_int_equal(vp_values_key(key, &found, &fits, v, "P1", p.tag, arena, NULL), VP_OK);
    vp_key_hex(hex, key);
    assert_true(found && fits);
    assert_string_equal(hex, KEY_A);
    assert_int_equal(vp_values_key(key, &found, &fits, v, "P1", NULL, arena, NULL), VP_OK);
    vp_key_hex(hex, key);
    assert_true(found && !fits);
    assert_string_equal(hex, KEY_B);
    assert_int_equal(vp_values_key(key, &found, &fits, v, "P9", p.tag, arena, NULL), VP_OK);
    assert_false(found);
}

static void test_values__leaves_lines_out_as_they_stand(void **state)
{
    (void)state;
    vp_map *without = vp_map_in(arena);
    size_t n;
    VP_STR out = {0};
    assert_non_null(vp_map_put(without, "P1", 2, NULL));
    assert_int_equal(vp_values_copy(&out, &n, rules, "x", FILE_A, strlen(FILE_A), without, true, NULL), VP_OK);
    assert_int_equal(n, 2);
    assert_string_equal(out.s, "id,key,contact,phone,gone,email,id_number\n"
                               "P2," KEY_A ",\"李\"\"四\"\",\n五\",139,x,a@b.c,\n");
    vp_str_clear(&out);
    assert_int_equal(vp_values_copy(&out, &n, rules, "x", FILE_A, strlen(FILE_A), without, false, NULL), VP_OK);
    assert_string_equal(out.s, "P2," KEY_A ",\"李\"\"四\"\",\n五\",139,a@b.c,\n");
}

static void test_values__reads_what_it_writes(void **state)
{
    (void)state;
    const char **text = vp_arena_array(arena, rules->nfields, sizeof *text);
    unsigned char key[VP_KEY];
    VP_STR out = {0};
    for (size_t i = 0; i < rules->nfields; i++)
        text[i] = "";
    text[VP_ID] = "P-1";
    text[VP_CONTACT] = "a,\"b\"\nc";
    assert_true(vp_key_parse(key, KEY_A, strlen(KEY_A)));
    vp_values_header(&out, rules);
    vp_values_line(&out, rules, key, text);
    assert_string_equal(out.s, "id,key,contact,phone,email,id_number\nP-1," KEY_A ",\"a,\"\"b\"\"\nc\",,,\n");
    vp_values *v = values(out.s);
    vp_proposal p = proposal("P-1", KEY_A, "a,\"b\"\nc", "");
    const char *got;
    assert_int_equal(vp_values_find(&got, v, &p, VP_CONTACT, arena, NULL), VP_OK);
    assert_string_equal(got, "a,\"b\"\nc");
}

static void test_values__refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "id,key", "key,id\n", "id\n", "id,key\nP1\n", "id,key\nP1,12\n", "id,key\n," KEY_A "\n",
        "id,key\nP1," KEY_A, "id,key\nP1,\"" KEY_A "\"\n", "id,key,phone\nP1," KEY_A ",\"1\n", NULL};
    for (size_t i = 0; texts[i]; i++) {
        vp_values *v;
        vp_err err = {0};
        vp_status s = vp_values_of(&v, rules, "values/x.csv", texts[i], strlen(texts[i]), arena, &err);
        if (s != VP_CORRUPT)
            fail_msg("%d of %s", s, texts[i]);
        assert_string_equal(err.file, "values/x.csv");
    }
    values("id,key\n");
    values("id,key,phone\nP1," KEY_A ",\n");
}

static void test_values__a_key_is_made_of_bytes_and_name(void **state)
{
    (void)state;
    unsigned char one[VP_KEY], two[VP_KEY], sheet[VP_KEY], same[VP_KEY];
    char a[VP_TAG], b[VP_TAG], sha[VP_HASH_HEX], hex[VP_KEY_HEX];
    vp_keying k;
    vp_keying_start(&k);
    vp_keying_add(&k, "ab", 2);
    vp_keying_end(&k, sheet);
    vp_keying_start(&k);
    vp_keying_add(&k, "a", 1);
    vp_keying_add(&k, "b", 1);
    vp_keying_end(&k, same);
    assert_memory_equal(sheet, same, VP_KEY);
    vp_hash(sha, "ab", 2);
    vp_key_hex(hex, sheet);
    assert_string_not_equal(hex, sha);
    vp_key_of(one, sheet, "P1");
    vp_key_of(two, sheet, "P2");
    assert_memory_not_equal(one, two, VP_KEY);
    vp_tag(a, one, "phone", "138");
    vp_tag(b, two, "phone", "138");
    assert_string_not_equal(a, b);
    vp_tag(b, one, "contact", "138");
    assert_string_not_equal(a, b);
    vp_tag(b, one, "phone1", "38");
    assert_string_not_equal(a, b);
    assert_true(vp_tag_like(a));
    assert_false(vp_tag_like("abc"));
    assert_false(vp_tag_like("0bcdefghabcdefghabcdefghabcdefgh"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values__finds_the_line_that_the_hashes_were_made_of, start, stop),
        cmocka_unit_test_setup_teardown(test_values__gives_the_key_that_fits_else_the_last, start, stop),
        cmocka_unit_test_setup_teardown(test_values__leaves_lines_out_as_they_stand, start, stop),
        cmocka_unit_test_setup_teardown(test_values__reads_what_it_writes, start, stop),
        cmocka_unit_test_setup_teardown(test_values__refuses_what_is_none, start, stop),
        cmocka_unit_test(test_values__a_key_is_made_of_bytes_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
