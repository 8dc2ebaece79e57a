#!/bin/sh
# vp-allocate: as a filter and in a round, its answers, its refusals, and what a checker can rely on.
. "${0%/*}/lib.sh"

cat >rubric.json <<'J'
{"vp": 1, "id": "r", "title": "Rubric", "stages": [{"id": "panel", "title": "Panel", "weight": "1", "criteria": [
  {"id": "need", "title": "Need", "max": "100"}]}]}
J
round() # RULE FUNDS ALLOCATION: round.json on stdout
{
    printf '{"vp": 1, "id": "small", "title": "Small round", "lang": "%s", "currency": "CNY",
  "categories": ["care", "art"], "funds": [%s], "allocation": {"rule": "%s"%s}}\n' "${lang:-en}" "$2" "$1" "${3:-}"
}
one='{"id": "pot", "title": "Pot", "amount": "100.00"}'
two='{"id": "wide", "title": "Wide", "amount": "50.00"},
     {"id": "care", "title": "Care", "amount": "50.00", "pays": {"category": ["care"]}}'
round optimal "$one" ', "reserve": 1' >round.json
cat >ranking.csv <<'C'
rank,id,title,applicant,score,low,high,reviews,flags,uscc,category,requested
1,A,First,org a,90.00,,,2,,,care,60.00
2,B,Second,org b,80.00,,,2,,,art,50.00
3,C,Third,org a,70.00,,,2,,,care,30.00
4,D,Fourth,org d,60.00,,,2,,,art,20.00
,E,Fifth,org e,,,,1,incomplete,,care,10.00
C

# ---- as a filter ----
t_run vp-allocate --config round.json ranking.csv
exits 0 "a filter awards"
cut -d, -f1-8 "$out" >first
cat >wanted <<'C'
id,status,amount,pot,rank,score,requested,title
A,reserve,0.00,0.00,1,90.00,60.00,First
B,awarded,50.00,50.00,2,80.00,50.00,Second
C,awarded,30.00,30.00,3,70.00,30.00,Third
D,awarded,20.00,20.00,4,60.00,20.00,Fourth
E,ineligible,0.00,0.00,,,10.00,Fifth
C
same first wanted "optimal takes the list that is worth most"
out_like '^E,.*,not scored in every stage,' "the unranked have a reason"
vp-allocate -q --config round.json <ranking.csv | cut -d, -f1-8 >piped
same piped first "a filter reads standard input when no file is named"
out_like '^A,.*"reserve, place 1: any list with it is worth at most' "so has the reserve"
err_like '^3 awarded, 1 in reserve, 0 unfunded, 1 ineligible; 100.00 of 100.00 CNY$' "it says what came of it"
cp "$out" optimal.csv

t_sh 'vp-allocate -q --config round.json - <ranking.csv'
exits 0 "'-' is standard input"
same "$out" optimal.csv "and gives the same"
err_is "-q is quiet" </dev/null
{ head -n 1 ranking.csv; tail -n +2 ranking.csv | sort -r; } >shuffled.csv
t_run vp-allocate -q --config round.json shuffled.csv
same "$out" optimal.csv "the order of the lines does not matter"
t_run LC_ALL=zh_CN.UTF-8 vp-allocate --config round.json ranking.csv
same "$out" optimal.csv "nor does the language of the shell"
err_like '^资助 3 项，候补 1 项，未资助 0 项，不合格 1 项；使用 100.00，共 100.00 CNY$' "which the person hears"
lang=zh round optimal "$one" >zh.json
t_run vp-allocate -q --config zh.json ranking.csv
out_like '^B,.*,资助50.00元：排名第 2，得分 80.00,' "reasons are in the language of the round"
t_run vp-allocate -q --format=json --config round.json ranking.csv
out_like '"schema": "vp-allocate/1"' "JSON names its schema"

t_run vp-allocate -q --rule=rank --config round.json ranking.csv
out_like '^B,unfunded|^B,reserve' "rank stops at the second"
is "$(grep -c ',awarded,' "$out")" 1 "and awards nobody below"
t_run vp-allocate -q --rule=greedy --config round.json ranking.csv
is "$(cut -d, -f1,2 "$out" | grep -c 'A,awarded\|C,awarded')" 2 "greedy skips the second"

