#!/bin/sh
# vp-intake on sheets from outside: rows in = rows out, and what must come of each.
. "${0%/*}/lib.sh"

# ---- one row for each thing that goes wrong ----

data proposals/messy
for f in utf8bom gb18030; do
    t_run vp-intake --config "$data/round.json" --rejects "$f.csv" "$data/messy_proposals.$f.csv"
    exits 1 "$f: some rows are refused"
    cp "$out" "$f.out"
    err_like '^17 rows: 5 accepted, 0 amended, 0 unchanged, 10 rejected, 2 not a proposal$' "$f: every row is accounted for"
done
same gb18030.out utf8bom.out "both encodings give the same answer"
same gb18030.csv utf8bom.csv "and the same rejects"

# expected.csv: id,status,rule,requested,why; the n-th row of the sheet is the n-th of it
awk -F, 'NR > 1 { print NR + 1, $1, $2, ($3 == "" ? "-" : $3), $4 }' "$data/expected.csv" >expected
# rejects end in row,column,rule,problem,mend; the title of one has commas and a newline, so count from its row number
python3 - gb18030.out accepted gb18030.csv >rejected 2>/dev/null <<'E2' || skip_all "no python3 to read CSV with"
import csv, sys
with open(sys.argv[2], "w") as f:
    for r in csv.DictReader(open(sys.argv[1], encoding="utf-8")):
        print(r["id"], r["requested"], file=f)
for r in csv.DictReader(open(sys.argv[3], encoding="utf-8")):
    print(r["项目编号"].translate(str.maketrans("０１２３４５６７８９－", "0123456789-")), r["rule"])
E2
bad=
while read -r line id status rule requested; do
    case $status in
    accepted) grep -qx "$id $requested" accepted || bad="$bad $id" ;;
    *) grep -qx "$id $rule" rejected || bad="$bad $id:$rule" ;;
    esac
done <expected
is "$bad" "" "every row came out as expected"
is "$(wc -l <expected | tr -d ' ')" 15 "fifteen rows were looked at"

# ---- 11,140 real lottery awards as proposals ----

data proposals/360_sport-england_lottery-awards.csv
cat >round.json <<'E2'
{
  "vp": 1, "id": "sport", "title": "Lottery awards", "lang": "en", "currency": "GBP",
  "fields": {
    "id": {"headings": ["Identifier"]},
    "title": {"headings": ["Title"]},
    "applicant": {"headings": ["Recipient Org:Name"]},
    "requested": {"headings": ["Amount Awarded"]},
    "awarded_on": {"type": "date", "headings": ["Award Date"]}
  }
}
E2
t_run vp-intake --config round.json --rejects refused.csv "$data"
exits 1 "real awards: repeated identifiers are refused"
err_like '^11140 rows: 10315 accepted, 0 amended, 0 unchanged, 825 rejected, 0 not a proposal$' "rows in = accepted + rejected"
err_like '^requested: [0-9.]* by the proposals that stand, 1180852146.00 by all rows$' "the total is right to the penny"
is "$(grep -c ',Identifier,unique,' refused.csv)" 824 "824 surplus identifiers"
is "$(grep -c ',Identifier,required,' refused.csv)" 1 "and one row without an identifier"
is "$(wc -l <refused.csv | tr -d ' ')" 826 "which are all problems there are"
out_like ',@' "a title that begins with @ is kept as it is"
is "$(cut -d, -f1 <"$out" | tail -n +2 | sort | uniq -d | wc -l | tr -d ' ')" 0 "no identifier twice in the answer"
