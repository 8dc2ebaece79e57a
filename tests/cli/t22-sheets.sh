#!/bin/sh
# Headers, titles, units, columns and rows as offices write them, and the options that say how to read them.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "测试", "lang": "zh", "currency": "CNY",
  "opens": "2024-01-01", "closes": "2024-02-29",
  "fields": { "phone": {"headings": ["电话号"]}, "note": {"type": "text", "headings": ["评语"]} }
}
E2
# take NAME [OPTION…] FILE WANTED: one line a proposal, id title applicant requested, parted by '/'
rows() { awk -F, 'NR > 1 { printf "%s/%s/%s/%s;", $1, $3, $4, $9 }' "$out"; }
take() # NAME WANTED ARG…
{
    take_name=$1 take_wanted=$2
    shift 2
    t_run vp-intake --config round.json "$@"
    is "$(rows)" "$take_wanted" "$take_name"
}
refused() # NAME CODE ERE ARG…
{
    refused_name=$1 refused_code=$2 refused_ere=$3
    shift 3
    t_run vp-intake --config round.json "$@"
    exits "$refused_code" "$refused_name"
    err_like "$refused_ere" "$refused_name: says what"
}

# ---- headings ----

one='P1/一/甲/5.00;'
n=0
while IFS= read -r head; do
    n=$((n + 1))
    printf '%b\nP1,一,甲,5\n' "$head" >head.csv
    take "heading $n is understood" "$one" head.csv
done <<'E2'
项目编号,项目名称,申报单位,申请金额
項目編號,項目名稱,申報單位,申請金額
*项目编号,＊项目名称（必填）,申报单位【必填】,申请金额*
1、项目编号,2、项目名称,3.申报单位,（4）申请金额
一、项目编号,二、项目名称,（三）申报单位,四、申请金额
"项目\n编号","项 目\r\n名 称",申　报　单　位," 申请金额 "
\357\273\277项目编号,项目\342\200\213名称,\342\200\217申报单位,申请金额\342\200\216
Project ID,PROJECT TITLE,Organisation Name,Amount requested
Application-Number,project title,ORGANIZATION NAME,Requested Amount
ID,Title,Applicant,Requested
申报编号,公益项目名称,创投主体,拟申请资金
项目编号,项目名称,社会组织名称,申请资助金额(元)
项目编号,项目名称,机构名称,申请资助金额（单位：元）
项目编号,项目名称,申报主体,申请资助金额（人民币元）
E2
is "$n" 14 "fourteen headers were tried"

wan='P1/一/甲/50000.00;'
n=0
while IFS= read -r head; do
    n=$((n + 1))
    printf '项目编号,项目名称,申报单位,%b\nP1,一,甲,5\n' "$head" >head.csv
    take "unit $n binds the column" "$wan" head.csv
done <<'E2'
申请金额(万元)
申请金额（万元）
申请金额（单位：万元）
申请金额【萬元】
申请金额（人民币万元）
申请金额（人民币：万元）
申请金额 万元
申请金额/万元
申请金额万元
申请金额：万元
"申请金额\n（万元）"
申请金额（万元）（必填）
申请金额（必填）（万元）
*申请金额（万元）
E2
is "$n" 14 "fourteen units were tried"

n=0
while IFS= read -r title; do
    n=$((n + 1))
    printf '%b\n项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n' "$title" >title.csv
    take "title $n states the unit" "$wan" title.csv
done <<'E2'
单位：万元,,,
,,,单位:万元
申报汇总表,,,（单位：万元）
时间：1月24日--2月2日    金额单位：万元,,,
金额单位:人民币万元,,,
单位：人民币（万元）,,,
單位：萬元,,,
单 位：万 元,,,
填报单位：某某区民政局  单位：万元  日期：2024年1月,,,
填报单位：元亨公司　　　　　　　　单位： 万元,,,
某某汇总表,,,\n,,,\n单位：万元,,,
E2
is "$n" 11 "eleven titles were tried"
printf '填报单位：元亨公司,,,\n项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n' >title.csv
take "a name behind 单位 is no unit" "$one" title.csv
printf '单位：万元,,,\n项目编号,项目名称,申报单位,申请金额（元）\nP1,一,甲,5\n' >title.csv
take "the heading's unit comes before the title's" "$one" title.csv
printf '单位：万元,,,\n单位：元,,,\n项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n' >title.csv
refused "two titles that state two units" 1 '^title.csv:2:1: error: .* in 元, but line 1 says in 万元$' title.csv

