# make [all]    the four programs, into build/          make demo      a town, a hub, a totem and a desk to try
# make check    every test (README says what it needs)  make bench     the figures, in one run
# make audit    every screen in every combination       make asan|tsan the same tests under a sanitizer
# make install  DESTDIR= PREFIX=                        make torture   faults for a night; stop and go on as you like
# make analyze  gcc -fanalyzer over every file; what it finds is explained in tests/analyzer.known
# make fuzz     FUZZ_S= seconds of CPU time for each parser   make sim      the long campaign of the simulator (docs/simulator.md)
# V=1 shows the commands, WERROR=1 makes warnings errors, O=dir builds elsewhere
O       ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
OPT     ?= -O2 -g

ifeq ($(origin CC),default)
CC := gcc
endif
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)')

PKGS_COMMON := libsodium sqlite3 jansson libqrencode pangocairo libzstd inih
PKGS_kiosk  := sdl2 SDL2_ttf SDL2_image x11 fribidi espeak-ng libseccomp
PKGS_counter := ncursesw libseccomp
PKGS_sync   := libcurl libseccomp
PKGS_hub    := libmicrohttpd libcurl libxml-2.0 libseccomp zlib
PKGS_ALL    := $(PKGS_COMMON) $(PKGS_kiosk) $(PKGS_counter) $(PKGS_sync) $(PKGS_hub) cmocka
pkg = $(shell pkg-config $(1) $(2) 2>/dev/null)

# Where a library is missing, it is installed first; make then starts again by itself, since this file is included.
ifeq ($(filter clean format,$(MAKECMDGOALS)),)
include $(O)/deps.mk
endif
$(O)/deps.mk: packaging/install-deps
	@mkdir -p $(@D)
	@{ command -v $(CC) && command -v msgfmt && pkg-config --exists $(PKGS_ALL); } >/dev/null 2>&1 || packaging/install-deps build
	@echo '# the libraries are there' > $@

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wwrite-strings \
        -Wundef -Wvla $(if $(findstring clang,$(CC)),,-Wnull-dereference) $(if $(WERROR),-Werror)
