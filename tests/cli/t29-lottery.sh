#!/bin/sh
# The funding line: who is accepted, rejected, or drawn by lot, and the draw that takes the group from vp-score.
. "${0%/*}/lib.sh"

cat >rubric.json <<'E'
{"vp": 1, "id": "s", "title": "Panel", "stages": [
  {"id": "panel", "aggregate": "expected-rank", "criteria": [{"id": "mark", "max": "10.00"}]}]}
E
sed 's/"title": "Panel", /&"flags": {"line": 3}, /' rubric.json >lined.json
cat >round.json <<'E'
{"vp": 1, "id": "r", "title": "R", "currency": "CNY", "funds": [{"id": "f", "title": "F", "amount": "350.00"}]}
E
{ echo id,title,applicant,requested; for p in 1 2 3 4 5 6 7 8; do echo "P$p,T$p,A$p,100.00"; done; } >proposals.csv
cat >sheet.csv <<'E'
proposal,reviewer,mark
P1,a,10
P1,b,9
P1,c,10
P2,a,9
P2,b,8
P2,c,9
P3,a,7
P3,b,6
P3,c,6
P4,a,7
P4,b,6
P4,c,6
P5,a,6
P5,b,6
P5,c,7
P6,a,3
P6,b,2
P6,c,3
P7,a,2
P7,b,2
P7,c,1
P8,a,1
P8,b,1
P8,c,1
E
flags() { awk -F, 'NR > 1 { print $2 "=" $9 }' "$out" | tr '\n' ' '; }
wanted="P1=accepted P2=accepted P3=lottery;line P4=lottery P5=lottery P6=rejected P7=rejected P8=rejected "

t_run vp-score --rubric rubric.json --line 3 sheet.csv
exits 0 "a line below rank 3"
is "$(flags)" "$wanted" "bounds that cross it are the lottery group"
err_like '^funding line below rank 3: 2 accepted, 3 in the lottery group, 3 rejected$' "and it is said"
cp "$out" ranking.csv
t_run vp-score --rubric lined.json sheet.csv
same "$out" ranking.csv "the rubric may have the line"
t_run vp-score --config round.json --rubric rubric.json --proposals proposals.csv --line budget sheet.csv
is "$(flags)" "$wanted" "350.00 pays three of 100.00"
t_run vp-score --rubric rubric.json --line 3 --json sheet.csv
out_like '"lottery": "3"' "JSON has the sizes of the groups"
t_run env LC_ALL=zh_CN.UTF-8 vp-score --rubric rubric.json --line 3 sheet.csv
err_like '3 个进入抽签' "in Chinese too"

# ---- the pipe ----

t_sh 'vp-score -q --rubric rubric.json --line 3 sheet.csv | vp-draw --lottery --seed "9319 / 2 5 12 8 10"'
exits 0 "vp-score | vp-draw"
cp "$out" drawn
is "$(wc -l <drawn)" 1 "for the one place that is left"
printf '%s\n' P3 P4 P5 >group
t_run vp-draw -k 1 --seed '9319 / 2 5 12 8 10' group
same "$out" drawn "it is the draw from the list of ids, which anybody can do again"
t_run vp-draw --lottery -k 3 --seed 9319 ranking.csv
is "$(sort "$out" | tr '\n' ' ')" "P3 P4 P5 " "-k draws more of them, such as the whole order"
t_sh 'vp-score -q --rubric rubric.json --line 8 sheet.csv | vp-draw --lottery --seed 9319'
exits 0 "nobody has to be drawn where all are funded"
is "$(cat "$out")" "" "so nobody is"

# ---- misuse ----

t_run vp-score --rubric rubric.json --line 3 --method median sheet.csv
exits 2 "the median has no bounds"
err_like 'ranks have no bounds' "which is said"
t_run vp-score --rubric lined.json --method median sheet.csv
exits 0 "a line of the rubric does not forbid a look at the median"
err_like 'warning: there is no lottery group' "but says what is missing"
out_unlike 'accepted|lottery|rejected' "and flags nobody"
for wrong in 0 -1 x 1.5 ''; do
    t_run vp-score --rubric rubric.json --line "$wrong" sheet.csv
    exits 2 "--line '$wrong'"
done
t_run vp-score --rubric rubric.json --line budget sheet.csv
exits 2 "a budget that nobody knows"
t_run vp-score --config round.json --rubric rubric.json --line budget sheet.csv
exits 2 "and proposals of which nobody knows what they ask for"
sed 's/"line": 3/"line": "x"/' lined.json >wrong.json
t_run vp-score --rubric wrong.json sheet.csv
exits 3 "a rubric with a line that is none"
sed 's/"line": 3/"line": 0/' lined.json >wrong.json
t_run vp-score --rubric wrong.json sheet.csv
exits 3 "or is 0"
cut -d, -f1-8 ranking.csv >plain.csv
t_run vp-draw --lottery --seed 1 plain.csv
exits 1 "a ranking without a line"
err_like 'has no lottery group' "has no lottery"
t_run vp-draw --lottery --header --seed 1 ranking.csv
exits 2 "a ranking is no list of lines"

# ---- in a round ----

t_run vp-init -q --template blank round
cp round.json rubric.json round/
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
t_run vp-score -q -C round --line budget "$PWD/sheet.csv"
exits 0 "a line in a round"
like "$(git -C round log -1 --format=%B)" '^Vp-Args: --line=budget$' "the step says which"
ok "vp-allocate takes the ranking with the line for what it is" vp-allocate -q -C round -o /dev/null
t_run vp-draw -C round --lottery --announce places --source 'state lottery, 1 June' "$PWD/round/ranking.csv"
exits 0 "the group is announced"
t_run vp-draw -C round --reveal places --seed '9319 / 2 5 12 8 10'
exits 0 "and drawn"
is "$(wc -l <"$out")" 1 "for the place that is left"
t_run vp-draw -C round --lottery --announce none --source x - <<'E'
rank,id,title,applicant,score,low,high,reviews,flags
1,P1,,,1.00,1,1,1,accepted;line
E
exits 1 "there is nothing to announce where nobody is drawn"
t_run vp-audit verify -C round
exits 0 "verify finds the same flags and the same draw"
