#!/bin/sh
# Completions for bash, zsh and fish, from what every command says of itself (--dump-options).
#   completions/generate.sh BUILD [FOLDER]     BUILD has the commands; the three files go to FOLDER (this one)
set -eu
LC_ALL=C
export LC_ALL
build=$1
to=${2:-${0%/*}}
tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
for command in "$build"/vp "$build"/vp-*; do
    case ${command##*/} in *.*) continue ;; esac
    if [ -f "$command" ] && [ -x "$command" ]; then "$command" --dump-options; fi
done >"$tables"
if [ "$(grep -c '^command' "$tables")" -ne "$(find "${0%/*}/../cmd" -name 'vp*.c' | wc -l)" ]; then
    echo "generate.sh: '$build' has not every command: run make first" >&2
    exit 1
fi

for shell in bash zsh fish; do
    case $shell in bash) file=vp.bash ;; zsh) file=_vp ;; fish) file=vp.fish ;; esac
    awk -F '\t' -v "shell=$shell" '
# The tables: names[1..n], summary[c], and for the k-th option of c: letter, long, arg, choices, help [c, k].
$1 == "command" { c = $2; names[++n] = c; summary[c] = $3 }
$1 == "option" {
    k = ++options[c]
    letter[c, k] = $2; long[c, k] = $3; arg[c, k] = $4; choices[c, k] = $5; help[c, k] = $6
    gsub(/,/, " ", choices[c, k])
}
$1 == "operand" {
    k = ++operands[c]
    operand[c, k] = $2; offers[c, k] = $3; about[c, k] = $4
    gsub(/,/, " ", offers[c, k])
}
function spoken(option) # both spellings of an option, for a case pattern
{
    return (letter[c, option] == "" ? "" : c ":-" letter[c, option] "|") c ":--" long[c, option]
}
function all_names(i, out)
{
    for (i = 1; i <= n; i++) out = out (i > 1 ? " " : "") names[i]
    return out
}
function subcommands(i, out) # what may follow `vp`
{
    out = "help status"
    for (i = 1; i <= n; i++)
        if (names[i] != "vp") out = out " " substr(names[i], 4)
    return out
}

function bash(i, k, line)
{
    print "# bash completion of vp, made by completions/generate.sh: do not edit."
    print "# shellcheck shell=bash disable=SC2207"
    print "_vp()"
    print "{"
    print "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=${COMP_WORDS[0]##*/} i words= IFS=$\047 \\t\\n\047"
    print "    COMPREPLY=()"
    print "    if [[ $cur == = ]]; then"
    print "        cur="
    print "    elif [[ $prev == = ]]; then"
    print "        prev=${COMP_WORDS[COMP_CWORD-2]}"
    print "    fi"
    print "    if [[ $cmd == vp ]]; then"
    print "        for ((i = 1; i < COMP_CWORD; i++)); do"
    print "            case ${COMP_WORDS[i]} in"
    line = subcommands(); sub(/^help status ?/, "", line); gsub(/ /, "|", line)
    if (line != "") print "            " line ") cmd=vp-${COMP_WORDS[i]}; break ;;"
    print "            esac"
    print "        done"
    print "    fi"
    print "    case $cmd:$prev in"
    for (i = 1; i <= n; i++) {
        c = names[i]
        for (k = 1; k <= options[c]; k++) {
            if (arg[c, k] == "") continue
            if (choices[c, k] != "")
                print "    " spoken(k) ") COMPREPLY=($(compgen -W \047" choices[c, k] "\047 -- \"$cur\")); return ;;"
            else if (arg[c, k] == "DIR")
                print "    " spoken(k) ") IFS=$\047\\n\047; COMPREPLY=($(compgen -d -- \"$cur\")); return ;;"
            else
                print "    " spoken(k) ") return ;;"
        }
    }
    print "    esac"
    print "    case $cmd:$cur in"
    for (i = 1; i <= n; i++) {
        c = names[i]
        line = ""
        for (k = 1; k <= options[c]; k++)
            line = line (k > 1 ? " " : "") (letter[c, k] == "" ? "" : "-" letter[c, k] " ") "--" long[c, k] (arg[c, k] == "" ? "" : "=")
        print "    " c ":-*) words=\047" line "\047 ;;"
        line = c == "vp" ? subcommands() : ""
        for (k = 1; k <= operands[c]; k++) line = line (offers[c, k] == "" ? "" : " " offers[c, k])
        sub(/^ /, "", line)
        if (line != "") print "    " c ":*) words=\047" line "\047 ;;"
    }
    print "    esac"
    print "    [[ $words ]] && COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))"
    print "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null"
    print "    return 0"
    print "}"
    print "complete -o default -F _vp " all_names()
}

