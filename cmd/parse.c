/* Words of the command line, by the option table. */
#include <stdlib.h>
#include <string.h>
#include <vp/near.h>
#include <vp/str.h>
#include "parts.h"

_Noreturn void cli_misuse(vp_err *err)
{
    if (!err->hint[0])
        vp_hint(err, "'%s -h' lists the options", cli_command->name);
    cli_give_up(err);
}

/* ---- values ---- */

static void push(cli_list *list, const char *value, int argc)
{
    if (!list->at)
        list->at = cli_memory((size_t)argc, sizeof *list->at);
    list->at[list->n++] = value;
}

static void add_choices(vp_str *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        vp_str_addz(out, i > 0 ? ", " : "");
        vp_str_addz(out, choices[i]);
    }
}

/* What follows ':' is checked by who knows the choice. */
static bool same_choice(const char *choice, const char *value)
{
    size_t n = strcspn(choice, ":");
    return strcmp(choice, value) == 0 || (strncmp(choice, value, n) == 0 && value[n] == ':');
}

static void check_choice(const cli_opt *o, const char *value)
{
    for (size_t i = 0; o->choices[i]; i++)
        if (same_choice(o->choices[i], value))
            return;
    vp_err err = cli_err();
    vp_str list = {0};
    add_choices(&list, o->choices);
    if (cli_is_operand(o))
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown %s '%s'", o->name, value);
    else
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown value '%s' of --%s", value, o->name);
    vp_hint(&err, "choose one of: %s", vp_str_text(&list));
    vp_str_free(&list);
    cli_misuse(&err);
}

bool cli_whole_number(long *out, const char *s)
{
    long v = 0;
    if (*s == '\0')
        return false;
    for (; *s; s++)
        if (*s < '0' || *s > '9' || __builtin_mul_overflow(v, 10L, &v) || __builtin_add_overflow(v, *s - '0', &v))
            return false;
    *out = v;
    return true;
}

static void set_value(const cli_opt *o, const char *value, int argc)
{
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)o->value = true;
        return;
    case CLI_CHOICE:
    case CLI_ARG:
        if (o->choices)
            check_choice(o, value);
        *(const char **)o->value = value;
        return;
    case CLI_TEXT:
        *(const char **)o->value = value;
        return;
    case CLI_NUMBER:
        if (!cli_whole_number(o->value, value)) {
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "'%s' is not a whole number (of --%s)", value, o->name);
            cli_misuse(&err);
        }
        return;
    case CLI_LIST:
    case CLI_ARGS:
        push(o->value, value, argc);
        return;
    }
}

/* ---- options ---- */

static _Noreturn void tell(cli_help_kind kind)
{
    vp_err err = cli_err();
    if (cli_answer_open(NULL, &err) || cli_help(kind, &err))
        cli_give_up(&err);
    exit(cli_finish(VP_OK));
}

/* Flags that say something of their own, without a place for their value. */
static void special(const cli_opt *o, bool is_short)
{
    if (strcmp(o->name, "help") == 0)
        tell(is_short ? CLI_SHORT_HELP : CLI_LONG_HELP);
    else if (strcmp(o->name, "version") == 0)
        tell(CLI_VERSION);
    else
        cli.format = "json";
}

static _Noreturn void unknown_long(const char *name, size_t n)
{
    const char *best = NULL;
    size_t least = n / 3 + 1;
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (cli_is_operand(o))
            continue;
        size_t d = strncmp(o->name, name, n) == 0 ? 0 : vp_distance(name, n, o->name);
        if (d < least || (d == least && !best)) {
            best = o->name;
            least = d;
        }
    }
    vp_err err = cli_err();
    vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown option '--%.*s'", n > 80 ? 80 : (int)n, name);
    if (best && n > 0)
        vp_hint(&err, "did you mean '--%s'?", best);
    cli_misuse(&err);
}

static const char *following(const cli_opt *o, bool is_short, int argc, char **argv, int *i)
{
    if (*i + 1 < argc)
        return argv[++*i];
    vp_err err = cli_err();
    const char *called = vp_tr(cli.lang, o->arg ? o->arg : N_("VALUE"));
    if (is_short)
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '-%c' needs a value: %s", o->letter, called);
    else
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '--%s' needs a value: %s", o->name, called);
    cli_misuse(&err);
}

static void long_option(const char *name, int argc, char **argv, int *i)
{
    const char *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const cli_opt *o = cli_table;
    while (o->name && (cli_is_operand(o) || strlen(o->name) != n || memcmp(o->name, name, n) != 0))
        o++;
    if (!o->name && !equals && strcmp(name, "dump-options") == 0)
        tell(CLI_DUMP);
    if (!o->name)
        unknown_long(name, n);
    if (o->kind == CLI_FLAG && equals) {
        vp_err err = cli_err();
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "option '--%s' takes no value", o->name);
        cli_misuse(&err);
    }
    if (o->kind == CLI_FLAG && !o->value)
        special(o, false);
    else if (o->kind == CLI_FLAG)
        set_value(o, NULL, argc);
    else
        set_value(o, equals ? equals + 1 : following(o, false, argc, argv, i), argc);
}

static void short_options(const char *letters, int argc, char **argv, int *i)
{
    for (const char *p = letters; *p; p++) {
        const cli_opt *o = cli_table;
        while (o->name && (cli_is_operand(o) || o->letter != *p))
            o++;
        if (!o->name) {
            size_t n = 1; /* the whole of a character that is not ASCII */
            while (((unsigned char)p[n] & 0xC0) == 0x80)
                n++;
            vp_err err = cli_err();
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "unknown option '-%.*s'", (int)(n > 4 ? 4 : n), p);
            cli_misuse(&err);
        }
        if (o->kind == CLI_FLAG && !o->value) {
            special(o, true);
        } else if (o->kind == CLI_FLAG) {
            set_value(o, NULL, argc);
        } else {
            set_value(o, p[1] ? p + 1 : following(o, true, argc, argv, i), argc);
            return;
        }
    }
}

/* ---- operands ---- */

static void take_operands(const cli_list *words, int argc)
{
    size_t k = 0;
    vp_err err = cli_err();
    for (const cli_opt *o = cli_table; o->name; o++) {
        if (!cli_is_operand(o))
            continue;
        const char *called = o->arg ? o->arg : o->name;
        if (k == words->n && called[0] != '[') {
            vp_fail(&err, VP_USAGE, VP_NOWHERE, "missing operand: %s", vp_tr(cli.lang, called));
            cli_misuse(&err);
        }
        do {
            if (k < words->n)
                set_value(o, words->at[k++], argc);
        } while (o->kind == CLI_ARGS && k < words->n);
    }
    if (k < words->n) {
        vp_fail(&err, VP_USAGE, VP_NOWHERE, "one operand too many: '%s'", words->at[k]);
        cli_misuse(&err);
    }
}

void cli_parse(int argc, char **argv)
{
    cli_list words = {0};
    bool options = true;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!options || word[0] != '-' || word[1] == '\0')
            push(&words, word, argc);
        else if (strcmp(word, "--") == 0)
            options = false;
        else if (word[1] == '-')
            long_option(word + 2, argc, argv, &i);
        else
            short_options(word + 1, argc, argv, &i);
    }
    take_operands(&words, argc);
    free(words.at);
}
