#!/bin/sh
# The option tables: consistent in themselves, and the same in -h, --help, the man page and the completions.
. "${0%/*}/../cli/lib.sh"

plain() { mandoc -T utf8 "$1" | col -b; }
check_page() # COMMAND
{
    page=$ROOT/cmd/$1.1
    if [ ! -f "$page" ]; then fail "$1 has a man page"; return; fi
    "$ROOT/cmd/man.sh" "$BUILD/$1" "$page" >"$T/$1.1"
    like "$(cat "$page")" '^\.\\" @OPTIONS@' "$1.1 takes its options from the table"
    like "$(cat "$page")" '^\.\\" @EXIT@' "$1.1 takes its exit statuses from the table"
    is "$(sed -n 's/^\.Nd //p' "$page")" "$(sed -n 's/^command.[^	]*.//p' "$T/$1.table")" "$1.1 names it as the table does"
    if ! command -v mandoc >/dev/null 2>&1; then skip "$1.1 is sound" "no mandoc"; return; fi
    ok "$1.1 is sound" mandoc -T lint -W error "$T/$1.1"
    plain "$T/$1.1" >"$T/$1.page"
}

for source in "$ROOT"/cmd/vp*.c; do
    c=$(basename "$source" .c)
    t_run "$c" --dump-options
    exits 0 "$c tells its table"
    cp "$out" "$T/$c.table"
    is "$(head -n 1 "$out" | cut -f1,2)" "command	$c" "$c knows its name"
    grep '^option' "$out" >"$T/options"
    is "$(cut -f3 "$T/options" | sort | uniq -d)" "" "$c: no long name twice"
    is "$(cut -f2 "$T/options" | grep . | sort | uniq -d)" "" "$c: no letter twice"
    is "$(awk -F '\t' 'NF != 6' "$T/options")" "" "$c: six columns for every option"
    is "$(awk -F '\t' '$3 !~ /^[a-z][a-z0-9-]+$/ || $2 !~ /^[A-Za-z]?$/' "$T/options")" "" "$c: names are names"
    is "$(awk -F '\t' '$4 == "" && $5 != ""' "$T/options")" "" "$c: every value has a name"
    is "$(awk -F '\t' '$4 !~ /^[A-Z0-9:.|=-]*$/' "$T/options")" "" "$c: names of values are capitals"
    is "$(awk -F '\t' '$6 == "" || $6 ~ /\.$/ || $6 ~ /^[A-Z][a-z]/' "$T/options")" "" \
        "$c: every option has a help, in lower case and without a full stop"
    is "$(awk -F '\t' 'length($3 $4 $6) > 110' "$T/options")" "" "$c: help is short"
    for o in help version directory quiet verbose color; do
        like "$(cut -f3 "$T/options")" "^$o\$" "$c has --$o"
    done
    is "$(awk -F '\t' '$1 == "exit" { printf "%s ", $2 }' "$T/$c.table")" "0 1 2 3 4 5 6 " "$c: exit statuses"
    check_page "$c"

    t_run "$c" -h
    exits 0 "$c -h"
    cp "$out" "$T/$c.h"
    like "$(head -n 1 "$out")" "^usage: $c " "$c -h begins with its usage"
    is "$(awk 'length($0) > 80' "$out")" "" "$c -h fits 80 columns"
    t_run "$c" --help
    exits 0 "$c --help"
    cp "$out" "$T/$c.help"
    is "$(wc -l <"$T/$c.help" | awk -v "short=$(wc -l <"$T/$c.h")" '{ print ($1 > short) }')" 1 "$c --help tells more than -h"
    t_run LANG=zh_CN.UTF-8 LC_ALL= "$c" -h
    out_like '^用法' "$c -h speaks Chinese"
    missing=
    while IFS="	" read -r _ _ long _; do
        for place in h help page; do
            [ -f "$T/$c.$place" ] || continue
            grep -Eq -e "(^|[^a-z-])--$long(=|[^a-z-]|$)" "$T/$c.$place" || missing="$missing $place:--$long"
        done
        grep -q -- "--$long=\{0,1\}[ ']" "$ROOT/completions/vp.bash" || missing="$missing bash:--$long"
        grep -q -- "--$long" "$ROOT/completions/_vp" || missing="$missing zsh:--$long"
        grep -Eq -- "^complete -c $c .*-l $long( |$)" "$ROOT/completions/vp.fish" || missing="$missing fish:--$long"
    done <<E2
$(awk -F '\t' -v OFS='\t' '{ print $1, ($2 == "" ? $3 : $2), $3, "x" }' "$T/options")
E2
    is "$missing" "" "$c: every option is in -h, --help, the page and the completions"
done

# The list of commands agrees with the commands.
commands=
for f in "$ROOT"/cmd/vp-*.c; do
    [ -f "$f" ] && commands="$commands$(basename "$f" .c)
"
done
is "$(sed -n 's/^VP_COMMAND("\([a-z]*\)".*/vp-\1/p' "$ROOT/cmd/commands.def" | sort)" \
   "$(printf %s "$commands" | sort)" "commands.def lists every command"
for c in $commands; do
    is "$(sed -n "s/^VP_COMMAND(\"${c#vp-}\", N_(\"\(.*\)\")).*/\1/p" "$ROOT/cmd/commands.def")" \
       "$(sed -n 's/^command.[^	]*.//p' "$T/$c.table")" "commands.def tells of $c what its table does"
done

# Pages that belong to no command.
for page in "$ROOT"/cmd/*.[57]; do
    if command -v mandoc >/dev/null 2>&1; then ok "${page##*/} is sound" mandoc -T lint -W error "$page"; fi
done
for page in "$ROOT"/cmd/*.1; do
    ok "${page##*/} belongs to a command" test -f "${page%.1}.c"
done
