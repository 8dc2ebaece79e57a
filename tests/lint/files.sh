#!/bin/sh
# Plain files: no tabs where none belong, no trailing space, not too long, and no path of somebody's machine.
. "${0%/*}/../cli/lib.sh"
cd "$ROOT" || exit 1

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard | sort -u | while read -r f; do
        [ -f "$f" ] && echo "$f"
    done
else
    find . -path ./build -prune -o -type f -print | sed 's|^\./||' | sort
fi >"$T/all"
of() { grep -E "$1" "$T/all"; }
of '\.(c|h|def)$' >"$T/c"
of '\.sh$|^\.ci/|^Makefile$|^tests/golden/[^/]*/cmd$' >"$T/scripts"
of '\.(c|h|def|sh|po)$|^\.ci/|^Makefile$|^README\.md$|^examples/.*\.md$|^cmd/.*\.[1-8]$|^completions/' >"$T/text"
if [ ! -s "$T/c" ] || [ ! -s "$T/text" ]; then fail "no files found"; exit 1; fi

tab=$(printf '\t') cr=$(printf '\r')
finds() { xargs grep "$@" /dev/null | sed -n 1,10p; }
long() { xargs awk -v most="$1" 'FNR == most + 1 { print FILENAME }' /dev/null; }

is "$(finds -nE "[ $tab]+\$" <"$T/text")" "" "no space at the end of a line"
is "$(finds -n "$tab" <"$T/c")" "" "no tab in C"
is "$(grep -v '^Makefile$' "$T/scripts" | finds -n "^ *$tab")" "" "no tab indents a script"
is "$(finds -l "$cr" <"$T/text")" "" "no CR"
is "$(while read -r f; do [ -z "$(tail -c 1 "$f")" ] || echo "$f"; done <"$T/text")" "" \
    "every file ends with a newline"
is "$(long 1200 <"$T/text")" "" "no file has more than 1,200 lines"
is "$(grep -E '^cmd/vp[^/]*\.c$' "$T/c" | long 250)" "" "no command has more than 250"

# In characters, not in bytes: UTF-8's continuation bytes do not count.
wide='{ l = $0; gsub(/[\200-\277]/, "", l) } length(l) > 120 { print FILENAME ":" FNR ": " length(l) }'
is "$(xargs awk "$wide" <"$T/c" | sed -n 1,10p)" "" "no line of C is longer than 120 characters"

is "$(grep -v '^tests/lint/files.sh$' "$T/all" |
    finds -nIE '(^|[^A-Za-z0-9._$}-])/(home|Users|root|work)/[A-Za-z]|/tmp/wt')" "" "no path of somebody's machine"
is "$(xargs awk 'FNR == 1 && !/^\/\*/ { print FILENAME }' <"$T/c")" "" "every C file begins by saying what it is"

top=$(for f in *; do [ "$f" = build ] || printf '%s ' "$f"; done)
is "$top" "LICENSE Makefile README.md cmd completions examples include lib tests " \
    "the top has its nine entries, no more"
