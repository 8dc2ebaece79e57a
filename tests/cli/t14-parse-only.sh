#!/bin/sh
# vp-intake --parse-only: any table exactly as it was read, the dialect said or found, what is broken told and kept in
# its place. And the same dialects through an intake that is recorded.
. "${0%/*}/lib.sh"

parse() { t_run vp-intake --parse-only "$@"; }
# shows NAME ARGS… <wanted: the table of file.csv, nothing wrong with it
shows() { t_name=$1; shift; parse "$@" file.csv; exits 0 "$t_name: exit 0"; out_is "$t_name"; }
# tells CODE PLACE-AND-TEXT NAME ARGS… <wanted
tells() { t_ere=$1; t_name=$2; shift 2; parse "$@" file.csv; exits 1 "$t_name: exit 1"; out_is "$t_name: every cell is printed"
    err_like "$t_ere" "$t_name: told with its place"; }

# ---- the dialect that was found ----

printf 'id;name\r\n1;"a;b"\r\n\r\n2; x \r\n' >file.csv
printf 'id,name\n1,a;b\n2, x \n' >wanted
parse file.csv
exits 0 "a table"
same "$out" wanted "semicolons and CRLF become canonical CSV, spaces stay"
err_is "the dialect is told in one line" <<'E2'
encoding UTF-8, delimiter semicolon, quotation mark ", escape ", line ends CRLF; header rows: 1, rows: 2, columns: 2
blank lines left out: 1
E2
parse -q file.csv
err_unlike 'encoding' "unless it is to be quiet"
t_run LC_ALL=zh_CN.UTF-8 vp-intake --parse-only file.csv
err_like '^编码 UTF-8，分隔符 分号，' "or in Chinese"
printf 'a|b\n1|2\n' >file.csv
shows "pipes are found" <<'E2'
a,b
1,2
E2
printf 'sep=^\na^b\n1,5^2\n' >file.csv
shows "a first line sep= is an instruction" <<'E2'
a,b
"1,5",2
E2
printf 'a\tb\n1\t2' | vp-intake --parse-only --format jsonl >"$out" 2>"$err"
out_is "TABs, standard input, JSON lines" <<'E2'
["a", "b"]
["1", "2"]
E2
printf 'a,b\n1,"x\ny"\n,=2\n' >file.csv
t_run vp-intake --parse-only --format json file.csv
out_is "as one JSON object" <<'E2'
{
  "schema": "vp-parse/1",
  "encoding": "UTF-8",
  "delimiter": ",",
  "quote": "\"",
  "escape": "\"",
  "header": [
    ["a", "b"]
  ],
  "rows": [
    ["1", "x\ny"],
    ["", "=2"]
  ],
  "line_ends": "LF",
  "columns": 2,
  "problems": 0
}
E2
t_run vp-intake --parse-only --format table file.csv
out_is "as a table" <<'E2'
a  b
1  x y
   =2
E2
t_run vp-intake --parse-only --format sheet file.csv
printf '\357\273\277a,b\r\n1,"x\ny"\r\n,%s=2\r\n' "'" >wanted
same "$out" wanted "for a spreadsheet: guarded, with BOM and CRLF"
parse --header-rows 0 --format json file.csv
out_like '^  "header": \[\],$' "no header: the first record is data"
parse --header-rows 2 --format table file.csv
exits 0 "two header rows are printed as they are"

# ---- the dialect that is said ----

