/* How well a reviewer fits a proposal, by fields of expertise. */
#include <string.h>
#include <vp/assign.h>
#include <vp/fold.h>
#include "words.h"

enum { OF_FIELD = 4 /* the proposal's category, or purpose */, IN_TEXT = 1, IN_TEXT_MAX = 3 };

struct vp_fits {
    vp_words *fields;   /* all that reviewers know, folded */
    size_t nfields;
    uint32_t **knows;   /* of each reviewer, numbers of fields */
    size_t *nknows;
    uint32_t *points;   /* of each field, for the proposal at hand */
    bool *in_text;
    vp_arena *arena;
};

static vp_status number_of(uint32_t *out, vp_fits *f, const char *field, vp_err *err)
{
    const char *folded;
    VP_TRY(vp_fold(&folded, field, f->arena, err));
    const uint64_t *slot = vp_map_get(f->fields->index, folded, strlen(folded));
    if (slot) {
        *out = f->fields->at[*slot - 1].number;
        return VP_OK;
    }
    *out = (uint32_t)f->nfields++;
    return vp_words_add(f->fields, folded, *out, f->arena, err);
}

vp_status vp_fits_new(vp_fits **out, const vp_panel_list *panel, vp_arena *arena, vp_err *err)
{
    vp_fits *f;
    VP_ALLOC(f, vp_arena_alloc(arena, sizeof *f), err);
    f->arena = arena;
    VP_TRY(vp_words_new(&f->fields, arena, err));
    VP_ALLOC(f->knows, vp_arena_array(arena, panel->n, sizeof *f->knows), err);
    VP_ALLOC(f->nknows, vp_arena_array(arena, panel->n, sizeof *f->nknows), err);
    for (size_t r = 0; r < panel->n; r++) {
        const vp_strings *knows = &panel->at[r].knows;
        VP_ALLOC(f->knows[r], vp_arena_array(arena, knows->n, sizeof *f->knows[r]), err);
        for (size_t i = 0; i < knows->n; i++) {
            uint32_t number;
            size_t k = 0;
            VP_TRY(number_of(&number, f, knows->at[i], err));
            while (k < f->nknows[r] && f->knows[r][k] != number)
                k++;
            if (k == f->nknows[r])
                f->knows[r][f->nknows[r]++] = number;
        }
    }
    VP_ALLOC(f->points, vp_arena_array(arena, f->nfields, sizeof *f->points), err);
    VP_ALLOC(f->in_text, vp_arena_array(arena, f->nfields, sizeof *f->in_text), err);
    *out = f;
    return VP_OK;
}

static void found(void *ctx, uint32_t number)
{
    vp_fits *f = ctx;
    f->in_text[number] = true;
}

static vp_status take(vp_fits *f, const char *value, vp_err *err)
{
    const char *folded;
    VP_TRY(vp_fold(&folded, value, f->arena, err));
    const uint64_t *slot = vp_map_get(f->fields->index, folded, strlen(folded));
    if (slot && *folded)
        f->points[f->fields->at[*slot - 1].number] += OF_FIELD;
    return VP_OK;
}

vp_status vp_fits_of(vp_fits *f, const vp_proposal *p, vp_err *err)
{
    static const size_t texts[] = {VP_TITLE, VP_SUMMARY};
    vp_mark mark = vp_arena_mark(f->arena);
    memset(f->points, 0, f->nfields * sizeof *f->points);
    memset(f->in_text, 0, f->nfields * sizeof *f->in_text);
    VP_TRY(take(f, p->value[VP_CATEGORY], err));
    VP_TRY(take(f, p->value[VP_PURPOSE], err));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *folded;
        VP_TRY(vp_fold(&folded, p->value[texts[i]], f->arena, err));
        vp_words_in(f->fields, folded, found, f);
    }
    vp_arena_rewind(f->arena, mark);
    return VP_OK;
}

uint32_t vp_fits_one(bool *expert, const vp_fits *f, size_t reviewer)
{
    uint32_t fit = 0, in_text = 0;
    *expert = false;
    for (size_t i = 0; i < f->nknows[reviewer]; i++) {
        uint32_t number = f->knows[reviewer][i];
        fit += f->points[number];
        *expert |= f->points[number] > 0;
        in_text += f->in_text[number] ? IN_TEXT : 0;
    }
    return fit + (in_text < IN_TEXT_MAX ? in_text : IN_TEXT_MAX);
}
