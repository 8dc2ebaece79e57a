/* Ballots as they are read, and outcomes that the literature tells. */
#include "test.h"
#include <vp/ballots.h>
#include "lib/allocate/votes.h"

static int set_up(void **state)
{
    *state = vp_arena_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    vp_arena_free(*state);
    return 0;
}

static vp_ballots *read_text(const char *text, vp_arena *arena)
{
    vp_err err = {0};
    vp_ballots *b;
    if (vp_ballots_read(&b, "b.csv", text, strlen(text), arena, &err) != VP_OK)
        fail_msg("%s:%zu: %s", err.file, err.row, err.msg);
    return b;
}

/* ---- reading ---- */

static void test_votes__equal_ballots_are_one_in_any_order(void **state)
{
    const vp_ballots *a = read_text("voter,proposal\n1,B\n1,A\n2,A\n2,B\n3,C\n4,\n", *state);
    const vp_ballots *b = read_text("proposal,voter\nC,z\nA,y\nB,y\nB,x\nA,x\n,w\n", *state);
    for (const vp_ballots *t = a; t; t = t == a ? b : NULL) {
        assert_int_equal(t->nproposals, 3);
        assert_string_equal(t->proposals[0], "A");
        assert_int_equal(t->n, 2);
        assert_int_equal(t->voters, 4); /* one votes for nothing */
        assert_int_equal(t->at[0].voters, 2);
        assert_int_equal(t->at[0].n, 2);
        assert_int_equal(t->at[0].vote[1].proposal, 1);
        assert_int_equal(t->at[1].voters, 1);
        assert_int_equal(t->votes[0], 2);
        assert_int_equal(t->votes[2], 1);
    }
}

static void test_votes__points_tell_ballots_apart(void **state)
{
    const vp_ballots *b = read_text("voter,proposal,points\n1,A,3\n2,A,2\n3,A,3\n", *state);
    assert_int_equal(b->n, 2);
    assert_int_equal(b->at[0].vote[0].points, 2);
    assert_int_equal(b->at[1].vote[0].points, 3);
    assert_int_equal(b->at[1].voters, 2);
}

static void test_votes__ordinal_ballots_give_points_by_place(void **state)
{
    const vp_ballots *b = read_text("META\nkey;value\nvote_type;ordinal\nmax_length;3\nnum_votes;2\nPROJECTS\n"
                                    "project_id;cost\n1;10\n2;20\n3;30\nVOTES\nvoter_id;vote\na;3,1\nb;2\n", *state);
    assert_int_equal(b->n, 2);
    assert_int_equal(b->at[0].vote[0].points, 2); /* of project 1, the second of at most 3 */
    assert_int_equal(b->at[0].vote[1].points, 3);
    assert_int_equal(b->at[1].vote[0].points, 3);
}

static void test_votes__what_is_wrong_is_told_with_its_line(void **state)
{
#define PB "META\nkey;value\nnum_votes;2\nPROJECTS\nproject_id;cost\n1;10\nVOTES\nvoter_id;vote;points\n"
    static const struct { const char *text; size_t row; const char *says; } bad[] = {
        {"voter,vote\n1,A\n", 1, "the header has no column 'proposal'"},
        {"proposal,points\nA,1\n", 1, "the header has no column 'voter'"},
        {"voter,proposal\n,A\n", 2, "a vote without a voter"},
        {"voter,proposal\n1,A\n2,A\n1,A\n", 4, "'A' stands twice on one ballot"},
        {"voter,proposal,points\n1,A,0\n", 2, "'0' points: expected a whole number from 1 to 1000000000"},
        {"voter,proposal,points\n1,A,1.5\n", 2, "'1.5' points: expected a whole number from 1 to 1000000000"},
        {PB "a;1;1\n", 0, "'num_votes' is 2 and the file has 1 ballots: is it cut off?"},
        {PB "a;1;1\nb;7;1\n", 10, "a vote for '7', which is not among the projects"},
        {PB "a;1;1,2\n", 9, "the ballot has more points than votes"},
        {PB "a;1,1;1\n", 9, "the ballot has fewer points than votes"},
        {PB "a;,1;1,1\n", 9, "a proposal without an id"},
        {"META\nkey;value\nnum_votes;none\n", 3, "'none' is no num_votes: expected a number above 0"},
        {"META\nkey;value\nPROJECTS\nproject_id\n1\n", 0, "the file has no section VOTES: is it cut off?"},
        {"META\nkey;value\nVOTES\nvoter_id;choice\n", 4, "the section VOTES has no column 'vote'"},
        {"META\nkey;value\nvote_type;ordinal\nmax_length;1\nPROJECTS\nproject_id\n1\n2\nVOTES\nvoter_id;vote\na;1,2\n",
         11, "the ballot has more than the 1 votes of 'max_length'"},
    };
#undef PB
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vp_err err = {0};
        vp_ballots *b;
        assert_int_equal(vp_ballots_read(&b, "b", bad[i].text, strlen(bad[i].text), *state, &err), VP_INVALID);
        assert_string_equal(err.msg, bad[i].says);
        assert_int_equal(err.row, bad[i].row);
    }
}