function zquote(s) { gsub(/\047/, "\047\\\047\047", s); gsub(/[\[\]:]/, "\\\\&", s); return s }
function zvalue(arg, choices)
{
    if (choices != "") return ":" arg ":(" choices ")"
    if (arg == "DIR") return ":" arg ":_files -/"
    if (arg ~ /FILE|SHEET|CSV|JSON/) return ":" arg ":_files"
    return arg == "" ? "" : ":" arg ":"
}
function zsh(i, k, line, both)
{
    print "#compdef " all_names()
    print "# zsh completion of vp, made by completions/generate.sh: do not edit."
    print "_vp()"
    print "{"
    print "    local curcontext=$curcontext state line ret=1"
    print "    typeset -A opt_args"
    print "    case $service in"
    for (i = 1; i <= n; i++) {
        c = names[i]
        print "    " c ")"
        print "        _arguments -s -S" (c == "vp" ? " -C" : "") " \\"
        for (k = 1; k <= options[c]; k++) {
            both = letter[c, k] == "" ? "" : "\047(-" letter[c, k] " --" long[c, k] ")\047{-" letter[c, k] (arg[c, k] == "" ? "" : "+") ",--" long[c, k] (arg[c, k] == "" ? "" : "=") "}"
            line = "\047[" zquote(help[c, k]) "]" zvalue(arg[c, k], choices[c, k]) "\047"
            if (both == "")
                line = "\047--" long[c, k] (arg[c, k] == "" ? "" : "=") substr(line, 2)
            if (arg[c, k] == "DIR" && both != "")
                both = "\047*\047{-" letter[c, k] "+,--" long[c, k] "=}"
            print "            " both line " \\"
        }
        if (c == "vp") {
            print "            \0471: :->command\047 \\"
            print "            \047*:: :->rest\047 && ret=0"
            print "        case $state in"
            print "        command)"
            print "            local -a commands=("
            print "                \047help:list the commands, or show the help of one\047"
            print "                \047status:tell where the round stands and what comes next\047"
            for (k = 1; k <= n; k++)
                if (names[k] != "vp") print "                \047" substr(names[k], 4) ":" zquote(summary[names[k]]) "\047"
            print "            )"
            print "            _describe command commands && ret=0 ;;"
            print "        rest)"
            print "            service=vp-$words[1]"
            print "            (( $+_comps[$service] )) && _vp && ret=0 ;;"
            print "        esac ;;"
        } else {
            for (k = 1; k <= operands[c]; k++) {
                both = operand[c, k] ~ /\.\.\./ ? "*" : k
                print "            \047" both ":" zquote(about[c, k]) ":" (offers[c, k] == "" ? "_files" : "(" offers[c, k] ")") "\047 \\"
            }
            print "            && ret=0 ;;"
        }
    }
    print "    esac"
    print "    return ret"
    print "}"
    print "_vp \"$@\""
}

function fquote(s) { gsub(/[\\\047]/, "\\\\&", s); return "\047" s "\047" }
function fish_option(head, k)
{
    return head (letter[c, k] == "" ? "" : " -s " letter[c, k]) " -l " long[c, k] \
        (arg[c, k] == "" ? "" : choices[c, k] != "" ? " -x -a " fquote(choices[c, k]) : arg[c, k] == "DIR" ? " -x -a \047(__fish_complete_directories)\047" : " -r") \
        " -d " fquote(help[c, k])
}
function fish(i, k, head)
{
    print "# fish completion of vp, made by completions/generate.sh: do not edit."
    print "complete -c vp -f -n __fish_use_subcommand -a help -d \047list the commands, or show the help of one\047"
    print "complete -c vp -f -n __fish_use_subcommand -a status -d \047tell where the round stands and what comes next\047"
    for (i = 1; i <= n; i++)
        if (names[i] != "vp")
            print "complete -c vp -f -n __fish_use_subcommand -a " substr(names[i], 4) " -d " fquote(summary[names[i]])
    for (i = 1; i <= n; i++) {
        c = names[i]
        for (k = 1; k <= options[c]; k++)
            print fish_option("complete -c " c, k)
        for (k = 1; k <= operands[c]; k++)
            if (offers[c, k] != "") print "complete -c " c " -a " fquote(offers[c, k]) " -d " fquote(about[c, k])
        if (c == "vp") continue
        head = "complete -c vp -n \047__fish_seen_subcommand_from " substr(c, 4) "\047"
        for (k = 1; k <= options[c]; k++)
            print fish_option(head, k)
        for (k = 1; k <= operands[c]; k++)
            if (offers[c, k] != "") print head " -a " fquote(offers[c, k]) " -d " fquote(about[c, k])
    }
}
END { if (shell == "bash") bash(); else if (shell == "zsh") zsh(); else fish() }
' "$tables" >"$to/$file"
done
