#!/bin/sh
# The characters that lib/base/t2s.c takes OpenCC to change are those of its dictionaries: every one that it changes alone,
# and every one that it changes within a phrase.
. "${0%/*}/../cli/lib.sh"

for tool in opencc_dict python3; do
    command -v $tool >/dev/null 2>&1 || skip_all "no $tool"
done
dicts=$(pkg-config --variable=prefix opencc 2>/dev/null)/share/opencc
[ -f "$dicts/TSPhrases.ocd2" ] || skip_all "no dictionaries in $dicts"
for d in TSCharacters TSPhrases; do
    opencc_dict -i "$dicts/$d.ocd2" -o $d -f ocd2 -t text
done
python3 - >wanted <<'P'
changed = set()
for name in "TSCharacters", "TSPhrases":
    for line in open(name, encoding="utf-8"):
        key, values = line.rstrip("\n").split("\t")
        value = values.split(" ")[0]
        if len(key) != len(value):
            print("%s and %s are not of one length" % (key, value))
        changed |= {a for a, b in zip(key, value) if a != b}
print("\n".join("%X" % ord(c) for c in sorted(changed) if ord(c) < 0x10000))
P
python3 - "$ROOT/lib/base/t2s.c" >had <<'P'
import re, sys
words = [int(w, 16) for w in re.findall(r"0x[0-9a-f]{16}", open(sys.argv[1], encoding="utf-8").read())]
print("\n".join("%X" % (0x3400 + 64 * i + k) for i, w in enumerate(words) for k in range(64) if w >> k & 1))
P
is "$(cat had)" "$(cat wanted)" "the set is that of the dictionaries"
is "$([ "$(wc -l <had)" -gt 3000 ] && echo many)" many "it is not empty"
