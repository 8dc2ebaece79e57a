#!/bin/sh
# vp-score --letters: what each applicant is told, and what is left out.
. "${0%/*}/lib.sh"

cat >round.json <<'E'
{"vp": 1, "id": "r", "title": "Spring", "currency": "CNY"}
E
cat >rubric.json <<'E'
{"vp": 1, "id": "rb", "title": "R", "stages": [{"id": "paper", "title": "Paper", "criteria": [
  {"id": "need", "title": "Need", "max": "60.00"}, {"id": "team", "title": "Team", "max": "40.00"}]}]}
E
cat >proposals.csv <<'E'
id,title,applicant,requested
P-1,One,Org A,1000.00
P-2,Two <b>,Org B,1000.00
P-3,Three,Org C,1000.00
E
printf 'id,name,organisation\nR01,Ann Lee,Uni X\nR02,王小明,\nR03,Cy,\n' >panel.csv
cat >sheet.csv <<'E'
proposal,reviewer,need,team,conflict,comment
P-1,R01,50,30,,Zeal is plain
P-1,R02,40.5,31,,"As ann lee says, R01 liked it. R011 is a part"
P-2,R01,20,30,,王小明 will agree
P-2,R02,21,30,,王 小 明写的
P-2,R03,,,yes,my former employer
P-3,R03,10,10,,"<script>x</script> Cyan"
E
score() { t_run vp-score --config round.json --proposals proposals.csv "$@" sheet.csv; }

score -n --letters out
exits 0 "letters without writing them"
not "make no folder" test -e out
err_like "^3 letters would be written into 'out'$" "and it is said how many there would be"
err_like "'P-1': a comment named a reviewer" "and what would be cut"
score --letters out
exits 0 "letters"
is "$(cd out && echo *)" "P-1.md P-2.md P-3.md" "one for each proposal"
is "$(cat "$out")" "" "and no ranking beside them"
like "$(cat out/P-1.md)" 'Need +\| +45\.25 \| +40\.50 \| +50\.00 \| +60\.00' "marks by criterion: mean, lowest, highest, maximum"
like "$(cat out/P-1.md)" 'in the first quarter of 3 ranked' "where the rank lies"
like "$(cat out/P-1.md)" 'As \\?\[…\\?\] says, \\?\[…\\?\] liked it\. R011 is a part' "names and ids are cut out, as whole words"
unlike "$(cat out/*.md)" 'R0[123]\b|王小明|王 小 明|Ann|Uni X' "no reviewer is named anywhere"
err_like "'P-1': a comment named a reviewer, which the letter leaves out" "and what was cut is said"
err_like "'P-2': a comment names a reviewer and is left out of the letter" "a name that cannot be cut out takes the comment with it"
unlike "$(cat out/P-2.md)" 'former employer' "a review that does not count is not told"
unlike "$(cat out/P-1.md)" 'P-2|P-3|Org B|Three' "nothing of other proposals"
is "$(grep -n 'As ' out/P-1.md | cut -d: -f1 | head -n 1)" "$(($(grep -n Zeal out/P-1.md | cut -d: -f1) - 2))" \
    "comments are in an order that says nothing of reviewers"

score --letters out
exits 1 "letters are not written over"
err_like 'out/P-1\.md: error: this file is there already' "which is said"
rm out/P-1.md
score --letters out
exits 1 "not even the others"
is "$(cd out && echo *)" "P-2.md P-3.md" "and nothing is written"
score --letters out --force
exits 0 "--force writes over them"
score --letters web --format html
exits 0 "as pages"
unlike "$(cat web/*.html)" '<script>' "comments are text"
like "$(cat web/P-2.html)" 'Two &lt;b&gt;' "titles too"
sed 's/"title": "Spring"/&, "lang": "zh"/' round.json >zh.json
t_run vp-score --config zh.json --rubric rubric.json --proposals proposals.csv --letters zh sheet.csv
like "$(cat zh/P-1.md)" '评审' "in the round's language"
t_run vp-score --config round.json --proposals proposals.csv --method expected-rank --line 1 --letters banded sheet.csv
like "$(cat banded/P-1.md)" 'rank 1 of 3' "with bounds where there are some, once when they are one"

# ---- misuse ----
score --force
exits 2 "--force alone"
score --letters out --reliability
exits 2 "one answer"
score --letters no/such/folder
exits 5 "a folder that cannot be made"
sed 's/P-1,R01,50/P-1,R01,99/' sheet.csv >wrong.csv
t_run vp-score --config round.json --proposals proposals.csv --letters none wrong.csv
exits 1 "a refused row"
not "writes no letters: the scores would be wrong" test -e none
printf 'proposal,reviewer,need,team\na/b,R01,1,1\n' >slash.csv
t_run vp-score --rubric rubric.json --letters none slash.csv
exits 1 "an id that cannot be a file"
not "makes no folder" test -e none

# ---- in a round ----
t_run vp-init -q --template blank round
cp round.json rubric.json panel.csv round/
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
ok "sheets come in" vp-score -q -C round -o /dev/null "$PWD/sheet.csv"
tip=$(git -C round rev-parse HEAD)
t_run vp-score -C round --letters "$PWD/from-round"
exits 0 "letters of a round"
same from-round/P-3.md out/P-3.md "are those of the filter"
is "$(git -C round rev-parse HEAD)" "$tip" "and record nothing"
