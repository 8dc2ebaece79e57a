/* Reading a certificate and doing it: what it claims, then the steps of the proof, a line each. */
#include <string.h>
#include "machine.h"

enum { SHA256_HEX = 64 };

typedef struct reader {
    vp_certificate *out;
    const vp_model *m;
    vp_machine k;
    const char *file;
    char *next;              /* the rest of the text, cut into words as it is read; NULL: nothing is left */
    size_t line;
    char *word;              /* the rest of the line; NULL: its words are at their end */
    int64_t value, bound;    /* in units of the model */
    size_t *row, *item;      /* room for a line */
    int64_t *number;
    size_t cap_row, cap_item, cap_number;
    vp_arena *arena;
    vp_err *err;
} reader;

static vp_where here(const reader *r)
{
    return (vp_where){.file = r->file, .row = r->line};
}

/* Onto the next line. */
static vp_status next_line(reader *r)
{
    char *end = r->next ? strchr(r->next, '\n') : NULL;
    r->line++;
    if (!end) {
        vp_fail(r->err, VP_INVALID, here(r), "the certificate is cut off");
        return vp_hint(r->err, "its last line is 'end'"), VP_INVALID;
    }
    *end = '\0';
    r->word = r->next;
    r->next = end + 1;
    return VP_OK;
}

/* The next word of the line, NULL at its end. */
static char *next_word(reader *r)
{
    char *word = r->word, *end = word ? strchr(word, ' ') : NULL;
    r->word = end ? end + 1 : NULL;
    if (end)
        *end = '\0';
    return word;
}

static vp_status expected(const reader *r, const char *word, const char *what)
{
    return vp_fail(r->err, VP_INVALID, here(r), "'%s' where %s should be", word ? word : "",
                   vp_tr(r->err ? r->err->lang : VP_EN, what));
}

static vp_status number(int64_t *out, reader *r, const char *what)
{
    const char *word = next_word(r);
    return word && vp_decimal_parse(out, word, 0) ? VP_OK : expected(r, word, what);
}

/* "x12" -> 11; of what the letter names there are `n`. */
static vp_status named(size_t *out, const reader *r, const char *word, char letter, size_t n)
{
    int64_t at;
    if (word[0] != letter || word[1] < '1' || word[1] > '9' || !vp_decimal_parse(&at, word + 1, 0))
        return expected(r, word, letter == 'x' ? N_("an item (x1, x2 …)") : N_("a row (r1, r2 …)"));
    if ((uint64_t)at > n)
        return vp_fail(r->err, VP_INVALID, here(r), "there is no %s here", word);
    *out = (size_t)at - 1;
    return VP_OK;
}

static vp_status key_line(reader *r, const char *key)
{
    VP_TRY(next_line(r));
    const char *word = next_word(r);
    return word && strcmp(word, key) == 0 ? VP_OK : expected(r, word, key);
}

static vp_status ends(reader *r)
{
    return r->word ? vp_fail(r->err, VP_INVALID, here(r), "'%s' is more than the line may have", r->word) : VP_OK;
}

/* ---- what it claims ---- */

static vp_status number_line(int64_t *out, reader *r, const char *key)
{
    VP_TRY(key_line(r, key));
    VP_TRY(number(out, r, N_("a number")));
    return ends(r);
}

static vp_status model_line(reader *r)
{
    VP_TRY(key_line(r, "model"));
    const char *sha256 = next_word(r);
    if (!sha256 || strlen(sha256) != SHA256_HEX)
        return expected(r, sha256, N_("a SHA-256"));
    VP_TRY(ends(r));
    if (strcmp(sha256, r->m->sha256) == 0)
        return VP_OK;
    vp_fail(r->err, VP_INVALID, here(r), "the certificate is of another round, ranking or version of the rules");
    return vp_hint(r->err, "it is of the model %.12s…, here it is %.12s… (vp-allocate --mps, sha256sum)", sha256,
                   r->m->sha256), VP_INVALID;
}

