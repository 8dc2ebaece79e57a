#!/bin/sh
# vp-score --reliability: the figures of R on a classic panel, what is not defined, and that nothing is recorded.
. "${0%/*}/lib.sh"

cat >rubric.json <<'E'
{"vp": 1, "id": "s", "title": "Panel", "stages": [{"id": "panel", "criteria": [{"id": "mark", "max": "100.00"}]}]}
E
sheet() { { echo proposal,reviewer,mark; printf '%s\n' "$@"; } >sheet.csv; }

# Shrout & Fleiss 1979, table 2: six proposals, four reviewers.
sheet 1,a,9 1,b,2 1,c,5 1,d,8 2,a,6 2,b,1 2,c,3 2,d,2 3,a,8 3,b,4 3,c,6 3,d,8 4,a,7 4,b,1 4,c,2 4,d,6 5,a,10 5,b,5 \
    5,c,6 5,d,9 6,a,6 6,b,2 6,c,4 6,d,7
t_run vp-score --rubric rubric.json --reliability --json sheet.csv
exits 0 "a complete table"
out_like '"schema": "vp-score/reliability/1"' "a schema"
out_like '"ICC1": 0\.16574176840547' "ICC(1), as published: .17"
out_like '"ICC2": 0\.28976377952755' "ICC(2,1), as published: .29"
out_like '"ICC3": 0\.71484071484071' "ICC(3,1), as published: .71"
out_like '"var_reviewer": 5\.244444444' "variance components"
out_like '"kendall_Wt": 0\.88703703703703' "Kendall's W"
t_run vp-score --rubric rubric.json --reliability sheet.csv
out_like '^proposal,n,mean,sd,blup,post_sd,expected_rank,pcer,low,high,group$' "CSV has the proposals"
t_run vp-score --rubric rubric.json --reliability --format html sheet.csv
out_like '<h2>' "a page"
t_run vp-score --rubric rubric.json --format html sheet.csv
exits 2 "a ranking has no page"

# The page: plots inside, nothing from elsewhere, the same bytes every time, and names that are markup are text.
t_run vp-score --rubric rubric.json --reliability --line 2 --format html sheet.csv
exits 0 "with a funding line"
cp "$out" page.html
is "$(grep -c '<svg ' page.html)" 3 "a page has plots: variance, reviewers, ranks"
is "$(grep -c '</svg>' page.html) $(grep -cE '<title id="panel-(variance|scores|ranks)-1-title">' page.html)" "3 3" \
    "they are whole, and say what they are"
is "$(grep -oE '(href|src|url)[=(][^#]' page.html)" "" "nothing is fetched"
out_like 'funding line: 2' "the line is drawn"
out_like 'class="accepted"' "who is surely above it"
out_like 'class="rejected"' "who is surely below"
out_like 'correlation of 0\.29: poor' "agreement in words, with its source"
out_like 'Koo &amp; Li 2016' "and where the words come from"
out_like "alpha is 0\.15: too low" "alpha too"
t_run vp-score --rubric rubric.json --reliability --line 2 --format html sheet.csv
same "$out" page.html "the same bytes again"
is "$(awk '/from the most severe/ { on = 1 } on && /class="name"/ { gsub(/<[^>]*>/, ""); printf "%s ", $0 } /<\/svg>/ { on = 0 }' \
    page.html)" "b c d a " "reviewers stand from the most severe to the most lenient"
echo '{"vp": 1, "id": "z", "title": "Z", "currency": "CNY", "lang": "zh"}' >zh.json
t_run vp-score --config zh.json --rubric rubric.json --reliability --line 2 --format html sheet.csv
out_like '资助线：2' "in Chinese as well"
sed 's/,a,/,<a href=x>\&,/' sheet.csv >markup.csv
t_run vp-score --rubric rubric.json --reliability --format html markup.csv
is "$(grep -c '<a ' "$out")" 0 "a reviewer's name is no markup"

# For people six digits, for programs all of them.
t_run vp-score --rubric rubric.json --reliability --format table sheet.csv
out_like '^1 .* 3\.16228 ' "a table has six digits"
t_run vp-score --rubric rubric.json --reliability --format csv sheet.csv
out_like '^1,4,6,3\.16227766016838,' "CSV has all"

# Who is funded under each method: the mean and the median put different proposals above the line.
cp sheet.csv classic.csv
sheet P,a,90 P,b,10 P,c,80 P,d,85 Q,a,70 Q,b,68 Q,c,75 Q,d,72 R,a,20 R,b,25 R,c,15 R,d,22
t_run vp-score --rubric rubric.json --reliability --line 1 --json sheet.csv
exits 0 "methods side by side"
out_like '"method": "mean", "funded": 1, "in": "", "out": ""' "the round's own way"
out_like '"method": "median", "funded": 1, "in": "P", "out": "Q"' "the median funds another"
out_like '"proposal": "P", "title": "", "methods": [0-9], "mean": 2, "median": 1,' "its ranks by each method"
is "$(grep -c '"proposal": "R", "title"' "$out")" 0 "what no method funds is not in question"
is "$(grep -o '"method": "[^"]*"' "$out" | wc -l)" 9 "every method is there"
t_run vp-score --rubric rubric.json --reliability --line 1 --method median --json sheet.csv
out_like '"method": "mean", "funded": 1, "in": "Q", "out": "P"' "--method says what the round's own way is"
t_run vp-score --rubric rubric.json --reliability --json sheet.csv
is "$(grep -c '"methods"' "$out")" 0 "without a line nobody is above it"
t_run vp-score --rubric rubric.json --reliability --line x --json sheet.csv
exits 2 "a line that is none"
sheet P,a,90 Q,b,70 R,c,20
t_run vp-score --rubric rubric.json --reliability --line 1 --json sheet.csv
exits 0 "one mark each"
out_like '"method": "z", "funded": null, "in": "", "out": "", "why": "it gives every proposal the same score"' \
    "what does not apply is left out, and said why"
cp classic.csv sheet.csv

try() # WHAT REASON ROWS...
{
    what=$1 reason=$2
    shift 2
    sheet "$@"
    t_run vp-score --rubric rubric.json --reliability --json sheet.csv
    exits 0 "$what"
    is "$(grep -ciE '[ :]-?(nan|inf)' "$out")" 0 "numbers or null"
    out_like "no value: .*\($reason\)" "and why"
}
try "all equal" "all scores are equal" a,x,5 a,y,5 b,x,5 b,y,5
try "one reviewer" "there is one reviewer only" a,x,5 b,x,7 c,x,1
try "one proposal" "there is one proposal only" a,x,5 a,y,7
try "one mark" "there is one score only" a,x,5
try "one mark each" "each proposal has one score only" a,x,5 b,y,7 c,z,2
try "two panels" "not every reviewer scored every proposal" a,x,5 a,y,6 b,x,7 b,y,7 c,v,1 c,w,3 d,v,4 d,w,4
out_like "falls into 2 parts that share no reviewer" "who cannot be compared is said"
