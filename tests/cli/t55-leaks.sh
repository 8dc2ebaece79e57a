#!/bin/sh
# Private values that got into the history by another way than vp-intake: found, refused, never quoted.
. "${0%/*}/lib.sh"

cat >proposals.csv <<'E'
id,title,applicant,requested,contact,phone,email,id_number,account
P-1,One,Org A,1000,张小三,13800000001,li.si@example.org,11010519491231002X,6222000011112222333
P-2,Two,王五,2000,王五,020-83330002,,,
P-3,Three,Org C,3000,Zhang San,+86 138 0000 0003,,,
P-4,咨询电话 13800000003,Org D,4000,,13800000004,,,
E
cat >sheet.csv <<'E'
proposal,reviewer,merit,comment
P-1,R1,80,fine
P-2,R1,70,
P-3,R1,60,
P-4,R1,50,
E
vp-init -q round
cd round || exit 1
sed 's/"currency": "[A-Z]*",/&\n  "fields": {"account": {"type": "text", "private": true}},/' round.json >../x && cp ../x round.json
git commit -qam "a private field of our own"
vp-intake -q ../proposals.csv >/dev/null 2>&1
vp-score -q ../sheet.csv >/dev/null
vp-allocate -q >/dev/null
honest=$(git rev-parse HEAD)
value='private phone number, e-mail address or identity number'
secret='138.{0,3}0000.{0,3}000|li.si|11010519|62220000|83330002'

t_run vp-audit verify
exits 0 "an honest round has no finding"
err_like '5 commits, 4 of them done again: 0 findings' "of all its steps"
err_like "^[0-9a-f]*:proposals/P-4.json: warning: holds a $value of another proposal, from a public column$" \
    "what vp-intake warned of is a warning still"

# ---- planted by plain git ----

# plant FILE TEXT: append it, commit, verify; back to the honest round
plant() {
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$2" >>"$1"
    git add -A && git commit -qm planted
    t_run vp-audit verify
    commit=$(git rev-parse --short=10 HEAD)
}
back() { git reset -q --hard "$honest"; git clean -qfd; }

found() {
    plant "$1" "$2"
    exits 1 "$3"
    out_like "^${commit}[0-9a-f]*,$1,\"?holds a $value of a proposal\"?$" "with commit and path"
    unlike "$(cat "$out" "$err")" "$secret" "and is not quoted"
    back
}
found lists/x.csv "org,13800000001" "a phone in a list"
found lists/x.csv "org,138-0000 0001,x" "written in groups"
found lists/x.csv "电话：１３８０００００００４" "or wide"
found lists/x.csv "8613800000003" "or with the country's code"
found lists/x.csv "(020) 8333-0002" "a telephone of a place"
found lists/x.csv "+86 20 8333 0002" "without the 0 that the country's code takes away"
found lists/x.csv "008613800000001" "a phone dialled from abroad"
found lists/x.csv "1 3 8 0 0 0 0 0 0 0 1" "digit by digit"
found lists/x.csv "138_0000_0001" "as names of files have it"
found lists/x.csv "Li.Si@Example.ORG;" "an address"
found lists/x.csv "id 11010519491231002x" "an identity number"
found lists/x.csv "6222 0000 1111 2222 333" "what else is private"
found panel.csv "R9,13800000001" "in the panel"
found notes/deep/README "call 13800000001." "in any file"
found "reviews/R1.csv" "P-1,,,13800000001" "in a comment of a review"
printf 'org\n13800000001\n' | iconv -f UTF-8 -t UTF-16 >../w.csv
mkdir -p lists && cp ../w.csv lists/w.csv && git add -A && git commit -qm planted
t_run vp-audit verify
exits 1 "in UTF-16"
back

sed 's/"title": "/&13800000001/' round.json >../x && cp ../x round.json
git commit -qam planted
t_run vp-audit verify
out_like ",round.json,\"?holds a $value" "in round.json"
back
git commit -q --allow-empty -m "asked 138 0000 0001 about it"
t_run vp-audit verify
exits 1 "in a commit's message"
out_like "^[0-9a-f]*,,\"?holds a $value" "which has no path"
back
mkdir -p lists && printf 'x,13800000001\n' >lists/x.csv && git add -A && git commit -qm planted && git rm -q lists/x.csv && git commit -qm "taken out again"
t_run vp-audit verify --jobs 3
exits 1 "what was taken out again is in the history still"
is "$(grep -c "$value" "$out")" 1 "once"
back
for text in "org,1380000000" "org,138000000012" "a13800000001b$(printf %060d 0 | tr 0 c)" "li.si@example.org.cn" "83330002"; do
    plant lists/x.csv "$text"
    exits 0 "$text is no private value"
    back
done

# ---- what may be meant so ----

plant lists/x.csv "已联系 张小三，同意"
exits 0 "a name is a warning"
err_like "^${commit}[0-9a-f]*:lists/x.csv: warning: holds a name that a private column has$" "with commit and path"
err_like '0 findings$' "and no finding"
back
plant lists/x.csv "zhang san,chair"
err_like 'warning: holds a name' "in letters"
back
plant lists/x.csv "王五"
err_unlike 'lists/x.csv: warning' "a name that is an applicant's too is public"
back
plant panel.csv "R9,13900000009"
exits 0 "a number of nobody that is known here"
err_like 'panel.csv: warning: seems to hold somebody.s phone or identity number$' "is a warning"
git clone -q . ../clone
t_run vp-audit -C ../clone verify
exits 0 "a clone knows no private values"
err_like 'panel.csv: warning: seems to hold' "and warns by their form"
back

# ---- what commands write ----

sed 's/fine/call 138 0000 0001/' ../sheet.csv >../sheet2.csv
t_run vp-score ../sheet2.csv
exits 1 "a comment with a private phone"
err_like "error: this would go into the history with a $value of a proposal$" "is refused"
err_unlike "$secret" "not quoted"
is "$(git rev-parse HEAD)" "$honest" "and nothing is recorded"
t_run vp-score -n ../sheet2.csv
exits 1 "in a dry run too"
t_run vp-score -m "to 6222000011112222333" ../sheet.csv
sed 's/fine/good/' ../sheet.csv >../sheet3.csv
t_run vp-score -m "to 6222000011112222333" ../sheet3.csv
exits 1 "a reason with a private value of the round's own"
err_like "error: this would go into the history" "is refused"
for file in round.json panel.csv lists/x.csv; do
    case $file in
    round.json) sed 's/"title": "/&13800000001/' round.json >../x && cp ../x round.json ;;
    *) mkdir -p lists && echo "x,13800000001" >>$file ;;
    esac
    git add -A && git commit -qm planted
    t_run vp-score ../sheet3.csv
    isnt "$code" 0 "a $file that holds a private phone, committed by hand, stops the next command"
    err_unlike "$secret" "which does not quote it"
    err_like "^.*$file: error: the file holds a $value" "but names the file"
    back
done
t_run vp-score ../sheet3.csv
exits 0 "without it all goes on"

# ---- where the reading ends ----

echo rubbish >.git/vp/private/values/x.csv
t_run vp-audit verify
exits 3 "private files that are none are told as ever"
