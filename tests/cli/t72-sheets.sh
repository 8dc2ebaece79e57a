#!/bin/sh
# Score sheets for reviewers: written, filled in with whatever there is, and read back by vp-score.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "2026-1", "title": "公益创投 & <测试>", "lang": "zh", "currency": "CNY",
  "categories": ["care", "law", "health"]
}
E2
cat >rubric.json <<'E2'
{
  "vp": 1, "id": "rb", "title": "Rubric",
  "stages": [
    {"id": "paper", "title": "初评", "weight": "0.5", "reviewers": 2, "na": "renormalise", "criteria": [
      {"id": "need", "title": "需求性", "max": "60", "step": "1"},
      {"id": "team", "title": "团队（含志愿者）", "max": "30"},
      {"id": "score", "max": "10", "step": "0.5"}]},
    {"id": "defence", "title": "终评", "weight": "0.5", "reviewers": 1, "criteria": [
      {"id": "answers", "max": "20", "step": "5"}, {"id": "talk", "max": "80", "step": "0.1"}]}
  ]
}
E2
cat >panel.csv <<'E2'
id,name,organisation,fields
R1,Ann,Law Firm,law
R2,Bob,Other,care
R3,Carol,Third,health
E2
cat >proposals.csv <<'E2'
id,title,applicant,uscc,requested,category,summary
001,Meals by Org A,Org A,,1000.00,care,"An Ｏｒｇ　Ａ project, for
the old; Organ ABC is another"
002,阳光伴老,越秀阳光社工中心,52440100MJ000000XJ,2000.00,law,越秀阳光社工中心（52440100MJ000000XJ）在社区开展服务
003,=Nurses,白云社工中心,,3000.00,health,由社工中心的护士上门
E2
sheets() { t_run vp-assign --config round.json --proposals proposals.csv -o /dev/null "$@"; }

# ---- as CSV ----
sheets --sheets out
exits 0 "sheets as a filter"
err_like '^stage paper: 3 score sheets in out$' "it says how many"
is "$(ls out | tr '\n' ' ')" "R1.csv R2.csv R3.csv " "one of each reviewer"
is "$(head -c 3 out/R1.csv | od -An -tx1 | tr -d ' ')" efbbbf "with a byte order mark"
is "$(grep -c "$(printf '\r')\$" out/R1.csv)" "$(wc -l <out/R1.csv | tr -d ' ')" "every line ends in CR LF"
tr -d '\r' <out/R1.csv >flat
like "$(sed -n 1p flat)" '轮次：2026-1,评分标准：rb,版本：[a-p]{8},' "a title says of which round, rubric and version it is"
is "$(sed -n 2p flat)" \
    "项目编号,评审专家,项目名称,申报单位,项目概要,需求性（满分60，步长1，可填不适用）,团队（含志愿者）（满分30，可填不适用）,score（满分10，步长0.5，可填不适用）,回避,评审意见" \
    "criteria with maximum and step"
