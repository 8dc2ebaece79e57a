#!/bin/sh
# Real sheets of red-cross societies, foundations and lottery funds, read as they were published: every row is
# accounted for.
. "${0%/*}/lib.sh"

data proposals/cn_whrc_goods_distributed.gb18030.csv
goods=$data
data proposals/cn_whrc_income_twolevel_header.gb18030.csv
income=$data
data proposals/cn_hubei_outflow.utf8bom.csv
hubei=$data
data proposals/cn_wuhan_donation.utf8bom.csv
wuhan=$data
data proposals/good_ventures_grants.csv
ventures=$data
data proposals/360_arts-council-wales.csv
wales=$data
round() # FILE CURRENCY FIELDS
{
    printf '{"vp": 1, "id": "t", "title": "t", "lang": "en", "currency": "%s", "fields": {%s}}\n' "$2" "$3" >"$1"
}
# Sheets without ids get one, as an office would give them: the line they stand on.
numbered() # HEADER
{
    sed '1s/^\xEF\xBB\xBF//' | awk -v header="$1" 'NR < header { print "," $0 } NR == header { print "id," $0 }
                                                   NR > header { print /^[, \r]*$/ ? "," $0 : "N" NR "," $0 }'
}

# ---- title rows, a header in row 4, merged cells ----

round goods.json CNY '"spec": {"type": "text", "headings": ["规格"]}'
iconv -f GB18030 -t UTF-8 "$goods" | numbered 4 >goods.csv
map="--map 接收单位=applicant --map 品名=title --map 数量=requested"
# shellcheck disable=SC2086
t_run vp-intake --config goods.json $map goods.csv
exits 1 "goods: without filling down, blanks are refused"
err_like '^203 rows: 16 accepted, 0 amended, 0 unchanged, 186 rejected, 1 not a proposal$' "all 203 rows are counted"
# shellcheck disable=SC2086
t_run vp-intake --config goods.json $map --fill-down 接收单位 goods.csv
exits 0 "goods: merged cells are filled down when asked for"
err_like '^203 rows: 202 accepted, 0 amended, 0 unchanged, 0 rejected, 1 not a proposal$' "all rows stand but the empty one"
err_like '^requested: 6907.00 by the proposals that stand, 6907.00 by all rows$' "with all that was given out"
err_like '^goods.csv:[0-9]+: note: and 176 more cells were filled down' "186 cells were filled"
is "$(awk -F, '$1 == "N11" || $1 == "N9" { print $4 }' "$out" | sort -u)" 武汉市金银潭医院 "with the hospital above them"
# shellcheck disable=SC2086
t_run vp-intake --config goods.json $map --fill-down 接收单位 --map 规格= "$goods"
exits 1 "as it was published it has no ids"
err_like ":4:1: error: no column is 'id'\$" "and its header is found in row 4"

# ---- a header of three levels ----

round income.json CNY '"id": {"headings": ["序号"]}, "day": {"type": "date", "headings": ["日期"]}'
t_run vp-intake --config income.json "$income"
exits 1 "income: a header of several levels is refused"
err_like ":4:5: error: the header has two levels: '现金' is below '收到细目款项统计'\$" "by name"
err_like 'hint: .*--header-rows 2 \(3 ' "with the option that reads it"
t_run vp-intake --config income.json --header-rows 3 --map '#2=title' --map 公示内容/累计收到捐款=applicant \
    --map 实际数额/累计收到捐款=requested "$income"
exits 1 "income: with the option it is read"
err_like '^13 rows: 6 accepted, 0 amended, 0 unchanged, 6 rejected, 1 not a proposal$' "and every row counted"
err_like "the column '收到细目款项统计/支付宝/人数' is not understood" "headings that come twice have those above them"
err_like "'470355749.53999996' has more than two decimals: read as 470355749.54\$" "float noise is told"
out_like '^10,accepted,2020/2/2,.*,852452743.82,' "the last day is there"

# ---- units in headings, dates without a year ----

round hubei.json CNY '"requested": {"headings": ["折算金额"]}, "applicant": {"headings": ["捐赠方"]}, "title": {"headings": ["物资"]}'
t_run vp-intake --config hubei.json --header-rows 1 --map 链接=id "$hubei"
exits 1 "hubei: rows without an id are refused"
err_like '^17 rows: 0 accepted, 0 amended, 0 unchanged, 17 rejected, 0 not a proposal$' "each of them"
err_like '^requested: 0.00 by the proposals that stand, 8624570.00 by all rows$' "862.457 of the heading's unit"
round wuhan.json CNY '"id": {"headings": ["编号"]}, "starts": {"headings": ["日期"]}, "requested": {"headings": ["当日捐款 万元"]}, "budget": {"headings": ["累计捐款 万元"]}'
t_run vp-intake --config wuhan.json --map '#5=title' --map '#6=applicant' "$wuhan"
exits 1 "wuhan: dates without a year are refused"
is "$(grep -c "error: '[0-9]*-[FJ][a-z][a-z]' is not a date\$" "$err")" 10 "all ten"
err_like '^requested: 0.00 by the proposals that stand, 537772900.00 by all rows$' "the unit behind a space binds the column"

# ---- dollars, months ----

round ventures.json USD '"awarded": {"type": "date", "headings": ["Date of Award"]}'
numbered 1 <"$ventures" >ventures.csv
t_run vp-intake --config ventures.json --map Grant=title --map Organization=applicant --map Amount=requested ventures.csv
exits 1 "ventures: rows that name no organisation are refused"
err_like '^2289 rows: 2273 accepted, 0 amended, 0 unchanged, 16 rejected, 0 not a proposal$' "2289 rows are counted"
err_like '^requested: 3666309080.00 by the proposals that stand, 3703705877.00 by all rows$' "to the dollar"
out_like '^N2,accepted,1Day Sooner — General Support \(2021\),1Day Sooner,.*,1000000.00,.*,2023-11,$' "months stay months"

# ---- lottery awards ----

round wales.json GBP '"id": {"headings": ["Identifier"]}, "title": {"headings": ["Title"]}, "applicant": {"headings": ["Recipient Org:Name"]},
    "requested": {"headings": ["Amount Awarded"]}, "awarded": {"type": "date", "headings": ["Award Date"]}'
t_run vp-intake --config wales.json "$wales"
exits 1 "wales: repeated identifiers are refused"
err_like '^4020 rows: 3768 accepted, 0 amended, 0 unchanged, 252 rejected, 0 not a proposal$' "rows in = accepted + rejected"
is "$(grep -c "error: the id '.*' is already used in row" "$err")" 252 "252 surplus identifiers"
err_like ', 242022953.49 by all rows$' "the total is right to the penny"
