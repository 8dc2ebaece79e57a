#!/bin/sh
# Rules of every kind on a sheet, what --explain says of them, --check-config, and the Table Schema.
. "${0%/*}/lib.sh"

mkdir lists
# As an office exports it: a title above, headings of its own, semicolons.
printf '\357\273\277%s\r\n%s\r\n%s\r\n%s\r\n' '活动异常名录;;;' '序号;社会组织名称;统一社会信用代码;列入时间;列入原因' \
    '1;示例甲;52440103MJK9000128;2023年3月1日;未年检' '2;示例乙;52440103MJK9000203;2023-02-28;失联' >lists/abnormal.csv
printf 'uscc,name,listed_on,reason\n52440103MJK900063G,x,,\n52440103MJK9000390,y,2024-01-05,\n52440103MJK9000128,z,,\n' \
    >lists/members.csv
cat >round.json <<'E'
{
  "vp": 1, "id": "rules", "title": "规则", "lang": "zh", "currency": "CNY", "opens": "2024-03-01",
  "categories": ["为老服务", "助残服务", "儿童服务"],
  "fields": {
    "registered_on": {"type": "date", "headings": ["登记日期"]},
    "phone": {"pattern": "^1[3-9]\\d{9}$"},
    "level": {"type": "text", "headings": ["等级"], "pattern": "^[1-5]A$"}
  },
  "eligibility": [
    {"id": "code", "field": "uscc", "required": true},
    {"id": "named", "field": "applicant", "pattern": "(中心|协会)$"},
    {"id": "old-or-young", "field": "category", "choices": ["为老服务", "儿童服务"]},
    {"id": "least", "field": "requested", "min": "10000.00"},
    {"id": "new", "field": "registered_on", "on_or_after": "2010-01-01"},
    {"id": "abnormal", "field": "uscc", "not_in": "lists/abnormal.csv", "within_years": 1},
    {"id": "member", "field": "uscc", "in": "lists/members.csv"},
    {"id": "twin", "unique": ["uscc", "title"]}
  ]
}
E
cat >sheet.csv <<'E'
项目编号,项目名称,申报单位,统一社会信用代码,项目类别,申请金额,登记日期
P1,好,甲中心,52440103MJK900063G,为老服务,10000,2010-01-01
P2,无码,甲中心,,为老服务,10000,2010-01-01
P3,名,甲公司,52440103MJK900063G,为老服务,10000,2010-01-01
P4,类,甲中心,52440103MJK900063G,助残服务,10000,2010-01-01
P5,少,甲中心,52440103MJK900063G,为老服务,9999.99,2010-01-01
P6,旧,甲中心,52440103MJK900063G,为老服务,10000,2009-12-31
P7,异常,甲中心,52440103MJK9000128,为老服务,10000,2010-01-01
P8,非会员,甲中心,52440103MJK9000203,为老服务,10000,2010-01-01
P9,好 ,甲中心,52440103MJK900063G,儿童服务,10000,2010-01-01
P10,会员,乙协会,52440103MJK9000390,儿童服务,10000,2010-01-01
E
t_run vp-intake --config round.json --rejects refused.csv sheet.csv
exits 1 "rows are refused"
err_like '^10 rows: 2 accepted, 0 amended, 0 unchanged, 8 rejected' "each by its rule"
is "$(awk -F, 'NR > 1 { print $1, $9, $10 }' refused.csv)" \
"P2 统一社会信用代码 code
P3 申报单位 named
P4 项目类别 old-or-young
P5 申请金额 least
P6 登记日期 new
P7 统一社会信用代码 abnormal
P8 统一社会信用代码 member
P9 统一社会信用代码 twin" "rule and heading"
err_like "^sheet.csv:8:4: error: '52440103MJK9000128' is on the list lists/abnormal.csv \(2023-03-01 未年检\)$" \
    "a list as an office exports it is read"
err_like "^sheet.csv:10:4: error: .*'52440103MJK900063G \+ 好' is that of the proposal 'P1' already$" "the first stays"
t_run LC_ALL=zh_CN.UTF-8 vp-intake --config round.json sheet.csv
err_unlike "error|is on|must|is less|write" "all of it in Chinese"

# ---- patterns that never end, on cells of a megabyte ----

{
    echo 'id,title,applicant,requested'
    awk 'BEGIN { for (i = 0; i < 16; i++) s = (s "" ? s s : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"); print "P1," s "b,x,5" }'
    echo 'P2,aax,x,5'
} >long.csv
for pattern in '(a+)+[xy]$' 'a+[xy]' '^(a|aa)+$' '(?=a*[xy])'; do
    printf '{"vp": 1, "id": "p", "title": "t", "currency": "CNY", "eligibility": [{"id": "slow", "field": "title", "pattern":
