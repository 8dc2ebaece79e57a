#!/bin/sh
# A bare round with a configuration and nothing else.     usage: bare.sh FOLDER ROUND.JSON
set -eu
work=$1.work
rm -rf "$1" "$work"
vp-init -q --template blank "$work"
cp "$2" "$work/round.json"
git -C "$work" -c user.name=Bench -c user.email=bench@example.org commit -qam "the rules of the round"
git clone -q --bare "$work" "$1"
rm -rf "$work"
