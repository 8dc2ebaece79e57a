/* Sealed bytes: they come back whole, or not at all. */
#include <sodium.h>
#include "test.h"
#include <vp/str.h>
#include "lib/base/seal.h"

enum { AT_FORM = 8, AT_MEMORY = 20, AT_SUM = VP_SEAL_HEAD - 16 };

static const vp_seal_cost cheap = {1, 8192};
static vp_err err;

/* Bytes to read from, a few at a time. */
typedef struct text { const char *bytes; size_t n, at; } text;

static vp_status read_text(void *ctx, unsigned char *bytes, size_t n, size_t *got, vp_err *e)
{
    text *t = ctx;
    (void)e;
    *got = t->n - t->at < n ? t->n - t->at : n;
    memcpy(bytes, t->bytes + t->at, *got);
    t->at += *got;
    return VP_OK;
}

static void seal(vp_str *out, const char *bytes, size_t n, size_t piece)
{
    VP_AUTO(vp_seal) s = NULL;
    assert_int_equal(vp_seal_new(&s, (vp_out){vp_out_str, out}, "word", &cheap, &err), VP_OK);
    vp_out to = vp_seal_out(s);
    for (size_t at = 0; at < n; at += piece)
        assert_int_equal(to.write(to.ctx, bytes + at, n - at < piece ? n - at : piece, &err), VP_OK);
    assert_int_equal(vp_seal_end(s, &err), VP_OK);
}

/* All of the text into out, or the first error. */
static vp_status unseal(vp_str *out, const char *bytes, size_t n, const char *word)
{
    VP_AUTO(vp_unseal) u = NULL;
    text from = {bytes, n, 0};
    char piece[1000];
    size_t got;
    err = (vp_err){0};
    VP_TRY(vp_unseal_new(&u, (vp_source){read_text, &from}, "a.vpb", word, &err));
    do {
        VP_TRY(vp_unseal_read(u, piece, sizeof piece, &got, &err));
        vp_str_add(out, piece, got);
    } while (got > 0);
    return VP_OK;
}

static void assert_refused(const char *bytes, size_t n, const char *word, const char *said)
{
    VP_STR got = {0};
    assert_int_equal(unseal(&got, bytes, n, word), VP_INVALID);
    if (!strstr(err.msg, said))
        fail_msg("'%s' does not say '%s'", err.msg, said);
    assert_string_equal(err.file, "a.vpb");
}

static void test_seal__comes_back_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, VP_SEAL_CHUNK - 1, VP_SEAL_CHUNK, VP_SEAL_CHUNK + 1, 3 * VP_SEAL_CHUNK,
                                   3 * VP_SEAL_CHUNK + 77};
    char *bytes = malloc(4 * VP_SEAL_CHUNK);
    assert_non_null(bytes);
    for (size_t i = 0; i < 4 * VP_SEAL_CHUNK; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        VP_STR sealed = {0};
        VP_STR got = {0};
        size_t n = sizes[i], chunks = n == 0 ? 1 : (n + VP_SEAL_CHUNK - 1) / VP_SEAL_CHUNK;
        seal(&sealed, bytes, n, 1001);
        assert_int_equal(sealed.n, VP_SEAL_HEAD + n + chunks * VP_SEAL_MORE);
        assert_int_equal(unseal(&got, vp_str_text(&sealed), sealed.n, "word"), VP_OK);
        assert_int_equal(got.n, n);
        assert_memory_equal(vp_str_text(&got), bytes, n);
    }
    free(bytes);
}

static void test_seal__hides_its_text(void **state)
{
    (void)state;
    VP_STR one = {0};
    VP_STR two = {0};
    seal(&one, "the same secret", 15, 15);
    seal(&two, "the same secret", 15, 15);
    assert_null(memmem(vp_str_text(&one), one.n, "secret", 6));
    assert_memory_not_equal(vp_str_text(&one) + 28, vp_str_text(&two) + 28, one.n - 28); /* salt and all after it */
}

/* The sum of the head finds what the key would have to pay for. */
static void test_seal__notices_every_changed_byte(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    seal(&sealed, "a few words", 11, 11);
    char *bytes = malloc(sealed.n);
    assert_non_null(bytes);
    memcpy(bytes, vp_str_text(&sealed), sealed.n);
    for (size_t i = 0; i < sealed.n; i++)
        for (unsigned bit = 1; bit < 256; bit <<= 1) {
            bytes[i] = (char)(bytes[i] ^ (int)bit);
            assert_refused(bytes, sealed.n, "word", i < AT_FORM        ? "no backup that vp has written"
                                                    : i < AT_FORM + 4  ? "backup"
                                                    : i < VP_SEAL_HEAD ? "damaged in its first 101 bytes"
                                                                       : "damaged at its end");
            bytes[i] = (char)(bytes[i] ^ (int)bit);
        }
    free(bytes);
}

