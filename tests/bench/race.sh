#!/bin/sh
# A new round, and EACH commits by each of WRITERS that write at once.     usage: race.sh FOLDER WRITERS EACH
set -eu
round=$1 writers=$2 each=$3
rm -rf "$round"
vp-init -q --template blank "$round"
w=0
while [ "$w" -lt "$writers" ]; do
    w=$((w + 1))
    i=0
    while [ "$i" -lt "$each" ]; do
        i=$((i + 1))
        printf 'id,title,applicant,requested\nW%d-%d,A title,An office,100.00\n' "$w" "$i" |
            vp-intake -q --no-suspects -C "$round" --retry 900 - >/dev/null || exit 1
    done &
done
wait
[ "$(git -C "$round" rev-list --count main)" -eq $((writers * each + 1)) ]
