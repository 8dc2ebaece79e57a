#!/bin/sh
# Certificates and models: written, recorded, checked by vp-audit, and the model solved by other people's solvers.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q round
cat >round/round.json <<'E2'
{"vp": 1, "id": "r-1", "title": "Round", "currency": "CNY", "categories": ["care", "art"],
 "funds": [{"id": "wide", "title": "Wide", "amount": "900.00"},
           {"id": "care", "title": "Care", "amount": "350.00", "pays": {"category": ["care"]}}],
 "allocation": {"rule": "optimal",
                "choices": [{"share": "1.00", "worth": "1.00"}, {"share": "0.80", "worth": "0.88"}],
                "limits": [{"id": "art", "where": {"category": ["art"]}, "min_amount": "600.00", "max_amount": "800.00"},
                           {"id": "two", "each": "applicant", "max_count": 2}]}}
E2
git -C round commit -qam rules
awk 'BEGIN {
    print "id,title,applicant,category,requested" >"proposals.csv"
    print "proposal,reviewer,merit" >"sheet.csv"
    for (i = 1; i <= 36; i++) {
        r = (r * 137 + 71) % 997
        printf "P-%d,Project %d,Org %d,%s,%d.%02d\n", i, i, i % 15, i % 3 ? "art" : "care", 30 + r % 70, r % 100 >"proposals.csv"
        printf "P-%d,Rev,%d\n", i, 60 + (i * 17) % 40 >"sheet.csv"
    }
}'
vp-intake -q -C round "$PWD/proposals.csv" >/dev/null
vp-score -q -C round "$PWD/sheet.csv" >/dev/null

# ---- in a round ----
t_run vp-allocate -C round --certificate="$PWD/proof.txt" --mps="$PWD/model.mps" -o awards.csv
exits 0 "a list with its certificate"
err_like 'certificate: no other list is worth more' "which is said"
same round/certificate.txt proof.txt "the round has the certificate"
like "$(cat round/allocation.json)" '"certificate": "certificate.txt"' "allocation.json says where it is"
like "$(cat round/allocation.json)" "\"certificate_sha256\": \"$(sha256sum <proof.txt | cut -c1-64)\"" "and what"
is "$(sed -n 2p proof.txt)" "model $(sha256sum <model.mps | cut -c1-64)" "it is about the model"
t_run vp-audit -C round verify
exits 0 "verify does the step again and checks the certificate"
t_run vp-audit -C round verify --certificate="$PWD/proof.txt"
exits 0 "and so it does with the file alone"
err_like 'it holds: the awards are worth [0-9.]+, and no other list is worth more' "which is said"
t_run env LC_ALL=zh_CN.UTF-8 LANGUAGE= vp-audit -C round verify --certificate="$PWD/proof.txt"
exits 0 "in Chinese too"

tampered() # WHAT SED
{
    git clone -q round tampered 2>/dev/null
    sed -i "$2" tampered/certificate.txt
    git -C tampered commit -qam "tampered"
    t_run vp-audit -C tampered verify
    exits 1 "verify finds $1"
    out_like 'certificate.txt,.*proves nothing: line [0-9]+: ' "and says where"
    rm -rf tampered
}
tampered "a bound that is not proved" '/^price/d'
tampered "another value" 's/^value ./&1/'
tampered "half a certificate" '8,$d'
tampered "another model" '/^model/y/0123456789/1234567890/'

cp proof.txt older.txt
sed -i 's/"900.00"/"880.00"/' round/round.json
git -C round commit -qam "less money"
t_run vp-audit -C round verify --certificate="$PWD/older.txt"
exits 1 "a certificate of other rules is refused"
err_like "older.txt:2: error: the certificate is of another round, ranking or version of the rules" "by name"
vp-allocate -q -C round >/dev/null
not "a list without a certificate takes the older one away" test -e round/certificate.txt
t_run vp-audit -C round verify
exits 0 "which verify does again"
sed -i 's/"880.00"/"900.00"/' round/round.json
git -C round commit -qam "more money"
t_run vp-audit -C round verify --certificate="$PWD/proof.txt"
exits 1 "a certificate of another list is refused"
err_like "proof.txt: error: the certificate is of another list" "by name"

# ---- as a filter ----
vp-score --config round/round.json --proposals proposals.csv sheet.csv >ranking.csv 2>/dev/null
t_run vp-allocate --config round/round.json --certificate=filter.txt -o awards.csv ranking.csv
exits 0 "a filter writes a certificate"
same filter.txt proof.txt "the same as in a round"
t_run vp-audit verify --certificate=filter.txt --config round/round.json ranking.csv
exits 0 "and it is checked without a round"
sed 's/,care,/,art,/' ranking.csv >other.csv
t_run vp-audit verify --certificate=filter.txt --config round/round.json other.csv
exits 1 "against another ranking it fails"
t_run vp-audit verify --certificate=none.txt --config round/round.json ranking.csv
exits 2 "a file that is not there"
t_run vp-audit verify --config round/round.json ranking.csv
exits 2 "a ranking without a certificate"
t_run vp-audit log --certificate=filter.txt
exits 2 "--certificate is of verify"
t_run vp-allocate --config round/round.json --rule greedy --certificate=greedy.txt ranking.csv
exits 1 "greedy keeps the minimum by chance, but proves nothing"
sed 's/"min_amount": "600.00", //; s/"choices":.*$//' round/round.json >plain.json
t_run vp-allocate --config plain.json --rule greedy --certificate=greedy.txt ranking.csv
exits 1 "rules other than optimal have no certificate"
err_like 'the rule greedy proves nothing, and has no certificate' "which is said"
t_run vp-allocate --config plain.json --rule greedy --mps=greedy.mps ranking.csv
exits 0 "but there is a model all the same"

# ---- other people's solvers ----
best=$(sed -n 's/^value //p' proof.txt)
if command -v glpsol >/dev/null 2>&1; then
    glpsol --freemps model.mps -o glpk.txt >/dev/null
    is "$(sed -n 's/^Objective:.* = -\([0-9]*\) (MINimum)/\1/p' glpk.txt)" "$best" "GLPK finds the same optimum"
else
    skip "GLPK finds the same optimum" "no glpsol"
fi
if command -v cbc >/dev/null 2>&1; then
    cbc model.mps solve >cbc.txt
    is "$(sed -n 's/^Objective value: *-\([0-9]*\)\.0*$/\1/p' cbc.txt)" "$best" "Cbc finds the same optimum"
else
    skip "Cbc finds the same optimum" "no cbc"
fi