/* ---- outcomes ---- */

typedef struct till { const vp_poll *poll; vp_money left; } till;

static vp_taken take(void *ctx, size_t project, bool funded)
{
    till *t = ctx;
    if (funded && t->poll->cost[project] > t->left)
        return VP_UNPAID;
    t->left -= t->poll->cost[project];
    return VP_TAKEN;
}

static void reset(void *ctx)
{
    till *t = ctx;
    t->left = t->poll->budget;
}

static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P",
                                      "Q", "R", "S", "T"};

/* Phragmén 1894, as Janson 2016 tells it (Phragmén's and Thiele's election methods): 1034 ABC, 519 PQR, 90 ABQ, 47 APQ,
   three seats: A, Q, B in this order. */
static void test_votes__phragmen_elects_as_phragmen_tells(void **state)
{
    enum { A, B, C, P, Q, R };
    static const vp_vote abc[] = {{A, 1}, {B, 1}, {C, 1}}, pqr[] = {{P, 1}, {Q, 1}, {R, 1}},
                         abq[] = {{A, 1}, {B, 1}, {Q, 1}}, apq[] = {{A, 1}, {P, 1}, {Q, 1}};
    const vp_ballot ballots[] = {{abc, 3, 1034}, {pqr, 3, 519}, {abq, 3, 90}, {apq, 3, 47}};
    const vp_money cost[] = {1, 1, 1, 1, 1, 1};
    vp_poll poll = {.id = letters, .cost = cost, .n = 6, .budget = 3, .unit = 1, .ballots = ballots, .nballots = 4,
                    .voters = 1690};
    till t = {.poll = &poll};
    vp_bought bought;
    assert_int_equal(vp_phragmen(&bought, &poll, &(vp_till){take, reset, &t}, *state, NULL), VP_OK);
    assert_int_equal(bought.n, 3);
    assert_int_equal(bought.at[0], A);
    assert_int_equal(bought.at[1], Q);
    assert_int_equal(bought.at[2], B);
}

/* The motivating example of Peters and Skowron 2020 (Proportionality and the Limits of Welfarism) and of the city of
   Wieliczka's explanation: 51 of 100 want ten red projects, 49 ten blue ones, there is money for ten. */
static void test_votes__minorities_get_their_share(void **state)
{
    vp_vote red[10], blue[10];
    vp_money cost[20];
    for (size_t i = 0; i < 20; i++)
        cost[i] = 10;
    for (size_t i = 0; i < 10; i++) {
        red[i] = (vp_vote){i, 1};
        blue[i] = (vp_vote){10 + i, 1};
    }
    const vp_ballot ballots[] = {{red, 10, 51}, {blue, 10, 49}};
    vp_poll poll = {.id = letters, .cost = cost, .n = 20, .budget = 100, .unit = 1, .ballots = ballots, .nballots = 2,
                    .voters = 100, .completion = VP_COMPLETE_GREEDY};
    till t = {.poll = &poll};
    vp_bought bought;
    assert_int_equal(vp_equal_shares(&bought, &poll, &(vp_till){take, reset, &t}, *state, NULL), VP_OK);
    size_t reds = 0;
    for (size_t i = 0; i < 9; i++) /* the tenth is bought with what neither side could spend */
        reds += bought.at[i] < 10;
    assert_int_equal(bought.n, 10);
    assert_int_equal(reds, 5);
}

