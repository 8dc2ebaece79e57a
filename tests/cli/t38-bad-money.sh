#!/bin/sh
# Money that cannot be decided about: each says the place, what is wrong and the way out, in both languages.
. "${0%/*}/lib.sh"

round() # FUNDS ALLOCATION: round.json
{
    printf '{"vp": 1, "id": "r", "title": "R", "currency": "CNY", "categories": ["care", "art"], "funds": [%s],
  "allocation": {"rule": "optimal"%s}}\n' "$1" "${2-}" >round.json
}
fund='{"id": "f", "amount": "100.00"}'
cat >ranking.csv <<'C'
rank,id,title,applicant,score,low,high,reviews,flags,category,requested
1,A,t,o,90.00,,,2,,care,60.00
2,B,t,o,80.00,,,2,,art,50.00
3,C,t,p,70.00,,,2,,care,30.00
C
bad() # RANKING EXIT ENGLISH CHINESE WHAT
{
    t_run vp-allocate -q --config round.json "$1"
    exits "$2" "$5"
    err_like "$3" "$5: what and where"
    out_is "$5: no awards" </dev/null
    t_run env LC_ALL= LANG=zh_CN.UTF-8 vp-allocate -q --config round.json "$1"
    exits "$2" "$5: in Chinese too"
    err_like "$4" "$5: what, in Chinese"
}

round "$fund"
bad none.csv 2 '^none.csv: error: there is no such file' '^none.csv: 错误: 没有这个文件' "no ranking"
sed 's/^1,A,t,o,90.00/1,A,t,o,/' ranking.csv >blank.csv
bad blank.csv 1 "^blank.csv:2:5: error: proposal 'A' has a rank and no score" '“A”有名次而没有得分' "a score missing"
cut -d, -f1-4,6- ranking.csv >unscored.csv
bad unscored.csv 1 "^unscored.csv:1: error: there is no column 'score'" '没有“score”一列' "no scores"
sed 's/60.00$/99999999999999999999/' ranking.csv >long.csv
bad long.csv 1 "^long.csv:2:11: error: '99999999999999999999' is not an amount" '不是金额' "an amount beyond 64 bits"
round '{"id": "f", "amount": "46116860184273879.04"}'
sed 's/[65]0.00$/46116860184273879.03/' ranking.csv >large.csv
bad large.csv 1 "with 'B' the proposals ask for more than can be counted" '无法计算' "amounts near 2^62"
round '{"id": "f", "amount": "0.00"}'
bad ranking.csv 3 "^round.json:1:[0-9]+: error: 'amount' must be more than 0" '“amount”应大于 0' "a fund of 0"
round "$fund" ', "limits": [{"id": "x", "min_amount": "500.00"}]'
bad ranking.csv 1 "keeps all of these: limit 'x'\$" '没有资助名单能同时满足：限额“x”' "a floor above the demand"
round "$fund" ', "limits": [{"id": "x", "max_count": 1}, {"id": "y", "min_count": 2}]'
bad ranking.csv 1 "keeps all of these: limit 'x', limit 'y'\$" '限额“x”, 限额“y”' "limits that contradict each other"
round "$fund" ', "limits": [{"id": "x", "where": {"category": ["cure"]}, "max_count": 1}]'
bad ranking.csv 3 "^round.json:2:[0-9]+: error: unknown category 'cure'" '是否应为“care”' "a limit on an unknown category"
round "$fund" ', "levels": [{"min_score": "60.00", "share": "0.00"}]'
bad ranking.csv 3 "^round.json:2:[0-9]+: error: 'share' must be more than 0" '“share”应大于 0' "a level of 0 %"
round "$fund" ', "levels": [{"min_score": "60.00", "share": "1.50"}]'
bad ranking.csv 3 "must be more than 0 and at most 1, not 1.50" '比例以 1 为整体' "a share above 100 %"
printf '{"vp": 1, "id": "r", "title": "R", "currency": "CNY", "funds": [%s],
  "tranches": [{"id": "a", "share": "0.60"}, {"id": "b", "share": "0.60"}]}\n' "$fund" >round.json
bad ranking.csv 3 "^round.json:2:[0-9]+: error: the shares of the tranches add up to 1.20" '之和为 1.20' "shares that sum over 100 %"

# ---- much of the same is not bad ----
round "$fund" ', "limits": [{"id": "x", "where": {"category": ["care"]}, "max_share": "0.80"},
    {"id": "y", "where": {"category": ["art"]}, "max_share": "0.80"}]'
t_run vp-allocate -q --config round.json ranking.csv
exits 0 "shares of limits may sum over 100 %: they are maxima"
round "$fund" ', "step": "1.00"'
{ head -n 1 ranking.csv; awk 'BEGIN { for (i = 1; i <= 10000; i++)
    printf "%d,p%05d,t,o,80.00,,,2,,care,%d.00\n", i, i, 1 + i % 3 }'; } >equal.csv
t_run vp-allocate -q --config round.json equal.csv
exits 0 "10,000 equal scores"
cut -d, -f1-3 "$out" | grep -c awarded >count
is "$(cat count)" 100 "the most awards that fit, and proved"
round '{"id": "f", "amount": "3000.00"}' ', "limits": [{"id": "each", "each": "applicant", "max_count": 20}]'
{ head -n 1 ranking.csv; awk 'BEGIN { for (i = 1; i <= 5000; i++)
    printf "%d,p%05d,t,o,%.2f,,,2,,care,%d.00\n", i, i, 95 - i / 200, 20 + i % 13 }'; } >one.csv
t_run vp-allocate -q --config round.json one.csv
exits 0 "an organisation with 5,000 proposals"
is "$(cut -d, -f1-3 "$out" | grep -c awarded)" 20 "has the twenty that it may have"
