#!/bin/sh
# vp-intake --blank: the form for applicants, and that what comes back filled in is understood.
. "${0%/*}/lib.sh"

districts=$(awk 'BEGIN { for (i = 1; i <= 40; i++) printf("%s\"第%d片区\"", (i > 1 ? ", " : ""), i) }')
cat >round.json <<E
{
  "vp": 1, "id": "t", "title": "第一届<测试> & \"创投\"", "lang": "zh", "currency": "CNY", "unit": "万元",
  "opens": "2024-01-01", "closes": "2024-02-29",
  "categories": ["为老服务", "助残服务"],
  "districts": [$districts],
  "fields": {
    "uscc": {"required": true},
    "title": {"headings": ["公益项目", "项目名称"]},
    "budget": {"headings": ["总预算（元）"]},
    "size": {"type": "choice", "choices": ["小,一人", "大\"多人\"", "=1"], "headings": ["规模"], "required": true},
    "since": {"type": "date", "headings": ["登记日期"], "required": true},
    "phone": {"required": true, "pattern": "^1[3-9]\\\\d{9}$"}
  },
  "eligibility": [
    {"id": "cap", "field": "requested", "max": "300000.00"},
    {"id": "share", "field": "requested", "max_share": "0.60", "of": "budget"},
    {"id": "own", "field": "own_funds", "min_share": "0.40", "of": "budget"},
    {"id": "sum", "sum": ["requested", "own_funds"], "equals": "budget"},
    {"id": "old", "field": "since", "on_or_before": "2023-01-01"}
  ]
}
E
columns=21

# ---- CSV ----

t_run vp-intake --config round.json --blank form.csv
exits 0 "a form as CSV"
silent_out() { if [ -s "$out" ]; then fail "$1"; else pass "$1"; fi; }
silent_out "nothing is on stdout"
err_is "it says so" <<E
form.csv: a form with $columns columns
E
is "$(head -c 3 form.csv | od -An -tx1 | tr -d ' ')" efbbbf "the form begins with a mark for Excel and WPS"
is "$(grep -c "$(printf '\r')\$" form.csv) $(wc -l <form.csv)" "2 2" "both lines end in CRLF"
tr -d '\r' <form.csv | sed '1s/^...//' >plain.csv
same plain.csv - "the round's headings, units bound to the columns, and an example" <<'E'
项目编号,公益项目,申报单位,统一社会信用代码,主体类型,公益金用途,项目类别,实施区,街道,社区,申请资助金额(万元),总预算（元）,自筹资金(万元),直接受益人数,间接受益人数,开始日期,结束日期,项目简介,联系电话,规模,登记日期
示例：P-001,社区长者助餐服务项目,示例社会工作服务中心,52440100MJ000000XJ,社会组织,扶老,为老服务,第1片区,示例街道,示例社区,10,200000,10,100,100,2025-01-01,2025-12-31,工作日为独居、做饭困难的长者送热午餐，同时上门探访。,13800000000,"小,一人",2019-06-01
E
cp form.csv first.csv
t_run vp-intake --config round.json --blank form.csv
err_like '^form.csv: a form with 21 columns, in place of the file before$' "a file that was there is replaced, and that is said"
same form.csv first.csv "the same round gives the same bytes"
t_run LANG=zh_CN.UTF-8 LC_ALL= vp-intake --config round.json --blank form.csv
err_like '^form.csv：申报表共 21 列，已替换原有文件$' "it speaks Chinese"
same form.csv first.csv "the form is in the round's language, not in the shell's"
t_run vp-intake -q --config round.json --blank FORM.CSV
exits 0 "endings in capitals"
silent "-q says nothing"

# ---- filled in ----

t_run vp-intake --config round.json form.csv
exits 1 "a form that nobody filled in has no proposal"
err_like '^form.csv:2:1: note: the example row of a form, not a proposal$' "the example is told"
{ cat form.csv; sed '1d; s/示例：P-001/P-7/; s/社区长者/某某/' form.csv; } >filled.csv
t_run vp-intake --config round.json filled.csv
exits 0 "the example's values stand in a row with a real id"
err_like '^2 rows: 1 accepted, 0 amended, 0 unchanged, 0 rejected, 1 not a proposal$' "the example is counted as no proposal"
err_unlike 'not understood|warning|error' "every heading is understood, nothing is odd"
like "$(cat "$out")" '^P-7,accepted,某某助餐服务项目,示例社会工作服务中心,52440100MJ000000XJ,扶老,为老服务,第1片区,100000.00,200000.00,100000.00,' \
    "amounts have the units of their columns"