# ---- several funds ----
round greedy "$two" ', "limits": [{"id": "one-each", "each": "applicant", "max_count": 1}]' >two.json
t_run vp-allocate -q --config two.json ranking.csv
exits 0 "several funds by greedy"
cut -d, -f1-5 "$out" >first
cat >wanted <<'C'
id,status,amount,wide,care
A,awarded,60.00,30.00,30.00
B,unfunded,0.00,0.00,0.00
C,unfunded,0.00,0.00,0.00
D,awarded,20.00,20.00,0.00
E,ineligible,0.00,0.00,0.00
C
same first wanted "an award is split over its funds so that the next can be paid; a limit keeps one for each"
out_like "^C,.*limit 'one-each: org a' allows no more awards" "the limit is named with its value"
t_run vp-allocate --rule=optimal --config two.json ranking.csv
exits 0 "several funds by optimal"
is "$(sed -n 's/^\(A,awarded,60.00,30.00,30.00\),.*/\1/p' "$out")" "A,awarded,60.00,30.00,30.00" "an award is split there too"
round greedy "$one" ', "limits": [{"id": "floor", "where": {"category": ["art"]}, "min_amount": "10.00"}]' >floor.json
t_run vp-allocate --config floor.json ranking.csv
exits 3 "a minimum is refused"
err_like "the rule greedy goes down the list and cannot keep 'min_amount'" "and says so"
t_run vp-allocate -q --rule=optimal --config floor.json ranking.csv
exits 0 "a minimum by optimal"
is "$(grep -c '^[BD],awarded' "$out")" 2 "is kept"
round optimal "$one" ', "choices": [{"share": "1.00", "worth": "1.00"}, {"share": "0.50", "worth": "0.70"}],
    "fixed": [{"id": "B", "decision": "out", "reason": "double funding"},
              {"id": "D", "decision": "in", "reason": "the mayor asked"}],
    "exclusive": [{"id": "either", "of": ["A", "B"]}], "requires": [{"id": "C", "with": ["A"]}]' >all.json
t_run vp-allocate -q --config all.json ranking.csv
exits 0 "choices, fixed decisions, exclusive groups, requirements"
out_like '^B,[a-z]*,0.00,.*the office decided against it: double funding' "out with its reason"
out_like '^D,awarded,.*by decision of the office: the mayor asked' "in with its reason"
sed 's/"id": "C", "with"/"id": "Z", "with"/' all.json >nobody.json
t_run vp-allocate -q --config nobody.json ranking.csv
exits 3 "a proposal that is not there"
err_like "nobody.json:[0-9]+:[0-9]+: error: there is no proposal 'Z' in the ranking" "is named with its place"
round optimal "$one" ', "limits": [{"id": "most", "max_count": 1}, {"id": "other", "max_count": 3},
    {"id": "care", "where": {"category": ["care"]}, "min_count": 1},
    {"id": "art", "where": {"category": ["art"]}, "min_count": 1}]' >conflict.json
t_run vp-allocate -q --config conflict.json ranking.csv
exits 1 "limits that contradict each other"
err_like "no list of awards keeps all of these: limit 'most', limit 'care', limit 'art'\$" "are named, and no others"

# ---- effort ----
awk 'BEGIN {
    print "rank,id,title,applicant,score,low,high,reviews,flags,category,requested"
    x = 7
    for (i = 1; i <= 300; i++) {
        x = (x * 48271) % 2147483647
        printf "%d,p%03d,t,o,%.2f,,,2,,%s,%d.00\n", i, i, 95 - i / 10, x % 2 ? "care" : "art", 30000 + x % 40000
    }
}' >many.csv
round optimal '{"id": "pot", "title": "Pot", "amount": "4000001.00"}' \
    ', "limits": [{"id": "a", "where": {"category": ["art"]}, "max_amount": "1300001.00"},
                   {"id": "c", "where": {"category": ["care"]}, "max_count": 57}]' >hard.json
