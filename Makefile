# vp: all rules; no recursion; nothing listed by hand.
#   make demo       set up, build, and run a whole round in build/demo     make install    DESTDIR= PREFIX=/usr/local
#   make check      set up, build, run the tests                           make uninstall  the same variables
#   make            just build, into build/$(MODE)                         make check-all  every kind of test
# MODE is release (default), debug, asan or fuzz; CC is gcc or clang; CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are yours.

MODE   ?= release
PREFIX ?= /usr/local
LIBDIR ?= lib# under PREFIX: lib64, lib/x86_64-linux-gnu …
B      := build/$(MODE)

VERSION := $(shell sed -n 's/.*VP_VERSION "\(.*\)".*/\1/p' include/vp/version.h)
MAJOR   := $(firstword $(subst ., ,$(VERSION)))

# ---- flags ----

PKGS     := libcjson libgit2 libpcre2-8 libsodium libutf8proc opencc xlsxwriter expat zlib gmp
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
READY    := $(if $(PKG_LIBS),,missing)# empty when the libraries are here

CFLAGS_release := -O2 -g
CFLAGS_debug   := -Og -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_fuzz    := $(CFLAGS_asan) -fsanitize=fuzzer-no-link
ifeq ($(MODE)$(origin CC),fuzzdefault)
CC := clang
endif
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings
compile  := $(CC) -Iinclude -I. -D_GNU_SOURCE $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CPPFLAGS) \
            -std=c17 -ffp-contract=off $(WARN) $(CFLAGS_$(MODE)) -fPIC $(CFLAGS)
link     := $(CC) $(filter -fsanitize=%,$(CFLAGS_$(MODE))) $(CFLAGS) $(LDFLAGS)
libs     := $(PKG_LIBS) -lcsv $(LDLIBS)

ifeq ($(shell uname),Darwin)
brew     := $(shell brew --prefix 2>/dev/null)
compile  += -I$(brew)/include
link     += -L$(brew)/lib
SO       := libvp.$(VERSION).dylib
SO_NAMES := libvp.$(MAJOR).dylib libvp.dylib
so_flags  = -dynamiclib -install_name @rpath/libvp.$(MAJOR).dylib -Wl,-exported_symbols_list,$B/libvp.exports
exports   = sed 's/^/_/'
else
SO       := libvp.so.$(VERSION)
SO_NAMES := libvp.so.$(MAJOR) libvp.so
so_flags  = -shared -Wl,-soname,libvp.so.$(MAJOR) -Wl,--version-script,$B/libvp.exports
exports   = { echo '{ global:'; sed 's/$$/;/'; echo 'local: *; };'; }
link     += -Wl,--as-needed
endif

# ---- building ----

