#!/bin/sh
# vp-intake as a filter: sheets as they really arrive, and what is no sheet at all.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "opens": "2024-01-01", "closes": "2024-02-29",
  "categories": ["为老服务", "助残服务"],
  "fields": { "phone": {"headings": ["电话号"]} },
  "eligibility": [ {"id": "cap", "field": "requested", "max": "500000.00"} ]
}
E2
head='id,title,applicant,requested,category'

# ---- dialects: the same two proposals, whatever wrote them ----

printf '%s\n' "$head" 'P1,长者饭堂,示例甲,120000,为老服务' 'P2,助残就业,示例乙,60000.5,助残服务' >plain.csv
t_run vp-intake --config round.json plain.csv
exits 0 "a plain sheet is taken in"
cp "$out" wanted.csv
out_is "the answer has every public field, in the order of the contract" <<'E2'
id,status,title,applicant,uscc,purpose,category,district,requested,budget,own_funds,applicant_type,street,community,direct_beneficiaries,indirect_beneficiaries,starts,ends,summary,approved_budget
P1,accepted,长者饭堂,示例甲,,,为老服务,,120000.00,,,,,,,,,,,
P2,accepted,助残就业,示例乙,,,助残服务,,60000.50,,,,,,,,,,,
E2

same_answer() { t_run vp-intake -q --config round.json "$2"; exits 0 "$1: taken in"; same "$out" wanted.csv "$1: the same answer"; }
sed 's/$/\r/' plain.csv >crlf.csv; same_answer "CRLF" crlf.csv
tr '\n' '\r' <plain.csv >cr.csv; same_answer "CR" cr.csv
{ printf '\357\273\277'; cat plain.csv; } >bom.csv; same_answer "UTF-8 with a mark" bom.csv
iconv -f UTF-8 -t GB18030 plain.csv >gb.csv; same_answer "GB18030" gb.csv
{ printf '\377\376'; tr ',' '\t' <plain.csv | iconv -f UTF-8 -t UTF-16LE; } >utf16.txt; same_answer "UTF-16 with TAB" utf16.txt
tr ',' '\t' <plain.csv >tab.csv; same_answer "TAB" tab.csv
tr ',' ';' <plain.csv >semi.csv; same_answer "semicolon" semi.csv
{ echo 'sep=;'; tr ',' ';' <plain.csv; } >sep.csv; same_answer "sep=;" sep.csv
printf %s "$(cat plain.csv)" >nolf.csv; same_answer "no last line end" nolf.csv
{ echo '某某公益创投申报汇总表,,,,'; echo; cat plain.csv; echo ',,,,'; } >title.csv; same_answer "title rows and empty rows" title.csv
sed '1s/.*/项目编号,专案名稱,申報單位,申請金額,項 目 類 別/; 1s/专案名稱/項目名稱/' plain.csv >zh.csv; same_answer "headings in traditional script" zh.csv
sed '1s/.*/项目编号,项目名称,申报单位,申请金额（万元）,项目类别/; s/120000/12/; s/60000.5/6.00005/' plain.csv >unit.csv
same_answer "the unit in the heading" unit.csv
{ echo ',单位：万元,,,'; sed 's/120000/12/; s/60000.5/6.00005/' plain.csv; } >titleunit.csv; same_answer "the unit in a title row" titleunit.csv
t_sh 'vp-intake -q --config round.json - <plain.csv'
same "$out" wanted.csv "standard input, as -"
t_sh 'cat plain.csv | vp-intake -q --config round.json'
same "$out" wanted.csv "a pipe, without an operand"

# ---- rows ----

