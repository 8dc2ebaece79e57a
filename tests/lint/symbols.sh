#!/bin/sh
# The shared library shows exactly what include/vp declares.
. "${0%/*}/../cli/lib.sh"

so=$(echo "$BUILD"/libvp.so.*.*.*)
[ -f "$so" ] || skip_all "no shared library in $BUILD"
nm -D --defined-only "$so" | awk '{ print $2, $3 }' | grep -v ' _' | sort -k 2 >exported

# Everything shown is declared: the compiler itself looks for it in vp.h.
{
    echo '#include <vp/vp.h>'
    awk '{ print "__typeof__(&" $2 ") shown_" NR ";" }' exported
} >declared.c
ok "everything shown is declared in include/vp" "${CC:-cc}" -std=c17 "-I$ROOT/include" -fsyntax-only declared.c
is "$(awk '$2 !~ /^vp_/' exported)" "" "and begins with vp_"
like "$(wc -l <exported)" '[0-9][0-9]' "it shows something"

# Everything declared is shown: gcc lists the prototypes it has read.
if "${CC:-cc}" -std=c17 "-I$ROOT/include" -aux-info protos -fsyntax-only declared.c >/dev/null 2>&1 &&
    [ -s protos ]; then
    grep "include/vp/[a-z_]*\.h:" protos | grep -v '\*/ static' |
        sed -n 's/.*[ *]\(vp_[a-z0-9_]*\) (.*/\1/p' | sort -u >functions
    sed 's/.* //' exported | sort -u >shown
    is "$(comm -23 functions shown)" "" "everything declared is defined and shown"
else
    skip "everything declared is defined and shown" "only gcc lists prototypes"
fi
like "$(readelf -d "$so" 2>/dev/null || objdump -p "$so")" "SONAME.*libvp\.so\.[0-9]+\]?$" \
    "its soname has the major version"
