#!/bin/sh
# Sheets too large for what is left of the disk: exit 5, what failed is named, the round as it was, no crumbs.
. "${0%/*}/lib.sh"

ok "a round" vp-init --template blank --id t --title t r
cat >r/round.json <<'E2'
{ "vp": 1, "id": "t", "title": "t", "lang": "en", "currency": "CNY", "opens": "2024-01-01", "closes": "2024-02-29",
  "eligibility": [ {"id": "cap", "field": "requested", "max": "100.00"} ] }
E2
git -C r commit -qam rules
export VP_ROUND="$PWD/r"
tip=$(git -C r rev-parse HEAD)

# sheet FILE ROWS REQUESTED WIDTH: WIDTH bytes in a column that nobody keeps
sheet()
{
    awk -v rows="$2" -v requested="$3" -v width="$4" 'BEGIN {
        pad = sprintf("%" width "s", ""); gsub(/ /, "x", pad)
        print "id,title,applicant,requested,remarks"
        for (i = 1; i <= rows; i++) printf "P%06d,title %d,an association of some length,%s,%s\n", i, i, requested, pad
    }' >"$1"
}
sheet refused.csv 40000 500 1  # all refused: 5.6 MB of rejects, 2.4 MB of source
sheet few.csv 300 500 1
sheet wide.csv 700 5 4000      # 2.8 MB as it came, hardly anything of it kept
sheet good.csv 12000 5 1       # 0.7 MB as it came, a pack of 3 MB

# What lies in the round, but for what a refused step may leave: its lock's file, and a sheet that is kept whole already
# (somebody else may be recording the very same one).
lying()
{
    (cd r && find . -type f ! -path './.git/vp/worktree' ! -path './.git/vp/private/raw/[0-9a-f]*' | sort | xargs cksum)
}
lying >before

# limited KILOBYTES COMMAND…: no file may grow larger (ulimit counts in 512 bytes, in some shells in 1024)
unit=$( (ulimit -f 64; trap '' XFSZ; dd if=/dev/zero of=big bs=1024 count=80 2>/dev/null; wc -c <big) | tr -d ' ')
rm -f big
case $unit in 32768) unit=2 ;; 65536) unit=1 ;; *) skip_all "no limit on the size of files here" ;; esac
# shellcheck disable=SC2016 # for the shell that is limited
limited() { kb=$1; shift; t_run sh -c 'ulimit -f "$1"; shift; exec "$@"' - $((kb * unit)) "$@"; }
# The same of a command that says more than a file may hold: the end of it.
limited_loud()
{
    kb=$1
    shift
    # shellcheck disable=SC2016 # for the shell that is limited
    t_run sh -c 'code=$1; ulimit -f "$2"; shift 2
        { "$@" 2>&1 >/dev/null; echo $? >"$code"; } | tail -n 3 >&2; exit "$(cat "$code")"' - "$T/code" $((kb * unit)) "$@"
}
untouched()
{
    is "$(git -C r rev-parse HEAD)" "$tip" "$1: the round is as it was"
    lying >after
    same after before "$1: nothing is left behind"
}

limited_loud 3000 vp-intake -q refused.csv
exits 5 "rejects that outgrow the disk"
err_like 'rejects.csv: error: cannot keep it in a temporary file: ' "name what was kept"
err_like 'hint: nothing has changed; make room' "and say what to do"
untouched "rejects"
limited_loud 3000 vp-intake --config r/round.json --rejects told.csv refused.csv
exits 5 "in a filter too"
ok "and its file is not begun" test ! -e told.csv

echo old >told.csv
limited_loud 20 vp-intake -q --rejects told.csv few.csv
exits 5 "a file of rejects that outgrows the disk"
err_like 'told.csv: error: the file cannot be written: ' "is named"
is "$(cat told.csv)" old "and stays as it was"
is "$(find . -maxdepth 1 -name '.vp-*')" "" "without a crumb beside it"
untouched "--rejects"

limited 1500 vp-intake -q wide.csv
exits 5 "a sheet that cannot be kept as it came"
err_like 'vp/private/raw/[0-9a-f]{64}' "is named by its place"
err_like 'hint: make room on the disk' "with what to do"
untouched "raw"

limited 1500 vp-intake -q good.csv
exits 5 "a pack that outgrows the disk"
err_like 'hint: make room on the disk' "says what to do"
untouched "pack"

limited 1500 sh -c 'cat wide.csv | vp-intake -q -'
exits 5 "standard input that cannot be kept"
err_like '<stdin>: error: cannot keep it in a temporary file: ' "is named"
untouched "stdin"

limited 300 sh -c 'vp-intake --config r/round.json -q good.csv >answer.csv'
exits 5 "an answer that outgrows the disk"
err_like 'error: ' "is told"

t_run vp-intake -q --rejects all.csv refused.csv
exits 1 "with room, all of it is refused"
is "$(wc -l <all.csv | tr -d ' ')" 40001 "with a line for each"
same all.csv r/intake/*/rejects.csv "the same in the history"
ok "which is sound" git -C r fsck --strict --no-dangling --no-progress
ok "and verified" vp-audit verify

# What is derived is nobody's loss: an index that cannot be written.
mkdir -p r/.git/vp && : >r/.git/vp/cache
t_run vp-intake -q good.csv
exits 0 "an index that cannot be written is done without"
rm r/.git/vp/cache

# A disk that is really full.
mkdir mnt
if mount -t tmpfs -o size=2m tmpfs mnt 2>/dev/null; then
    ok "a round on a small disk" vp-init --template blank --id t --title t mnt/small
    small=$(git -C mnt/small rev-parse main)
    t_run VP_ROUND=mnt/small vp-intake -q wide.csv
    exits 5 "a disk that fills"
    err_like 'error: .*vp/private/raw/.*No space left' "is told, and at what"
    is "$(git -C mnt/small rev-parse main)" "$small" "the round is as it was"
    is "$(find mnt -name '*.tmp' -o -name 'pack_*' -o -name 'tmp_*')" "" "and nothing half written is left"
    umount mnt
else
    skip "a disk that is really full" "no right to mount one"
fi