like "$(cat flat)" "003,R1,'=Nurses,白云社工中心," "what a spreadsheet would run is guarded"
sheets --sheets again
is "$(cat again/*.csv | cksum)" "$(cat out/*.csv | cksum)" "the same bytes again"
t_run vp-score --config round.json --proposals proposals.csv out/*.csv
exits 1 "sheets that nobody has filled in"
err_like "there are no marks to rank by" "say nothing"
err_unlike 'left alone|csv.*error' "and every column is understood"

# ---- each begins elsewhere ----
cat >many.csv <<'E2'
id,title,applicant,requested,category
E2
for i in 1 2 3 4 5 6 7 8 9; do echo "P-$i,T,A$i,1000.00,care" >>many.csv; done
printf 'id\nA\nB\nC\nD\nE\nF\n' >p2 && mv panel.csv p1 && mv p2 panel.csv
t_run vp-assign -q --config round.json --proposals many.csv -k 6 --sheets many --experts 0 -o /dev/null
exits 0 "six reviewers have all of nine"
firsts=$(for f in many/*.csv; do sed -n 3p "$f" | cut -d, -f1; done | sort -u | wc -l | tr -d ' ')
ok "and do not all begin with the same ($firsts beginnings)" test "$firsts" -ge 3
is "$(for f in many/*.csv; do sed '1,2d' "$f" | cut -d, -f1 | sort | cksum; done | sort -u | wc -l | tr -d ' ')" 1 "all have all"
mv p1 panel.csv

# ---- blind ----
sheets --sheets blind --blind
exits 0 "blind sheets"
is "$(cat blind/*.csv | grep -cE '越秀阳光|Org A|Ｏｒｇ　Ａ|白云|52440100MJ000000XJ|申报单位')" 0 "name nobody who applies"
ok "and leave other words alone" grep -q 'Organ ABC is another' blind/R2.csv
err_like "^vp-assign: note: '001': the summary names the applicant, which is hidden: Ｏｒｇ　Ａ$" "what was hidden is listed"
err_like "^vp-assign: note: '002': the summary names the applicant, which is hidden: 越秀阳光社工中心, 52440100MJ000000XJ$" \
    "the code too"
err_like "^vp-assign: warning: '002': the title may tell who applies: 阳光$" "and what may still tell"
err_unlike "'003'.*社工中心" "not what others are called too"

# ---- what was filled in stays ----
sed 's/^\(00[0-9],R2,.*\),,,,,/\1,10,10,5,,/' out/R2.csv >filled && cp filled out/R2.csv
sheets --sheets out
exits 1 "a sheet that was filled in"
err_like "^out/R2.csv: error: this file was filled in, or is no score sheet: it is not written over$" "is named"
same out/R2.csv filled "and stays"
echo hello >again/R3.csv
sheets --sheets again
exits 1 "a file that is no sheet"
err_like "^again/R3.csv: error: " "stays too"
sheets --sheets out --force
exits 0 "--force"
same out/R2.csv blind/../out/R2.csv "writes over it"
not "really" cmp -s out/R2.csv filled
sheets -n --sheets none
exits 0 "-n"
not "makes no folder" test -e none
sheets --blind
exits 2 "--blind without --sheets"
sheets --sheets nowhere/deep
exits 5 "a folder that cannot be made"

# ---- back, whatever was done to it ----
fill() # MARKS: of R2's rows
{
    sed '1,2!s/^\(00[0-9],R2,.*\),,,,,/\1,'"$1"',,/; 4,$!b' out/R2.csv | tr -d '\r'
}
score() { t_run vp-score --config round.json --proposals proposals.csv "$@"; }
mark_is() { out_like '^1,00[12],.*,'"$1"',' "$2"; }
printf '项目编号,评审专家,需求性,团队（含志愿者）,score\n2,r2,45,90%%,8.5\n' >plain.csv
for how in "UTF-8 ," "GB18030 ;" "UTF-16 	"; do
    sed "s/,/${how#* }/g" plain.csv | iconv -f UTF-8 -t "${how% *}" >odd.csv
    score odd.csv
    exits 0 "a sheet as ${how% *}, and an id without its zeros"
    mark_is 80.50 "its marks"
done
while read -r cell mark; do
    printf '项目编号,评审专家,需求性,团队（含志愿者）,score\n002,R2,60,30,"%s"\n' "$cell" >date.csv
    score date.csv
    exits 0 "'$cell'"
    mark_is "$mark" "is $mark"
    err_like "date.csv:2:5: warning: '$cell' for 'score' is a date that a spreadsheet has made of [0-9/]*: it is read as that" "and told"
done <<'E2'
2026-09-10 99.00
2026/9/10 99.00
9月10日 99.00
2026年9月10日 99.00
10-Sep 99.00
09/10/26 99.00
10.09.2026 99.00
1-Feb 95.00
1940-10-01 92.50
E2
sed -i 's/"step": "0.5"/"step": "0.25"/' rubric.json
score date.csv
exits 0 "a mark on the step"
printf '轮次：2026-1,评分标准：rb,版本：%s\n项目编号,评审专家,需求性,团队（含志愿者）,score\n002,R2,60,30,1\n' \
    "$(sed -n '1s/.*版本：\([a-p]*\).*/\1/p' out/R1.csv)" >old.csv
