# The steps of a round of five proposals, each in a folder that holds the round `r` and the files of tests/fault/round.
# shellcheck shell=sh disable=SC2046 # words without blanks
export VP_ROUND=r

words() # STEP: the command that it is
{
    case $1 in
    init) echo vp-init --template blank r ;;
    intake) echo vp-intake proposals.csv -o intake.csv ;;
    bulk) echo vp-intake many.csv -o intake.csv ;; # so many that they go into a pack
    score) echo vp-score sheet.csv -o ranking.csv ;;
    allocate) echo vp-allocate -o awards.csv ;;
    report) echo vp-report notice --format md -o notice.md ;;
    esac
}
before() # STEP: what is done before it
{
    case $1 in
    init) ;;
    intake|bulk) echo init rules ;;
    score) echo init rules intake ;;
    allocate) echo init rules intake score ;;
    report) echo init rules intake score allocate ;;
    esac
}
step() # STEP
{
    if [ "$1" != rules ]; then
        $(words "$1")
        return
    fi
    cp round.json rubric.json r/ && git -C r add -A &&
        GIT_AUTHOR_DATE=1700000000Z GIT_COMMITTER_DATE=1700000000Z git -C r commit -qm "the rules"
}
tip() { git -C r rev-parse -q --verify refs/heads/main 2>/dev/null || echo none; }
