# . examples/start.sh    in the root of the source tree: an empty build/session for the sessions of the README files,
# where git's settings, a name and a clock are its own, so that the commit ids are the same for everybody. It sets $X (the
# example), $S (that folder), $VP_ROUND (the round in it) and HOME: use a shell that you can leave.
# shellcheck shell=sh
rm -rf build/session
mkdir -p build/session
X=examples/guangzhou
S=build/session
VP_ROUND=$S/round
HOME=$PWD/$S
export X S VP_ROUND HOME
git config --global user.name "Example Office"
git config --global user.email office@example.org

# at 2020-05-08: it is now ten o'clock on that day in China (02:00 UTC).
at()
{
    SOURCE_DATE_EPOCH=$(echo "$1" | awk -F- '{
        y = $1 - ($2 < 3); m = ($2 + 9) % 12
        print ((365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((m * 306 + 5) / 10) + $3 - 1) - 719468) * 86400 + 7200 }')
    GIT_AUTHOR_DATE="$SOURCE_DATE_EPOCH +0000"
    GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
    export SOURCE_DATE_EPOCH GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
at 2020-02-24
