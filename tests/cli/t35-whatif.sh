#!/bin/sh
# Explanations and what-if: what is told is what deciding again gives, and nothing is recorded.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{"vp": 1, "id": "r-1", "title": "Round", "currency": "CNY", // a comment
 "funds": [{"id": "main", "title": "Main fund", "amount": "2500.00"},
           {"id": "aid", "amount": "900.00", "pays": {"category": ["care"]}}],
 "categories": ["care", "art"],
 "allocation": {"rule": "optimal", "pass_mark": "60.00", "reserve": 1,
  "levels": [{"min_score": "85.00", "share": "1.00"}, {"min_score": "60.00", "share": "0.80"}],
  "limits": [{"id": "cap", "where": {"category": ["art"]}, "max_amount": "1500.00"},
             {"id": "two", "each": "applicant", "max_count": 2}]}}
E2
cat >ranking.csv <<'E2'
rank,id,title,applicant,score,low,high,reviews,flags,requested,category,district
1,P-1,One,Org A,91.00,1,3,3,,1000.00,care,north
2,P-2,Two,Org A,88.50,1,4,3,,1200.00,art,north
3,P-3,Three,Org A,86.00,2,4,3,,900.00,care,south
4,P-4,Four,Org B,80.25,3,6,3,,1100.00,art,south
5,P-5,Five,Org C,79.00,5,7,3,,700.00,care,west
6,P-6,Six,Org D,71.00,5,7,3,,600.00,art,west
7,P-7,Seven,Org E,58.00,6,8,3,,300.00,care,north
,P-8,Eight,Org F,,,,0,gated:paper,300.00,care,north
E2
ask() { vp-allocate -q --config round.json "$@" ranking.csv; }

# Rank again with another score of one proposal, behind those of the same score: by score, then by the old order.
with_score() { # id score
    awk -F, -v OFS=, -v id="$1" -v score="$2" 'NR == 1 { print; next }
        $1 != "" { if ($2 == id) $5 = score
                   printf "%.2f %d %05d\t%s\n", 1000 - $5, $2 == id, NR, $0 }' ranking.csv |
    { IFS= read -r head; echo "$head"; sort | cut -f2 | awk -F, -v OFS=, '{ $1 = NR; print }'; }
    grep '^,' ranking.csv
}
status_at() { # id score rule
    with_score "$1" "$2" >moved.csv
    vp-allocate -q --config round.json --rule="$3" moved.csv | awk -F, -v id="$1" '$1 == id { print $2 == "awarded" }'
}
less() { awk -v x="$1" 'BEGIN { printf "%.2f", x - 0.01 }'; }

for rule in optimal rank greedy; do
    ask --margins --rule=$rule >margins.csv
    wrong=
    while IFS=, read -r id status amount rank score needs keeps rest; do
        if [ -n "$needs" ]; then
            [ "$(status_at "$id" "$needs" $rule)$(status_at "$id" "$(less "$needs")" $rule)" = 10 ] || wrong="$wrong $id"
        elif [ -n "$keeps" ]; then
            [ "$(status_at "$id" "$keeps" $rule)" = 1 ] || wrong="$wrong $id"
            case $keeps in 60.00) ;; *) [ "$(status_at "$id" "$(less "$keeps")" $rule)" = 0 ] || wrong="$wrong $id" ;; esac
        fi
    done <<E2
$(sed 1d margins.csv)
E2
    is "$wrong" "" "$rule: every margin is the score at which the decision changes"
done

t_run vp-allocate -q --config round.json --explain=P-6 ranking.csv
exits 0 "one proposal's story"
out_like '^status,unfunded$' "its status"
out_like '^level,from 60.00 points on: 80% of what may be granted$' "its level"
out_like '^score,it would be awarded from a score of 79.01 on' "the score it needs"
out_like "^money,.with 420.00 CNY more in 'Main fund' a best list has it" "the money it needs"
out_like '^other,.the best list with it is worth 328.25, 8.00 less.' "and what a list with it is worth"
in_at() { ask --set="funds.main.amount=$1" | awk -F, '$1 == "P-6" { print $2 }'; }
is "$(in_at 2920.00)" awarded "with that money it is awarded"
is "$(in_at 2919.99)" unfunded "and with one fen less not"
t_run vp-allocate -q --config round.json --explain=P-9 ranking.csv
exits 1 "a proposal that is not there"
err_like "there is no proposal 'P-9' in the ranking" "is told"

# --set is editing
ask --set=allocation.limits.cap.max_amount=2000 --set=allocation.limits.two.max_count=1 --set=allocation.levels= >set.csv
sed -e 's/"max_amount": "1500.00"/"max_amount": "2000"/' -e 's/"max_count": 2/"max_count": 1/' -e '/"levels"/d' \
    round.json >edited.json
