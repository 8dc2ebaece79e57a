/* The sums of one proposal are neighbours in vp_marks: walking from group to group. */
#ifndef VP_LIB_AGGREGATE_GROUP_H
#define VP_LIB_AGGREGATE_GROUP_H

#include <vp/aggregate.h>

/* Index just past the sums of the proposal that sum k belongs to. */
static inline size_t vp_group_end(const vp_marks *m, size_t k)
{
    size_t end = k + 1;
    while (end < m->n && m->proposal[end] == m->proposal[k])
        end++;
    return end;
}

/* All of sum[k..end) added up. */
static inline vp_wide vp_group_total(const vp_marks *m, size_t k, size_t end)
{
    vp_wide total = 0;
    for (; k < end; k++)
        total += m->sum[k];
    return total;
}

#endif
