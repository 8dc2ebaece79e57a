#!/bin/sh
# Rules that follow residents' ballots: in a round, as a filter, done again; ballots that are wrong are told.
. "${0%/*}/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "no git"

vp-init -q round
config() # RULE KEYS
{
    cat >round/round.json <<E
{"vp": 1, "id": "r-1", "title": "Round", "currency": "CNY",
 "funds": [{"id": "main", "title": "Main fund", "amount": "100.00"}],
 "allocation": {"rule": "$1", "reserve": 1$2}}
E
    git -C round add -A && git -C round commit -qm "rule $1"
}
votes='"ballots": "lists/ballots.csv"'
config equal-shares ", $votes"
printf 'id,title,applicant,requested\n' >proposals.csv
printf 'proposal,reviewer,merit\n' >sheet.csv
for i in 0 1 2 3 4 5 6 7 8 9; do
    echo "R-$i,Red $i,Org A,10"
    echo "B-$i,Blue $i,Org B,10"
done >>proposals.csv
cut -d, -f1 proposals.csv | sed -n '2,$s/$/,Rev,80/p' >>sheet.csv
# 51 want all the red ones, 49 all the blue ones (Peters and Skowron 2020).
mkdir -p round/lists
{
    echo voter,proposal
    v=0
    while [ $v -lt 100 ]; do
        if [ $v -lt 51 ]; then side=R; else side=B; fi
        for i in 0 1 2 3 4 5 6 7 8 9; do echo "v$v,$side-$i"; done
        v=$((v + 1))
    done
} >round/lists/ballots.csv
git -C round add -A && git -C round commit -qm ballots
vp-intake -q -C round "$PWD/proposals.csv" >/dev/null
vp-score -q -C round "$PWD/sheet.csv" >/dev/null

awarded() { grep -c "^$1-.*,awarded," round/awards.csv; }
t_run vp-allocate -C round
exits 0 "equal shares in a round"
is "$(awarded R) $(awarded B)" "5 4" "each side buys what its shares pay: 51 is worth five of ten, 49 four"
like "$(cat round/awards.csv)" '^R-0,awarded,10.00,.*51 of 100 voters are behind it' "the reason tells the votes"
like "$(cat round/awards.csv)" '^R-9,unfunded,.*the 51 voters behind it could not pay for it with their shares' \
    "and why not"
like "$(cat round/awards.csv)" '^B-4,reserve,.*reserve, place 1: the 49 voters' "the reserve list has its place"
like "$(cat round/allocation.json)" '"voters": 100' "allocation.json counts the voters"
like "$(git -C round log -1 --format=%B)" '^Vp-Input: [0-9a-f]{64} lists/ballots.csv$' "the ballots are an input of the step"
t_run vp-allocate --config round/round.json round/ranking.csv
same "$out" round/awards.csv "a filter gives the same bytes"
t_run vp-audit -C round verify
exits 0 "and so does doing it again"

config equal-shares ", $votes, \"completion\": \"add1u\", \"utility\": \"cost\""
t_run vp-allocate -C round
exits 0 "equal shares, completed"
is "$(awarded R) $(awarded B)" "6 4" "what neither side could spend alone buys the tenth"
t_run vp-audit -C round verify
exits 0 "done again"
config phragmen ", $votes"
t_run vp-allocate -C round
exits 0 "Phragmén in a round"
is "$(awarded R) $(awarded B)" "5 5" "in turn"
like "$(cat round/awards.csv)" '^R-9,unfunded,.*the list ended at rank' "the first that cannot be paid ends it"
t_run vp-audit -C round verify
exits 0 "done again, too"

# ---- votes that change, and such as are none
cp round/lists/ballots.csv kept.csv
sed -i 's/^v0,R-0$/v0,B-0/' round/lists/ballots.csv
git -C round commit -qam "one changes sides"
t_run vp-report -C round notice
exits 1 "a notice of old votes is refused"
err_like 'the awards are outdated: the ballots have changed since' "and says why"
err_like 'hint: decide again: vp-allocate' "and what to do"
echo 'v1,X-1' >>round/lists/ballots.csv
git -C round commit -qam "a vote for nothing"
t_run vp-allocate -C round
exits 1 "a vote for what is not in the ranking"
err_like "there are votes for 'X-1', which is not in the ranking" "names it"
printf 'voter,choice\nv1,R-1\n' >round/lists/ballots.csv
git -C round commit -qam "other columns"
t_run vp-allocate -C round
exits 1 "a file without votes"
err_like "lists/ballots.csv:1: error: the header has no column 'proposal'" "its place"
git -C round rm -q lists/ballots.csv && git -C round commit -qm gone
t_run vp-allocate -C round
exits 3 "no file"
err_like "lists/ballots.csv: error: there are no such ballots" "names it"
config phragmen ""
t_run vp-allocate -C round
exits 3 "no ballots are named"
err_like "round.json:3:25: error: the rule follows ballots, and there are none" "where they should be"
for bad in '"ballots": "ballots.csv"|.ballots.csv. is not a list of this round' \
    '"utility": "joy"|unknown utility .joy.' '"completion": "all"|unknown completion .all.' \
    '"ballots": "lists/../x.csv"|is not a list of this round'; do
    config phragmen ", ${bad%%|*}"
    t_run vp-allocate -C round
    exits 3 "refused: ${bad%%|*}"
    err_like "${bad#*|}" "and told"
done

# ---- a town that voted, by its file
pb=$DATA/votes/pabulib_Netherlands_Amsterdam_285.pb
if [ -f "$pb" ]; then
    mkdir -p town/lists && cp "$pb" town/lists/ballots.pb
    awk -F';' '/^PROJECTS/ { on = 1; getline; print "id,title,applicant,requested"; next }
        /^VOTES/ { exit } on { gsub(/,/, " "); gsub(/"/, ""); printf "%s,%s,Town,%s\n", $1, $4, $2 }' "$pb" >town.csv
    cut -d, -f1 town.csv | sed -n '1s/.*/proposal,reviewer,merit/p; 2,$s/$/,Rev,80/p' >town-sheet.csv
    cp round/rubric.json town/
    for rule in 'equal-shares|28' 'phragmen|39'; do
        cat >town/round.json <<E
{"vp": 1, "id": "t", "title": "Town", "currency": "EUR", "funds": [{"id": "all", "title": "All", "amount": "400000.00"}],
 "allocation": {"rule": "${rule%|*}", "ballots": "lists/ballots.pb"}}
E
        vp-intake -q --no-suspects --config town/round.json town.csv >town-proposals.csv
        vp-score -q --config town/round.json --proposals town-proposals.csv town-sheet.csv >town-ranking.csv
        t_run vp-allocate --config town/round.json town-ranking.csv
        exits 0 "Amsterdam 285 by ${rule%|*}"
        is "$(grep -c ',awarded,' "$out")" "${rule#*|}" "as many projects as the engine alone buys"
    done
else
    skip "a town's own file" "no shared data"
fi