cat >rows.csv <<'E2'
id,title,applicant,requested,category,电话号,备注
P1,一,甲,600000,为老服务,13800000001,x
P2,二,乙,5,为老服务,13800000002,
P2,三,丙,5,为老服务,,
P3,打 13800000004,丁,5,为老服务,13800000004,
合计,,,600016,,,
注：如有疑问请来电,,,,,,
P4,四,戊,5,为老服务,,,,多出来
E2
t_run vp-intake --config round.json --rejects refused.csv rows.csv
exits 1 "refused rows end in exit 1"
is "$(cut -d, -f1,2 <"$out" | tail -n +2 | tr '\n' ' ')" 'P2,accepted ' "the good row stands"
err_like '^rows.csv:2:4: error: 600000.00 is more than the maximum of 500000.00$' "file, row and column of a problem"
err_like '^vp-intake: hint: write at most 500000.00$' "how to mend it"
err_like '^rows.csv:1:7: note: the column .备注. is not understood' "columns left out are named"
err_like '^rows.csv:7: note: a row of notes' "rows of notes are named"
err_like '^rows.csv:6:4: warning: the stated total is 600016.00, but the rows above add up to 600015.00$' "totals are computed again"
err_like '^7 rows: 1 accepted, 0 amended, 0 unchanged, 4 rejected, 2 not a proposal$' "every row is counted"
err_like '^requested: 5.00 by the proposals that stand, 600015.00 by all rows$' "so is every amount"
same refused.csv - "rejects: the public cells as they came, the rule, the problem and the mend in the round's language" <<'E2'
id,title,applicant,requested,category,row,column,rule,problem,mend
P1,一,甲,600000,为老服务,2,requested,cap,600000.00 超过上限 500000.00,最多填 500000.00
P2,三,丙,5,为老服务,4,id,unique,编号“P2”已在第 3 行使用,请为其中一行另编编号，或删去该行
P3,***,丁,5,为老服务,5,title,private,单元格中含有本行个人信息列的内容,请从此单元格中删去
,,,,,8,,cells,本行有 9 个单元格，表头有 7 个,含有分隔符的单元格请用引号括起来
E2
unlike "$(cat "$out")" 13800000 "no private value in the answer"
t_run env LANG=zh_CN.UTF-8 LC_ALL= vp-intake --config round.json --rejects again.csv rows.csv
same again.csv refused.csv "the language of the shell does not change what is written"
err_like '^rows.csv:2:4: 错误: 600000.00 超过上限 500000.00$' "the language of the shell is spoken on stderr"
t_run vp-intake -q --format json --config round.json plain.csv
if command -v python3 >/dev/null 2>&1; then
    ok "json is JSON" python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["schema"]=="vp-intake/1" and d["rows"][1]["requested"]=="60000.50"' "$out"
else
    skip "json is JSON" "no python3"
fi
printf '%s\n' "$head" 'P1,=1+1,示例甲,120000,为老服务' >formula.csv
t_run vp-intake --format sheet --config round.json formula.csv
err_like "warning: a spreadsheet would run '=1\+1' as a formula" "formulas are told"
out_like "^P1,accepted,'=1\+1," "and guarded in sheets"

t_run vp-intake --config round.json --received 2024-03-01 plain.csv
exits 1 "after the round has closed rows are refused"
err_like '2024-03-01' "and the day is named"
t_run vp-intake --config round.json --received 2024-03-01 --late -m "寄送延误" plain.csv
exits 0 "late rows can be admitted for a reason"
t_run vp-intake --config round.json --received 2024-03-01 --late plain.csv
exits 2 "but not without one"
t_run vp-intake --config round.json --received 2024-02-30 plain.csv
exits 2 "a day that is none is misuse"
t_run vp-intake --config round.json --received 2024-02-29 plain.csv
exits 0 "the last day is not late"

printf '%s\nP1,a\342\200\256b,c,5,为老服务\nP2,电话 13812345678,c,5,为老服务\n' "$head" >odd.csv
t_run vp-intake --config round.json odd.csv
err_like '^odd.csv:2:2: error: the cell holds a control character' "characters that turn text around are refused"
err_like '^odd.csv:3:2: warning: the cell seems to hold a phone number' "somebody's number in a public cell is told"
sed 's/"eligibility": \[/&{"id":"e","each":"phone","max_count":1},/' round.json >each.json
t_run vp-intake --config each.json plain.csv
exits 3 "what is private is not kept to count with"
err_like '^each.json:[0-9]+:[0-9]+: error: ' "and the rule is named with its place"
t_run vp-intake --config round.json --rejects= plain.csv
exits 2 "a rejects file without a name is misuse"

{ printf '%s' "$head"; i=0; while [ $i -lt 25 ]; do printf ',c%s' $i; i=$((i + 1)); done; echo; tail -n +2 plain.csv; } >many.csv
t_run vp-intake --config round.json many.csv
err_like '^many.csv:1: note: and 15 more columns are left out$' "many columns that mean nothing are not all named"

# ---- what cannot be read at all: exit 1, a place, nothing on stdout ----

