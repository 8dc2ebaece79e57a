#!/bin/sh
# Which layer may include which, which may know a foreign library, and what the library never does.
. "${0%/*}/../cli/lib.sh"
cd "$ROOT" || exit 1

# The arrows. Everyone may use its own folder and base.
arrows='
base:
model:
rules: model
aggregate: model
allocate: model
report: model
io: model rules aggregate allocate
store:
verb: rules aggregate allocate report model io store
cmd: verb rules aggregate allocate report model
'
# Public headers whose layer is not that of a source file of the same name.
owners='
award: model
proposal: model
round: model
rubric: model
score: model
panel: model
session: verb
table: io
view: base
value: model
vp: cmd
'
owner() # NAME: the layer of include/vp/NAME.h
{
    o=$(echo "$owners" | sed -n "s/^$1: //p")
    if [ -z "$o" ]; then
        for f in lib/*/"$1".c lib/"$1"/*.c; do
            [ -f "$f" ] && o=$(basename "${f%/*}") && break
        done
    fi
    echo "${o:-base}"
}

wrong=
for f in lib/*/*.c lib/*/*.h cmd/*.c cmd/*.h; do
    [ -f "$f" ] || continue
    from=$(basename "${f%/*}")
    for inc in $(sed -n 's/^ *# *include *[<"]\([^>"]*\)[>"].*/\1/p' "$f"); do
        case $inc in
        vp/*.h) to=$(owner "$(basename "$inc" .h)") ;;
        lib/*/*) to=$(basename "${inc%/*}") ;;
        ../*/*.h) to=$(basename "${inc%/*}") ;;
        *) continue ;;
        esac
        case " $from base $(echo "$arrows" | sed -n "s/^$from: *//p") " in
        *" $to "*) ;;
        *) wrong="$wrong$f includes $inc: no arrow from $from to $to
" ;;
        esac
    done
done
is "$wrong" "" "includes follow the arrows between layers"

foreign() # HEADER-ERE FOLDERS…: only they include it
{
    ere=$1
    shift
    found=$(grep -lE "^ *# *include *[<\"]($ere)" lib/*/*.[ch] cmd/*.[ch] 2>/dev/null)
    for folder; do found=$(printf '%s\n' "$found" | grep -v "^$folder/"); done
    is "$found" "" "only $* knows <$ere>"
}
foreign 'git2' lib/store
foreign '(cjson/)?cJSON\.h' lib/io lib/verb
foreign 'csv\.h' lib/io
foreign 'iconv\.h' lib/io
foreign 'pcre2\.h' lib/base
foreign 'sodium' lib/base
foreign 'opencc' lib/base

# The library never prints, exits, asks the environment, the terminal, the locale, the clock or chance. What it calls
# is asked of the object code, where no macro hides it.
never='printf|__printf_chk|vprintf|__vprintf_chk|puts|putchar|perror|stdout|stderr|exit|_exit|_Exit|quick_exit|abort|
getenv|secure_getenv|setenv|putenv|unsetenv|setlocale|isatty|time|gettimeofday|clock_gettime|rand|random|srand|srandom|
system|popen|fork|vfork|signal|sigaction|strtok|localtime|gmtime|gets|atoi|atol|atof|
__isoc99_sscanf|__isoc99_scanf|sscanf|strtod|sqrt|pow'
never=$(printf %s "$never" | tr -d '\n')
wrong=
for o in "$BUILD"/lib/*/*.o; do
    case $o in */lib/po/*) continue ;; esac
    [ -f "$ROOT/lib/$(basename "${o%/*}")/$(basename "$o" .o).c" ] || continue # left behind by a file that is gone
    used=$(nm -u "$o" | sed 's/.* //; s/@.*//' | grep -xE "$never" | tr '\n' ' ')
    [ -z "$used" ] || wrong="$wrong${o#"$BUILD/"} calls $used
"
done
is "$wrong" "" "the library does not print, exit, or look at environment, clock and locale"
if ls "$BUILD"/lib/base/*.o >/dev/null 2>&1; then pass "the library was built"; else fail "the library was built"; fi