for mark in 示例:P-7 '  示例： P-7' 样例：P-7 範例：P-7 'Example: P-7' 'EXAMPLE：P-7'; do
    sed "2s/示例：P-001/$mark/" form.csv >marked.csv
    t_run vp-intake --config round.json marked.csv
    err_like '^marked.csv:2:1: note: the example row' "'$mark' marks an example"
done
for id in 示例P-7 example-7 E7 示例; do
    sed "2s/示例：P-001/$id/" form.csv >marked.csv
    t_run vp-intake --config round.json marked.csv
    err_like '^1 rows: 1 accepted' "'$id' is an id"
done
sed 's/^/1,/; 1s/^...1,/\xEF\xBB\xBF序号,/' form.csv >numbered.csv
t_run vp-intake --config round.json numbered.csv
err_like '^numbered.csv:2:2: note: the example row' "the mark counts in the column of ids, wherever that is"

# ---- rounds that come with vp ----

for file in "$ROOT"/examples/guangzhou/round.json "$ROOT"/examples/templates/*/round.json; do
    name=$(basename "$(dirname "$file")")
    t_run vp-intake --config "$file" --blank "$name.csv"
    exits 0 "$name: a form"
    err_unlike 'no example' "$name: with an example that fulfils every rule"
    sed '2s/示例：//; 2s/example: //' "$name.csv" >"$name-filled.csv"
    t_run vp-intake --config "$file" "$name-filled.csv"
    exits 0 "$name: which is accepted"
    err_unlike 'not understood|warning' "$name: without a word"
    t_run vp-intake -q --config "$file" --blank "$name.xlsx"
    exits 0 "$name: a workbook"
done

# ---- in a round ----

t_run vp-init -q round
cp round.json round/
git -C round commit -qam rules
before=$(git -C round rev-parse HEAD)
t_run vp-intake -C round --blank ../inside.csv
exits 0 "in a round"
same inside.csv first.csv "the same form"
is "$(git -C round rev-parse HEAD) $(git -C round status --porcelain)" "$before " "nothing is recorded"
t_run vp-intake -C round --received 2024-02-01 ../filled.csv
exits 0 "a filled-in form is taken in"
like "$(cat round/intake/*/source.csv)" '^2,example,,' "the kind of the row is kept, its cells are not"
like "$(cat round/intake/*/receipt.json)" '"other": 1|"not_a_proposal": 1' "the receipt counts it"
t_run vp-audit -C round verify
exits 0 "and verify does it again"
echo >>round/round.json
t_run vp-intake -C round --blank ../inside.csv
exits 1 "no form from rules that are not committed"

# ---- what is no form ----

for name in form.ods form form.xls csv .csv dir/.xlsx ''; do
    t_run vp-intake --config round.json --blank "$name"
    exits 2 "--blank '$name' is misuse"
done
err_like "^vp-intake: error: --blank: '' ends neither in .csv nor in .xlsx\$" "and says which endings there are"
err_like '^vp-intake: hint: name it form.xlsx' "with a hint"
t_run vp-intake --config round.json --blank a.csv filled.csv
exits 2 "--blank reads no sheet"
err_like "'filled.csv' is one too many" "and says so"
not "and writes nothing" test -e a.csv
t_run vp-intake --config round.json --blank a.csv -o b.csv
exits 2 "--blank and -o"
err_like '^vp-intake: error: --blank has no answer to write to -o b.csv$' "there is nothing for -o"
not "so nothing is written" test -e b.csv
for ending in csv xlsx; do
    t_run vp-intake --config round.json --blank "nowhere/a.$ending"
    exits 5 "no such folder ($ending)"
    err_like "^nowhere/a.$ending: error: .* cannot be written: " "is named ($ending)"
    t_run vp-intake --config missing.json --blank "a.$ending"
    exits 3 "no round ($ending)"
done
for blocks in 4 16; do # of files: the library under it does not see when its temporary ones are cut short
    t_sh "trap '' XFSZ; ulimit -f $blocks; exec vp-intake --config round.json --blank full.xlsx"
    exits 5 "a disk that is full ($blocks)"
    err_like '^full.xlsx: error: the workbook cannot be written: ' "is told ($blocks)"
    not "and leaves no workbook ($blocks)" test -e full.xlsx
done
mkdir a.csv a.xlsx
for ending in csv xlsx; do
    t_run vp-intake --config round.json --blank "a.$ending"
    exits 5 "a folder is no file ($ending)"
