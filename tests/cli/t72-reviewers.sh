#!/bin/sh
# Reviewers whose names are private: the history holds their ids; what is done with the names is done again without them.
. "${0%/*}/lib.sh"

secret='陈小明|李示范|Ann Leeson|ann leeson|王老五|13900001111'

cat >panel-whole.csv <<'E2'
评审专家名单,,,,
编号,姓名,工作单位,专业领域,手机
R1,陈小明,甲大学,care,13900001111
R2,李示范,乙事务所,law,13900002222
R3,Ann Leeson,丙医院,health,
R4,王老五,丁中心,care;law,
E2
cat >proposals.csv <<'E2'
id,title,applicant,requested,category,summary
P-1,Meals,Org A,1000.00,care,由陈小明指导
P-2,Advice,Org B,2000.00,law,with Ann Leeson as adviser
P-3,Nurses,Org C,3000.00,health,
E2
vp-init -q r
cat >r/round.json <<'E2'
{
  "vp": 1, "id": "r", "title": "A round", "currency": "CNY",
  "categories": ["care", "law", "health"],
  "panel": {"private": ["name"]},
  "funds": [{"id": "f", "title": "Fund", "amount": "3000.00"}],
  "allocation": {"rule": "rank"}
}
E2
cat >r/rubric.json <<'E2'
{
  "vp": 1, "id": "rb", "title": "Rubric",
  "stages": [{"id": "paper", "title": "初评", "reviewers": 2, "criteria": [{"id": "need", "max": "100"}]}]
}
E2
git -C r commit -qam "the rules" || exit 1
ok "proposals" vp-intake -q -C r ../proposals.csv
t_name_is_theirs='由陈小明指导|with Ann Leeson as adviser|Binary'
leaks() # NAME: nothing of the history has a name, but for what proposals say in public
{
    git -C r cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)' | while read -r id type; do
        [ "$type" = tree ] || git -C r cat-file -p "$id"
    done | grep -Ev "$t_name_is_theirs" >history
    unlike "$(cat history)" "$secret" "$1"
}

# ---- taking a panel in ----

before=$(git -C r rev-parse HEAD)
t_run vp-assign -C r -n --names ../panel-whole.csv
exits 0 "a dry run"
is "$(git -C r rev-parse HEAD)" "$before" "records nothing"
is "$(find r/.git/vp/private/panel 2>/dev/null | wc -l)" 0 "and keeps nothing"
t_run vp-assign -C r --names ../panel-whole.csv
exits 0 "a panel with its private columns is taken in"
err_like 'panel: 4 reviewers, 4 names kept privately' "it says how many"
is "$(head -n 1 r/panel.csv)" "编号,姓名,工作单位,专业领域" "panel.csv has the public columns, and that of the names"
like "$(sed -n 2p r/panel.csv)" '^R1,[a-p]{32},甲大学,care$' "where a keyed hash of the name stands"
is "$(find r/.git/vp/private/panel -type f -printf '%m\n')" 600 "what is private is for its owner alone"
leaks "no name is in the history"
cp r/panel.csv first.csv
t_run vp-assign -C r --names ../panel-whole.csv
exits 0 "the same panel again"
err_like 'nothing to record' "is nothing new"
sed 's/李示范/赵六/; s/丙医院/新医院/' panel-whole.csv >panel-2.csv
ok "another with a name and an organisation changed" vp-assign -C r --names ../panel-2.csv
is "$(diff first.csv r/panel.csv | grep -c '^>')" 2 "changes two lines: who stays has the same keyed hash"
ok "the first one again" vp-assign -C r --names - <panel-whole.csv

# ---- as a workbook ----

if command -v python3 >/dev/null 2>&1; then
    python3 - panel-whole.csv panel.xlsx <<'E2'
import csv, sys, zipfile
def cell(r, c, text):
    return '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % ("ABCDEFGH"[c], r, text) if text else ""
