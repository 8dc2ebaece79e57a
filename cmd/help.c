/* -h, --help, --version and --dump-options, all from the option table. */
#include <stdlib.h>
#include <string.h>
#include <vp/show.h>
#include <vp/str.h>
#include <vp/version.h>
#include "parts.h"

enum { WIDTH = 80, LEFT = 26 };

static const char *tr(const char *msg)
{
    return msg ? vp_tr(cli.lang, msg) : "";
}

static void pad(vp_str *out, size_t n)
{
    while (n-- > 0)
        vp_str_addc(out, ' ');
}

/* Bytes of the piece that may not be broken: a word with the spaces before it, or one Chinese character with the
   punctuation that must follow it. */
static size_t piece(const char *s)
{
    static const char *const stay[] = {"，", "。", "、", "；", "：", "）", "”", "！", "？", "》", NULL};
    size_t n = strspn(s, " ");
    unsigned char c = (unsigned char)s[n];
    if (c < 0x80) {
        while (s[n] && s[n] != ' ' && (unsigned char)s[n] < 0x80)
            n++;
    } else {
        for (n++; ((unsigned char)s[n] & 0xC0) == 0x80;)
            n++;
    }
    for (size_t i = 0; stay[i];)
        if (strncmp(s + n, stay[i], strlen(stay[i])) == 0)
            n += strlen(stay[i]), i = 0;
        else
            i++;
    return n;
}

/* Text broken at WIDTH, lines after the first indented; the first begins at column `at`. */
static void wrap(vp_str *out, const char *s, size_t at, size_t indent)
{
    for (size_t n; *s && (n = piece(s)) > 0; s += n) {
        size_t w = vp_width(s, n), blanks = strspn(s, " ");
        if (at + w > WIDTH && at > indent) {
            vp_str_addc(out, '\n');
            pad(out, indent);
            vp_str_add(out, s + blanks, n - blanks);
            at = indent + w - blanks;
        } else {
            vp_str_add(out, s, n);
            at += w;
        }
    }
    vp_str_addc(out, '\n');
}

/* "[SHEET...]": what usage calls an operand. */
static void operand_name(vp_str *out, const cli_opt *o, vp_lang lang)
{
    const char *called = vp_tr(lang, o->arg ? o->arg : o->name);
    size_t n = strlen(called);
    bool closed = n > 0 && called[n - 1] == ']';
    vp_str_add(out, called, n - closed);
    vp_str_addz(out, o->kind == CLI_ARGS ? "..." : "");
    vp_str_addz(out, closed ? "]" : "");
}

static void choices(vp_str *out, const cli_opt *o, const char *between)
{
    for (size_t i = 0; o->choices && o->choices[i]; i++) {
        vp_str_addz(out, i > 0 ? between : "");
        vp_str_addz(out, o->choices[i]);
    }
}

static void option_help(vp_str *out, const cli_opt *o)
{
    VP_STR name = {0}, help = {0};
    if (cli_is_operand(o)) {
        vp_str_addz(&name, "  ");
        operand_name(&name, o, cli.lang);
    } else {
        if (o->letter)
            vp_str_addf(&name, "  -%c, ", o->letter);
        else
            vp_str_addz(&name, "      ");
        vp_str_addf(&name, "--%s", o->name);
        if (o->kind != CLI_FLAG)
            vp_str_addf(&name, "=%s", tr(o->arg ? o->arg : N_("VALUE")));
    }
    vp_str_addz(&help, tr(o->help));
    if (o->choices) {
        vp_str_addz(&help, tr(N_(": ")));
        choices(&help, o, ", ");
    }
    size_t at = vp_width(vp_str_text(&name), name.n);
    vp_str_add(out, vp_str_text(&name), name.n);
    if (at + 2 > LEFT) {
        vp_str_addc(out, '\n');
        at = 0;
    }
    pad(out, LEFT - at);
    wrap(out, vp_str_text(&help), LEFT, LEFT);
    out->oom |= name.oom || help.oom;
}

