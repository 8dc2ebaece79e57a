#!/bin/sh
# A bare round of a bench folder, and COUNT proposals of it amended, a commit each.
#     usage: amendments.sh FOLDER DATA COUNT
set -eu
round=$1 data=$2 count=$3
sh "${0%/*}/bare.sh" "$round" "$data/round.json"
vp-intake -q -C "$round" --no-suspects "$data/proposals.csv" >/dev/null
i=0
while [ $i -lt "$count" ]; do
    i=$((i + 1))
    awk -v at=$((i * 4 + 1)) 'NR == 1; NR == at { sub(/项目/, "项目（改）"); print }' "$data/proposals.csv" |
        vp-intake -q -C "$round" - >/dev/null
done
