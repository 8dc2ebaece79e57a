# bash completion of vp, made by completions/generate.sh: do not edit.
# shellcheck shell=bash disable=SC2207
_vp()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=${COMP_WORDS[0]##*/} i words= IFS=$' \t\n'
    COMPREPLY=()
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    if [[ $cmd == vp ]]; then
        for ((i = 1; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
            esac
        done
    fi
    case $cmd:$prev in
    vp:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp:-o|vp:--output) return ;;
    vp:-C|vp:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    esac
    case $cmd:$cur in
    vp:-*) words='--format= --json -o --output= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp:*) words='help status' ;;
    esac
    [[ $words ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o default -F _vp vp