static vp_status list_line(reader *r)
{
    int64_t value;
    VP_TRY(key_line(r, "list"));
    VP_ALLOC(r->out->chosen, vp_arena_array(r->arena, r->m->n + 1, sizeof *r->out->chosen), r->err);
    for (char *word; (word = next_word(r)); ) {
        size_t i;
        VP_TRY(named(&i, r, word, 'x', r->m->n));
        if (r->out->chosen[i])
            return vp_fail(r->err, VP_INVALID, here(r), "%s is in the list twice", word);
        r->out->chosen[i] = true;
    }
    if (!vp_model_keeps(r->m, r->out->chosen, &value))
        return vp_fail(r->err, VP_INVALID, here(r), "the list does not keep every row");
    if (value != r->value)
        return vp_fail(r->err, VP_INVALID, here(r), "the list is worth %lld, not %lld", (long long)value,
                       (long long)r->value);
    return VP_OK;
}

static vp_status claims(reader *r)
{
    int64_t version, unit;
    VP_TRY(number_line(&version, r, "vp-certificate"));
    if (version != 1)
        return vp_fail(r->err, VP_INVALID, here(r), "a certificate of version %lld; this vp reads 1",
                       (long long)version);
    VP_TRY(model_line(r));
    VP_TRY(number_line(&unit, r, "unit"));
    if (unit != r->m->unit)
        return vp_fail(r->err, VP_INVALID, here(r), "the unit is %lld, not %lld", (long long)r->m->unit,
                       (long long)unit);
    VP_TRY(number_line(&r->value, r, "value"));
    VP_TRY(number_line(&r->bound, r, "bound"));
    if (r->bound < r->value)
        return vp_fail(r->err, VP_INVALID, here(r), "the bound is below the value");
    VP_TRY(list_line(r));
    r->out->value = (vp_wide)r->value * r->m->unit;
    r->out->bound = (vp_wide)r->bound * r->m->unit;
    return VP_OK;
}

/* ---- the proof ---- */

/* Pairs of a row and a number, to the end of the line or to `until`. */
static vp_status pairs(size_t *n, reader *r, const char *until)
{
    *n = 0;
    for (char *word; (word = next_word(r)); ++*n) {
        if (until && strcmp(word, until) == 0)
            return VP_OK;
        VP_TRY(vp_arena_grow(r->arena, &r->row, &r->cap_row, *n, *n + 1, sizeof *r->row, r->err));
        VP_TRY(vp_arena_grow(r->arena, &r->number, &r->cap_number, *n, *n + 1, sizeof *r->number, r->err));
        VP_TRY(named(&r->row[*n], r, word, 'r', r->k.nrows));
        VP_TRY(number(&r->number[*n], r, N_("a number")));
        if (*n > 0 && r->row[*n] <= r->row[*n - 1])
            return vp_fail(r->err, VP_INVALID, here(r), "%s is named twice, or out of order", word);
    }
    return VP_OK;
}

static vp_status price_line(reader *r, bool worthless)
{
    int64_t bits;
    size_t n;
    VP_TRY(number(&bits, r, N_("a number of bits")));
    VP_TRY(pairs(&n, r, NULL));
    r->out->prices++;
    return vp_machine_price(&r->k, bits < 0 || bits > VP_MOST_BITS ? -1 : (int)bits, worthless, r->row, r->number, n);
}

static vp_status cut_line(reader *r)
{
    int64_t divisor, shift;
    vp_machine_cut cut = {0};
    VP_TRY(number(&divisor, r, N_("a divisor")));
    VP_TRY(number(&shift, r, N_("a shift")));
    VP_TRY(pairs(&cut.nrows, r, "~"));
    for (char *word; (word = next_word(r)); cut.nflipped++) {
        VP_TRY(vp_arena_grow(r->arena, &r->item, &r->cap_item, cut.nflipped, cut.nflipped + 1, sizeof *r->item,
                             r->err));
        VP_TRY(named(&r->item[cut.nflipped], r, word, 'x', r->m->n));
    }
    cut.row = r->row;
    cut.weight = r->number;
    cut.flipped = r->item;
    cut.divisor = divisor;
    cut.shift = shift < 0 || shift > VP_MOST_BITS ? -1 : (int)shift;
    r->out->cuts++;
    return vp_machine_add_cut(&r->k, &cut);
}

