#!/bin/sh
# Objectives and the rules that pay in parts or draw lots, in a round: recorded, and the same when done again.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q r
cat >r/rubric.json <<'E2'
{"vp": 1, "id": "q", "title": "Q", "stages": [
 {"id": "paper", "title": "Paper", "criteria": [{"id": "merit", "max": "100.00"}]}]}
E2
rules() { # the allocation
    cat >r/round.json <<E2
{"vp": 1, "id": "r-1", "title": "Round", "currency": "CNY", "draw": {"source": "x", "seed": "3 11 14 20 9 8 7 6 5 4"},
 "funds": [{"id": "main", "title": "Main", "amount": "2500.37"}], "allocation": {$1}}
E2
    git -C r commit -qam "$1"
}
rules '"rule": "rank"'
echo id,title,applicant,requested,direct_beneficiaries >p.csv
echo proposal,reviewer,merit >s.csv
for i in 1 2 3 4 5 6 7 8; do
    echo "P-$i,T$i,Org $i,$((300 + i * 37)).$((10 + i * 7)),${i}0人" >>p.csv
    echo "P-$i,R1,$((90 - i))" >>s.csv
done
vp-intake -q -C r "$PWD/p.csv" >/dev/null
vp-score -q -C r "$PWD/s.csv" >/dev/null
for how in '"rule": "optimal", "maximise": ["amount", "-count"]' '"rule": "optimal", "maximise": ["count", "score"]' \
    '"rule": "optimal", "maximise": ["score×amount"]' '"rule": "optimal", "maximise": ["beneficiaries"]' \
    '"rule": "lottery"' '"rule": "pro-rata"' '"rule": "bands"'; do
    rules "$how"
    t_run vp-allocate -q -C r
    exits 0 "$how"
    t_run vp-audit -q -C r verify
    exits 0 "and is the same when it is done again"
done
is "$(awk -F, 'NR > 1 { s += $3 } END { printf "%.2f", s }' r/awards.csv)" 2500.37 "parts come to the last fen"
rules '"rule": "optimal", "maximise": ["amount"]'
t_run vp-allocate -q -C r --certificate c.txt
exits 3 "a certificate is of scores"
err_like 'a certificate and a model are of the scores' "and says so"
for bad in '"reach"' '"-amount"'; do
    rules "\"rule\": \"optimal\", \"maximise\": [$bad]"
    t_run vp-allocate -q -C r
    exits 3 "to maximise $bad is refused"
done
rules '"rule": "optimal"'
t_run vp-allocate -q -C r --gap=x
exits 2 "a gap that is none"
t_run vp-allocate -q -C r --gap=0.00005
exits 0 "a proof is within every gap"
sed -i 's/"draw": {[^}]*}, *//; s/, "seed": "[^"]*"//' r/round.json
git -C r commit -qam "no seed"
t_run vp-allocate -q -C r --rule=lottery
exits 3 "no lots without a seed"
err_like "'draw' has no seed yet" "and says so"
t_run vp-allocate -q -C r --rule=quadratic
exits 3 "no gifts, no matching"