# What comes from packages is theirs to warn about.
system_includes := $(patsubst -I%,-isystem %,$(call pkg,--cflags,$(PKGS_ALL)))
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE $(WARN) -fno-common $(if $(SANITIZE),,-D_FORTIFY_SOURCE=3) -fstack-protector-strong \
             -fPIE -I. -I$(O)/gen $(system_includes) -include common/base/banned.h $(OPT) $(SANITIZE) $(CFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now,--as-needed $(SANITIZE) $(LDFLAGS)

PROGRAMS := $(foreach p,kiosk counter sync hub,$(if $(wildcard $(p)/main.c),$(p)))
find_c    = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
common_src := $(call find_c,common)
gen_src    := $(O)/gen/embed_data.S
lib_src    = $(filter-out $(1)/main.c,$(call find_c,$(1)))
obj        = $(patsubst %.c,$(O)/obj/%.o,$(1))

common_lib := $(O)/libparvis.a
bins       := $(PROGRAMS:%=$(O)/parvis-%)
unit_src   := $(wildcard tests/unit/*.c)
unit_bins  := $(patsubst tests/unit/%.c,$(O)/tests/unit/%,$(unit_src))
tool_src   := $(wildcard tests/tools/*.c)
tool_bins  := $(patsubst tests/tools/%.c,$(O)/tests/tools/%,$(tool_src))
fuzz_src   := $(wildcard tests/fuzz/*.c)
sim_src    := $(wildcard tests/sim/*.c)
sim_bin    := $(O)/tests/sim/sim
fuzz_bins  := $(patsubst tests/fuzz/%.c,$(O)/tests/fuzz/%,$(fuzz_src))

.PHONY: all analyze demo demo-counter check torture audit bench install asan tsan fuzz fuzz-targets fuzz-bins format clean units sim

.DEFAULT_GOAL := all
all: $(bins)

# ---- embedded files: SQL and compiled translations, found by name through common/base/embed.h
sql_files := $(sort $(wildcard common/store/sql/*.sql counter/sql/*.sql hub/sql/*.sql))
po_files  := $(sort $(wildcard assets/lang/*.po))
mo_files  := $(po_files:assets/lang/%.po=$(O)/gen/lang/%.mo)

$(O)/gen/lang/%.mo: assets/lang/%.po
	@mkdir -p $(@D)
	$(call say,MSGFMT,$<)
	$(Q)msgfmt --check-format --check-domain -o $@ $<

$(O)/gen/embed_data.S: packaging/embed $(sql_files) $(mo_files)
	@mkdir -p $(@D)
	$(call say,EMBED,$@)
	$(Q)packaging/embed $(O)/gen $(sql_files) $(mo_files) > $@

$(O)/obj/embed_data.o: $(O)/gen/embed_data.S
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

# ---- compile, archive, link
$(O)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(common_lib): $(call obj,$(common_src)) $(O)/obj/embed_data.o
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

define program
$(O)/lib$(1).a: $$(call obj,$$(call lib_src,$(1)))
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
$(O)/parvis-$(1): $(O)/obj/$(1)/main.o $(O)/lib$(1).a $(common_lib)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(call pkg,--libs,$$(PKGS_$(1)) $$(PKGS_COMMON)) $$(LIBS_$(1)) -lm -pthread
endef
LIBS_kiosk   := -lcups
LIBS_counter := -lcups
LIBS_hub     := -lreadosm
LIBS_kiosk   += -lunibreak
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

LIBS_poll_load := -lgnutls # tests/tools
# A unit test or tool named kiosk_*, counter_*, sync_* or hub_* links that program's modules too.
unit_program = $(filter $(PROGRAMS),$(firstword $(subst _, ,$(1))))
define unit
$(O)/tests/$(2)/$(1): $(O)/obj/tests/$(2)/$(1).o $$(patsubst %,$(O)/lib%.a,$(call unit_program,$(1))) $(common_lib)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(call pkg,--libs,cmocka $$(PKGS_$(call unit_program,$(1))) $$(PKGS_COMMON)) \
		$$(LIBS_$(call unit_program,$(1))) $$(LIBS_$(1)) -lcups -lm -pthread
endef
$(foreach t,$(unit_src:tests/unit/%.c=%),$(eval $(call unit,$(t),unit)))
$(foreach t,$(tool_src:tests/tools/%.c=%),$(eval $(call unit,$(t),tools)))
# Stands between a program and libc in tests/faults/vfs_faults; without our flags, as it takes libc's names.
$(O)/tests/faultfs.so: tests/preload/faultfs.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -g -shared -fPIC -o $@ $< -pthread
units: $(unit_bins) $(tool_bins) $(O)/tests/faultfs.so $(sim_bin)
$(sim_bin): $(call obj,$(sim_src)) $(common_lib)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg,--libs,$(PKGS_COMMON)) -lcups -lm -pthread
$(foreach t,$(fuzz_src:tests/fuzz/%.c=%),$(eval $(call unit,$(t),fuzz)))
$(fuzz_bins): LDFLAGS += -fsanitize=fuzzer

# ---- what people type
demo demo-counter: all
	@packaging/install-deps demo
	@packaging/$@ $(O)
check: all units $(if $(SANITIZE),,fuzz-targets)
	@packaging/install-deps demo check
	@tests/run $(O)
audit: all
	@packaging/install-deps demo check
	@tests/tools/audit $(O) --report docs/accessibility-report.md --thumbnails $(O)/audit
	@echo 'All screens: $(O)/audit/index.html'
torture: all units
	@packaging/install-deps demo check
	@tests/torture $(O)
# Any part of it by hand: docs/simulator.md.
SIM_SEEDS ?= 1..100000
SIM_TOWNS ?= 1..200
sim: $(sim_bin)
	@$(sim_bin) --seeds $(SIM_SEEDS)
	@$(sim_bin) --seeds $(SIM_TOWNS) --terminals 1000 --days 365
	@tests/sim/planted $(O)
bench: all $(tool_bins)
	@packaging/install-deps demo check bench
	@tests/bench/run $(O)
asan:
	@$(MAKE) --no-print-directory O=$(O)/asan OPT='-O1 -g' WERROR=1 \
		SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' check
tsan:
	@$(MAKE) --no-print-directory O=$(O)/tsan OPT='-O1 -g' WERROR=1 SANITIZE='-fsanitize=thread' check
# Every parser of outside input against libFuzzer (docs/fuzzing.md), FUZZ_S seconds of CPU time each.
FUZZ_S ?= 20
fuzz: fuzz-targets
	@tests/fuzz/run $(O)/fuzz $(FUZZ_S)
fuzz-targets:
	@packaging/install-deps build check
	@$(MAKE) --no-print-directory O=$(O)/fuzz CC='$(if $(findstring ccache,$(CC)),ccache )clang' OPT='-O1 -g' WERROR= \
		CFLAGS=-Werror=incompatible-pointer-types SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzz-bins
fuzz-bins: $(fuzz_bins)

# Slow (minutes), so not a part of check; cppcheck is (tests/golden/cppcheck).
analyze:
	@tests/analyze $(O)/analyze

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/parvis $(DESTDIR)$(PREFIX)/share/doc/parvis
	install -m 755 $(bins) $(DESTDIR)$(PREFIX)/bin
	install -m 644 kiosk.conf packaging/hub.conf packaging/nginx.conf $(DESTDIR)$(PREFIX)/share/parvis
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	for unit in packaging/systemd/*.service; do sed 's,/usr/local,$(PREFIX),' "$$unit" | \
		install -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/} || exit 1; done
	install -Dm 644 packaging/systemd/parvis.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/parvis.conf
	install -Dm 644 packaging/systemd/parvis.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/parvis.conf
	install -m 644 README.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/parvis
	find docs -type f -exec install -Dm 644 {} $(DESTDIR)$(PREFIX)/share/doc/parvis/{} \;
	cd assets && find . -type f ! -name '*.po' -exec install -Dm 644 {} $(DESTDIR)$(PREFIX)/share/parvis/{} \;

# Only the lines changed since the last commit: tables and comments are laid out by hand.
format:
	git clang-format --force --extensions c,h
clean:
	rm -rf $(O)

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