printf '项目编号,序号,项目名称,申报单位,申请金额\nP1,7,一,甲,5\n' >number.csv
take "a running number is left out" "$one" number.csv
printf '序号,项目名称,申报单位,申请金额\n7,一,甲,5\n' >number.csv
refused "and is never an id" 1 "^number.csv:1:1: error: no column is 'id'\$" number.csv
err_like "hint: .*--map 'HEADING=id'.*: 序号\$" "the mend names the option and the headings"

# ---- two columns for one field, and --map ----

printf '项目编号,项目名称,申报项目名称,申报单位,申请金额\nP1,一,二,甲,5\n' >twice.csv
refused "two columns for one field" 1 "^twice.csv:1:3: error: the columns '项目名称' and '申报项目名称' are both 'title'\$" twice.csv
err_like "hint: leave one of them out with --map '申报项目名称='" "and the mend"
take "one is left out" "$one" --map 申报项目名称= twice.csv
err_unlike 'is left out' "in silence, as it was asked for"
take "or one is said to be it" "P1/二/甲/5.00;" --map 申报项目名称=title twice.csv
err_like "^twice.csv:1:2: note: the column '项目名称' is left out: '申报项目名称' was said to be 'title'\$" "and the other is named"
printf '项目编号,名称,名称,申报单位,申请金额（万元）\nP1,一,二,甲,5\n' >alike.csv
refused "two columns with one heading" 2 "^alike.csv:1: error: --map: 2 columns are headed '名称'\$" --map 名称=title alike.csv
take "which is meant is said by its place" "P1/二/甲/50000.00;" --map '#3=title' alike.csv
printf '项目编号,项目名称,项目名称,申报单位,申请金额（万元）\nP1,一,二,甲,5\n' >same.csv
refused "two columns that are the same" 1 "hint: leave one of them out with --map '#3='" same.csv
take "the first stays" "$wan" --map '#3=' same.csv
printf '编号,名=称,单位,款项（万元）\nP1,一,甲,5\n' >map.csv
take "headings that nobody knows; the last '=' parts" "$wan" --map 编号=id --map '名=称=title' --map ' 单 位 =applicant' --map 款项=requested map.csv
printf '编号,名称,单位,款项(元),款项(万元)\nP1,一,甲,50000,5\n' >exact.csv
take "a heading as it stands comes before one that is alike" "$wan" --map 编号=id --map 名称=title --map 单位=applicant \
    --map '款项(元)=requested' --map '款项(万元)=' exact.csv
while IFS='|' read -r name ere args; do
    # shellcheck disable=SC2086
    refused "--map: $name" 2 "$ere" $args map.csv
done <<'E2'
no such field|error: --map: the round has no field 'titel'$|--map 编号=titel
the nearest is offered|hint: did you mean 'title'\?$|--map 编号=titel
the fields are offered|hint: its fields are: id, title,|--map 编号=something
no such heading|^map.csv:1: error: --map: the sheet has no column '项目'$|--map 编号=id --map 项目=title
the headings are listed|hint: its headings are: 编号, 名=称, 单位, 款项（万元）$|--map 编号=id --map 项目=title
no such place|--map: the sheet has no column '#9'|--map 编号=id --map #9=title
two for one field|'编号' and '单位' cannot both be 'id'$|--map 编号=id --map 单位=id
one for two fields|the column '#1' is named twice$|--map 编号=id --map #1=title
no form|'title' is not of the form HEADING=field$|--map title
no heading|'=title' is not of the form|--map =title
E2

# ---- where the header is ----

