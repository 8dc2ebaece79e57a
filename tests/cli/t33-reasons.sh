#!/bin/sh
# Reasons name a stage as people do: by its title, in a round, as a filter, and when a commit is done again.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q round
cat >round/round.json <<'E2'
{"vp": 1, "id": "r-1", "title": "Round", "lang": "zh", "currency": "CNY",
 "funds": [{"id": "main", "title": "Main fund", "amount": "2500.00"}], "allocation": {"rule": "greedy"}}
E2
cat >round/rubric.json <<'E2'
{"vp": 1, "id": "q", "title": "Q", "stages": [
 {"id": "paper", "title": "初评", "pass_mark": "60.00", "criteria": [{"id": "merit", "max": "100.00"}]}]}
E2
git -C round commit -qam rules
printf 'id,title,applicant,requested\nP-1,One,Org A,1000\nP-2,Two,Org B,1000\n' >proposals.csv
printf 'proposal,reviewer,merit\nP-1,R1,80\nP-2,R1,50\n' >sheet.csv
vp-intake -q -C round "$PWD/proposals.csv" >/dev/null
vp-score -q -C round "$PWD/sheet.csv" >/dev/null
like "$(cat round/ranking.csv)" '^,P-2,.*,gated:paper,' "flags keep the id"
vp-allocate -q -C round >/dev/null
like "$(cat round/awards.csv)" '^P-2,ineligible,.*未达到阶段“初评”的合格线' "the reason has the title"
t_run vp-audit -C round verify
exits 0 "and is the same when it is done again"
t_run vp-allocate --config round/round.json round/ranking.csv
out_like '未达到阶段“初评”的合格线' "a filter has the rubric beside its configuration"
cp "$out" beside.csv
same beside.csv round/awards.csv "and gives the same bytes"
mkdir alone
cp round/round.json alone/
t_run vp-allocate --config alone/round.json round/ranking.csv
out_like '未达到阶段“paper”的合格线' "without a rubric the id stands"
t_run vp-allocate --config alone/round.json --rubric round/rubric.json round/ranking.csv
same "$out" beside.csv "--rubric names it too"
sed -i 's/"title": "初评", //' round/rubric.json
t_run vp-allocate --config round/round.json round/ranking.csv
out_like '未达到阶段“paper”的合格线' "and so it does for a stage without a title"
echo '{' >round/rubric.json
t_run vp-allocate --config round/round.json round/ranking.csv
exits 3 "a rubric that cannot be read is told"
err_like 'rubric.json:[0-9]+:[0-9]+: error' "with its place"
