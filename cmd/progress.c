/* The bar on stderr. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <vp/show.h>
#include <vp/str.h>
#include "parts.h"

enum { FIRST_MS = 1000, EVERY_MS = 100, BAR = 24 };

static struct { bool asked, on, drawn; int64_t next; } bar;

static int64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(const vp_str *text)
{
    if (text->n > 0 && write(STDERR_FILENO, text->s, text->n) < 0)
        bar.on = false;
}

static void draw(const char *phase, size_t done, size_t total)
{
    VP_STR text = {0};
    vp_str_addf(&text, "\r\033[K%s ", vp_tr(cli.lang, phase));
    if (total > 0) {
        if (done > total)
            done = total;
        size_t full = (size_t)((unsigned __int128)done * BAR / total);
        vp_str_addc(&text, '[');
        for (size_t i = 0; i < BAR; i++)
            vp_str_addc(&text, i < full ? '#' : '.');
        vp_str_addf(&text, "] %u%%", (unsigned)((unsigned __int128)done * 100 / total));
    } else if (done > 0) {
        vp_str_addf(&text, "%zu", done);
    } else {
        vp_str_addz(&text, "…");
    }
    say(&text);
    bar.drawn = true;
}

static void tick(void *ctx, const char *phase, size_t done, size_t total)
{
    (void)ctx;
    if (!bar.on)
        return;
    int64_t now = milliseconds();
    bool begins = done == 0 && total == 0; /* nothing may follow for long */
    if (now < bar.next && !(begins && bar.drawn))
        return;
    bar.next = now + EVERY_MS;
    draw(phase, done, total);
}

void cli_progress_erase(void)
{
    if (!bar.drawn)
        return;
    VP_STR text = {0};
    vp_str_addz(&text, "\r\033[K");
    say(&text);
    bar.drawn = false;
}

const vp_progress *cli_progress(void)
{
    static const vp_progress p = {tick, NULL};
    if (!bar.asked) {
        bar.asked = true;
        bar.on = !cli.quiet && isatty(STDERR_FILENO);
        bar.next = milliseconds() + FIRST_MS;
    }
    return &p;
}