{ i=0; while [ $i -lt 14 ]; do echo "第 $i 行说明,,,"; i=$((i + 1)); done; echo '单位：万元'; printf '项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n'; } >deep.csv
refused "a header below the tenth row" 1 '^deep.csv:1:1: error: none of the first 10 rows' deep.csv
err_like 'hint: .*--header-row$' "the mend names the option"
take "is found where it is said to be, and titles are read" "$wan" --header-row 16 deep.csv
refused "beyond the end" 2 '^deep.csv:99: error: --header-row: there is no row on line 99$' --header-row 99 deep.csv
err_like 'hint: the last row begins on line 17$' "and the last is told"
printf '"汇总\n表",,,\n\n项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n' >multi.csv
refused "a line inside a row" 2 '^multi.csv:2: error: --header-row: no row begins on line 2$' --header-row 2 multi.csv
refused "a blank line" 2 '^multi.csv:3: error: --header-row: no row begins on line 3$' --header-row 3 multi.csv
take "the line that it begins on" "$one" --header-row 4 multi.csv
for bad in 0 -1 x 1x '' 99999999999; do
    refused "--header-row '$bad' is misuse" 2 'is not the number of a line' "--header-row=$bad" multi.csv
done
for bad in 4 -1 x ''; do
    refused "--header-rows '$bad' is misuse" 2 '(is not a number from 0 to 3|is no whole number from 0 to)' "--header-rows=$bad" multi.csv
done

printf 'P1,一,甲,5\nP2,二,乙,6,\n,,,\nP3,三\n' >bare.csv
take "no header" 'P1/一/甲/50000.00;P2/二/乙/60000.00;' --header-rows 0 --map '#1=id' --map '#2=title' --map '#3=applicant' --map '#4=requested' --unit 万元 bare.csv
err_like '^4 rows: 2 accepted, 0 amended, 0 unchanged, 1 rejected, 1 not a proposal$' "every row is counted"
err_like '^bare.csv:1:5: note: the column .#5. is not understood' "what is not mapped is named"
tr ',' '\t' <bare.csv >bare.txt
take "no header, TAB" 'P1/一/甲/5.00;P2/二/乙/6.00;' --header-rows 0 --map '#1=id' --map '#2=title' --map '#3=applicant' --map '#4=requested' bare.txt
refused "a field without a place" 1 "^bare.csv:1:1: error: no column is 'requested'" --header-rows 0 --map '#1=id' --map '#2=title' --map '#3=applicant' bare.csv
refused "headings where there are none" 2 "there are no headings with --header-rows=0, so none is '编号'" --header-rows 0 --map 编号=id bare.csv
refused "a header that is not there" 2 'ask for different things' --header-rows 0 --header-row 1 bare.csv

cat >levels.csv <<'E2'
某某汇总表,,,,,,
单位：元,,,,,,
项目编号,项目名称,申报单位,资金（万元）,,其他,
,,,申请金额,自筹资金,金额,备注
P1,一,甲,5,3,1,x
合计,,,5,3,1,
E2
refused "two levels, by name" 1 "^levels.csv:4:5: error: the header has two levels: '自筹资金' is below '资金（万元）'\$" levels.csv
err_like 'hint: .*--header-rows 2' "the mend names the option"
take "two levels are joined, a unit above binds what is below" "$wan" --header-rows 2 levels.csv
err_like '^2 rows: 1 accepted, .* 1 not a proposal$' "and the rows below are counted"
take "at a given line" "$wan" --header-rows 2 --header-row 3 levels.csv
printf '项目编号,项目名称,申报单位,支出,,收入,\n,,,金额,笔数,金额,笔数\nP1,一,甲,5,1,6,2\n' >parents.csv
take "equal headings take the one above" "P1/一/甲/6.00;" --header-rows 2 --map 收入/金额=requested parents.csv
err_like "the column '支出/金额' is not understood" "and are told so"
printf '项目编号,项目名称,申报单位,申请金额\n,,,（万元）\nP1,一,甲,5\n' >unitrow.csv
take "a level of units" "$wan" --header-rows 2 unitrow.csv
printf '序号,基本信息,,,资金,\n,项目编号,项目名称,申报单位,申请金额,自筹资金\n1,P1,一,甲,5,2\n' >above.csv
take "a level above that means nothing is a title" "$one" above.csv
printf '项目编号,项目名称,申报单位,资金,,,\n,,,,申请金额,自筹资金,总预算\nP1,一,甲,,5,2,7\n' >above.csv
refused "known headings in both" 1 'the header has two levels' above.csv
printf '项目编号,项目名称,申报单位,申请金额,\n,二,乙,,说明\nP1,一,甲,5,\n' >data.csv
refused "a row that may be a second level" 1 'the header has two levels' data.csv
take "is a row when that is said" "$one" --header-rows 1 data.csv

