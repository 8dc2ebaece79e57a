#!/bin/sh
# Shell scripts parse, and shellcheck finds nothing.
. "${0%/*}/../cli/lib.sh"
cd "$ROOT" || exit 1

find .ci tests examples completions cmd -type f 2>/dev/null | sort | while read -r f; do
    case $f in
    completions/*|*.c|*.h|*.csv|*.json|*.po|*.[1-8]) continue ;;
    */cmd) echo "$f"; continue ;;
    esac
    head -n 1 "$f" 2>/dev/null | grep -aqE '^#!.*/(env )?(sh|bash|dash)$' && echo "$f"
done >"$T/scripts"
like "$(cat "$T/scripts")" "tests/run.sh" "scripts were found"
while read -r f; do
    shell='sh'
    case $(head -n 1 "$f") in *bash*) shell='bash' ;; esac
    command -v $shell >/dev/null 2>&1 || continue
    ok "$f parses" $shell -n "$f"
done <"$T/scripts"
if command -v shellcheck >/dev/null 2>&1; then
    while read -r f; do
        case $f in */cmd) opts=--shell=sh ;; *) opts= ;; esac
        # What the sourced library sets and reads: SC1090 SC1091 SC2034 SC2154.
        # shellcheck disable=SC2086
        ok "$f has no finding" shellcheck -S warning -e SC1090,SC1091,SC2034,SC2154 $opts "$f"
    done <"$T/scripts"
else
    skip "shellcheck" "it is not installed"
fi