/* ---- towns that voted ---- */

static char *slurp(size_t *n, const char *name, vp_arena *arena)
{
    const char *data = getenv("VP_DATA");
    char *bytes = NULL, *path = vp_arena_printf(arena, "%s/votes/%s", data ? data : "../shared/data", name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (bytes = vp_arena_alloc(arena, (*n = (size_t)ftell(f)) + 1))) {
        rewind(f);
        *n = fread(bytes, 1, *n, f);
    }
    fclose(f);
    return bytes;
}

/* The columns of the section PROJECTS, straight from the text: votes (and score) as the file states them. Of one
   project of Zurich's (24) the stated score is 198, where the file's own ballots add up to 202. */
static void compare_stated(const vp_ballots *b, const char *bytes, int votes_at, int score_at)
{
    size_t projects = 0;
    const char *line = strstr(bytes, "\nproject_id;") + 1;
    while ((line = strchr(line, '\n') + 1), strncmp(line, "VOTES", 5) != 0) {
        char id[32];
        const char *cell = line;
        assert_int_equal(sscanf(line, "%31[^;]", id), 1);
        size_t k = 0;
        while (strcmp(b->proposals[k], id) != 0)
            assert_true(++k < b->nproposals);
        long long score = 0;
        for (size_t i = 0; i < b->n; i++)
            for (size_t v = 0; v < b->at[i].n; v++)
                if (b->at[i].vote[v].proposal == k)
                    score += b->at[i].vote[v].points * (long long)b->at[i].voters;
        for (int column = 0; column <= (votes_at > score_at ? votes_at : score_at); column++) {
            if (column == votes_at)
                assert_int_equal(atol(cell), b->votes[k]);
            if (column == score_at && strcmp(id, "24") != 0)
                assert_int_equal(atoll(cell), score);
            cell = strchr(cell, ';') + 1;
        }
        projects++;
    }
    assert_int_equal(projects, b->nproposals);
}

static void test_votes__whole_files_of_pabulib_are_read(void **state)
{
    static const struct { const char *name; size_t voters, projects; int votes, score; } files[] = {
        {"pabulib_Netherlands_Amsterdam_285.pb", 5510, 97, 2, -1},
        {"pabulib_Hungary_Budapest_2023_VIII_Jozsefvaros.pb", 918, 40, 2, -1},
        {"pabulib_Switzerland_Zurich_S5R.pb", 180, 24, 2, 3},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        vp_err err = {0};
        size_t n = 0;
        char *bytes = slurp(&n, files[i].name, *state);
        vp_ballots *b;
        if (!bytes)
            skip();
        if (vp_ballots_read(&b, files[i].name, bytes, n, *state, &err) != VP_OK)
            fail_msg("%s:%zu: %s", err.file, err.row, err.msg);
        assert_int_equal(b->voters, files[i].voters);
        assert_int_equal(b->nproposals, files[i].projects);
        compare_stated(b, bytes, files[i].votes, files[i].score);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_votes__equal_ballots_are_one_in_any_order),
        cmocka_unit_test(test_votes__points_tell_ballots_apart),
        cmocka_unit_test(test_votes__ordinal_ballots_give_points_by_place),
        cmocka_unit_test(test_votes__what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(test_votes__phragmen_elects_as_phragmen_tells),
        cmocka_unit_test(test_votes__minorities_get_their_share),
        cmocka_unit_test(test_votes__whole_files_of_pabulib_are_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