# ---- rows that are no proposals, and columns that are none ----

cat >columns.csv <<'E2'
,,,,,,,
,汇总表,,,,,,
,项目编号,,项目名称,申报单位,申请金额,,
,P1,,一,甲,5,,
,,,,,,,
,P2,,二,乙,6,,,,,
,P3,,三,丙,7,,忘了写表头
,P4,,四,丁,8,,,,多的
E2
take "empty columns before, between and behind" 'P1/一/甲/5.00;P2/二/乙/6.00;P3/三/丙/7.00;' columns.csv
err_like '^5 rows: 3 accepted, 0 amended, 0 unchanged, 1 rejected, 1 not a proposal$' "blank cells beyond the header are nothing"
err_like '^columns.csv:7:8: note: this column has no heading: what stands in it is left out$' "cells below no heading are told"
err_like '^columns.csv:8:9: error: the row has 10 cells, the header has 8$' "a cell beyond the header is refused"

cat >kinds.csv <<'E2'
序号,项目编号,项目名称,申报单位,申请金额
合计,,,,18
1,P1,一,甲,5
2,P2,二,乙,6
小计,,,,11
3,P3,三,丙,7
,,越秀区小计,,7
,,合计（万元）,,18
,,,共计,18
合 计：3个项目,,,,19
注：以上,,,,
备注,,,,
（盖章）,,,,
填表人：张三,,,审核：李四,
以下空白,,,,
E2
take "totals, wherever they stand" 'P1/一/甲/5.00;P2/二/乙/6.00;P3/三/丙/7.00;' kinds.csv
err_like '^14 rows: 3 accepted, 0 amended, 0 unchanged, 0 rejected, 11 not a proposal$' "and notes"
is "$(grep -c 'the stated total' "$err")" 1 "totals that are right are not told, also above the rows"
err_like '^kinds.csv:10:5: warning: the stated total is 19.00, but the rows above add up to 18.00$' "one that is wrong is"
sed '2s/18/17/' kinds.csv >early.csv
refused "a wrong total above the rows" 0 '^early.csv:2:5: warning: the stated total is 17.00, but the rows below add up to 18.00$' early.csv
is "$(grep -c 'a row of notes' "$err")" 5 "notes are told one by one"
printf '项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n合计（大写）,,,伍元整\n合计（大写）：人民币,,,陆元整\n' >words.csv
take "a total in words is one" "$one" words.csv
err_like '^words.csv:4:4: warning: the stated total is 6.00, but the rows above add up to 5.00$' "and is compared"
err_unlike '^words.csv:3:4' "where it is right nothing is said"
printf '项目编号,项目名称,申报单位,申请金额\nP1,关于合计,甲,5\n合计,一,乙,6\n注,二,丙,7\n' >label.csv
take "an id makes a proposal; a label for an id does not" 'P1/关于合计/甲/5.00;' label.csv

cat >pages.csv <<'E2'
某某汇总表,,,
项目编号,项目名称,申报单位,申请金额（万元）
P1,一,甲,5
某某汇总表,,,
项目编号,项目名称,申报单位,申请金额（万元）
P2,二,乙,6
项目 编号,項目名稱,申报单位,申请金额(万元)
P3,三,丙,7
E2
take "a header on every page" 'P1/一/甲/50000.00;P2/二/乙/60000.00;P3/三/丙/70000.00;' pages.csv
err_like '^6 rows: 3 accepted, 0 amended, 0 unchanged, 0 rejected, 3 not a proposal$' "is counted"
err_like '^pages.csv:5: note: the header or a title again, not a proposal$' "and told"
cat >tables.csv <<'E2'
项目编号,项目名称,申报单位,申请金额
P1,一,甲,5