/* What came out before the damage is what went in. */
static void test_seal__gives_nothing_of_a_changed_chunk(void **state)
{
    (void)state;
    char *bytes = calloc(3, VP_SEAL_CHUNK);
    VP_STR sealed = {0};
    VP_STR got = {0};
    assert_non_null(bytes);
    seal(&sealed, bytes, 3 * VP_SEAL_CHUNK, VP_SEAL_CHUNK);
    sealed.s[VP_SEAL_HEAD + VP_SEAL_CHUNK + VP_SEAL_MORE + 5] ^= 1;
    assert_int_equal(unseal(&got, vp_str_text(&sealed), sealed.n, "word"), VP_INVALID);
    assert_string_equal(err.msg, "the backup is damaged between byte 65655 and byte 131207");
    assert_true(got.n <= VP_SEAL_CHUNK);
    assert_memory_equal(vp_str_text(&got), bytes, got.n);
    free(bytes);
}

static void test_seal__notices_every_cut(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    seal(&sealed, "a few words", 11, 11);
    for (size_t n = 0; n < sealed.n; n++)
        assert_refused(vp_str_text(&sealed), n, "word", n < 8 ? "no backup that vp has written" : "cut off");
}

static void test_seal__notices_a_cut_between_chunks_and_chunks_in_another_order(void **state)
{
    (void)state;
    enum { WHOLE = VP_SEAL_CHUNK + VP_SEAL_MORE };
    char *bytes = calloc(3, VP_SEAL_CHUNK), *swapped = malloc(VP_SEAL_HEAD + 3 * WHOLE);
    VP_STR sealed = {0};
    assert_non_null(bytes);
    assert_non_null(swapped);
    seal(&sealed, bytes, 3 * VP_SEAL_CHUNK, VP_SEAL_CHUNK);
    assert_refused(vp_str_text(&sealed), VP_SEAL_HEAD + WHOLE, "word", "the backup is cut off: its end is missing");
    memcpy(swapped, vp_str_text(&sealed), VP_SEAL_HEAD + 3 * WHOLE);
    memcpy(swapped + VP_SEAL_HEAD, vp_str_text(&sealed) + VP_SEAL_HEAD + WHOLE, WHOLE);
    memcpy(swapped + VP_SEAL_HEAD + WHOLE, vp_str_text(&sealed) + VP_SEAL_HEAD, WHOLE);
    assert_refused(swapped, sealed.n, "word", "damaged between byte 102 and byte 65654");
    free(bytes);
    free(swapped);
}

static void test_seal__notices_what_follows(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    VP_STR full = {0};
    char *bytes = calloc(1, VP_SEAL_CHUNK);
    assert_non_null(bytes);
    seal(&sealed, "a few words", 11, 11);
    vp_str_add(&sealed, "\n", 1);
    assert_refused(vp_str_text(&sealed), sealed.n, "word", "damaged at its end");
    seal(&full, bytes, VP_SEAL_CHUNK, VP_SEAL_CHUNK);
    vp_str_add(&full, "\n", 1);
    assert_refused(vp_str_text(&full), full.n, "word", "something follows the end of the backup");
    free(bytes);
}

static void test_seal__tells_a_wrong_passphrase_from_damage(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    VP_STR got = {0};
    seal(&sealed, "a few words", 11, 11);
    assert_refused(vp_str_text(&sealed), sealed.n, "Word", "the passphrase is not the one");
    assert_int_equal(unseal(&got, vp_str_text(&sealed), sealed.n, ""), VP_USAGE);
}

/* A head that anybody can write, with a sum that fits. */
static void sum_up(vp_str *sealed)
{
    unsigned char *head = (unsigned char *)sealed->s;
    crypto_generichash(head + AT_SUM, 16, head, AT_SUM, NULL, 0);
}

static void test_seal__reads_no_newer_form(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    seal(&sealed, "", 0, 1);
    sealed.s[AT_FORM] = 2;
    assert_refused(vp_str_text(&sealed), AT_FORM + 4, "word", "has form 2: this vp reads form 1");
}

static void test_seal__asks_for_no_more_than_a_machine_has(void **state)
{
    (void)state;
    VP_STR sealed = {0};
    seal(&sealed, "", 0, 1);
    sealed.s[AT_MEMORY + 4] = 1; /* 4 GiB more */
    sum_up(&sealed);
    assert_refused(vp_str_text(&sealed), sealed.n, "word", "asks for 1 passes over 4096 MiB");
    sealed.s[AT_MEMORY + 4] = 0;
    sealed.s[AT_MEMORY + 1] = 0;
    sum_up(&sealed);
    assert_refused(vp_str_text(&sealed), sealed.n, "word", "asks for 1 passes over 0 MiB");
    sealed.s[AT_MEMORY + 1] = 32;
    sealed.s[AT_MEMORY - 8] = 65;
    sum_up(&sealed);
    assert_refused(vp_str_text(&sealed), sealed.n, "word", "asks for 65 passes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal__comes_back_whole),
        cmocka_unit_test(test_seal__hides_its_text),
        cmocka_unit_test(test_seal__notices_every_changed_byte),
        cmocka_unit_test(test_seal__gives_nothing_of_a_changed_chunk),
        cmocka_unit_test(test_seal__notices_every_cut),
        cmocka_unit_test(test_seal__notices_a_cut_between_chunks_and_chunks_in_another_order),
        cmocka_unit_test(test_seal__notices_what_follows),
        cmocka_unit_test(test_seal__tells_a_wrong_passphrase_from_damage),
        cmocka_unit_test(test_seal__reads_no_newer_form),
        cmocka_unit_test(test_seal__asks_for_no_more_than_a_machine_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