bad() # NAME FILE ERE
{
    t_run vp-intake --config round.json "$2"
    exits 1 "$1: refused"
    err_like "$3" "$1: says where and what"
    is "$(wc -c <"$out" | tr -d ' ')" 0 "$1: no answer"
}
: >empty.csv; bad "an empty file" empty.csv '^empty.csv:1:1: error: the file is empty$'
{ echo "$head"; echo ',,合计,0,'; } >header.csv; bad "a header alone" header.csv '^header.csv:1:1: error: there is no proposal below the header$'
printf '项目编号,项目名称,申报单位,申请金额,,项目类别\n,,,总额,自筹,\nP1,a,b,5,3,为老服务\n' >levels.csv
bad "a header of two levels" levels.csv '^levels.csv:2:5: error: the header has two levels: .自筹. is below .申请金额.$'
printf 'PK\003\004abc' >book.csv; bad "a workbook renamed" book.csv '^book.csv: error: this is an Excel workbook \(xlsx\), not CSV$'
head -c 4096 "$BUILD/vp-intake" >binary.csv; bad "a program" binary.csv '^binary.csv: error: '
{ cat plain.csv; printf 'P3,a\000b,c,5,\n'; } >nul.csv; bad "a NUL" nul.csv '^nul.csv: error: byte [0-9]+ is NUL'
{ cat plain.csv; printf 'P3,a\377b,c,5,\n'; } >bytes.csv; bad "bytes of no encoding" bytes.csv '^bytes.csv: error: byte [0-9]+ is not UTF-8'
{ cat plain.csv; printf 'P3,"a,c,5,\n'; } >quote.csv; bad "a quote never closed" quote.csv '^quote.csv:4:2: error: .* never closed$'
{ cat plain.csv; printf 'P3,a"b,c,5,\nP4,d,e,7,为老服务\nP5,"x"y,e,7,\n'; } >inner.csv
t_run vp-intake --config round.json --rejects refused.csv inner.csv
exits 1 "a quote in a cell is refused"
err_like '^inner.csv:4:2: error: a quotation mark' "with its place"
err_like '^5 rows: 3 accepted, 0 amended, 0 unchanged, 2 rejected' "and the other rows stand"
is "$(tail -n +2 refused.csv | cut -d, -f1-8 | tr '\n' ';')" ',,,,,4,,csv;,,,,,6,,csv;' "each such line is a reject"
printf '%s\nP1,,,合计,\n总计划编制,P2,甲,5,\n' 'title,id,applicant,requested,category' >labels.csv
t_run vp-intake --config round.json labels.csv
err_like '^2 rows: 1 accepted, 0 amended, 0 unchanged, 1 rejected, 0 not' "a name that begins like a label is a proposal's"
for label in 合计 '合 计：' '总计（万元）' 小计 Total 'Grand total:'; do
    printf '%s\nP1,a,b,5,\n,%s,,5,\n' "$head" "$label" >label.csv
    t_run vp-intake --config round.json label.csv
    err_like '^2 rows: 1 accepted, .* 0 rejected, 1 not a proposal' "'$label' is a label"
done
t_run vp-intake --config round.json --strict rows.csv
exits 1 "strict refuses"
is "$(wc -c <"$out" | tr -d ' ')" 0 "and answers nothing"
t_run vp-intake --config round.json --strict plain.csv
same "$out" wanted.csv "strict answers when every row stands"
echo kept >kept.csv
t_run vp-intake --config nowhere.json --rejects kept.csv plain.csv
is "$(cat kept.csv)" kept "a rejects file stays as it was when nothing could be read"
{ printf '%s\nP1,' "$head"; head -c 3000000 /dev/zero | tr '\0' x; echo; } >long.csv
bad "a field of 3 MB" long.csv '^long.csv:2:2: error: this cell is longer than'
{ printf 'id'; i=0; while [ $i -lt 9999 ]; do printf ',c%s' $i; i=$((i + 1)); done; echo; } >wide.csv
bad "10,000 columns that mean nothing" wide.csv '^wide.csv:1:1: error: no column is '
printf 'a,b\n1,2\n' >unknown.csv; bad "headings nobody knows" unknown.csv '^unknown.csv:1:1: error: none of the first 10 rows'
printf 'id,title,applicant,requested,申请金额\n' >twice.csv
bad "two columns for one field" twice.csv "^twice.csv:1:5: error: the columns 'requested' and '申请金额' are both 'requested'$"
printf 'id,title,applicant\nP1,a,b\n' >missing.csv; bad "no column of amounts" missing.csv "^missing.csv:1:1: error: no column is "
t_run vp-intake --config round.json nowhere.csv; exits 2 "a file that is not there"
err_like '^nowhere.csv: error: there is no such file$' "is named"
mkdir folder; t_run vp-intake --config round.json folder; exits 2 "a folder"
sed 's/"eligibility": \[/&{"id":"l","field":"uscc","not_in":"lists\/none.csv"},/' round.json >listed.json
t_run vp-intake --config listed.json plain.csv
exits 3 "a list that a rule needs and is not there"
err_like 'lists/none.csv: error: ' "is named"
mkdir lists; printf 'uscc,listed_on\n52440103MJK9000128,昨天\n' >lists/none.csv
t_run vp-intake --config listed.json plain.csv
exits 3 "a list with a day that is none"
err_like "lists/none.csv:2:2: error: '昨天' is not a date" "is told with its place"
echo 'name' >lists/none.csv; t_run vp-intake --config listed.json plain.csv; exits 3 "a list without the column that is compared"
t_run vp-intake --config round.json --rejects /nowhere/x rows.csv; exits 5 "a rejects file that cannot be made"
[ ! -e /dev/full ] || { t_run vp-intake --config round.json --rejects /dev/full rows.csv; exits 5 "nor one that is full"; }