done
is "$(find . -name '.vp-*')" "" "nothing is left aside"
sed 's/"size": {.*/"one": {"type": "text", "headings": ["A B", "two"]}, "two": {"type": "text", "headings": ["ab"]},/' \
    round.json >taken.json
echo mine >old.csv
t_run vp-intake --config taken.json --blank old.csv
exits 3 "a field that no heading is left for"
err_like "^taken.json: error: no heading is left for the field 'two'" "is named"
err_like '^vp-intake: hint: give it a heading' "with a hint"
is "$(cat old.csv)" mine "the file that was there stays as it was"
sed 's/"size": {.*/"word": {"type": "text", "required": true, "pattern": "^(?!)"},/' round.json >hard.json
t_run vp-intake --config hard.json --blank hard.csv
exits 0 "a form without a right example is a form"
err_like '^no example was found that fulfils every rule' "and that is said"

# ---- the workbook ----

t_run vp-intake --config round.json --blank form.xlsx
exits 0 "a form as a workbook"
err_like "^form.xlsx: a form with $columns columns\$" "it says so too"
cp form.xlsx first.xlsx
t_run TZ=Asia/Shanghai LANG=zh_CN.UTF-8 LC_ALL= vp-intake -q --config round.json --blank form.xlsx
same form.xlsx first.xlsx "the same round and moment give the same bytes, wherever"
t_run SOURCE_DATE_EPOCH=0 vp-intake -q --config round.json --blank zero.xlsx
exits 0 "the first moment of all"
awk '{ print } /"fields"/ { printf "    \"long\": {\"type\": \"choice\", \"choices\": [\"a\", \""; for (i = 0; i < 40000; i++) printf "x"; print "\"]}," }' \
    round.json >long.json
t_run vp-intake --config long.json --blank long.xlsx
exits 3 "a choice that no workbook holds"
err_unlike WARNING "the library under it prints nothing"
err_like '^long.json: error: a workbook cannot hold the form: ' "is told"
err_like '^vp-intake: hint: shorten its headings' "with a hint"
not "and no workbook is there" test -e long.xlsx
is "$(find . -name '.vp-*')" "" "nothing is left aside"

command -v python3 >/dev/null 2>&1 || skip_all "no python3 to look into a workbook"
cat >look.py <<'E'
import re, sys, zipfile
import xml.etree.ElementTree as tree
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
parts = {n: tree.fromstring(z.read(n)) for n in z.namelist() if n.endswith((".xml", ".rels"))}
ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
book, sheet = parts["xl/workbook.xml"], parts["xl/worksheets/sheet1.xml"]
print("parts", len(parts))
print("sheets", " ".join("%s:%s" % (s.get("name"), s.get("state", "shown")) for s in book.iterfind(".//m:sheet", ns)))
checks = sheet.findall(".//m:dataValidation", ns)
print("checks", len(checks))
for v in checks:
    for part in ("prompt", "error"):
        assert 0 < len(v.get(part)) <= 255 and len(v.get(part + "Title")) <= 32, v.attrib
    for f in v:
        assert len(f.text) <= 255, f.text
    print("check", v.get("sqref"), v.get("type", "any"), v.get("errorStyle", "stop"), " ".join(f.text for f in v))
print("frozen", sheet.find(".//m:pane", ns).attrib["topLeftCell"])
print("created", re.search("<dcterms:created[^>]*>([^<]*)", z.read("docProps/core.xml").decode()).group(1))
texts = ["".join(t.text or "" for t in s.iterfind(".//m:t", ns)) for s in parts["xl/sharedStrings.xml"]]
for c in sheet.iterfind(".//m:row[@r='1']/m:c", ns):
    print("heading", texts[int(c.find("m:v", ns).text)])
styles = parts["xl/styles.xml"]
named = {f.get("numFmtId"): f.get("formatCode") for f in styles.iterfind(".//m:numFmt", ns)}
named["49"] = "@"
formats = [named.get(x.get("numFmtId"), x.get("numFmtId")) for x in styles.find("m:cellXfs", ns)]
for c in sheet.iterfind(".//m:col", ns):
    print("format", c.get("min"), formats[int(c.get("style"))])
for t in texts:
    print("text", t)