项目编号,申报单位,项目名称,自筹资金,申请金额
P2,乙,二,3,6
E2
refused "a second table" 1 '^tables.csv:4:1: error: a second table begins here' tables.csv
err_like 'hint: .*--header-row 4$' "and the mend"
is "$(wc -c <"$out" | tr -d ' ')" 0 "nothing is answered"
take "the second alone" "P2/二/乙/6.00;" --header-row 4 tables.csv

printf '项目编号,项目名称,申报单位,申请金额\n,,,（万元）\nP1,一,甲,5\n' >unitbelow.csv
refused "a row of units below the header" 1 "^unitbelow.csv:2:4: error: the header has two levels: '（万元）' is below '申请金额'\$" unitbelow.csv
take "is read as a level of it" "$wan" --header-rows 2 unitbelow.csv
cat >form.csv <<'E2'
序号,项目编号,项目名称（全称）,申报单位（盖章）,申请金额（万元，保留两位小数）,开始日期（yyyy-mm-dd）
1,P1,一,甲,5,2024-03-01
2,P2,资金小计,乙,6,2024-03-01
3,,工程合计,丙,7,2024-03-01
4,,,,,
5.,,,,　,
六,,,,,
,,合计12个项目,,18,
7,P7,#REF!,丁,#VALUE!,#N/A
8,P8,八,戊,########,
9,####,九,己,9,
E2
take "a form" 'P1/一/甲/50000.00;P2/资金小计/乙/60000.00;' form.csv
err_like '^10 rows: 2 accepted, 0 amended, 0 unchanged, 5 rejected, 3 not a proposal$' "numbered rows that are blank are blank"
err_like '^form.csv:4:2: error: the cell is blank$' "a title that ends like a label is a title"
err_like '^form.csv:8: note: a row of totals, not a proposal$' "totals are told"
err_like "^form.csv:9:3: error: '#REF!' is an error of the spreadsheet, not a value\$" "failed formulas are no values"
err_like "^form.csv:10:5: error: '########' is an error" "nor are columns that were too narrow"
err_like "^form.csv:11:2: error: '####' is an error" "least of all as an id"

# ---- a unit below the table, and both dates in one column ----

printf '项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n注：金额单位为万元,,,\n' >below.csv
refused "a note that states another unit" 1 "^below.csv:3:1: error: this row says that amounts are in 万元, but the column '申请金额' was read in CNY\$" below.csv
err_like 'hint: .*--unit 万元$' "and the mend"
take "which reads it" "$wan" --unit 万元 below.csv
printf '项目编号,项目名称,申报单位,申请金额（元）\nP1,一,甲,5\n,,,单位：万元\n' >below.csv
take "the heading's unit stands" "$one" below.csv
printf '项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n单位：元,,,\n' >below.csv
take "or the same unit" "$one" below.csv