static vp_status branch_line(reader *r)
{
    const char *word = next_word(r), *way;
    size_t i;
    if (!word)
        return expected(r, word, N_("an item (x1, x2 …)"));
    VP_TRY(named(&i, r, word, 'x', r->m->n));
    way = next_word(r);
    if (!way || (strcmp(way, "in") != 0 && strcmp(way, "out") != 0))
        return expected(r, way, N_("'in' or 'out'"));
    VP_TRY(ends(r));
    r->out->branches++;
    return vp_machine_branch(&r->k, i, strcmp(way, "in") == 0);
}

static vp_status end_line(reader *r)
{
    VP_TRY(ends(r));
    if (*r->next)
        return vp_fail(r->err, VP_INVALID, here(r), "there is more behind the end");
    if (r->k.done)
        return VP_OK;
    vp_fail(r->err, VP_INVALID, here(r), "the proof is not finished");
    return vp_hint(r->err, "%zu branches are open", r->k.depth), VP_INVALID;
}

/* Steps know their mistakes, but not the line. */
static vp_status at_line(const reader *r, vp_status s)
{
    if (s == VP_INVALID && r->err && r->err->row == 0) {
        vp_err told = *r->err;
        vp_fail(r->err, VP_INVALID, here(r), "%s", told.msg);
    }
    return s;
}

static vp_status steps(reader *r)
{
    for (;;) {
        VP_TRY(next_line(r));
        const char *word = next_word(r);
        if (word && strcmp(word, "end") == 0)
            return end_line(r);
        if (word && strcmp(word, "price") == 0)
            VP_TRY(at_line(r, price_line(r, false)));
        else if (word && strcmp(word, "conflict") == 0)
            VP_TRY(at_line(r, price_line(r, true)));
        else if (word && strcmp(word, "cut") == 0)
            VP_TRY(at_line(r, cut_line(r)));
        else if (word && strcmp(word, "branch") == 0)
            VP_TRY(at_line(r, branch_line(r)));
        else
            return expected(r, word, N_("'price', 'conflict', 'cut', 'branch' or 'end'"));
    }
}

/* Letters, digits and signs of ASCII alone: messages say what is there. */
static vp_status plain(reader *r, const char *text, size_t n)
{
    r->line = 1;
    for (size_t i = 0; i < n; i++) {
        if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~'))
            return vp_fail(r->err, VP_INVALID, here(r), "a certificate is plain text");
        r->line += text[i] == '\n';
    }
    r->line = 0;
    return VP_OK;
}

vp_status vp_certificate_check(vp_certificate *out, const vp_model *m, const char *file, const char *text, size_t n,
                               vp_arena *arena, vp_err *err)
{
    reader r = {.out = out, .m = m, .file = file, .arena = arena, .err = err};
    *out = (vp_certificate){0};
    VP_TRY(plain(&r, text, n));
    VP_ALLOC(r.next, vp_arena_dup(arena, text, n), err);
    VP_TRY(claims(&r));
    VP_TRY(vp_machine_start(&r.k, m, r.bound, arena, err));
    return steps(&r);
}

/* ---- and the awards ---- */

vp_status vp_certificate_of_awards(vp_note *why, const vp_certificate *c, const vp_model *m, const vp_awards *awards,
                                   vp_arena *arena, vp_err *err)
{
    size_t listed = 0, won = 0, i = 0;
    *why = (vp_note){NULL, {NULL}};
    for (size_t k = 0; k < m->n; k++)
        listed += c->chosen[k];
    for (size_t a = 0; a < awards->n; a++) {
        const vp_award *award = &awards->at[a];
        if (award->amount == 0)
            continue;
        won++;
        for (i = 0; i < m->n; i++)
            if (c->chosen[i] && m->item[i].amount == award->amount && strcmp(m->item[i].of->id, award->id) == 0)
                break;
        if (i < m->n)
            continue;
        const char *amount;
        char buf[VP_DECIMAL_MAX];
        vp_money_format(buf, award->amount);
        VP_ALLOC(amount, vp_arena_dupz(arena, buf), err);
        *why = (vp_note){N_("the certificate is of another list: it does not have '%1$s' with %2$s"),
                         {award->id, amount}};
        return VP_OK;
    }
    if (listed != won)
        *why = (vp_note){N_("the certificate is of another list: it has awards that are not here"), {NULL}};
    return VP_OK;
}