LIB   := $(patsubst %.c,$B/%.o,$(wildcard lib/*/*.c)) $B/lib/po/zh_CN.o $B/lib/templates.o
CLI   := $(patsubst %.c,$B/%.o,$(filter-out cmd/vp%.c cmd/intake_%.c cmd/audit_%.c,$(wildcard cmd/*.c)))
CMDS  := $(patsubst cmd/%.c,$B/%,$(wildcard cmd/vp*.c))
TESTS := $(patsubst %.c,$B/%,$(wildcard tests/unit/test_*.c tests/prop/prop_*.c))
FUZZ  := $(patsubst %.c,$B/%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(CMDS) $B/libvp.a $B/$(SO)

$B/vp-intake: $(patsubst %.c,$B/%.o,$(wildcard cmd/intake_*.c))
$B/vp-audit: $(patsubst %.c,$B/%.o,$(wildcard cmd/audit_*.c))
$(CMDS): $B/%: $B/cmd/%.o $(CLI) $B/libvp.a
	$(link) -o $@ $(filter %.o,$^) $B/libvp.a $(libs)

$B/libvp.a: $(LIB)
	@rm -f $@
	$(AR) rcs $@ $^

$B/$(SO): $(LIB) $B/libvp.exports
	$(link) $(so_flags) -o $@ $(LIB) $(libs)

# What the shared library shows: what the public headers declare and the library defines.
$B/libvp.exports: $B/libvp.a $(wildcard include/vp/*.h)
	$(CC) -Iinclude -E -P include/vp/vp.h | \
	    grep -oE 'vp_[a-z0-9_]+(\(|\[\])' | tr -d '([]' | sort -u >$@.declared
	nm -g $B/libvp.a 2>/dev/null | sed -n 's/.* [TDRBSV] _\{0,1\}//p' | grep -Fxf $@.declared | \
	    sort -u | $(exports) >$@

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(compile) -MMD -MP -c -o $@ $<

# What is rounded into a decision is the same on every machine: no fused multiply-add, and IEEE's own square root.
$B/lib/reliability/%.o $B/lib/aggregate/%.o: compile += -ffp-contract=off -fno-math-errno

# Everything is compiled anew when the compiler or its flags are others than last time.
$B/flags: $(READY) $(if $(filter install uninstall,$(MAKECMDGOALS)),,now)
	@mkdir -p $(@D)
	@echo '$(compile)' | cmp -s - $@ || echo '$(compile)' >$@
now:
missing:
	@.ci/setup.sh --check build

# Catalogues: lib/po/LANG/*.po -> .mo (msgcat, msgfmt) -> C, so that both languages are always there.
$B/lib/po/%.mo: $(wildcard lib/po/*/*.po)
	@mkdir -p $(@D)
	msgcat --use-first lib/po/$*/*.po | msgfmt --check-format -o $@ -
$B/lib/po/%.c: $B/lib/po/%.mo
	{ echo 'extern const unsigned char vp_mo_$*[]; const unsigned char vp_mo_$*[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo '};'; } >$@
$B/lib/po/%.o: $B/lib/po/%.c $B/flags
	$(compile) -c -o $@ $<
.PRECIOUS: $B/lib/po/%.mo $B/lib/po/%.c

# Templates: the files of examples/templates -> C, so that vp-init needs no path when it runs.
TEMPLATES := $(sort $(shell find examples/templates -type f ! -name '.*'))
$B/lib/templates.c: $(TEMPLATES) Makefile
	@mkdir -p $(@D)
	{ echo '#include <vp/init.h>'; echo '#include "lib/verb/template.h"'; \
	  n=0; for f in $(TEMPLATES); do n=$$((n + 1)); \
	    echo "static const unsigned char f$$n[] = {"; od -An -v -tx1 $$f | sed 's/ \(..\)/0x\1,/g'; echo '0};'; done; \
	  echo 'const vp_template_file vp_template_files[] = {'; \
	  n=0; for f in $(TEMPLATES); do n=$$((n + 1)); \
	    echo "{\"$${f#examples/templates/}\", (const char *)f$$n, sizeof f$$n - 1},"; done; echo '{0}};'; \
	  echo 'const char *const vp_template_names[] = {'; \
	  for t in $(sort $(notdir $(wildcard examples/templates/*))); do echo "\"$$t\","; done; echo 'NULL};'; } >$@
$B/lib/templates.o: $B/lib/templates.c $B/flags
	$(compile) -c -o $@ $<

# ---- what follows from the option tables: man pages (the lists are filled in) and completions (committed) ----

MAN := $(patsubst cmd/%,$B/man/%,$(wildcard cmd/*.[1-9]))
man: $(MAN)
all: man
$B/man/%.1: cmd/%.1 cmd/man.sh $B/%
	@mkdir -p $(@D)
	cmd/man.sh $B/$* $< >$@
$B/man/%: cmd/%
	@mkdir -p $(@D)
	cp $< $@
completions: $(CMDS)
	completions/generate.sh $B

# ---- tests ----

$(TESTS): $B/%: $B/%.o $(CLI) $B/libvp.a
	$(link) -o $@ $^ $(libs) -lcmocka
$(FUZZ): $B/%: $B/%.o $B/libvp.a
	$(link) -fsanitize=fuzzer -o $@ $^ $(libs)
$B/tests/fault/fault.so: tests/fault/fault.c tests/fault/serve.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WARN) -D_GNU_SOURCE -O2 -shared -fPIC -o $@ $<
$B/tests/fault/drive: $B/tests/fault/drive.o
	$(link) -o $@ $^ $(libs)
fault: $B/tests/fault/fault.so $B/tests/fault/drive

# Set up first, then read this file again: only then does pkg-config know everything.
again = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$$(getconf _NPROCESSORS_ONLN))

demo:
	@.ci/setup.sh build
	@$(again) all
	@BUILD=$B examples/demo.sh build/demo

check:
	@.ci/setup.sh check
	@$(again) all tests
	@BUILD=$B tests/run.sh

check-all:
	@.ci/setup.sh all
	@tests/check-all.sh

tests: $(TESTS) $B/gen
unit: $(filter $B/tests/unit/%,$(TESTS))
	@BUILD=$B tests/run.sh $^
fuzz: $(FUZZ)
golden-update: all
	@BUILD=$B tests/golden.sh --update $(patsubst %/cmd,%,$(wildcard tests/golden/*/cmd))