{
    echo '项目编号,项目名称,申报单位,申请金额,实施周期'
    i=0
    for p in 2024-03-01至2024-12-31 2024.3-2024.12 '2024年3月—2024年12月' 2024年3月至12月 自2024年3月1日起至2024年12月31日止 \
        '2024/3/1 ~ 2024/12/31' 2024-03-01-2024-12-31 '2024年3月1日——2024年12月31日' 2024-03到2024-12 12个月 2024年 2024-03-01; do
        i=$((i + 1))
        echo "P$i,一,甲,5,$p"
    done
} >period.csv
t_run vp-intake --config round.json period.csv
exits 0 "both dates in one column"
is "$(awk -F, 'NR > 1 { printf "%s/%s;", $17, $18 }' "$out")" '2024-03-01/2024-12-31;2024-03/2024-12;2024-03/2024-12;2024-03/2024-12;2024-03-01/2024-12-31;2024-03-01/2024-12-31;2024-03-01/2024-12-31;2024-03-01/2024-12-31;2024-03/2024-12;/;/;/;' "are taken apart"
is "$(grep -c 'does not say from when to when: it is left out$' "$err")" 3 "what is no two dates is told"
printf '项目编号,项目名称,申报单位,申请金额,实施周期\nP1,一,甲,5,2024年12月至3月\n' >period.csv
refused "they must be in order" 1 '^period.csv:2:[0-9]+: error: it ends \(2024-03\) before it starts \(2024-12\)$' period.csv
printf '项目编号,项目名称,申报单位,申请金额,实施周期,开始日期\nP1,一,甲,5,2024年3月至12月,2024-04-01\n' >period.csv
t_run vp-intake --config round.json period.csv
out_like ',2024-04-01,,,,$' "a column of its own comes first"
err_like "the column '实施周期' is not understood: it is left out" "and the period is told"

# ---- --unit ----

printf '项目编号,项目名称,申报单位,申请金额,自筹资金（元）\nP1,一,甲,5,7\n' >unit.csv
take "--unit: columns that state none" "$wan" --unit 万元 unit.csv
out_like '^P1,.*,50000.00,,7.00,' "others keep theirs"
take "in traditional script" "$wan" --unit 萬元 unit.csv
refused "no unit" 2 "error: --unit: '块' is no unit of money" --unit 块 unit.csv
err_like 'hint: units are: 元, 千元, 万元' "units are listed"
printf '项目编号,项目名称,申报单位,申请金额（元）\nP1,一,甲,5\n' >unit.csv
refused "every column states another" 2 "every column of money states its own unit, '申请金额（元）' another than 万元" --unit 万元 unit.csv
take "or the same" "$one" --unit 元 unit.csv
printf '单位：万元,,,\n项目编号,项目名称,申报单位,申请金额\nP1,一,甲,5\n' >unit.csv
refused "a title says otherwise" 2 'a row above the header says that amounts are in 万元, not in 元$' --unit 元 unit.csv
take "or the same" "$wan" --unit 万元 unit.csv

# ---- --excel-dates ----

cat >dates.csv <<'E2'
项目编号,项目名称,申报单位,申请金额,开始日期
P1,一,甲,5,43860
P2,二,甲,5,43860.75
P3,三,甲,5,1
P4,四,甲,5,59
P5,五,甲,5,60
P6,六,甲,5,61
P7,七,甲,5,2024
P9,九,甲,5,0
PA,十,甲,5,2024-03-01
PB,廿,甲,5,202403
E2
days() { awk -F, 'NR > 1 { printf "%s=%s ", $1, $17 }' "$out"; }
t_run vp-intake --config round.json --excel-dates 1900 dates.csv
is "$(days)" 'P1=2020-01-30 P2=2020-01-30 P3=1900-01-01 P4=1900-02-28 P6=1900-03-01 PA=2024-03-01 ' "days since 1900, without the one that never was"
err_like "^dates.csv:6:5: error: '60' is no day number" "which is refused"
err_like "^dates.csv:8:5: error: '2024' is no day number" "so is a year"
err_like "^dates.csv:11:5: error: '202403' is no day number" "and a month without a sign"
t_run vp-intake --config round.json --excel-dates 1904 dates.csv
is "$(days)" 'P1=2024-01-31 P2=2024-01-31 P3=1904-01-02 P4=1904-02-29 P5=1904-03-01 P6=1904-03-02 P9=1904-01-01 PA=2024-03-01 ' "days since 1904"
t_run vp-intake --config round.json dates.csv
is "$(days)" 'PA=2024-03-01 ' "without the option they are refused"
err_like "^dates.csv:2:5: error: '43860' is a number, not a date\$" "by name"
err_like 'hint: .*--excel-dates 1900: 2020-01-30$' "and the mend tells what it would be"
refused "no such system" 2 "error: --excel-dates: '1901' is neither 1900 nor 1904" --excel-dates 1901 dates.csv

# ---- --fill-down ----

