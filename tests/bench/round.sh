#!/bin/sh
# The example round from vp-init to the report, recorded step by step.     usage: round.sh FOLDER EXAMPLE
set -eu
round=$1 example=$2
rm -rf "$round"
export VP_ROUND="$round"
vp-init -q --template guangzhou "$round"
cp -r "$example/round.json" "$example/rubric.json" "$example/panel.csv" "$example/lists" "$round"
git -C "$round" -c user.name=Bench -c user.email=bench@example.org commit -qam "the rules of the round"
vp-intake -q "$example/proposals.csv" >/dev/null 2>&1 || [ $? -eq 1 ]
vp-score -q "$example"/sheets/*/*.csv >/dev/null
vp-allocate -q >/dev/null
vp-report notice >/dev/null
