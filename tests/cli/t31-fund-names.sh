#!/bin/sh
# A fund may bear the name of a field: the column of the awards is the fund's, and nothing is mixed up.
. "${0%/*}/lib.sh"

cat >round.json <<'E2'
{
  "vp": 1, "id": "t", "title": "Test", "lang": "en", "currency": "CNY",
  "funds": [
    {"id": "lottery", "title": "Lottery", "amount": "100.00"},
    {"id": "community", "title": "Community fund", "amount": "80.00"}
  ],
  "allocation": {"rule": "greedy"}
}
E2
cat >ranking.csv <<'E2'
rank,id,title,applicant,score,low,high,reviews,flags,requested,community,street
1,P1,a,x,9,,,1,,90.00,Eastgate,One
2,P2,b,y,8,,,1,,60.00,Westgate,Two
E2
t_sh 'vp-allocate --config round.json - <ranking.csv >awards.csv'
exits 0 "two funds, one named as a field"
is "$(head -1 awards.csv | tr , '\n' | grep -c '^community$')" 1 "one column of that name"
is "$(cut -d, -f1-5 awards.csv | tr '\n' ' ')" 'id,status,amount,lottery,community P1,awarded,90.00,90.00,0.00 P2,awarded,60.00,10.00,50.00 ' \
   "which is the fund's"
like "$(cat awards.csv)" ',Two,' "other fields follow"
t_sh 'vp-report notice --config round.json --format csv - <awards.csv'
exits 0 "the awards are read back"
t_sh 'vp-allocate --config round.json --format json - <ranking.csv'
if command -v python3 >/dev/null 2>&1; then
    ok "no key comes twice" python3 - "$out" <<'E2'
import json, sys
def once(pairs):
    assert len({k for k, _ in pairs}) == len(pairs), pairs
    return dict(pairs)
json.load(open(sys.argv[1]), object_pairs_hook=once)
E2
else
    skip "no key comes twice" "no python3"
fi
