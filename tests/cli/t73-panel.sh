#!/bin/sh
# vp-assign --panel: a panel drawn from a larger pool, and drawn again by anybody.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "r", "title": "A round", "currency": "CNY", "categories": ["care", "law", "health"],
  "draw": {"source": "a lottery", "seed": "9319 / 2 5 12 8 10"}
}
E2
cat >rubric.json <<'E2'
{
  "vp": 1, "id": "rb", "title": "Rubric", "stages": [{"id": "paper", "reviewers": 2, "criteria": [
    {"id": "need", "max": "100"}]}]
}
E2
{
    echo id,organisation,fields,available
    for i in 1 2 3 4 5 6 7 8 9; do
        case $i in 9) f=law a=yes ;; 8) f=health a=no ;; *) f=care a=yes ;; esac
        echo "R$i,Org $([ $i = 9 ] && echo 9 || echo $((i % 4))),$f,$a"
    done
} >panel.csv
{
    echo id,title,applicant,requested,category
    for i in 1 2 3 4 5 6; do echo "P-$i,Title,Applicant $i,1000.00,$([ $i = 6 ] && echo law || echo care)"; done
} >proposals.csv
who() { sed 1d "$1" | cut -d, -f1 | sort -u | tr '\n' ' '; }
filter() { t_run vp-assign --config round.json --proposals proposals.csv "$@"; }

filter --panel 4
exits 0 "a panel of four"
is "$(who "$out" | wc -w | tr -d ' ')" 4 "four reviewers have proposals"
like "$(who "$out")" 'R9' "the only one who knows a proposal's field is one of them"
unlike "$(who "$out")" 'R8' "nobody who is not available"
first=$(who "$out")
is "$(sed 1d panel.csv | grep -E "^($(echo $first | tr ' ' '|'))," | cut -d, -f2 | sort -u | wc -l | tr -d ' ')" 4 \
    "one of each organisation before a second of any"
{ head -n 1 panel.csv; sed 1d panel.csv | sort -r; } >p2 && mv panel.csv p1 && mv p2 panel.csv
filter --panel 4
is "$(who "$out")" "$first" "whatever the order of panel.csv"
mv p1 panel.csv
others=
for seed in 1 2 3 4 5 6; do filter --panel 4 --seed "$seed"; others="$others$(who "$out")
"; done
ok "another seed draws others" test "$(echo "$others" | sort -u | wc -l)" -gt 2
filter --panel 9
exits 1 "more than there are"
err_like "a panel of 9 is to be drawn, and 8 reviewers may take part" "is told"
filter --panel 0
exits 2 "nobody at all"
filter --seed 1
exits 2 "a seed for nothing"

# ---- in a round, drawn again by verify ----
t_run vp-init -q --template blank round
cp round.json rubric.json panel.csv round/
git -C round add -A && git -C round commit -qm 'Configuration'
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/proposals.csv"
t_run vp status -C round
out_like '^next,vp assign --sheets sheets$' "vp status says what comes next"
t_run vp-assign -C round --panel 4
exits 0 "drawn in a round"
is "$(who "$out")" "$first" "the same panel"
like "$(git -C round log -1 --format=%B)" '^Vp-Args: --panel=4$' "the step says how many"
like "$(git -C round log -1 --format=%B)" '^Vp-Args: --seed=9319\./2\.5\.8\.10\.12\./$' "and by which seed"
t_run vp-audit verify -C round
exits 0 "vp-audit verify draws again"
sed 's/^R9,.*/&/; s/^\(R[0-9],Org 3,[a-z]*\),yes/\1,no/' panel.csv >round/panel.csv
git -C round commit -qam 'Two fall out'
t_run vp-assign -C round --panel 4
exits 0 "reviewers fall out"
err_like 'pairs stay as they were' "the others keep what they have"
stay=$(for r in $first; do grep -q "^$r,Org 3" panel.csv || echo "$r"; done | tr '\n' ' ')
for r in $stay; do like "$(who "$out")" "$r" "$r is still on the panel"; done
t_run vp-audit verify -C round
exits 0 "and that is drawn again too"

# ---- who has done how much ----
t_run vp status -C round --format csv
out_like '^assigned.paper,12$' "vp status tells what is assigned"
out_like '^done.paper,0$' "and what is in"
one=$(sed -n '2s/,.*//p' round/assignments.csv)
mine=$(grep -c "^$one," round/assignments.csv)
{
    echo proposal,reviewer,need
    grep "^$one," round/assignments.csv | sed -n '1s/^\([^,]*\),\([^,]*\),.*/\2,\1,50/p'
} >sheet.csv
ok "one review comes in" vp-score -q -C round -o /dev/null "$PWD/sheet.csv"
t_run vp status -C round --format csv
out_like '^done.paper,1$' "it is counted"
out_like "^waiting.paper,.*$one 1/$mine" "and of whom the others are awaited"
t_run vp status -C round --format table
out_like '^  assigned   paper: 1 of 12 reviews are in$' "in words"
out_like "^ +[0-9] reviewers still have some to do: .*$one 1/$mine" "with the reviewers"