rows = "".join('<row r="%d">%s</row>' % (r, "".join(cell(r, c, text) for c, text in enumerate(row)))
               for r, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8")), 1))
ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
z = zipfile.ZipFile(sys.argv[2], "w")
z.writestr("xl/workbook.xml", '<workbook %s xmlns:r="%s"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
           '</workbook>' % (ns, of))
z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
           'relationships"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/s.xml"/></Relationships>' % of)
z.writestr("xl/worksheets/s.xml", '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (ns, rows))
z.close()
E2
    t_run vp-assign -C r --names ../panel.xlsx
    exits 0 "the same panel as a workbook"
    err_like 'panel: 4 reviewers, 4 names kept privately' "is read"
    err_like 'nothing to record' "as the same"
    head -c 200 panel.xlsx >broken.xlsx
    t_run vp-assign -C r --names ../broken.xlsx
    exits 1 "a workbook that is cut short"
    err_like '^../broken.xlsx: error: this Excel workbook \(xlsx\) cannot be read$' "is told"
else
    skip "a panel as a workbook" "no python3"
fi

# ---- what is done with the names ----

t_run vp-assign -C r --conflicts
out_is "who is named in a proposal is found" <<'E2'
reviewer,proposal,reason,detail
R1,P-1,named,summary
R3,P-2,named,summary
E2
ok "an assignment" vp-assign -C r
is "$(cat r/conflicts.csv)" 'reviewer,proposal
R1,P-1
R3,P-2' "those pairs are recorded by id"
is "$(grep -cE 'R1,P-1|R3,P-2' r/assignments.csv)" 0 "and not assigned"
cat >"陈小明.csv" <<'E2'
proposal,reviewer,need,comment
P-2,陈小明,80,good
P-3,陈 小 明,70,
E2
cat >others.csv <<'E2'
proposal,reviewer,need,comment
P-1,R2,80,
P-2,李示范,80,
P-3,ann leeson,75,
P-1,R4,60,
E2
t_run vp-score -C r ../"陈小明.csv" ../others.csv
exits 0 "sheets may name reviewers by name where the names are kept"
ok "by id they are recorded" test -f r/reviews/paper/R1.csv
is "$(git -C r log -1 --format=%B | grep -c '^Vp-Input: [0-9a-f]* sheet$')" 2 "and no name of a file"
ok "awards" vp-allocate -q -C r
leaks "no name has come into the history"
for answer in "vp-score -C r -n --reliability" "vp-report -C r notice" "vp-report -C r annual" "vp status -C r" \
    "vp-audit -C r log" "vp-audit -C r log P-2" "vp-assign -C r -n" "vp-score -C r -n --format json"; do
    t_sh "$answer"
    unlike "$(cat "$out" "$err" | sed -E "s/$t_name_is_theirs//g")" "$secret" "nor into the answer of $answer"
done
t_run vp-audit -C r verify
exits 0 "all of it holds"
err_unlike unchecked "with names nothing is unchecked"

# ---- in a clone ----

git clone -q r clone
t_run vp-audit -C clone verify
exits 0 "a clone without the names does every step again"
err_like 'unchecked' "and says what it takes as it is recorded"
t_run vp-assign -C clone --conflicts
out_like '^R1,P-1,private,$' "conflicts are told without their reason"
err_like 'warning: the names of 4 reviewers are private and not kept here' "it says so"
t_run vp-score -C clone ../"陈小明.csv"
exits 1 "a sheet by name cannot be read there"
err_like "reviewers' names are private, and not all are kept here" "it says why"
sed 's/陈 *小 *明/R1/; s/80/81/' "陈小明.csv" >by-id.csv
ok "by id it can" vp-score -q -C clone ../by-id.csv
printf 'id,title,applicant,requested,category,summary\nP-4,New,Org D,500.00,care,\n' >new.csv
ok "a proposal more" vp-intake -q -C clone ../new.csv
ok "assigned without the names" vp-assign -q -C clone
is "$(cat clone/conflicts.csv)" "$(cat r/conflicts.csv)" "what keeps apart stays"
ok "which the clone verifies" vp-audit -C clone verify
git -C r pull -q --ff-only ../clone main
t_run vp-audit -C r verify
exits 0 "and so does who has the names"

# ---- kept with a backup ----

echo word >word
ok "a backup" vp-audit -C r backup --passphrase-file ../word ../all.vpb
ok "brought back" vp-audit backup --restore --passphrase-file word all.vpb back
t_run vp-assign -C back --conflicts
out_like '^R1,P-1,named,summary$' "has the names"

# ---- names on wrong ways ----

honest=$(git -C r rev-parse HEAD)
back() { git -C r reset -q --hard "$honest"; git -C r clean -qfd; }
sed 's/good/同意——陈小明/' "陈小明.csv" >signed.csv
t_run vp-score -C r ../signed.csv
exits 1 "a comment that is signed"
err_like 'reviews/paper/R1.csv: error: this would go into the history with the name of a reviewer, which is private$' \
    "is refused"
t_run vp-score -C r -m "as 李示范 said" ../signed.csv
exits 1 "a reason with a name, too"
sed 1d panel-whole.csv >r/panel.csv
t_run vp-score -C r ../by-id.csv
exits 1 "a panel with names in the work tree stops a command"
err_like 'hint: .*vp-assign --names FILE' "which says where names go"
err_unlike 'git -C r add' "and not to commit them"
git -C r commit -qam "by hand"
t_run vp-score -C r ../by-id.csv
exits 1 "one that is committed stops it too"
err_like 'panel.csv:2: error: the history holds what round.json keeps private of reviewers$' "naming the line"
t_run vp-audit -C r verify
exits 1 "and verify finds it"
out_like '^[0-9a-f]*,panel.csv,"?holds the name of a reviewer, which is private"?$' "with commit and file"
back
echo 'P-1,90,,陈 小 明' >>r/reviews/paper/R2.csv && git -C r commit -qam "by hand"
t_run vp-audit -C r verify
out_like ',reviews/paper/R2.csv,"?holds the name of a reviewer' "in a comment"
back
git -C r commit -q --allow-empty -m "asked 李示范"
t_run vp-audit -C r verify
out_like '^[0-9a-f]*,,"?holds the name of a reviewer' "in a message"
back
echo 'R2,P-3' >>r/conflicts.csv && git -C r commit -qam "by hand"
t_run vp-audit -C r verify
out_like ',conflicts.csv,' "a pair that somebody put among the conflicts"
back

# ---- misuse ----

t_run vp-assign --config r/round.json --names panel-whole.csv
exits 2 "a filter keeps no names"
printf 'id,name\nR1,陈小明\n' >short.csv
t_run vp-assign -C r --names ../short.csv
exits 1 "a file that lacks what panel.csv has"
err_like "there is no column '工作单位', which panel.csv has" "is refused"
printf 'id,name\nR1,A\nR1,B\n' >twice.csv
t_run vp-assign -C r --names ../twice.csv
exits 1 "an id twice"
err_like "twice.csv:3:1: error: the reviewer 'R1' comes twice" "is told with its line"
sed 's/"name"\]/"organisation"]/' r/round.json >x.json && cp x.json r/round.json && git -C r commit -qam "more"
t_run vp-assign -C r --conflicts
exits 3 "a column that everybody needs"
err_like "round.json:4:25: error: the column 'organisation' of panel.csv cannot be private" "cannot be private"
back
vp-init -q open && t_run vp-assign -C open --names ../panel-whole.csv
exits 1 "a round that keeps nothing private"
err_like 'round.json does not say that the reviewers. names are private' "is told how to"
echo rubbish >r/.git/vp/private/panel/x.csv
t_run vp-assign -C r --conflicts
exits 3 "a private file that is none"
err_like 'panel/x.csv: error: this is no file of reviewers. names as vp-assign keeps them' "is told"