t_run vp-allocate --effort=1 --config hard.json many.csv
exits 1 "effort that ends before the proof is exit 1"
err_like 'error: not proved: the awards are worth [0-9.]+, no list more than [0-9.]+ \(gap [0-9.]+\)' "the gap is told"
err_like 'hint: give the search more steps: --effort=' "and how to go on"
is "$(grep -c awarded "$out" | awk '{ print ($1 > 40) }')" 1 "the best list found is the answer"
cp "$out" short.csv
t_run vp-allocate --effort=1 --config hard.json many.csv
same "$out" short.csv "the same again"

# ---- bad input ----
t_sh 'vp-allocate --config round.json </dev/null'
exits 1 "a filter needs a ranking"
t_run vp-allocate --config round.json missing.csv
exits 2 "a ranking that is not there"
err_like 'missing.csv' "it is named"
t_run vp-allocate --rule=dice --config round.json ranking.csv
exits 2 "a rule that is none"
cut -d, -f1-9 ranking.csv >bare.csv
t_run vp-allocate --config round.json bare.csv
exits 1 "a ranking without amounts"
err_like "does not say what 'A' requested" "says what is missing"
err_like 'hint: .*vp-score --proposals' "and where it comes from"
sed 's/^3,C/5,C/' ranking.csv >gap.csv
t_run vp-allocate --config round.json gap.csv
exits 1 "a ranking with a gap"
sed 's/^2,B/2,A/' ranking.csv >twice.csv
t_run vp-allocate --config round.json twice.csv
exits 1 "a proposal twice"
head -n 1 ranking.csv >empty.csv
t_run vp-allocate --config round.json empty.csv
exits 1 "a ranking of nobody"
err_like 'hint: score the proposals first' "says what comes first"
: >nothing.csv
t_run vp-allocate --config round.json nothing.csv
exits 1 "an empty file"
round optimal '{"id": "pot", "title": "Pot", "amount": "0.00"}' >zero.json
t_run vp-allocate --config zero.json ranking.csv
isnt "$code" 0 "a budget of zero is an error"
err_like 'error: ' "that is told"
sed 's/[63]0.00$/46116860184273879.03/' ranking.csv >huge.csv
t_run vp-allocate --config round.json huge.csv
exits 1 "amounts that cannot be added"
err_like 'more than can be counted' "are refused"
round optimal "$one" ', "limits": [{"id": "x", "each": "colour", "max_count": 1}]' >field.json
t_run vp-allocate --config field.json ranking.csv
exits 3 "a limit on an unknown field"
err_like 'colour' "names it"
round optimal "$one" ', "levels": [{"min_score": "65.00", "share": "0.80"},
                                   {"min_score": "0.00", "share": "0.00"}]' >level.json
t_run vp-allocate -q --config level.json ranking.csv
if [ "$code" -eq 0 ]; then out_like '^D,ineligible,.*0% of what was requested' "a level of 0 % pays nothing"
else err_like 'share' "a level of 0 % is refused"; fi