E
t_run PYTHONIOENCODING=utf-8 python3 look.py form.xlsx
exits 0 "every part is XML, every message and formula short enough for Excel"
out_like '^sheets 申报表:shown 填表说明:shown lists:hidden$' "the form, how to fill it in, and long lists out of sight"
out_like "^checks $columns\$" "a check or a message for every column"
out_like '^check D2:D1001 textLength stop 18$' "the code has 18 characters"
out_like '^check G2:G1001 list stop "为老服务,助残服务"$' "a short list is in the cell"
out_like '^check H2:H1001 list stop lists!\$A\$1:\$A\$40$' "a long one on the hidden sheet"
out_like '^check T2:T1001 list stop lists!\$B\$1:\$B\$3$' "so is one with commas"
out_like '^check K2:K1001 custom warning AND\(ISNUMBER\(\$K2\),\$K2>=0,\$K2<=30,IF\(COUNT\(\$K2,\$L2\)<2,TRUE,ROUND\(\$K2\*10000-0.6\*\$L2,6\)<=0\),IF\(COUNT\(\$K2,\$M2,\$L2\)<3,TRUE,ROUND\(\$K2\*10000\+\$M2\*10000-\$L2,6\)=0\)\)$' \
    "the amount in the unit of its column, its share and its sum"
out_like '^check N2:N1001 whole warning 0$' "a count"
out_like '^check U2:U1001 date stop 1 44927$' "a date up to the day of the rule"
out_like '^heading 公益项目\*$' "required columns are marked"
out_like '^heading 街道$' "others are not"
out_like '^format 1 @$' "ids stay text"
out_like '^format 4 @$' "so do codes"
out_like '^format 19 @$' "and phones"
out_like '^format 11 #,##0.00####$' "amounts in 万元 show every fen"
out_like '^format 12 #,##0.00$' "amounts in 元 too"
out_like '^format 21 yyyy-mm-dd$' "dates look like dates"
out_like '^frozen C2$' "the header and the first two columns stay in sight"
out_like '^created 2023-11-14T22:13:20Z$' "made at the moment of SOURCE_DATE_EPOCH"
out_like '^text 第一届<测试> & "创投"$' "the title of the round"
out_like '^(text )?申请资助金额 \+ 自筹资金 = 总预算（元）$' "rules in words"
out_like '^text 受理时间：2024-01-01 – 2024-02-29$' "the calendar"

# ---- filled in with a spreadsheet program ----

office=$(command -v soffice || command -v libreoffice) || skip_all "no LibreOffice to fill in the workbook"
cat >fill.py <<'E'
# The example row once more below itself, with an id of its own.
import re, sys, zipfile
a, b = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED)
for n in a.namelist():
    data = a.read(n)
    if n == "xl/worksheets/sheet1.xml":
        s = data.decode()
        row = re.search(r'<row r="2".*?</row>', s).group(0)
        for r, name in ((3, "P-101"), (4, "P-102")):
            more = re.sub(r'r="([A-Z]*)2"', r'r="\g<1>%d"' % r, row)
            more = re.sub(r'(<c r="A%d"[^>]*) t="s"><v>\d+</v>' % r, r'\1 t="inlineStr"><is><t>%s</t></is>' % name, more)
            s = s.replace("</sheetData>", more + "</sheetData>")
        data = s.encode()
    b.writestr(n, data)
b.close()
E
ok "two rows are filled in" python3 fill.py form.xlsx filled.xlsx
export_csv() # NAME CHARSET: as NAME.csv; 76 is UTF-8, 85 GB18030
{
    mkdir -p "$1"
    timeout 100 "$office" "-env:UserInstallation=file://$T/office" --headless \
        --convert-to "csv:Text - txt - csv (StarCalc):44,34,$2,1" --outdir "$1" filled.xlsx >said 2>&1
    [ -s "$1/filled.csv" ] || { diag "$(cat said)"; return 1; }
}
for charset in UTF-8:76 GB18030:85; do
    name=${charset%:*}
    export_csv "$name" "${charset#*:}"
    if [ ! -s "$name/filled.csv" ]; then fail "$name: exported"; continue; fi
    t_run vp-intake --no-suspects --config round.json "$name/filled.csv"
    exits 0 "$name: the export is taken in"
    err_like '^3 rows: 2 accepted, 0 amended, 0 unchanged, 0 rejected, 1 not a proposal$' "$name: the rows stand, the example is none"
    err_unlike 'not understood|warning|error' "$name: every heading is understood, nothing is odd"
    out_like '^P-102,accepted,.*,52440100MJ000000XJ,.*,100000.00,200000.00,100000.00,.*,2025-01-01,2025-12-31,' \
        "$name: codes, amounts and dates as they were typed"
    like "$(head -n 1 "$name/filled.csv" | iconv -f "$name" -t UTF-8)" '^"?项目编号\*"?,"?公益项目\*"?,' "$name: its headings"
done