cat >merged.csv <<'E2'
项目编号,申报单位,项目名称,申请金额,电话号
P1,甲,一,5,13800000001
P2,,二,6,
P3,　,三,7,
小计,,,18,
,,,,
P4,,四,8,13800000002
P5,乙,五,9,
P6,,六,1,
E2
take "merged cells" 'P1/一/甲/5.00;P2/二/甲/6.00;P3/三/甲/7.00;P4/四/甲/8.00;P5/五/乙/9.00;P6/六/乙/1.00;' --fill-down 申报单位 merged.csv
is "$(sed -n 's/^merged.csv:\([0-9]*\):2: note: the blank cell takes what stands in row \([0-9]*\)$/\1<\2/p' "$err" | tr '\n' ' ')" \
    '3<2 4<2 7<2 9<8 ' "every fill is told; totals and blank rows neither take nor end one"
refused "without the option" 1 '^merged.csv:3:2: error: the cell is blank$' merged.csv
take "by the field's name" 'P1/一/甲/5.00;P2/二/甲/6.00;P3/三/甲/7.00;P4/四/甲/8.00;P5/五/乙/9.00;P6/六/乙/1.00;' --fill-down applicant merged.csv
sed '2s/甲//' merged.csv >top.csv
refused "nothing above" 1 '^top.csv:2:2: error: the cell is blank and nothing stands above it$' --fill-down 申报单位 top.csv
is "$(grep -c 'top.csv:2:2' "$err")" 1 "one problem is told once"
sed '2s/$/,多的/' merged.csv >shifted.csv
refused "a row that cannot be read above" 1 '^shifted.csv:3:2: error: the cell is blank, and what stands in row 2 cannot be used$' --fill-down 申报单位 shifted.csv
refused "no such column" 2 "^merged.csv:1: error: --fill-down: the sheet has no column '单位'\$" --fill-down 单位 merged.csv
printf '项目编号,项目名称,申报单位,申请金额,别的\nP1,一,甲,5,x\n' >left.csv
refused "a column that is left out" 2 "^left.csv:1: error: --fill-down: the column '别的' is left out\$" --fill-down 别的 left.csv
{ echo '项目编号,申报单位,项目名称,申请金额'; echo 'P0,甲,一,5'; i=1; while [ $i -le 30 ]; do echo "P$i,,一,5"; i=$((i + 1)); done; } >long.csv
t_run vp-intake --config round.json --fill-down 申报单位 long.csv
is "$(grep -c 'the blank cell takes' "$err")" 10 "ten fills are told"
err_like '^long.csv:32: note: and 20 more cells were filled down; receipt.json lists all of them$' "and how many more there are"

# ---- in a round: recorded, and done again from what is recorded ----

export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
ok "a round" vp-init --template blank r
cp round.json r/round.json
ok "is set up" git -C r commit -qam "the round's own fields"
cat >filled.csv <<'E2'
汇总表,,,,,,
编号,申报单位,名称,款项,联系人,开始日期,电话号
P1,甲,一,5,张三,43860,13800000001
P2,,二,6,,43861.5,
P3,,三 13800000009,7,,43862,13800000009
P4,,四,8,李四,2024-03-01,
P5,乙,五,9,,2024-03-02,
合计,,,35,,,
P6,,六,1,,2024-03-03,
E2
t_run vp-intake -C r --map 编号=id --map 名称=title --map '款项=requested' --unit 万元 --excel-dates 1900 \
    --fill-down 申报单位 --fill-down 联系人 "$PWD/filled.csv"