score old.csv
exits 1 "a sheet of another version of the rubric"
err_like "^old.csv:1:3: error: this sheet was made for another version of the rubric" "is refused"
err_like "^vp-score: hint: make new sheets with vp-assign --sheets" "with what to do"
sed -i 's/"step": "0.25"/"step": "0.5"/' rubric.json
score old.csv
exits 0 "and taken by its own"

# ---- in a round: assigned once, later sheets are of what is recorded ----
t_run vp-init -q --template blank round
cp round.json rubric.json panel.csv round/
git -C round add -A && git -C round commit -qm 'Configuration'
printf 'id,title,applicant,requested,category,summary,phone\n' >in.csv
printf '1,甲,甲机构,1000,care,甲的概要,13800138000\n2,乙,乙机构,1000,law,,13900139000\n' >>in.csv
ok "proposals come in" vp-intake -q -C round -o /dev/null "$PWD/in.csv"
t_run vp-assign -C round --sheets "$PWD/r1" -k 1 -o /dev/null
exits 0 "assigned, with sheets"
before=$(git -C round rev-parse HEAD)
t_run vp-assign -C round --sheets "$PWD/r2"
exits 0 "once more"
is "$(git -C round rev-parse HEAD)" "$before" "nobody is assigned anew"
is "$(cat r2/*.csv | cksum)" "$(cat r1/*.csv | cksum)" "the same sheets"
is "$(cat r1/* | grep -cE '1[389]00013')" 0 "no telephone number leaves the private part"
who=$(basename "$(grep -l '^1,' r1/*.csv | head -n 1)" .csv)
sed "s/^1,$who,.*/1,$who,甲,甲机构,甲的概要,60,30,10,,\"好\n=SUM(A1)\"/" "r1/$who.csv" >v1.csv
t_run vp-score -C round "$PWD/v1.csv" -o /dev/null
err_like 'reviews: 1 new, 0 amended, 0 unchanged' "a part of a sheet is taken"
sed 's/,60,30,10,/,50,30,10,/' v1.csv >v2.csv
t_run vp-score -C round "$PWD/v2.csv" -o /dev/null
err_like 'reviews: 0 new, 1 amended, 0 unchanged' "a second version amends it"
t_run vp-audit log -C round 1
out_like '60' "what it was"
out_like '50' "and what it became is in the history"

# ---- workbooks ----
sheets --sheets books --xlsx --blind
exits 0 "as workbooks"
sheets --sheets books2 --xlsx --blind
same books/R1.xlsx books2/R1.xlsx "the same round and moment give the same bytes"
score books/R1.xlsx
err_like "^books/R1.xlsx:3:1: warning: '00[123]' has no marks of 'R1' yet" "vp-score reads a workbook"
printf 'PK\003\004abc' >bad.xlsx
score bad.xlsx
exits 1 "a workbook that is none"
err_like '^bad.xlsx: error: this Excel workbook \(xlsx\) cannot be read$' "is told"
command -v python3 >/dev/null 2>&1 || skip_all "no python3 to fill in a workbook"
t_run vp-assign -q --config round.json --proposals proposals.csv --stage defence --sheets def --xlsx -o /dev/null
exits 0 "of another stage"
cat >look.py <<'E2'
import re, sys, zipfile
s = zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode()
for v in re.findall(r"<dataValidation .*?</dataValidation>", s):
    print(re.search('sqref="([^"]*)"', v).group(1), re.search(' type="([^"]*)"', v).group(1),
          *re.findall("<formula.>(.*?)</formula.>", v))
