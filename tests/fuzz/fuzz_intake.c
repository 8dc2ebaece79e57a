/* Any bytes as a sheet of proposals: every row is accounted for, the answer is a table of what stands, and every
   problem says what and where. */
#include <sys/mman.h>
#include <unistd.h>
#include <vp/intake.h>
#include <vp/proposal.h>
#include <vp/table.h>
#include "rules.h"

static char folder[] = "/tmp/vp-fuzz.XXXXXX", config[64];

static void leave(void)
{
    unlink(config);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    HOLDS(mkdtemp(folder));
    snprintf(config, sizeof config, "%s/round.json", folder);
    FILE *f = fopen(config, "w");
    HOLDS(f && fputs(fuzz_round_json, f) >= 0 && fclose(f) == 0);
    atexit(leave);
    return 0;
}

typedef struct told { size_t errors; vp_lang lang; } told;

static void tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    told *t = ctx;
    VP_STR text = {0};
    vp_note_text(&text, t->lang, what);
    HOLDS(text.n > 0 && fuzz_utf8(text.s, text.n));
    HOLDS(where.row > 0);
    vp_str_clear(&text);
    if (mend->msg)
        vp_note_text(&text, t->lang, mend);
    t->errors += strcmp(severity, "error") == 0;
}

static void check_answer(const vp_str *answer, size_t stands, vp_arena *arena)
{
    vp_err err = {0};
    vp_table *table;
    vp_proposals all;
    HOLDS(!vp_table_read(&table, "answer.csv", vp_str_text(answer), answer->n, arena, &err));
    HOLDS(table->nrows == stands);
    HOLDS(!vp_proposals_from_table(&all, fuzz_round(), table, arena, &err));
    HOLDS(all.n == stands);
}

/* What may be said of a sheet: by its length, so that inputs stay sheets. */
static vp_reading said(size_t n)
{
    static const char *const down[] = {"applicant"}, *const places[] = {"#1=id", "#2=title", "#3=applicant",
                                                                       "#4=requested"};
    switch (n % 8) {
    case 1: return (vp_reading){.header_rows = "2"};
    case 2: return (vp_reading){.header_rows = "3", .excel_dates = "1900"};
    case 3: return (vp_reading){.header_rows = "0", .map = {places, 4}};
    case 4: return (vp_reading){.fill_down = {down, 1}, .unit = "万元", .excel_dates = "1904"};
    case 5: return (vp_reading){.header_row = "2"};
    default: return (vp_reading){0};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    vp_err err = fuzz_err(bytes, n);
    char path[32];
    int fd = memfd_create("sheet", 0);
    HOLDS(fd >= 0 && (n == 0 || write(fd, bytes, n) == (ssize_t)n));
    snprintf(path, sizeof path, "/dev/fd/%d", fd);

    VP_AUTO(vp_arena) arena = vp_arena_new();
    VP_AUTO(vp_session) session = NULL;
    VP_STR answer = {0};
    told t = {0, err.lang};
    vp_session_opts where = {.config = config, .now = 1704067200};
    vp_intake_opts opts = {.path = path, .format = "csv", .answer = {vp_out_str, &answer},
                           .tell = tell, .ctx = &t, .reading = said(n)};
    vp_intake_result r;
    HOLDS(!vp_session_open(&session, &where, &err));
    vp_status s = vp_intake(&r, session, &opts, arena, &err);
    close(fd);

    const vp_intake_counts *c = &r.counts;
    HOLDS(c->rows == c->accepted + c->amended + c->unchanged + c->rejected + c->other);
    if (s == VP_OK || (s == VP_INVALID && !*err.msg)) {
        HOLDS((s == VP_INVALID) == (c->rejected > 0));
        HOLDS(t.errors >= c->rejected);
        check_answer(&answer, c->accepted + c->amended + c->unchanged, arena);
    } else {
        fuzz_refused(s, &err);
    }
    return 0;
}