vp-allocate -q --config edited.json ranking.csv >edited.csv
same set.csv edited.csv "--set gives what an edited round.json gives"
ask --set=allocation.limits.cap.max_count=1 >set.csv
sed 's/"max_amount": "1500.00"/&, "max_count": 1/' round.json >edited.json
vp-allocate -q --config edited.json ranking.csv >edited.csv
same set.csv edited.csv "a key that was not there: a count"
ask --set=funds.main.max_per_award=900 >set.csv
sed 's/"amount": "2500.00"/&, "max_per_award": "900"/' round.json >edited.json
vp-allocate -q --config edited.json ranking.csv >edited.csv
same set.csv edited.csv "and an amount"
ask --set=budget=6800 | awk -F, 'NR > 1 { n += $2 == "awarded" } END { print n }' >n
is "$(cat n)" "$(ask --set=funds.main.amount=5000 --set=funds.aid.amount=1800 | grep -c ,awarded,)" \
    "the budget is shared out as the funds have it"
ask --drop=P-1 --add=P-2 >set.csv
fixed='"fixed": [{"id": "P-1", "decision": "out", "reason": "what if"},'
fixed="$fixed {\"id\": \"P-2\", \"decision\": \"in\", \"reason\": \"what if\"}],"
sed "s/\"reserve\": 1,/&$fixed/" round.json >edited.json
vp-allocate -q --config edited.json ranking.csv >edited.csv
same set.csv edited.csv "--drop and --add are fixed decisions"
for bad in nothing allocation.limits.none.max_count=1 =1 allocation.typo=1 funds.main.amount=many budget=some \
    fields.x.type=text; do
    t_run vp-allocate -q --config round.json --set=$bad ranking.csv
    isnt "$status$(cat "$err")" 0 "--set=$bad is refused"
done

t_run vp-allocate -q --config round.json --sweep=budget=1000:5000:250 ranking.csv
exits 0 "a sweep"
is "$(awk -F, 'NR > 1 && $2 + 0 < last { bad = 1 } { last = $2 + 0 } END { print bad + 0 }' "$out")" 0 \
    "more money is never worth less"
is "$(awk -F, '$1 == 3250 { print $2, $3, $4 }' "$out")" \
    "$(ask --set=budget=3250 | awk -F, 'NR > 1 && $2 == "awarded" { s += $7; n++; m += $3 }
                                        END { printf "%.2f %d %.2f", s, n, m }')" "a point is a run of its own"
for bad in budget budget=1:2 budget=2:1:1 budget=1:2:0 budget=1:9000000:1 =1:2:1; do
    t_run vp-allocate -q --config round.json --sweep=$bad ranking.csv
    exits 2 "--sweep=$bad is misuse"
done
ask --sweep=budget=1000:5000:250 --svg >sweep.svg
like "$(cat sweep.svg)" '<polyline class="curve" points="' "and can be drawn"
t_run vp-allocate -q --config round.json --svg ranking.csv
exits 2 "nothing else can"

ask --compare=rank,greedy,optimal,phragmen >compare.csv
for rule in rank greedy optimal; do
    is "$(awk -F, -v r=$rule '$1 == r { print $2, $3, $4 }' compare.csv)" \
        "$(ask --rule=$rule | awk -F, 'NR > 1 && $2 == "awarded" { s += $7; n++; m += $3 }
                                        END { printf "%.2f %d %.2f", s, n, m }')" "compare: $rule as it is alone"
done
like "$(cat compare.csv)" '^optimal,.*,P-3 P-4 P-5,P-2,yes,' "who wins and loses"
like "$(cat compare.csv)" '^phragmen,,.*the rule follows ballots, and there are none' "a rule that cannot says why"

t_run vp-allocate -q --config round.json --stability ranking.csv
exits 0 "stability"
out_like '^P-1,awarded,1,1,3,yes,yes,safe,' "safe at its worst rank"
sed 's/,\([0-9]*\),\([0-9]*\),3,,/,,,3,,/' ranking.csv >sure.csv
t_run vp-allocate -q --config round.json --stability sure.csv
exits 1 "a ranking without bounds"
err_like 'does not say how sure its ranks are' "says nothing of it"

t_run vp-allocate -q --config round.json --limits ranking.csv
exits 0 "limits"
out_like '^main,,fund,2500.00,2500.00,25.00,0.00,' "what more of a fund is worth"
t_run vp-allocate -q --config round.json --limits --margins ranking.csv
exits 2 "one question at a time"

vp-init -q r
before=$(git -C r rev-parse HEAD)
t_run vp-allocate -q -C r --set=budget=1
is "$(git -C r rev-parse HEAD)" "$before" "a round stays as it is"