printf 'junk "\n\na||b||c\n1||$x||y$||$$$$\n' >file.csv
shows "several characters, another quote, lines skipped" --delimiter '||' --quote '$' --skip 2 <<'E2'
a,b,c
1,x||y,$
E2
err_like 'delimiter \|\|, quotation mark \$, ' "which is told"
printf 'a;b~1;x\ny~2;z' >file.csv
shows "records end where it is said" --delimiter ';' --record-separator '~' <<'E2'
a,b
1,"x
y"
2,z
E2
printf 'a,b\n1,"say \\"hi\\", \\o/"\n2,x\\,y\n' >file.csv
shows "an escape character" --escape '\' <<'E2'
a,b
1,"say ""hi"", \o/"
2,"x,y"
E2
printf 'a,b\n1,"5" pipe, cut"\n2,"24""\n' >file.csv
shows "nothing escapes: a mark closes only before a delimiter" --escape '' <<'E2'
a,b
1,"5"" pipe, cut"
2,"24"""
E2
printf 'a,b\n1,"x\n' >file.csv
shows "no quotation marks at all" --quote '' <<'E2'
a,b
1,"""x"
E2
printf 'a b\n1 2\n' >file.csv
shows "spaces" --delimiter space <<'E2'
a,b
1,2
E2
printf 'a,b\n1,x\ry\n' >file.csv
shows "LF said: CR is text" --record-separator '\n' <<E2
a,b
1,"x$(printf '\r')y"
E2
printf 'a,b\r\n1,x\ny\r\n' >file.csv
shows "CRLF said: LF is text" --record-separator '\r\n' <<'E2'
a,b
1,"x
y"
E2
for args in '--delimiter ""' '--quote ab' '--escape ab' '--record-separator ""' '--skip x' '--header-rows -1' \
    '--encoding nope' '--encoding UTF-8//IGNORE' '--unit 元' '--map a=b' '--delimiter "\"" '; do
    t_sh "vp-intake --parse-only $args file.csv"
    exits 2 "$args is misuse"
    err_like '^vp-intake: error: ' "and told as such"
done

# ---- what is broken ----

printf 'a,b,c\n1,2\n1,2,3,4\nx,y,z\n' >file.csv
tells '^file.csv:2:3: error: the row has only 2 cells, the header has 3$' "rows of other widths" <<'E2'
a,b,c
1,2
1,2,3,4
x,y,z
E2
err_like '^file.csv:3:4: error: the row has 4 cells, the header has 3$' "rows of other widths: each of them"
err_like '^problems: 2$' "and counted"
printf 'a,b,c\n1,"2,x\n3,"4, 5",6\n7,8,9\n' >file.csv
tells '^file.csv:2:2: error: a quotation mark' "an extra mark before a row with quoted cells" <<'E2'
a,b,c
1,"""2",x
3,"4, 5",6
7,8,9
E2
printf 'a,b,c\n1,2,"\n3,"4, 5",6\n' >file.csv
tells '^file.csv:2:3: error: ' "an extra mark in an empty last cell" <<'E2'
a,b,c
1,2,""""
3,"4, 5",6
E2
printf 'a,b,c\n1,""x, y",3\n"4,5,6\n' >file.csv
tells '^file.csv:2:2: error: ' "a mark doubled at the start, a mark never closed" <<'E2'
a,b,c
1,"""x, y",3
"""4",5,6
E2
err_like '^file.csv:3:1: error: the quotation mark that opens this cell is not closed' "the second one too"
printf 'a,b,c\n1,"2,3\n4,5,6\n7,8,9"\n7,8,9\n' >file.csv
tells '^file.csv:2:2: error: ' "a mark that runs away over rows" <<'E2'
a,b,c
1,"""2",3
4,5,6
7,8,"9"""
7,8,9
E2
printf 'a,b,c\n1,"2,3\n4,5,6\n7,8",9\n' >file.csv
parse file.csv
err_like '^file.csv:2: warning: this row runs over 3 lines' "one that fits by the letter is warned of"
printf 'a,b,c\n1,x"2, 3",4\n' >file.csv
tells '^file.csv:2:2: error: ' "too few separators, beside a quoted cell: cells stay in order" <<'E2'
a,b,c
1,"x""2"," 3""",4
E2
printf 'a,b,c,d\n"1,x"",y","2, 3\n4",5,6\n"1,"x, y","2, 3\n4",5\n7,8,9,0\n' >file.csv
tells '^file.csv:4:1: error: ' "an extra mark before a cell of two lines, the first of which fits by chance" <<'E2'
a,b,c,d
"1,x"",y","2, 3
4",5,6
"""1","x, y","2, 3
4",5
7,8,9,0
E2
err_like '^problems: 1$' "and nothing else is wrong"
printf 'a,b,c,d\n1,"2,"3\n4,5 "x, 6\n7,8,9,0\n' >file.csv
parse file.csv
is "$(wc -l <"$out")" 4 "two rows with extra marks stay two"
printf 'a,b,c\n1,2,3\n\nd;e\n' >file.csv
tells '^file.csv:4:2: error: ' "two tables: nothing is dropped" <<'E2'
a,b,c
1,2,3
d;e
E2
printf 'All of it\na,b\n1,2\n3,4\n' >file.csv
tells '^vp-intake: hint: most rows are like this one: .* --skip$' "a title above the table" <<'E2'
All of it
a,b
1,2
3,4
E2
printf 'a,b\r\n1,2\n3,4\r\n' >file.csv
tells '^file.csv:2:2: error: the row ends in another' "one row with another line end than said" --record-separator '\r\n' <<'E2'
a,b
1,2
3,4
E2
printf 'a,b\r\n1,"x\ny"\r2,z\r\n3,"v\nw"\r\n' >file.csv
tells '^file.csv:2:2: error: the row ends in another' "the same beside a cell of two lines" --record-separator '\r\n' <<'E2'
a,b
1,"x
y"
2,z
3,"v
w"
E2
printf 'a,b\n1,x\0y\n' >file.csv
parse file.csv
exits 1 "a NUL"
err_like '^file.csv: error: byte 7 is NUL' "is refused with its offset"
: >file.csv
parse file.csv
exits 1 "an empty file"
err_like '^file.csv:1:1: error: the file is empty$' "is refused with its place"
printf 'a,b\n' >file.csv
parse --skip 7 file.csv
exits 1 "everything skipped"
err_like '^file.csv:8:1: error: there is nothing here to read$' "is told"
shows "only a header" <<'E2'
a,b
E2
parse --format json file.csv
out_like '^  "rows": \[\],$' "in JSON too it has its list of rows"
printf 'a,b\n1,2' >file.csv
shows "no last newline" <<'E2'
a,b
1,2
E2
awk 'BEGIN { print "a,b"; for (i = 0; i < 1500; i++) print i }' >file.csv
parse file.csv
is "$(grep -c 'error: the row has only 1 cells' "$err")" 1000 "a thousand problems are told"
err_like '^problems: 1500$' "all are counted"

# ---- encodings ----

printf '\247\144,x\n\247\144,1\n' >file.csv # 吳 in Big5
parse --encoding big5 file.csv
exits 0 "an encoding that is said"
err_like '^encoding big5, ' "is told"
parse --encoding ascii file.csv
exits 1 "bytes that it does not have"
err_like '^file.csv: error: byte 0 cannot be read as ascii$' "are refused with their offset"
printf '\262\342,x\n\262\342,\377\n' >file.csv # GBK, but for one byte
parse file.csv
err_like '^file.csv: error: byte 0 is not UTF-8, and byte 8 is not GB18030$' "a damaged file: where it is, in either"
printf '\262\342,x\n\262\342,\252\241\n' >file.csv
parse file.csv
err_like ', and byte 8 is not GB18030$' "a private character of GB18030 is a sign of another encoding"
printf 'a,x\n1,\343\062\232\065\n' >file.csv
parse file.csv
err_like ', and byte 6 is not GB18030$' "one beyond the first plane too"
printf '\357\273\277a,b\n' >file.csv
parse --encoding big5 file.csv
err_like 'error: it begins with the byte order mark of UTF-8' "a byte order mark says otherwise"
shows "a byte order mark is no text" --encoding utf-8-sig <<'E2'
a,b
E2
printf '\377\376a\0,\0b\0\n\0' >file.csv
for e in utf-16 UTF-16LE utf_16_le; do shows "the mark of $e" --encoding $e <<'E2'
a,b
E2
done

# ---- an intake in another dialect, recorded and done again ----

vp-init --template guangzhou round >/dev/null 2>&1 || vp-init round >/dev/null 2>&1
git -C round config user.name Test
cat >round/round.json <<'E2'
{"vp": 1, "id": "r", "title": "T", "currency": "CNY"}
E2
git -C round commit -qam "round: plain"
printf 'exported by X\n$id$|$title$|applicant|requested~P1|a \216|$b|c$|100~P2|d|e|200' >sheet.csv
t_run vp-intake -C round --encoding macintosh --delimiter '|' --quote '$' --record-separator '~' --skip 1 ../sheet.csv
exits 0 "MacRoman, pipes, dollars, tildes"
out_like '^P1,accepted,a é,b\|c,' "are read"
t_run git -C round log -1 --format=%B
out_like '^Vp-Args: .*--encoding=macintosh' "the options are recorded"
t_run vp-audit -C round verify
exits 0 "the step is done again from them"
t_run git clone -q round clone
t_run vp-audit -C clone verify
exits 0 "and from the public record alone"

# ---- real files: each equals the JSON or the original that stands beside it ----

data csv
command -v python3 >/dev/null 2>&1 || skip_all "no python3 to compare with"
cat >compare.py <<'E2'
import csv, json, sys
got = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
want = json.load(open(sys.argv[2], encoding="utf-8"))
if "newlines_crlf" in sys.argv[2]: # the file has lost its CRs on its way into the collection
    want = json.loads(json.dumps(want).replace("\\r", ""))
want = [want] if isinstance(want, dict) else want
if want and isinstance(want[0], dict):
    got = [dict(zip(got[0], row)) for row in got[1:]]
elif not want:
    got = got[1:]
sys.exit(got != want and f"{got} != {want}")
E2
n=0
for f in "$data"/csv-spectrum/csvs/*.csv "$data"/sineemore/csv/*.csv; do
    name=$(basename "$f" .csv)
    parse "$f"
    case $name in
    bad-header-wrong-header) # nothing is wrong with it but its words
        printf '{"vp": 1, "id": "r", "title": "T", "currency": "CNY"}' >r.json
        t_run vp-intake --config r.json "$f"
        err_like ':1:1: error: none of the first 10 rows has a heading' "$name is refused with a place" ;;
    bad-*)
        exits 1 "$name is refused"
        err_like ':[0-9]+:[0-9]+: error: ' "$name: with a place" ;;
    location_coordinates) # its JSON has other numbers than the file, and the marks are in a cell that is not quoted
        exits 1 "$name: marks in a cell that is not quoted are told"
        out_like "^2095257564,\"37.*36'37.8\"\"N 121.*2'17.9\"\"W\",Modesto,Stanislaus$" "$name: and kept" ;;
    *)
        exits 0 "$name is read"
        ok "$name is what its JSON says" python3 compare.py "$out" "${f%/*}/../json/$name.json" ;;
    esac
    n=$((n + 1))
done
is "$n" 37 "37 files were looked at"
for pair in cn_areas.gbk_crlf.csv:cn_areas sport_cr_only.csv:sport sport_semicolon_crlf.csv:sport \
    sport_utf16le_tab_excel-unicode-text.txt:sport whrc_big5.csv:whrc; do
    f=${pair%:*}
    parse "$data/encodings/${pair#*:}.utf8.csv"
    cp "$out" original
    case $f in *big5*) parse --encoding big5 "$data/encodings/$f" ;; *) parse "$data/encodings/$f" ;; esac
    exits 0 "$f is read"
    same "$out" original "$f equals its original"
done
data proposals
parse "$data/ctf_grants.csv"
exits 1 "MacRoman is not guessed"
err_like 'ctf_grants.csv: error: byte 3061 is not UTF-8' "but refused at its offset"
err_like 'hint: .*--encoding' "with the option that helps"
parse --encoding macintosh "$data/ctf_grants.csv"
exits 0 "and read when it is said"
err_like 'line ends CRLF and CR; header rows: 1, rows: 260, columns: 71$' "261 records of 71 cells"
for f in cn_whrc_goods_distributed.gb18030:206:5 cn_whrc_income_twolevel_header.gb18030:17:24 \
    good_ventures_grants:2289:6 360_arts-council-wales:4020:15; do
    parse "$data/${f%%:*}.csv"
    rest=${f#*:}
    exits 0 "${f%%:*}"
    err_like "rows: ${rest%:*}, columns: ${rest#*:}$" "its rows and columns"
done
