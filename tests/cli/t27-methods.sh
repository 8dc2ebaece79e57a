#!/bin/sh
# Ways to make one score of many on real reviews (Cardano Project Catalyst, fund 6): what R computes of each proposal,
# to a millionth of a point; what comes of rank bounds, of warnings, of parameters.
. "${0%/*}/lib.sh"
data scores/catalyst_f6_valid_proposals.csv
reference=$data
data scores/catalyst_f6_valid.csv

rubric() # METHOD
{
    cat <<E
{"vp": 1, "id": "catalyst", "title": "Project Catalyst", "step": "0.000001", "stages": [
  {"id": "assessment", "title": "Assessment", "aggregate": "$1", "criteria": [
    {"id": "impact", "title": "Impact", "max": "5.00"},
    {"id": "feasibility", "title": "Feasibility", "max": "5.00"},
    {"id": "auditability", "title": "Auditability", "max": "5.00"}]}]}
E
}
rubric mean >rubric.json

# METHOD EXPRESSION-OF-REFERENCE: every score of the ranking is three times it, to 1e-5 (the reference is of thirds)
agrees()
{
    t_run vp-score -q --rubric rubric.json --method "$1" "$data"
    exits 0 "--method $1"
    awk -F, -v n=709 "
        NR == FNR { if (FNR > 1) want[\$1] = $2; next }
        FNR > 1 { off = \$5 - want[\$2]; if (off < 0) off = -off
                  if (!(\$2 in want) || off > 1e-5) print \"off: \" \$0 \" \" want[\$2]
                  if (off > most) most = off; seen++ }
        END { if (seen != n) print seen; print \"largest deviation \" most >\"most\" }" "$reference" "$out" >off
    is "$(head -n 3 off)" "" "every score is the reference's"
    diag "$1: $(cat most)"
}
agrees mean '3 * $3'
agrees median '3 * $5'
agrees trim:0.2 '3 * $6'
agrees trimmed-mean '3 * $7'
agrees z '3 * $9'
err_like "^vp-score: warning: z is unsafe: [0-9]* reviewers marked fewer than 5 proposals" "z says where it is unsafe"
agrees mixed '3 * (3.4101882716646 + $10)'
agrees expected-rank '15 * (709.5 - $12) / 709'
out_like '^1,[^,]*,,,[0-9.]*,[0-9]+,[0-9]+,' "with bounds of the rank"
cp "$out" ranked.csv
is "$(awk -F, 'FNR > 1 && ($6 > $7 || $6 < 1 || $7 > 709)' ranked.csv)" "" "that are bounds"
t_run vp-score -q --rubric rubric.json --method expected-rank:0.9 "$data"
is "$(awk -F, 'NR == FNR { low[$2] = $6; high[$2] = $7; next } FNR > 1 && ($6 > low[$2] || $7 < high[$2])' ranked.csv "$out")" "" \
    "more of the probability needs wider ones"

{ head -n 1 "$data"; tail -n +2 "$data" | sort -t, -k7,7 -k5,5 -k1,1r; } >shuffled.csv
for method in z rescale borda mixed expected-rank; do
    t_run vp-score -q --rubric rubric.json --method $method "$data"
    cp "$out" one.csv
    rubric $method >other.json
    t_run vp-score -q --rubric other.json shuffled.csv
    same "$out" one.csv "$method: the order of the rows does not matter, and the rubric may name it"
done

t_run vp-score -q --rubric rubric.json --method trim "$data"
exits 2 "trim without a fraction"
t_run vp-score -q --rubric rubric.json --method trim:0.6 "$data"
exits 2 "a fraction that leaves nothing"
err_like "there is no method 'trim:0.6'" "is refused"
rubric trim:0.6 >wrong.json
t_run vp-score -q --rubric wrong.json "$data"
exits 3 "in a rubric too"
err_like "^wrong.json:2:[0-9]*: error: unknown way 'trim:0.6'" "with its place"

# ---- panels that tell little ----

cat >small.json <<'E'
{"vp": 1, "id": "s", "title": "S", "stages": [{"id": "a", "criteria": [{"id": "c", "max": "10.00"}]}]}
E
try() # WHAT RANKING-ROWS...
{
    what=$1
    shift
    { echo proposal,reviewer,c; printf '%s\n' "$@"; } >sheet.csv
    for method in z rescale borda mixed expected-rank; do
        t_run vp-score --rubric small.json --method $method sheet.csv
        exits 0 "$what: $method"
        is "$(grep -ci 'nan\|inf' "$out")" 0 "numbers all of them"
    done
}
try "all equal" a,x,5 a,y,5 b,x,5 b,y,5
is "$(cut -d, -f5-7 "$out")" "score,low,high
5.00,1,2
5.00,1,2" "nothing tells them apart"
try "one reviewer" a,x,5 b,x,7 c,x,1
try "one proposal" a,x,5 a,y,7
try "one mark" a,x,5
try "one mark each" a,x,5 b,y,7 c,z,2
err_like "warning: the model cannot tell a proposal's worth from chance" "is said"
err_like "warning: the panel falls into 3 parts" "and who cannot be compared"
try "two panels" a,x,5 a,y,6 b,x,7 b,y,7 c,v,1 c,w,3 d,v,4 d,w,4
try "nothing left over" a,x,1 a,y,2 b,x,3 b,y,4 c,x,5 c,y,6
try "who marked one proposal" a,x,5 a,y,7 b,x,2 b,y,3 b,z,9
