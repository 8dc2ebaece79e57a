#!/bin/sh
# Nothing is decided or published on what is outdated: a ranking that is not of the marks, awards not of the ranking.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q round
cat >round/round.json <<'E2'
{"vp": 1, "id": "r-1", "title": "Round", "lang": "en", "currency": "GBP",
 "fields": {"grade": {"type": "choice", "choices": ["A", "B"]}},
 "funds": [{"id": "main", "title": "Main fund", "amount": "2500.00"}],
 "allocation": {"rule": "greedy", "step": "1.00"}}
E2
cat >round/rubric.json <<'E2'
{"vp": 1, "id": "q", "title": "Q", "stages": [{"id": "paper", "title": "On paper", "pass_mark": "10.00",
 "criteria": [{"id": "merit", "max": "100.00"}]}],
 "bonuses": [{"id": "grade", "title": "Grade", "max": "5.00", "from": "field:grade", "map": {"A": "5.00", "B": "0.00"}}]}
E2
commit() { git -C round commit -qam "$1"; }
commit rules
cat >proposals.csv <<'E2'
id,title,applicant,requested,grade
P-1,One,Org A,1000,A
P-2,Two,Org B,1000,B
P-3,Three,Org C,1000,B
E2
cat >sheets.csv <<'E2'
proposal,reviewer,merit
P-1,R1,60
P-1,R2,60
P-1,R3,90
P-2,R1,66
P-2,R2,66
P-2,R3,66
P-3,R1,5
P-3,R2,5
P-3,R3,5
E2
intake() { vp-intake -q -C round "$PWD/$1" >/dev/null; }
intake proposals.csv
t_run vp-allocate -C round
exits 3 "nothing is ranked yet"
err_like "score the proposals first" "and it says what to run"
vp-score -q -C round "$PWD/sheets.csv" >/dev/null
ok "a fresh ranking is decided on" vp-allocate -q -C round
t_run vp -C round status
out_like '^ranking,current$' "status: the ranking is current"
out_like '^awards,current$' "status: the awards are current"
ok "and published" vp-report -C round notice

outdated() # WHAT LINE: the ranking is refused everywhere
{
    t_run vp-allocate -C round
    exits 1 "$1: vp-allocate refuses the ranking"
    err_like "ranking.csv:$2: error: the ranking is outdated" "$1: names the line"
    err_like "hint: rank the proposals again: vp-score" "$1: says what to run"
    t_run vp-allocate -n -C round
    exits 1 "$1: so does -n"
    t_run vp-report -C round notice
    exits 1 "$1: the notice refuses it"
    err_like "vp-score" "$1: and says what to run"
    t_run vp-report -C round annual --year 2023
    exits 0 "$1: the account is of what was decided"
    t_run vp -C round status
    out_like '^ranking,outdated$' "$1: status says so"
    out_like '^awards,outdated$' "$1: of the awards too"
    out_like '^next,vp score$' "$1: and what comes next"
}
again()
{
    ok "ranked again" vp-score -q -C round
    t_run vp-report -C round notice
    exits 1 "awards of another ranking are not published"
    err_like "awards.csv: error: the awards are outdated: they are not of the ranking" "and it says why"
    err_like "hint: decide again: vp-allocate" "and what to run"
    t_run vp-report -C round annual --year 2023
    exits 1 "nor accounted for"
    t_run vp -C round status
    out_like '^ranking,current$' "status: the ranking is current again"
    out_like '^awards,outdated$' "status: the awards are not"
    out_like '^next,vp allocate$' "status: they come next"
    ok "decided again" vp-allocate -q -C round
    ok "published again" vp-report -C round notice
}

sed 's/^P-1,One,Org A,1000,A/P-1,One,Org A,1000,B/' proposals.csv >bonus.csv
intake bonus.csv
outdated "another bonus" 2
t_run vp -C round status --format=table
out_like '  ranking +2 ranked, 1 not; outdated$' "another bonus: people read it"
out_like '  awards +2, 0 in reserve; outdated$' "another bonus: of the awards too"
t_run LC_ALL=zh_CN.UTF-8 vp -C round status --format=table
out_like '已过时$' "in Chinese too"
again
sed 's/,1000,A/,1400,B/' proposals.csv >requested.csv
intake requested.csv
outdated "another amount" '[23]'
again
printf 'proposal,reviewer,merit\nP-1,R4,70\n' >more.csv
vp-score -n -q -C round "$PWD/more.csv" >/dev/null
mkdir -p round/reviews/paper
printf 'proposal,merit,conflict,comment\nP-1,70.00,,\n' >round/reviews/paper/R4.csv
git -C round add reviews
commit "a review by hand"
outdated "another review" '[23]'
again
sed -i 's/"pass_mark": "10.00"/"pass_mark": "1.00"/' round/rubric.json
commit "another pass mark"
outdated "another rubric" 4
again

# ---- a method of the command line
ok "the middle score" vp-score -q -C round --method=median
ok "is decided on" vp-allocate -q -C round
ok "and published" vp-report -C round notice
t_run vp -C round status
out_like '^ranking,current$' "status knows the method"
intake proposals.csv
t_run vp-allocate -C round
exits 1 "when the proposals change it is refused"
err_like "hint: rank the proposals again: vp-score --method=median$" "and the hint has the method"
ok "ranked again" vp-score -q -C round --method=median
ok "decided again" vp-allocate -q -C round
ok "the rubric's own method" vp-score -q -C round
t_run vp-report -C round notice
exits 1 "is another ranking"
ok "which can be decided on" vp-allocate -q -C round

# ---- the rules of the allocation, and the awards themselves
sed -i 's/"2500.00"/"2600.00"/' round/round.json
commit "more money"
t_run vp-report -C round notice
exits 1 "awards by other funds are not published"
err_like "the funds or the rules of the allocation in round.json have changed" "and it says why"
t_run vp -C round status
out_like '^awards,outdated$' "status says so"
ok "decided again" vp-allocate -q -C round
sed -i 's/"title": "Round"/"office": {"phone": "020-0"}, "title": "Round"/' round/round.json
commit "a telephone"
ok "another telephone number changes no award" vp-report -C round notice
sed -i 's/One/Uno/' round/awards.csv
commit "by hand"
t_run vp-report -C round notice
exits 1 "awards edited by hand are not published"
err_like "awards.csv: error: the awards are not as vp-allocate decided them" "and it says why"
git -C round rm -q ranking.csv
commit "no ranking"
t_run vp-report -C round notice
exits 1 "awards without a ranking are not published"
t_run vp -C round status
out_like '^next,vp score$' "status asks for one"