"%s"}]}\n' "$pattern" >long.json
    t_run vp-intake --config long.json long.csv
    exits 1 "$pattern ends"
    err_like "^long.csv:2:2: error: matching it against the round's pattern takes too long$" "$pattern: the row is refused"
done

# ---- in a round: against what it already has, and done again from the history ----

mkdir round && cp round.json round/ && cp -R lists round/
(cd round && git init -q -b main && git add -A && git commit -qm 'round: start')
t_run vp-intake -C round "$PWD/sheet.csv"
exits 1 "the same in a round"
{
    head -n 1 sheet.csv
    echo 'P11,好,甲中心,52440103MJK900063G,为老服务,10000,2010-01-01'
    echo 'P1,好,甲中心,52440103MJK900063G,为老服务,20000,2010-01-01'
} >second.csv
t_run vp-intake -C round "$PWD/second.csv"
err_like "second.csv:2:4: error: .*is that of the proposal 'P1' already$" "no two in the round, from whatever file"
err_like '^2 rows: 0 accepted, 1 amended, 0 unchanged, 1 rejected' "an amendment is no clash with itself"
t_run vp-audit -C round verify
exits 0 "every step can be done again"

# ---- explain ----

t_run vp-intake --config round.json --explain abnormal
exits 0 "explain a rule"
out_is "meaning, place, fields, list, mend" <<'E'
abnormal (not_in)
  统一社会信用代码 must not be on the list lists/abnormal.csv with a date of 2023-03-01 or later, or without one
  stands in: round.json:15:5
  reads: uscc (统一社会信用代码)
  list: lists/abnormal.csv, 2 entries, the newest of 2023-03-01
  to mend: an organisation on this list cannot apply: ask the office when the entry is wrong
E
t_run vp-intake -C round --explain member
out_like 'list: lists/members.csv, 3 entries, the newest of 2024-01-05' "in a round too"
for r in code named old-or-young least new twin; do
    t_run vp-intake --config round.json --explain "$r"
    exits 0 "explain $r"
    out_like "stands in: round.json:[0-9]+:5" "$r has a place"
done
# Whatever the sources say under "rule" can be explained.
named=$(cd "$ROOT" && grep -rhoE '(vp_cell_bad\([^,]+, |vp_problem [a-z]+ = \{|rule = )"[a-z-]+"' lib | sed 's/.*"\(.*\)"/\1/' |
    grep -v '^rank$' | sort -u)
like "$named" '^withdrawn$' "names of built-in checks are found"
for r in code $named; do
    t_run vp-intake --config round.json --explain "$r"
    exits 0 "explain the built-in $r"
    t_run LC_ALL=zh_CN.UTF-8 vp-intake --config round.json --explain "$r"
    out_unlike '^  [a-z].*(the|is) ' "$r in Chinese"
done
t_run vp-intake --config round.json --explain uscc
out_like 'source: GB 32100-2015; GB 11714-1997' "where the method comes from"
t_run vp-intake --config round.json --explain twin --format json
ok "as JSON" python3 -c 'import json,sys; r = json.load(open(sys.argv[1]))["rows"]; assert r[0]["kind"] == "unique"' "$out"
t_run vp-intake --config round.json --explain abnorma
exits 2 "a rule that is none"
err_like "there is no rule 'abnorma'" "it is named"
err_like "did you mean 'abnormal'\? rules of the round: code, named, .*twin; built in: required, " "and what there is"
t_run vp-intake --config round.json --explain code sheet.csv
exits 2 "no sheet beside it"

# ---- check-config ----

t_run vp-intake --config round.json --check-config
exits 0 "a good configuration"
out_like '^the configuration can be used: 2 own fields, 8 rules, .* 2 lists with 5 entries$' "in one line"
t_run vp-intake -C round --check-config
exits 0 "that of a round"

mkdir bad && cp -R lists bad/
printf 'uscc,name,listed_on,reason\n52440103MJK9000129,x,soon,\n52440103MJK9000128,y,2024-13-01,\n' >bad/lists/members.csv
rm bad/lists/abnormal.csv
sed -e 's/"lang": "zh"/"lang": "fr"/' -e 's/"required": true}/"required": 1}/' -e 's/"least", "field"/"least", "feild"/' \
    -e 's/(中心|协会)\$/(中心|协会/' -e 's/2010-01-01/2010-02-30/' round.json >bad/round.json
printf '{"vp": 1, "id": "r", "title": "t", "stages": [{"id": "s", "criteria": [{"id": "a", "max": "0"},\n{"id": "b"}]}]}\n' \
    >bad/rubric.json