# ---- measurements, and the example, which comes from the same generator ----

$B/gen: $B/tests/bench/gen.o $B/tests/bench/invent.o
	$(link) -o $@ $^
$B/timed: $B/tests/bench/timed.o
	$(link) -o $@ $^
$B/csvparse: $B/tests/bench/csvparse.o
	$(link) -o $@ $^ -lcsv

$B/commits: $B/tests/bench/commits.o $B/cmd/offline.o $B/libvp.a
	$(link) -o $@ $^ $(libs)

$B/solve: $B/tests/bench/solve.o $B/libvp.a
	$(link) -o $@ $^ $(libs)

bench: all $B/gen $B/timed $B/csvparse $B/commits $B/solve
	@BUILD=$B tests/bench/run.sh
	@BUILD=$B tests/bench/allocation.sh
example: all $B/gen
	@BUILD=$B tests/bench/example.sh

# ---- installing: SOURCE:PLACE and TARGET:LINK under PREFIX, one list for both ways ----

place = $(foreach f,$1,$f:$2/$(notdir $f))
names = $(filter-out vp,$(notdir $(CMDS)))
FILES = $(call place,$(CMDS),bin) $(call place,$(wildcard include/vp/*.h),include/vp) \
        $(call place,$B/libvp.a $B/$(SO),$(LIBDIR)) \
        $(foreach s,1 5 7,$(call place,$(filter %.$s,$(MAN)),share/man/man$s)) \
        $(foreach f,$(shell find examples/templates -type f 2>/dev/null),$f:share/vp/$(f:examples/%=%)) \
        $(patsubst %,%:share/bash-completion/completions/vp,$(wildcard completions/vp.bash)) \
        $(call place,$(wildcard completions/_vp),share/zsh/site-functions) \
        $(call place,$(wildcard completions/vp.fish),share/fish/vendor_completions.d)
LINKS = $(foreach l,$(SO_NAMES),$(SO):$(LIBDIR)/$l) \
        $(foreach c,$(names),vp:share/bash-completion/completions/$c vp.fish:share/fish/vendor_completions.d/$c.fish)
PC    = $(LIBDIR)/pkgconfig/vp.pc
root  = $(DESTDIR)$(PREFIX)

install: all
	@cd . $(foreach f,$(FILES),&& mkdir -p "$(root)/$(dir $(lastword $(subst :, ,$f)))" && \
	    install -m $(if $(filter %:bin/$(notdir $f),$f),755,644) $(subst :, "$(root)/,$f)")
	@cd . $(foreach l,$(LINKS),&& mkdir -p "$(root)/$(dir $(lastword $(subst :, ,$l)))" && \
	    ln -sf $(subst :, "$(root)/,$l)")
	@mkdir -p "$(root)/$(dir $(PC))"
	@sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(libs)|' \
	    lib/vp.pc.in >"$(root)/$(PC)"
	@echo "installed vp $(VERSION) under $(root)"

uninstall:
	@cd . $(foreach f,$(FILES) $(LINKS) :$(PC),&& rm -f "$(root)/$(lastword $(subst :, ,$f))")
	@for d in share/vp/templates share/vp include/vp; do \
	    [ ! -d "$(root)/$$d" ] || find "$(root)/$$d" -depth -type d -empty -delete; done

clean:
	rm -rf build

.PHONY: all man completions missing now demo check check-all tests unit fuzz fault golden-update bench example install \
        uninstall clean
.DELETE_ON_ERROR:
-include $(shell find $B -name '*.d' 2>/dev/null)
