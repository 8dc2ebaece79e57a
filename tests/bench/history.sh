#!/bin/sh
# A round with a history of COMMITS commits: the example's, then hand edits, proposals amended one by one, marks that
# change, other methods, and allocations.     usage: history.sh FOLDER EXAMPLE COMMITS
set -eu
round=$1 example=$2 commits=$3 work=$1.work
sh "${0%/*}/round.sh" "$round" "$example"
export VP_ROUND="$round" GIT_AUTHOR_NAME=Bench GIT_AUTHOR_EMAIL=bench@example.org GIT_COMMITTER_NAME=Bench \
    GIT_COMMITTER_EMAIL=bench@example.org
mkdir "$work"
trap 'rm -rf "$work"' EXIT
iconv -f GB18030 -t UTF-8 "$example/proposals.csv" >"$work/proposals.csv"
i=0
while [ "$(git -C "$round" rev-list --count main)" -lt "$commits" ]; do
    i=$((i + 1))
    [ $i -lt $((commits * 2)) ] || exit 1
    case $((i % 5)) in
    1)  id=$(git -C "$round" ls-tree --name-only main proposals/ | sed -n "$((i % 200 + 1))s|.*/\\(.*\\).json|\\1|p")
        awk -F, -v id="$id" 'NR == 2; $2 == id { sub(/项目/, "项目（改）"); print }' "$work/proposals.csv" >"$work/one.csv"
        vp-intake -q "$work/one.csv" >/dev/null 2>&1 || [ $? -eq 1 ] ;;
    2)  sed "/elderly-cap/s/\"max_amount\": \"[0-9.]*\"/\"max_amount\": \"$((7000000 + i)).00\"/" "$round/round.json" \
            >"$work/round.json"
        cp "$work/round.json" "$round/round.json"
        git -C "$round" commit -qam "another limit" ;;
    3)  sheet=$(find "$example/sheets/paper" -name '*.csv' | sort | sed -n "$((i % 25 + 1))p")
        awk -F, -v OFS=, -v row=$((i / 5 % 40 + 2)) 'NR == 1; NR == row { $3 += $3 > 1 ? -0.5 : 0.5; print }' "$sheet" \
            >"$work/sheet.csv"
        vp-score -q "$work/sheet.csv" >/dev/null ;;
    4)  vp-score -q --method=median >/dev/null ;;
    0)  vp-score -q >/dev/null
        vp-allocate -q >/dev/null ;;
    esac
done
