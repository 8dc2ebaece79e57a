/* The summary of an intake. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vp/show.h>
#include <vp/str.h>
#include "cmd/cli.h"
#include "cmd/intake_summary.h"

enum { TOLD_MAX = 20, RULES_MAX = 8, WIDTH = 80, NARROW = 60, NARROWEST = 30, TEXT_LEAST = 12,
       COLUMN_MOST = 24 };

bool summary_wanted(void)
{
    return !cli.quiet && (isatty(STDERR_FILENO) || strcmp(cli.format, "table") == 0);
}

void summary_tell(void *ctx, vp_where where, const char *severity, const vp_note *what, const vp_note *mend)
{
    summary_told *t = ctx;
    if (strcmp(severity, "note") == 0 || cli.verbose || t->told++ < TOLD_MAX)
        cli_tell(NULL, where, severity, what, mend);
    else
        t->held++;
}

/* Columns of the terminal that stderr is. */
static size_t width(void)
{
    struct winsize w;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
        return WIDTH;
    return w.ws_col < NARROWEST ? NARROWEST : w.ws_col;
}

static void pad(vp_str *out, size_t n)
{
    while (n-- > 0)
        vp_str_addc(out, ' ');
}

static size_t wide(const char *s)
{
    return vp_width(s, strlen(s));
}

static void left(vp_str *out, const char *s, size_t columns)
{
    vp_str_addz(out, s);
    pad(out, columns > wide(s) ? columns - wide(s) : 0);
}

static void right(vp_str *out, const char *s, size_t columns)
{
    pad(out, columns > wide(s) ? columns - wide(s) : 0);
    vp_str_addz(out, s);
}