exits 1 "a sheet with a leak is taken in"
err_like '^7 rows: 4 accepted, 0 amended, 0 unchanged, 2 rejected, 1 not a proposal$' "all rows are counted"
folder=$(cd r && echo intake/*)
like "$(cat "r/$folder/receipt.json")" '\{"heading": "申报单位", "cells": 3, "rows": "4-5,9"\}' "the receipt lists what was filled"
like "$(cat "r/$folder/receipt.json")" '\{"heading": "联系人", "cells": 4, "rows": "4-5,7,9"\}' "of private columns as well"
like "$(cat "r/$folder/source.csv")" '^4,proposal,P2,,二,6,43861.5$' "the history keeps the row as it came"
like "$(cat r/proposals/P2.json)" '"applicant": "甲"' "and the proposal what it means"
like "$(cat r/proposals/P2.json)" '"requested": "60000.00"' "in the unit that was said"
like "$(cat r/proposals/P2.json)" '"starts": "2020-01-31"' "on the day that was meant"
like "$(git -C r log -1 --format=%B)" '^Vp-Args: .*--excel-dates=1900' "what was said is recorded"
t_run vp-audit -C r verify
exits 0 "the intake can be done again"
ok "a clone" git clone -q r clone
t_run vp-audit -C clone verify
exits 0 "and without the private part"
t_run vp-intake -C r --map 编号=id --map 名称=title --map '款项=requested' --unit 万元 --excel-dates 1900 \
    --fill-down 申报单位 --fill-down 联系人 "$PWD/filled.csv"
err_like '^nothing to record' "the same again is nothing new"

# A round of each kind of reading: every one can be done again, with the private part and without.
n=0
again() # NAME CODE ARG…
{
    again_name=$1 again_code=$2
    n=$((n + 1))
    shift 2
    rm -rf r clone
    vp-init -q --template blank r
    cp round.json r/round.json
    git -C r commit -qam "the round's own fields"
    t_run vp-intake -C r "$@"
    exits "$again_code" "$again_name: taken in"
    like "$(cat "$err")" '^committed' "$again_name: recorded"
    t_run vp-audit -C r verify
    exits 0 "$again_name: done again"
    git clone -q r clone
    t_run vp-audit -C clone verify
    exits 0 "$again_name: and without the private part"
}
where=$PWD
printf '项目编号,项目名称,申报单位,申请金额,实施周期,电话号\nP1,一,甲,5,2024年3月至12月,13800000001\nP2,二,乙,6,12个月,\nP3,三,丙,6,2024年9月至3月,\n' >period.csv
again "periods" 1 "$where/period.csv"
again "no header" 1 --header-rows 0 --map '#1=id' --map '#2=title' --map '#3=applicant' --map '#4=requested' "$where/bare.csv"
again "two levels" 0 --header-rows 2 "$where/levels.csv"
again "equal headings" 0 --header-rows 2 --map 收入/金额=requested --map '支出/金额=budget' "$where/parents.csv"
again "totals and notes" 0 "$where/kinds.csv"
again "pages" 0 "$where/pages.csv"
again "a form" 1 "$where/form.csv"
again "day numbers" 1 --excel-dates 1904 "$where/dates.csv"
again "filled down, with a row that cannot be read" 1 --fill-down 申报单位 --fill-down phone "$where/shifted.csv"
again "filled down, with nothing above" 1 --fill-down 申报单位 "$where/top.csv"
printf '项目编号,名称,名称,申报单位,申请金额\nP1,一,二,甲,5\n' >alike.csv
again "two columns of one heading" 0 --map '#2=title' --map '#3=summary' "$where/alike.csv"
printf '项目编号,,项目名称,申报单位,申请金额\nP1,说明,一,甲,5\n' >nameless.csv
again "a column without a heading" 0 --map '#2=summary' "$where/nameless.csv"
cat >quoted.csv <<'E2'
项目编号,申报单位,项目名称,申请金额,电话号
P1,甲,一 13800000001,5,13800000001
P2,,二,6,13800000002
P3,甲 13800000003,三,6,13800000003
P4,,四,6,
P5,"x"y,五,6,
P6,,六,6,
P7,乙,七,6,
P8,,八,6,
E2
again "leaks and broken rows above blanks" 1 --fill-down 申报单位 "$where/quoted.csv"
like "$(cat r/intake/*/receipt.json)" '"cells": 1, "rows": "9"' "only what is kept is filled down"
is "$(cat r/intake/*/* r/proposals/* | grep -c 1380000)" 0 "and nothing private is kept"
is "$n" 13 "thirteen readings were done again"
