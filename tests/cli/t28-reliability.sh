#!/bin/sh
# vp-score --reliability: the figures of R on a classic panel, what is not defined, and that nothing is recorded.
. "${0%/*}/lib.sh"

cat >rubric.json <<'E'
{"vp": 1, "id": "s", "title": "Panel", "stages": [{"id": "panel", "criteria": [{"id": "mark", "max": "100.00"}]}]}
E
sheet() { { echo proposal,reviewer,mark; printf '%s\n' "$@"; } >sheet.csv; }

# Shrout & Fleiss 1979, table 2: six proposals, four reviewers.
sheet 1,a,9 1,b,2 1,c,5 1,d,8 2,a,6 2,b,1 2,c,3 2,d,2 3,a,8 3,b,4 3,c,6 3,d,8 4,a,7 4,b,1 4,c,2 4,d,6 5,a,10 5,b,5 \
    5,c,6 5,d,9 6,a,6 6,b,2 6,c,4 6,d,7
t_run vp-score --rubric rubric.json --reliability --json sheet.csv
exits 0 "a complete table"
out_like '"schema": "vp-score/reliability/1"' "a schema"
out_like '"ICC1": 0\.16574176840547' "ICC(1), as published: .17"
out_like '"ICC2": 0\.28976377952755' "ICC(2,1), as published: .29"
out_like '"ICC3": 0\.71484071484071' "ICC(3,1), as published: .71"
out_like '"var_reviewer": 5\.244444444' "variance components"
out_like '"kendall_Wt": 0\.88703703703703' "Kendall's W"
t_run vp-score --rubric rubric.json --reliability sheet.csv
out_like '^proposal,n,mean,sd,blup,post_sd,expected_rank,pcer,low,high,group$' "CSV has the proposals"
t_run vp-score --rubric rubric.json --reliability --format html sheet.csv
out_like '<h2>' "a page"
t_run vp-score --rubric rubric.json --format html sheet.csv
exits 2 "a ranking has no page"

try() # WHAT REASON ROWS...
{
    what=$1 reason=$2
    shift 2
    sheet "$@"
    t_run vp-score --rubric rubric.json --reliability --json sheet.csv
    exits 0 "$what"
    is "$(grep -ciE '[ :]-?(nan|inf)' "$out")" 0 "numbers or null"
    out_like "no value: .*\($reason\)" "and why"
}
try "all equal" "all scores are equal" a,x,5 a,y,5 b,x,5 b,y,5
try "one reviewer" "there is one reviewer only" a,x,5 b,x,7 c,x,1
try "one proposal" "there is one proposal only" a,x,5 a,y,7
try "one mark" "there is one score only" a,x,5
try "one mark each" "each proposal has one score only" a,x,5 b,y,7 c,z,2
try "two panels" "not every reviewer scored every proposal" a,x,5 a,y,6 b,x,7 b,y,7 c,v,1 c,w,3 d,v,4 d,w,4
out_like "falls into 2 parts that share no reviewer" "who cannot be compared is said"