/* As much of a text as fits. */
static void fitting(vp_str *out, const char *s, size_t columns)
{
    size_t n = strlen(s);
    if (vp_width(s, n) <= columns) {
        vp_str_addz(out, s);
        return;
    }
    while (n > 0 && vp_width(s, n) + 1 > columns)
        for (n--; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
            n--;
    vp_str_add(out, s, n);
    vp_str_addz(out, "…");
}

/* ---- what happened ---- */

typedef struct line { const char *name; size_t rows; const vp_money *sum; } line;

static void say_table(const vp_intake_counts *c)
{
    vp_money all = c->requested_in + c->requested_out;
    const line lines[] = {
        {N_("accepted"), c->accepted, &c->requested_accepted},
        {N_("amended"), c->amended, &c->requested_amended},
        {N_("unchanged"), c->unchanged, &c->requested_unchanged},
        {N_("rejected"), c->rejected, &c->requested_out},
        {N_("not a proposal"), c->other, NULL},
        {N_("all rows"), c->rows, &all},
    };
    enum { LINES = sizeof lines / sizeof *lines };
    const char *rows = vp_tr(cli.lang, N_("rows")), *asked = vp_tr(cli.lang, N_("requested"));
    size_t names = 0, counts = wide(rows), sums = wide(asked);
    char text[LINES][VP_DECIMAL_MAX], count[LINES][24];
    for (size_t i = 0; i < LINES; i++) {
        size_t n = wide(vp_tr(cli.lang, lines[i].name));
        names = n > names ? n : names;
        snprintf(count[i], sizeof count[i], "%zu", lines[i].rows);
        counts = strlen(count[i]) > counts ? strlen(count[i]) : counts;
        text[i][0] = '\0';
        if (lines[i].sum)
            vp_money_format(text[i], *lines[i].sum);
        sums = strlen(text[i]) > sums ? strlen(text[i]) : sums;
    }
    for (size_t i = 0; i <= LINES; i++) {
        VP_STR out = {0};
        if (i > 0 && i < LINES && lines[i - 1].rows == 0)
            continue;
        left(&out, i ? vp_tr(cli.lang, lines[i - 1].name) : "", names);
        vp_str_addz(&out, "  ");
        right(&out, i ? count[i - 1] : rows, counts);
        if (i == 0 || *text[i - 1]) {
            vp_str_addz(&out, "  ");
            right(&out, i ? text[i - 1] : asked, sums);
        }
        cli_say("%s", vp_str_text(&out));
    }
}

/* ---- problems ---- */

static const char *base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* There is one sheet, so that a narrow terminal needs no name of it. */
static void place_of(vp_str *out, const vp_where *at)
{
    bool named = width() >= NARROW;
    if (named)
        vp_str_addz(out, base(at->file));
    if (at->row > 0)
        vp_str_addf(out, named ? ":%zu" : "%zu", at->row);
    if (at->row > 0 && at->col > 0)
        vp_str_addf(out, ":%zu", at->col);
}

enum { SEVERITY, RULE, COUNT, PLACE, COLUMNS };

/* The cells of a line, but for the text; count: room for a number. */
static void cells_of(const char *cells[COLUMNS], vp_str *count, vp_str *place, const vp_intake_told *t)
{
    vp_str_addf(count, "%zu", t->n);
    place_of(place, &t->first);
    cells[SEVERITY] = vp_tr(cli.lang, t->severity);
    cells[RULE] = t->rule;
    cells[COUNT] = vp_str_text(count);
    cells[PLACE] = vp_str_text(place);
}

static void say_rule(const vp_intake_told *t, const size_t widths[COLUMNS])
{
    VP_STR out = {0}, count = {0}, place = {0}, text = {0};
    const char *cells[COLUMNS];
    cells_of(cells, &count, &place, t);
    for (size_t i = 0; i < COLUMNS; i++) {
        VP_STR cell = {0};
        fitting(&cell, cells[i], widths[i]);
        (i == COUNT ? right : left)(&out, vp_str_text(&cell), widths[i]);
        vp_str_addz(&out, i == SEVERITY ? " " : "  ");
    }
    vp_note_text(&text, cli.lang, &t->what);
    size_t used = wide(vp_str_text(&out)), all = width();
    if (all > used + TEXT_LEAST)
        fitting(&out, vp_str_text(&text), all - used - 1);
    cli_say("%s", vp_str_text(&out));
}

static void say_rules(const vp_intake_result *r)
{
    size_t widths[COLUMNS] = {0};
    for (size_t i = 0; i < r->ntold && i < RULES_MAX; i++) {
        VP_STR count = {0}, place = {0};
        const char *cells[COLUMNS];
        cells_of(cells, &count, &place, &r->told[i]);
        for (size_t k = 0; k < COLUMNS; k++) {
            size_t n = wide(cells[k]);
            widths[k] = n > COLUMN_MOST ? COLUMN_MOST : n > widths[k] ? n : widths[k];
        }
    }
    for (size_t i = 0; i < r->ntold && i < RULES_MAX; i++)
        say_rule(&r->told[i], widths);
    if (r->ntold > RULES_MAX)
        cli_say(N_("and problems of %zu more rules"), r->ntold - RULES_MAX);
}

static void say_in_short(const vp_intake_result *r, const summary_told *told, const char *rejects)
{
    if (told->held > 0)
        cli_say(N_("… and %zu more; -v tells all of them"), told->held);
    say_table(&r->counts);
    say_rules(r);
    if (rejects && r->counts.rejected > 0)
        cli_say(N_("refused rows: %s"), rejects);
    else if (r->folder && r->counts.rejected > 0)
        cli_say(N_("refused rows: %s/rejects.csv"), r->folder);
    else if (r->counts.rejected > 0)
        cli_say(N_("refused rows: --rejects FILE writes them, with problems and mends"));
    if (r->folder)
        cli_say(N_("receipt: %s/receipt.json"), r->folder);
}

/* One line each, for scripts. */
static void say_counts(const vp_intake_counts *c)
{
    char in[VP_DECIMAL_MAX], all[VP_DECIMAL_MAX];
    vp_money_format(in, c->requested_in);
    vp_money_format(all, c->requested_in + c->requested_out);
    cli_say(N_("%zu rows: %zu accepted, %zu amended, %zu unchanged, %zu rejected, %zu not a proposal"), c->rows,
            c->accepted, c->amended, c->unchanged, c->rejected, c->other);
    cli_say(N_("requested: %s by the proposals that stand, %s by all rows"), in, all);
}

void summary_say(const vp_intake_result *r, const summary_told *told, const char *rejects, bool strict)
{
    const vp_intake_counts *c = &r->counts;
    if (summary_wanted())
        say_in_short(r, told, rejects);
    else
        say_counts(c);
    if (r->suspects > 0)
        cli_say(N_("%zu pairs may be duplicates"), r->suspects);
    if (cli_say_recorded(r->commit, r->changed))
        return;
    if (strict && c->rejected > c->dropped)
        cli_say(N_("nothing recorded: some rows were refused"));
    else if (!cli.config && c->rejected > 0)
        cli_say(N_("nothing to record: this very sheet was taken in before, and nothing more of it stands now"));
    else if (!cli.config)
        cli_say(N_("nothing to record: the round already has all of it"));
}
