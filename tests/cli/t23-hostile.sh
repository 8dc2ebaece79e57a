#!/bin/sh
# Sheets that mean harm: headings, ids and cells that nobody types by accident.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "opens": "2024-01-01", "closes": "2024-02-29",
  "fields": { "phone": {"headings": ["电话号"]} }
}
E2
head='项目编号,项目名称,申报单位,申请金额'
repeat() { head -c "$1" /dev/zero | tr '\0' "$2"; }
esc=$(printf '\033')
rlo=$(printf '\342\200\256')
zwsp=$(printf '\342\200\213')
longest() { awk '{ if (length($0) > most) most = length($0) } END { print most + 0 }' "$@"; }
clean() # NAME FILE…: nothing that a terminal would obey, or that turns text around
{
    clean_name=$1
    shift
    is "$(cat "$@" | LC_ALL=C grep -c "[$(printf '\001')-$(printf '\010')$(printf '\016')-$(printf '\037')$(printf '\177')]\\|$rlo")" 0 "$clean_name"
}

# ---- headings ----

printf '%s,%s\nP1,一,甲,5,z\n' "$head" "$(repeat 1000000 x)" >big.csv
t_run vp-intake --config round.json big.csv
exits 0 "a heading of a megabyte is left out"
ok "and not shown whole" test "$(longest "$err")" -lt 300
printf '%s,%s\nP1,一,甲,5,z\n' "$head" "$(repeat 1200000 x)" >bigger.csv
t_run vp-intake --config round.json bigger.csv
exits 1 "a longer one is refused"
err_like '^bigger.csv:1:5: error: this cell is longer than 1048576 bytes$' "with its place"
printf '项目编号,项目名称,申报单位,%s\nP1,一,甲,5\n' "$(repeat 5000 申)" >only.csv
t_run vp-intake --config round.json only.csv
exits 1 "what is too long is no heading"
ok "and told short" test "$(longest "$err")" -lt 600

printf '项目编号%s[31m,项目%s名称,%s申报单位,申请金额,a%sb%s[2Jc\nP1,一,甲,5,z\n' "$esc" "$zwsp" "$rlo" "$rlo" "$esc" >esc.csv
t_run vp-intake --config round.json --map '项目编号[31m=id' --rejects rejects.csv esc.csv
exits 0 "headings with control characters and direction marks can be mapped"
clean "nothing of them reaches the terminal" "$err"
clean "or a file" rejects.csv "$out"
err_like "the column 'ab\[2Jc' is not understood" "they are told without"
{ printf '项目编号,项目\000名称,申报单位,申请金额\nP1,一,甲,5\n'; } >nul.csv
t_run vp-intake --config round.json nul.csv
exits 1 "a NUL in a heading is refused"
err_like '^nul.csv: error: byte [0-9]+ is NUL' "with its offset"
{ printf '%s' "$head"; i=0; while [ $i -lt 300 ]; do printf ',项目名称%s' $i; i=$((i + 1)); done; printf '\nP1,一,甲,5\n'; } >wide.csv
t_run vp-intake --config round.json wide.csv
exits 0 "three hundred columns that mean nothing"
ok "are not all told" test "$(wc -l <"$err")" -lt 20
{ printf '%s' "$head"; repeat 16380 ,; printf '\nP1,一,甲,5\n'; } >widest.csv
t_run vp-intake --config round.json --header-rows 3 widest.csv
exits 1 "as wide as a sheet can be, with levels"
{ printf '%s' "$head"; repeat 16381 ,; printf '\nP1,一,甲,5\n'; } >wider.csv
t_run vp-intake --config round.json wider.csv
exits 1 "wider is refused"
err_like 'more than 16384 cells' "and told"
err_like 'hint: say what separates the cells' "with what to look for"

# In a round: what stays of them is clean as well.
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
ok "a round" vp-init --template blank r
cp round.json r/round.json
ok "is set up" git -C r commit -qam "the round's own fields"
printf '%s,a%sb%s[2Jc,%s\nP1,一,甲,5,z,y\np1,二,乙,6,z,y\nP3,三,丙,七,z,y\n' "$head" "$rlo" "$esc" "$(repeat 100000 x)" >round.csv
t_run vp-intake -C r "$PWD/round.csv"
exits 1 "a sheet with such headings is recorded"
clean "nothing of them reaches the history" r/intake/*/*
ok "the receipt is no longer for it" test "$(wc -c <"$(echo r/intake/*/receipt.json)")" -lt 3000
t_run vp-audit -C r verify
exits 0 "and can be checked"
nl='
'
t_run vp-intake -C r --map "a${nl}Vp-Args: --late${nl}b=title" "$PWD/round.csv"
exits 2 "a heading of several lines that is not there"
printf '项目编号,"名\n称",申报单位,申请金额\nP7,七,甲,5\n' >lines.csv
t_run vp-intake -C r --map "名${nl}称=title" "$PWD/lines.csv"
exits 0 "one that is there"
is "$(git -C r log -1 --format=%B | grep -c '^Vp-Args:')" 1 "is recorded as one line"
t_run vp-audit -C r verify
exits 0 "and found again"
ok "a clone" git clone -q r clone
t_run vp-audit -C clone verify
exits 0 "also from what the history keeps"