static void usage(vp_str *out)
{
    VP_STR line = {0};
    vp_str_addf(&line, "%s%s %s", tr(N_("usage: ")), cli_command->name, tr(N_("[OPTION...]")));
    for (const cli_opt *o = cli_table; o->name; o++)
        if (cli_is_operand(o)) {
            vp_str_addc(&line, ' ');
            operand_name(&line, o, cli.lang);
        }
    out->oom |= line.oom;
    wrap(out, vp_str_text(&line), 0, 7);
}

static void table(vp_str *out)
{
    bool operands = false;
    for (const cli_opt *o = cli_table; o->name; o++)
        if (cli_is_operand(o)) {
            option_help(out, o);
            operands = true;
        }
    if (operands)
        vp_str_addc(out, '\n');
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (cli_is_operand(o))
            continue;
        for (const cli_group *g = cli_command->groups; g && g->first; g++)
            if (strcmp(g->first, o->name) == 0)
                vp_str_addf(out, "%s%s\n", g == cli_command->groups ? "" : "\n", tr(g->title));
        option_help(out, o);
    }
}

/* Paragraphs are divided by an empty line; a line that begins with a blank is left as it is. */
static void paragraphs(vp_str *out, const char *s)
{
    while (*s) {
        const char *end = strchr(s, '\n');
        size_t n = end ? (size_t)(end - s) : strlen(s);
        VP_STR line = {0};
        vp_str_add(&line, s, n);
        out->oom |= line.oom;
        if (*s == ' ' || n == 0)
            vp_str_addf(out, "%s\n", vp_str_text(&line));
        else
            wrap(out, vp_str_text(&line), 0, 0);
        s += n + (end != NULL);
    }
}

static void long_help(vp_str *out)
{
    if (cli_command->description) {
        vp_str_addc(out, '\n');
        paragraphs(out, tr(cli_command->description));
    }
    vp_str_addc(out, '\n');
    table(out);
    vp_str_addf(out, "\n%s\n", tr(N_("Exit status:")));
    for (size_t i = 0; i < cli_nexits; i++)
        if (cli_exits[i].meaning) {
            vp_str_addf(out, "  %d  ", cli_exits[i].code);
            wrap(out, tr(cli_exits[i].meaning), 5, 5);
        }
    if (!cli_command->examples)
        return;
    vp_str_addf(out, "\n%s\n", tr(N_("Examples:")));
    for (const char *s = cli_command->examples; *s;) {
        size_t n = strcspn(s, "\n");
        vp_str_addz(out, "  ");
        vp_str_add(out, s, n);
        vp_str_addc(out, '\n');
        s += n + (s[n] == '\n');
    }
}

static void dump(vp_str *out)
{
    vp_str_addf(out, "command\t%s\t%s\n", cli_command->name, cli_command->summary);
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (cli_is_operand(o)) {
            vp_str_addz(out, "operand\t");
            operand_name(out, o, VP_EN);
            vp_str_addc(out, '\t');
        } else {
            vp_str_addz(out, "option\t");
            if (o->letter)
                vp_str_addc(out, o->letter);
            vp_str_addf(out, "\t%s\t%s\t", o->name, o->kind == CLI_FLAG ? "" : o->arg ? o->arg : "");
        }
        choices(out, o, ",");
        vp_str_addf(out, "\t%s\n", o->help ? o->help : "");
    }
    for (size_t i = 0; i < cli_nexits; i++)
        if (cli_exits[i].meaning)
            vp_str_addf(out, "exit\t%d\t%s\n", cli_exits[i].code, cli_exits[i].meaning);
}

vp_status cli_help(cli_help_kind kind, vp_err *err)
{
    VP_STR out = {0};
    if (kind == CLI_VERSION) {
        vp_str_addf(&out, "%s %s (libvp %s, libgit2 %s)\n", cli_command->name, VP_VERSION, vp_version(),
                    vp_history_version());
    } else if (kind == CLI_DUMP) {
        dump(&out);
    } else {
        usage(&out);
        wrap(&out, tr(cli_command->summary), 0, 0);
        if (kind == CLI_LONG_HELP) {
            long_help(&out);
        } else {
            vp_str_addc(&out, '\n');
            table(&out);
        }
    }
    VP_TRY(vp_str_check(&out, err));
    vp_out to = cli_out();
    return to.write(to.ctx, out.s, out.n, err);
}