t_run vp-intake --config bad/round.json --check-config
exits 3 "a bad configuration"
is "$(sed -n 's/: error: .*//p' "$err")" \
"bad/round.json:2:50
bad/round.json:10:49
bad/round.json:11:54
bad/round.json:13:21
bad/round.json:14:60
bad/rubric.json:1:91
bad/rubric.json:2:1" "every problem with its place"
cp round.json bad/round.json
t_run vp-intake --config bad/round.json --check-config
exits 3 "bad lists"
err_like "bad/lists/abnormal.csv: error: the rule 'abnormal' needs this list, and it is not there" "a missing list, its rule"
err_like "bad/lists/members.csv:2:3: error: 'soon' is not a date" "a bad date in a list"
err_like "bad/lists/members.csv:3:3: error: '2024-13-01' is not a date" "and the next one"
err_like "bad/lists/members.csv:2:1: warning: '52440103MJK9000129' is not a right code" "a code that cannot be right"
t_run vp-intake --config bad/round.json sheet.csv
exits 3 "intake does not run without a list"
err_like "the rule 'abnormal' needs this list" "and says which rule needs it"
printf 'a,b\n' >bad/lists/abnormal.csv
t_run vp-intake --config bad/round.json sheet.csv
err_like "abnormal.csv:1:1: error: there is no column 'uscc'" "a list without the column"
t_run vp-intake --config nowhere/round.json --check-config
isnt "$code" 0 "a configuration that is not there"
t_run vp-intake --config round.json --check-config --table-schema
exits 2 "one thing at a time"

# ---- Table Schema ----

t_run vp-intake --config round.json --table-schema
exits 0 "a Table Schema"
cp "$out" schema.json
cat >check.py <<'E'
import json, re, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
types = "string number integer boolean object array date time datetime year yearmonth duration geopoint geojson any".split()
profile = {
    "type": "object", "required": ["fields"],
    "properties": {
        "fields": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string"}, "title": {"type": "string"}, "type": {"enum": types},
                "format": {"type": "string"}, "bareNumber": {"type": "boolean"},
                "constraints": {"type": "object", "additionalProperties": False, "properties": {
                    "required": {"type": "boolean"}, "unique": {"type": "boolean"},
                    "enum": {"type": "array", "minItems": 1, "uniqueItems": True}, "pattern": {"type": "string"},
                    "minimum": {"type": ["number", "string"]}, "maximum": {"type": ["number", "string"]},
                    "minLength": {"type": "integer"}, "maxLength": {"type": "integer"}}}}}},
        "missingValues": {"type": "array", "items": {"type": "string"}},
        "primaryKey": {"type": ["string", "array"]}}}
try:
    import jsonschema
    jsonschema.validate(d, profile)
except ImportError:
    pass
f = {x["name"]: x for x in d["fields"]}
assert len(f) == len(d["fields"]) and all(k in f for k in d["primaryKey"])
assert all(x["type"] in types for x in d["fields"])
c = {k: x["constraints"] for k, x in f.items()}
assert c["uscc"]["required"] and re.fullmatch(c["uscc"]["pattern"], "91350100M000100Y43")
assert c["requested"]["minimum"] == 10000 and f["requested"]["type"] == "number"
assert c["category"]["enum"] == ["为老服务", "儿童服务"]
assert c["registered_on"]["minimum"] == "2010-01-01" and f["registered_on"]["type"] == "date"
assert c["level"]["pattern"] == "[1-5]A" and c["phone"]["pattern"] == "1[3-9]\\d{9}" and f["phone"]["vp:private"]
assert "pattern" not in c["applicant"] and c["id"]["unique"]
rules = {r["id"]: r for r in d["vp:rules"]}
assert sorted(rules) == ["abnormal", "member", "named", "twin"], sorted(rules)
assert rules["twin"]["unique"] == ["uscc", "title"] and rules["abnormal"]["within_years"] == 1
E
ok "is what the standard says, and has the rules" python3 check.py schema.json
t_run vp-intake --config round.json --table-schema --json
exits 0 "whatever the format"

# ---- codes from outside ----

data schemas/uscc_vectors_python-stdnum.txt
{ echo 'id,title,applicant,uscc,requested'; awk 'NF { print "P" NR ",t,a," $1 ",5" }' "$data"; } >codes.csv
printf '{"vp": 1, "id": "c", "title": "t", "currency": "CNY"}\n' >codes.json
t_run vp-intake --config codes.json --rejects refused.csv codes.csv
err_like '^204 rows: 201 accepted, 0 amended, 0 unchanged, 3 rejected, 0 not a proposal$' "201 codes are right, 3 are wrong"
diag "note: codes: $(sed -n 's/^204 rows: \([0-9]* accepted\), .* \([0-9]* rejected\).*/\1, \2/p' "$err")," \
    "$(grep -c 'warning: .*division' "$err") with a division that is unknown or a former one"