# ---- ids ----

bad_id() { printf '%s\n"%s",一,甲,5\n' "$head" "$1" >id.csv; t_run vp-intake --config round.json id.csv; }
for id in a/b .. ../x . .git '.GIT ' CON aux.txt COM1 com9.x nul.tar.gz prn 'a.' -x 'P 1' 'a\b' '😀' 'P:1' 'P*' 'P?' 'P|' 'P<' 'P>' \
    'P~1' 'GIT~1' '%2e%2e' 'P$' "P${rlo}1" "g$(printf '\342\200\215')it" ".g$(printf '\342\200\214')it" "P${esc}[2J" "P${nl}8" '１／２' '．．' 'ＣＯＮ'; do
    bad_id "$id"
    exits 1 "the id '$(printf %s "$id" | tr '\n\033' '??')' is refused"
    err_like '^id.csv:2:1: error: .* cannot be an id: it names a file$' "by name"
done
clean "none reaches the terminal" "$err"
bad_id "$(repeat 201 k)"
err_like '^id.csv:2:1: error: the id is longer than 100 bytes$' "a long id"
for id in 1E+05 1.5E+10 1e5; do
    bad_id "$id"
    err_like "^id.csv:2:1: error: '$(echo $id | sed 's/[+.]/\\&/g')' has lost its digits in a spreadsheet\$" "the id $id"
done
for id in =P1 +P1 -P1 @P1 '＝P1'; do
    bad_id "$id"
    case $id in
    -*) exits 1 "an id that looks like an option is refused" ;;
    *)  exits 0 "an id that looks like a formula stands"
        err_like "^id.csv:2:1: warning: a spreadsheet would run '.P1' as a formula: kept as text\$" "and is told" ;;
    esac
done
printf '%s\nP-1,一,甲,5\np-1,二,乙,6\nＰ－１,三,丙,7\nP\303\251,四,丁,8\nPe\314\201,五,戊,9\n' "$head" >twins.csv
t_run vp-intake --config round.json twins.csv
err_like "^twins.csv:3:1: error: the id 'p-1' differs from 'P-1' in row 2 in writing only\$" "another case: both are shown"
err_like "^twins.csv:4:1: error: the id 'P-1' is already used in row 2\$" "full-width"
err_like "^twins.csv:6:1: error: the id 'Pé' is already used in row 5\$" "composed and decomposed"
err_like '^5 rows: 2 accepted, 0 amended, 0 unchanged, 3 rejected' "and all are counted"
printf '%s\nGz-9,一,甲,5\n' "$head" >first.csv
printf '%s\nGZ-9,一,甲,5\n' "$head" >second.csv
ok "one sheet" vp-intake -q -C r "$PWD/first.csv"
t_run vp-intake -C r "$PWD/second.csv"
exits 1 "in a second one the id may not differ in case either"
err_like "the id 'GZ-9' differs from the round's 'Gz-9' in writing only\$" "both are shown"

# ---- cells ----

n=0
for text in '=1+1' '+1+1' '-1+1' '@SUM(A1)' '＝1+1' '＋1' '－1+1' '＠x' '=cmd|/C calc!A0'; do
    n=$((n + 1))
    printf '%s\nP1,"%s",甲,5\n' "$head" "$text" >formula.csv
    t_run vp-intake --config round.json --format csv formula.csv
    exits 0 "formula $n stands"
    err_like '^formula.csv:2:2: warning: a spreadsheet would run .* as a formula: kept as text$' "and is told"
    is "$(tail -n 1 "$out" | cut -d, -f3 | tr -d '"')" "$text" "csv has it as it is"
    t_run vp-intake -q --config round.json --format sheet formula.csv
    is "$(tail -n 1 "$out" | tr -d '\r' | cut -d, -f3 | tr -d '"')" "'$text" "sheets are guarded"
done
printf '%s\nP1,%s,甲,%s\n' "$head" "$(repeat 500000 t)" "$(repeat 500000 9)" >cell.csv
t_run vp-intake --config round.json --rejects rejects.csv cell.csv
exits 1 "cells of half a megabyte"
ok "are told short" test "$(longest "$err")" -lt 1000
printf '%s,电话号\nP1,一,甲,5,1.38E+10\n' "$head" >phone.csv
t_run vp-intake --config round.json phone.csv
exits 1 "a phone that lost its digits"
err_like '^phone.csv:2:5: error: the number has lost its digits in a spreadsheet$|cannot be taken$' "is refused"
err_unlike '1.38E' "and not shown"

sed 's/"fields"/"eligibility": [{"id": "barred", "field": "uscc", "not_in": "lists\/none.csv"}], "fields"/' round.json >list.json
t_run vp-intake --config list.json first.csv
exits 3 "a list that is missing"
err_like "^lists/none.csv: error: the rule 'barred' needs this list, and it is not there\$" "is named, with its rule"
