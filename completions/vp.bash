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
            allocate|assign|audit|draw|init|intake|report|score) cmd=vp-${COMP_WORDS[i]}; break ;;
            esac
        done
    fi
    case $cmd:$prev in
    vp:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp:-o|vp:--output) return ;;
    vp:-C|vp:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-allocate:--rule) COMPREPLY=($(compgen -W 'rank greedy optimal bands pro-rata lottery equal-shares phragmen quadratic' -- "$cur")); return ;;
    vp-allocate:--effort) return ;;
    vp-allocate:--certificate) return ;;
    vp-allocate:--mps) return ;;
    vp-allocate:--gap) return ;;
    vp-allocate:--explain) return ;;
    vp-allocate:--set) return ;;
    vp-allocate:--drop) return ;;
    vp-allocate:--add) return ;;
    vp-allocate:--sweep) return ;;
    vp-allocate:--compare) return ;;
    vp-allocate:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp-allocate:-o|vp-allocate:--output) return ;;
    vp-allocate:--retry) return ;;
    vp-allocate:-m|vp-allocate:--message) return ;;
    vp-allocate:--config) return ;;
    vp-allocate:--rubric) return ;;
    vp-allocate:-C|vp-allocate:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-allocate:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-assign:--stage) return ;;
    vp-assign:-k|vp-assign:--reviewers) return ;;
    vp-assign:--experts) return ;;
    vp-assign:--min-load) return ;;
    vp-assign:--max-load) return ;;
    vp-assign:--fit) return ;;
    vp-assign:--panel) return ;;
    vp-assign:--seed) return ;;
    vp-assign:--sheets) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-assign:--names) return ;;
    vp-assign:--proposals) return ;;
    vp-assign:--keep) return ;;
    vp-assign:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp-assign:-o|vp-assign:--output) return ;;
    vp-assign:--retry) return ;;
    vp-assign:-m|vp-assign:--message) return ;;
    vp-assign:--config) return ;;
    vp-assign:--rubric) return ;;
    vp-assign:-C|vp-assign:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-assign:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-audit:--since) return ;;
    vp-audit:--until) return ;;
    vp-audit:--by) return ;;
    vp-audit:--checkpoint) return ;;
    vp-audit:--since-checkpoint) return ;;
    vp-audit:--certificate) return ;;
    vp-audit:-j|vp-audit:--jobs) return ;;
    vp-audit:-m|vp-audit:--message) return ;;
    vp-audit:--passphrase-file) return ;;
    vp-audit:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp-audit:-o|vp-audit:--output) return ;;
    vp-audit:--config) return ;;
    vp-audit:--rubric) return ;;
    vp-audit:-C|vp-audit:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-audit:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-draw:-k|vp-draw:--take) return ;;
    vp-draw:--seed) return ;;
    vp-draw:--algorithm) COMPREPLY=($(compgen -W 'sha256 rfc3797' -- "$cur")); return ;;
    vp-draw:--purpose) return ;;
    vp-draw:--announce) return ;;
    vp-draw:--source) return ;;
    vp-draw:--reveal) return ;;
    vp-draw:--format) COMPREPLY=($(compgen -W 'lines table csv json jsonl sheet' -- "$cur")); return ;;
    vp-draw:-o|vp-draw:--output) return ;;
    vp-draw:--retry) return ;;
    vp-draw:-m|vp-draw:--message) return ;;
    vp-draw:--config) return ;;
    vp-draw:--rubric) return ;;
    vp-draw:-C|vp-draw:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-draw:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-init:-t|vp-init:--template) COMPREPLY=($(compgen -W 'blank guangzhou' -- "$cur")); return ;;
    vp-init:--id) return ;;
    vp-init:--title) return ;;
    vp-init:--sign) return ;;
    vp-init:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp-init:-o|vp-init:--output) return ;;
    vp-init:--retry) return ;;
    vp-init:-m|vp-init:--message) return ;;
    vp-init:-C|vp-init:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-init:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-intake:--received) return ;;
    vp-intake:--rejects) return ;;
    vp-intake:--map) return ;;
    vp-intake:--fill-down) return ;;
    vp-intake:--unit) return ;;
    vp-intake:--excel-dates) return ;;
    vp-intake:--header-row) return ;;
    vp-intake:--header-rows) return ;;
    vp-intake:--skip) return ;;
    vp-intake:--encoding) return ;;
    vp-intake:--delimiter) return ;;
    vp-intake:--quote) return ;;
    vp-intake:--escape) return ;;
    vp-intake:--record-separator) return ;;
    vp-intake:--suspects) return ;;
    vp-intake:--decide) return ;;
    vp-intake:--earlier) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-intake:--withdraw) return ;;
    vp-intake:--reinstate) return ;;
    vp-intake:--forget) return ;;
    vp-intake:--blank) return ;;
    vp-intake:--explain) return ;;
    vp-intake:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet' -- "$cur")); return ;;
    vp-intake:-o|vp-intake:--output) return ;;
    vp-intake:--retry) return ;;
    vp-intake:-m|vp-intake:--message) return ;;
    vp-intake:--config) return ;;
    vp-intake:--rubric) return ;;
    vp-intake:-C|vp-intake:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-intake:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-report:--year) return ;;
    vp-report:--lang) COMPREPLY=($(compgen -W 'zh en' -- "$cur")); return ;;
    vp-report:--field) return ;;
    vp-report:--table) return ;;
    vp-report:--format) COMPREPLY=($(compgen -W 'md html csv json sheet table jsonl' -- "$cur")); return ;;
    vp-report:-o|vp-report:--output) return ;;
    vp-report:--config) return ;;
    vp-report:--rubric) return ;;
    vp-report:-C|vp-report:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-report:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    vp-score:--method) COMPREPLY=($(compgen -W 'mean median trimmed-mean trim:0.2 z rescale borda mixed expected-rank' -- "$cur")); return ;;
    vp-score:--line) return ;;
    vp-score:--stage) return ;;
    vp-score:--received) return ;;
    vp-score:--proposals) return ;;
    vp-score:--letters) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-score:--format) COMPREPLY=($(compgen -W 'table csv json jsonl sheet html md' -- "$cur")); return ;;
    vp-score:-o|vp-score:--output) return ;;
    vp-score:--retry) return ;;
    vp-score:-m|vp-score:--message) return ;;
    vp-score:--config) return ;;
    vp-score:--rubric) return ;;
    vp-score:-C|vp-score:--directory) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$cur")); return ;;
    vp-score:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    esac
    case $cmd:$cur in
    vp:-*) words='--format= --json -o --output= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp:*) words='help status allocate assign audit draw init intake report score' ;;
    vp-allocate:-*) words='--rule= --effort= --certificate= --mps= --gap= --explain= --margins --limits --stability --set= --drop= --add= --sweep= --svg --compare= --format= --json -o --output= -n --dry-run --retry= -m --message= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-assign:-*) words='--stage= -k --reviewers= --experts= --min-load= --max-load= --same-organisation --fit= --random --panel= --seed= --fresh --sheets= --xlsx --blind --force --conflicts --names= --proposals= --keep= --format= --json -o --output= -n --dry-run --retry= -m --message= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-audit:-*) words='--since= --until= --by= --checkpoint= --since-checkpoint= --certificate= -j --jobs= -n --dry-run -m --message= --restore --passphrase-file= --format= --json -o --output= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-audit:*) words='log show diff checkpoint approve pack backup verify' ;;
    vp-draw:-*) words='-k --take= --seed= --algorithm= --purpose= --header --sort --lottery --announce= --source= --reveal= --format= --json -o --output= -n --dry-run --retry= -m --message= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-init:-*) words='-t --template= --list --id= --title= --sign= --bare --format= --json -o --output= -n --dry-run --retry= -m --message= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-intake:-*) words='--received= --late --amend --strict --rejects= --map= --fill-down= --unit= --excel-dates= --header-row= --header-rows= --skip= --encoding= --delimiter= --quote= --escape= --record-separator= --suspects= --decide= --earlier= --no-suspects --withdraw= --reinstate= --forget= --blank= --parse-only --explain= --check-config --table-schema --format= --json -o --output= -n --dry-run --retry= -m --message= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-report:-*) words='--year= --lang= --field= --table= --format= --json -o --output= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    vp-report:*) words='notice annual' ;;
    vp-score:-*) words='--method= --line= --stage= --received= --proposals= --reliability --letters= --force --format= --json -o --output= -n --dry-run --retry= -m --message= --config= --rubric= -C --directory= -q --quiet -v --verbose --color= -h --help --version' ;;
    esac
    [[ $words ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o default -F _vp vp vp-allocate vp-assign vp-audit vp-draw vp-init vp-intake vp-report vp-score