# ---- in a round ----
mkdir office && cd office || exit 1
data_round() { sed 's/"id": "small"/"id": "small", "opens": "2023-01-01"/' ../round.json; }
git init -q -b main . && data_round >round.json && cp ../rubric.json . && printf 'id,name\nR1,One\nR2,Two\n' >panel.csv
git add . && git commit -qm 'round: begin'
cat >proposals.csv <<'C'
id,title,applicant,category,requested
A,First,org a,care,60
B,Second,org b,art,50
C,Third,org a,care,30
D,Fourth,org d,art,20
C
t_run vp-allocate
exits 3 "a round without a ranking"
err_like 'hint: score the proposals first: vp-score' "says what comes first"
t_run vp-intake -q proposals.csv
exits 0 "proposals come in"
printf 'proposal,reviewer,need\nA,R1,90\nB,R1,80\nC,R1,70\nD,R1,60\n' >marks.csv
t_run vp-score -q marks.csv
exits 0 "and are ranked"
t_run vp-allocate ../ranking.csv
exits 2 "a round has its own ranking"
before=$(git rev-parse main)
t_run vp-allocate -n
exits 0 "a dry run"
is "$(git rev-parse main)" "$before" "records nothing"
t_run vp-allocate -m 'as the panel agreed'
exits 0 "a round awards"
is "$(git log -1 --format=%s)" "allocate: 3 awarded, 100.00 of 100.00 CNY" "the commit says what happened"
like "$(git log -1 --format=%B)" '^as the panel agreed$' "and why"
like "$(git log -1 --format=%B)" '^Vp-Command: vp-allocate$' "and by what"
is "$(git show --name-only --format= HEAD | sort | tr '\n' ' ')" "allocation.json awards.csv " "it holds the two files"
same "$out" awards.csv "the answer is what was recorded"
like "$(cat allocation.json)" '"proved": true' "allocation.json tells that it is proved"
t_run vp-allocate
exits 0 "again"
err_like 'nothing to record' "there is nothing to record"
t_run vp-audit verify
exits 0 "verify does it again and finds nothing"
t_run vp-allocate -q --rule=greedy --effort=5
is "$(git log -1 --format=%B | grep Vp-Args | tr '\n' ' ')" "Vp-Args: --effort=5 Vp-Args: --rule=greedy " \
    "what decides is in the trailers"
t_run vp-audit verify
exits 0 "verify knows the rule of the command line"
sed 's/^B,awarded,50.00,50.00/B,awarded,49.00,49.00/; s/^A,awarded,60.00,60.00/A,awarded,61.00,61.00/' awards.csv >changed
mv changed awards.csv
git commit -qam 'awards: a friend in need'
t_run vp-audit verify
exits 1 "verify finds an award changed by hand"
git reset -q --hard HEAD~1

printf 'E,Fifth,org e,art,10\n' >>proposals.csv
t_run vp-intake -q proposals.csv
t_run vp-allocate
exits 1 "a ranking that lacks a proposal is refused"
err_like "the ranking does not have 'E'" "it is named"
err_like 'hint: rank the proposals again: vp-score' "and how to mend it"
git rm -q proposals/A.json proposals/E.json && git commit -qm 'proposals: two leave'
t_run vp-allocate
exits 1 "a ranking of a proposal that left is refused"
err_like "the ranking has 'A', which is not in the round" "it is named too"
cd ..

# ---- the engines on real instances ----
bench=${DATA%/*}/bench/allocation_instances.py
if [ -f "$bench" ] && command -v python3 >/dev/null 2>&1; then
    python3 "$bench" instances --variant kp 100 1000 >/dev/null
    for n in 100 1000; do
        t_run vp-allocate -q --config "instances/kp-$n/round.json" "instances/kp-$n/ranking.csv"
        exits 0 "kp $n is proved"
    done
    is "$(awk -F, 'NR > 1 && $2 == "awarded" { s += $6 * 100 } END { printf "%.0f", s }' "$out")" 4368595 \
        "kp 1,000 is worth what other solvers prove"
else
    skip "instances of the bench" "no generator here"
fi

# ---- what a rule cannot do has its place ----
cat >later.json <<'C'
{
  "vp": 1, "id": "t", "title": "T", "currency": "CNY",
  "funds": [{"id": "a", "title": "A", "amount": "100.00"}, {"id": "b", "title": "B", "amount": "100.00"}],
  "allocation": {
    "rule": "optimal",
    "limits": [{"id": "floor", "min_count": 1}]
  }
}
C
t_run vp-allocate --config later.json ranking.csv
exits 0 "a minimum and two funds"
t_run vp-allocate --rule=rank --config later.json ranking.csv
exits 0 "a minimum that the list of rank keeps by itself"
sed -i 's/"min_count": 1/"min_count": 5/' later.json
t_run vp-allocate --rule=rank --config later.json ranking.csv
exits 3 "a minimum by rank"
err_like "^later.json:6:45: error: the rule rank goes down the list and cannot keep 'min_count'" "with its place"