print(re.search("<pane [^>]*topLeftCell=\"([^\"]*)\"", s).group(1))
E2
t_run python3 look.py books/R1.xlsx
out_like '^E3:E4 list "0,1,2,.*,59,60,不适用"$' "marks and n/a to choose from"
out_like '^F3:F4 custom OR\(AND\(ISNUMBER\(\$F3\),\$F3&gt;=0,\$F3&lt;=30\),\$F3="不适用"\)$' "a range, or n/a"
out_like '^G3:G4 list "0,0.5,.*,10,不适用"$' "a short list"
out_like '^H3:H4 list "是,否"$' "yes or no"
out_like '^D3$' "headings and title stay in sight"
t_run sh -c 'python3 look.py "$(ls def/*.xlsx | head -n 1)"'
out_like ' list "0,5,10,15,20"$' "few marks are a list"
out_like ' custom AND\(ISNUMBER\(\$G3\),\$G3&gt;=0,\$G3&lt;=80,ROUND\(MOD' "many are checked by their step"
cat >fill.py <<'E2'
# Write cells into a workbook, as a spreadsheet program does: NAME=VALUE, a style of the same column stays.
import re, sys, zipfile
a, b = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED)
cells = dict(x.split("=", 1) for x in sys.argv[3:])
for n in a.namelist():
    data = a.read(n)
    if n == "xl/worksheets/sheet1.xml":
        s = data.decode()
        for ref, value in cells.items():
            body = "<v>%s</v>" % value if re.fullmatch(r"[0-9.E-]+", value) else None
            kind = "" if body else ' t="inlineStr"'
            body = body or "<is><t>%s</t></is>" % value
            s, k = re.subn(r'<c r="%s"([^>]*?)/>' % ref, r'<c r="%s"\1%s>%s</c>' % (ref, kind, body.replace("\\", "")), s)
            assert k == 1, ref
        data = s.encode()
    b.writestr(n, data)
b.close()
E2
ok "a workbook is filled in" python3 fill.py books/R1.xlsx done.xlsx E3=45 F3=18/20 G3=8.5000000000000004 I3='好的' E4=不适用 F4=15 G4=5E-1
score done.xlsx
exits 0 "and read"
out_like ',80\.50,' "marks and a fraction"
sheets --sheets books --xlsx --blind
exits 0 "workbooks that are blank are written again"
cp done.xlsx books/R1.xlsx
sheets --sheets books --xlsx --blind
exits 1 "one that is filled in"
err_like '^books/R1.xlsx: error: this file was filled in' "is not"

office=$(command -v soffice || command -v libreoffice) || skip_all "no LibreOffice to carry a sheet through"
convert() # TO FILE: into the folder lo
{
    timeout 100 "$office" "-env:UserInstallation=file://$T/office" --headless "--infilter=${3:-Calc MS Excel 2007 XML}" \
        --convert-to "$1" --outdir lo "$2" >said 2>&1
}
convert xlsx done.xlsx
score lo/done.xlsx
exits 0 "a workbook that LibreOffice has saved"
out_like ',80\.50,' "has its marks"
t_run python3 look.py lo/done.xlsx
out_like '^H3:H4 list' "and keeps its lists"
convert "csv:Text - txt - csv (StarCalc):44,34,85,1" lo/done.xlsx
score lo/done.csv
exits 0 "exported as CSV in GB18030"
out_like ',80\.50,' "has them too"
sed '1,2!s/^\(00[0-9],R2,.*\),,,,,/\1,45,90%,8.5,,/' out/R2.csv >csv.csv
convert xlsx csv.csv "Text - txt - csv (StarCalc):44,34,76,1"
score lo/csv.xlsx
exits 0 "a CSV that was opened and saved as a workbook"
out_like ',80\.50,' "has its marks, a percentage among them"
convert "csv:Text - txt - csv (StarCalc):9,34,76,1" lo/csv.xlsx
score lo/csv.csv
exits 0 "and exported again, with tabs"
out_like ',80\.50,' "has them"
