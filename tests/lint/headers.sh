#!/bin/sh
# Every public header compiles alone, in C17 and in C++17, with nothing installed but vp; vp.h has them all.
. "${0%/*}/../cli/lib.sh"

cxx=
for c in c++ g++ clang++; do command -v $c >/dev/null 2>&1 && cxx=$c && break; done
warn="-Wall -Wextra -Wshadow -Werror -I$ROOT/include"

for h in "$ROOT"/include/vp/*.h; do
    name=${h#"$ROOT/include/"}
    printf '#include <%s>\n#include <%s>\n' "$name" "$name" >alone.c
    cp alone.c alone.cc
    # shellcheck disable=SC2086 # the flags are to be split
    ok "$name alone in C17" "${CC:-cc}" -std=c17 -Wstrict-prototypes $warn -fsyntax-only alone.c
    # shellcheck disable=SC2086
    [ -z "$cxx" ] || ok "$name alone in C++17" $cxx -std=c++17 $warn -fsyntax-only alone.cc
done
[ -n "$cxx" ] || skip "each alone in C++17" "there is no C++ compiler"

(cd "$ROOT/include" && ls vp/*.h) | grep -vx vp/vp.h >there
sed -n 's/^#include <\(vp\/.*\)>$/\1/p' "$ROOT/include/vp/vp.h" >included
same included there "vp.h includes every header, in order"

for h in "$ROOT"/include/vp/*.h; do
    guard=VP_$(basename "$h" .h | tr '[:lower:]-' '[:upper:]_')_H
    ok "$(basename "$h") is guarded by $guard" grep -qx "#ifndef $guard" "$h"
done
