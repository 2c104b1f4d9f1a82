# provisor — build, check, install. `make help` lists the verbs.

MODE ?= release
PREFIX ?= /usr/local
SYSCONFDIR ?= $(PREFIX)/etc
DESTDIR ?=
VERSION := $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog 2>/dev/null || true)
VERSION := $(if $(VERSION),$(VERSION),0.1.0)

CXX ?= g++
CCACHE := $(shell command -v ccache)
BUILD := build/$(MODE)

WARNINGS := -Wall -Wextra -Wpedantic -Werror
CXXFLAGS_release := -O2 -g1 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CXXFLAGS_asan := -O1 -g1 -fsanitize=address,undefined \
  -fno-sanitize-recover=all -fno-omit-frame-pointer
CXXFLAGS_tsan := -O1 -g1 -fsanitize=thread
CXXFLAGS_fuzz := -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined \
  -fno-sanitize-recover=all
LDFLAGS_release := -Wl,-z,relro,-z,now
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_tsan := -fsanitize=thread
LDFLAGS_fuzz := -fsanitize=address,undefined
ifeq ($(MODE),fuzz)
CXX := clang++
endif

CPPFLAGS += -Iinclude -DPROVISOR_VERSION='"$(VERSION)"'
CXXFLAGS += -std=c++20 -pthread -fPIE $(WARNINGS) $(CXXFLAGS_$(MODE))
LDFLAGS += -pthread -pie -Wl,--as-needed $(LDFLAGS_$(MODE))
LIBS := -lfcgi -ljsoncpp -lpqxx -lpq -lssl -lcrypto -lsystemd -lfmt \
  -lphonenumber -lprotobuf -lidn2 -licui18n -licuuc -lcurl -lcsv -lzxcvbn
CPPFLAGS += -isystem /usr/include/jsoncpp

# What sanitizers insert makes g++ 12 take std::regex for uninitialized; the
# release build still warns of what is.
ifneq ($(filter asan tsan,$(MODE)),)
$(BUILD)/src/programs/provisor/setup_options.o \
$(BUILD)/src/programs/provisor/setup_ports.o \
$(BUILD)/src/programs/provisor/setup_questions.o \
$(BUILD)/tests/unit/api/call_event_test.o: CXXFLAGS += -Wno-maybe-uninitialized
endif

ROOMS := base config fastcgi wire auth operations store mail api
ROOM_SOURCES := $(wildcard $(ROOMS:%=src/%/*.cc))
PROGRAMS := provisor-api provisor-mailer provisor
PROGRAM_SOURCES := $(wildcard src/programs/*.cc src/programs/*/*.cc)

objects = $(patsubst %.cc,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libprovisor.a

all: $(PROGRAMS:%=$(BUILD)/bin/%)  ## Build the three programs (MODE=release).

$(LIBRARY): $(call objects,$(ROOM_SOURCES))
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/bin/provisor-api: $(call objects,src/programs/provisor_api.cc)
$(BUILD)/bin/provisor-mailer: $(call objects,src/programs/provisor_mailer.cc \
  $(wildcard src/programs/provisor_mailer/*.cc) src/programs/mail_parts.cc)
$(BUILD)/bin/provisor: $(call objects,src/programs/provisor.cc \
  $(wildcard src/programs/provisor/*.cc) src/programs/mail_parts.cc)

$(PROGRAMS:%=$(BUILD)/bin/%): $(LIBRARY)
	@mkdir -p $(@D)
	@echo "link    $(@F) ($(MODE))"
	@$(CXX) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

# /readyz compares the database's schema with the one of this version.
MIGRATIONS := $(sort $(wildcard sql/migrations/*.sql))
NEWEST_MIGRATION := $(notdir $(lastword $(MIGRATIONS)))
$(BUILD)/src/store/readiness.o: $(MIGRATIONS)
$(BUILD)/src/store/readiness.o: CPPFLAGS += -DPROVISOR_SCHEMA_VERSION=$(shell \
  echo $(NEWEST_MIGRATION) | sed 's/^0*\([0-9]*\)_.*/\1/')

$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	@echo "compile $< ($(MODE))"
	@$(CCACHE) $(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

# ---- Tests: the suffix says what a test needs -------------------------------

TEST_SUPPORT := $(wildcard tests/support/*.cc)
UNIT_TESTS := $(wildcard tests/unit/*/*_test.cc)
PG_TESTS := $(wildcard tests/pg/*_pgtest.cc)
API_TESTS := $(wildcard tests/api/*_apitest.cc)
TEST_PROGRAMS := unit-tests pg-tests api-tests
# Sources of the programs that unit tests look at.
UNIT_PROGRAMS := $(wildcard src/programs/provisor_mailer/*.cc) \
  $(patsubst %,src/programs/%.cc,mail_parts provisor/away \
  provisor/check_credentials provisor/check_files provisor/check_services \
  provisor/clusters provisor/credentials provisor/execute \
  provisor/file_rules provisor/listing provisor/options provisor/setup_cluster \
  provisor/setup_files provisor/setup_nginx provisor/setup_options \
  provisor/setup_ports provisor/setup_toml provisor/shell \
  provisor/superuser provisor/times provisor/units)

$(BUILD)/src/programs/%.o: CPPFLAGS += -Isrc
$(BUILD)/tests/%.o: CPPFLAGS += -Isrc -I. -DBOOST_TEST_DYN_LINK

$(BUILD)/bin/unit-tests: $(call objects,$(UNIT_TESTS) $(UNIT_PROGRAMS))
$(BUILD)/bin/pg-tests: $(call objects,$(PG_TESTS))
$(BUILD)/bin/api-tests: $(call objects,$(API_TESTS))
$(TEST_PROGRAMS:%=$(BUILD)/bin/%): $(call objects,$(TEST_SUPPORT)) $(LIBRARY)
	@mkdir -p $(@D)
	@echo "link    $(@F) ($(MODE))"
	@$(CXX) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS) \
	  -lboost_unit_test_framework

test-programs: all $(TEST_PROGRAMS:%=$(BUILD)/bin/%)

# npm holds what it fetches against the digests of the lock file.
AXE := build/npm/node_modules/axe-core/axe.min.js
$(AXE): tests/npm/package.json tests/npm/package-lock.json
	@mkdir -p build/npm
	@cp $^ build/npm/
	@cd build/npm && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

axe: $(AXE)  ## Fetch the accessibility checker of the browser tests from npm.

check: layers  ## Run the whole suite on a release build.
	tests/run --mode release

asan:  ## Run the suite on a build with address and undefined sanitizers.
	tests/run --mode asan

tsan:  ## Run the threaded parts on a build with the thread sanitizer.
	tests/run --mode tsan

layers:  ## Check that every room includes only the rooms it may know.
	@tests/layers.sh

# ---- Fuzzing: one harness a parser; the corpus is replayed by `make check` ---

FUZZ_SOURCES := $(wildcard tests/fuzz/*_fuzz.cc)
FUZZERS := $(patsubst tests/fuzz/%.cc,%,$(FUZZ_SOURCES))
FUZZ_SECONDS ?= 60

$(FUZZERS:%=build/fuzz/bin/%): build/fuzz/bin/%: build/fuzz/tests/fuzz/%.o \
  build/fuzz/libprovisor.a
	@mkdir -p $(@D)
	@$(CXX) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< build/fuzz/libprovisor.a $(LIBS)

fuzzers: $(FUZZERS:%=build/fuzz/bin/%)

fuzz:  ## Fuzz each parser for FUZZ_SECONDS (60) with libFuzzer and clang.
	@$(MAKE) --no-print-directory MODE=fuzz fuzzers
	@for f in $(FUZZERS); do mkdir -p build/fuzz/found/$$f && \
	  build/fuzz/bin/$$f -max_total_time=$(FUZZ_SECONDS) -max_len=70000 \
	  -artifact_prefix=build/fuzz/found/$$f/ build/fuzz/found/$$f \
	  tests/fuzz/corpus/$$f || exit 1; done

# The same harnesses with a plain main() that replays files: no clang needed.
$(FUZZERS:%=$(BUILD)/bin/replay-%): $(BUILD)/bin/replay-%: \
  $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(LIBRARY)
	@mkdir -p $(@D)
	@echo "link    $(@F) ($(MODE))"
	@$(CXX) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS)

replays: $(FUZZERS:%=$(BUILD)/bin/replay-%)

$(BUILD)/bin/hash-limit: $(BUILD)/bench/hash_limit.o $(LIBRARY)
	@mkdir -p $(@D)
	@$(CXX) $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# ---- Benchmark and style ------------------------------------------------------

bench: all $(BUILD)/bin/hash-limit  ## Measure the product against what PostgreSQL and nginx can do.
	bench/run

format:  ## Format the C++ sources with clang-format.
	clang-format -i $$(git ls-files '*.cc' '*.h')

# ---- Manual and completion: made from the command's own --help ----------------

DOCUMENTS := $(BUILD)/documents
MANUAL := provisor.1 provisor.toml.5 provisor-api.8 provisor-mailer.8
TEXT := packaging/manual

documents: $(MANUAL:%=$(DOCUMENTS)/%) $(DOCUMENTS)/provisor.bash  ## Make man pages and shell completion.

$(DOCUMENTS)/facts: $(BUILD)/bin/provisor packaging/describe \
  packaging/describe.awk
	@mkdir -p $(@D)
	@packaging/describe $< >$@

$(DOCUMENTS)/provisor.bash: $(DOCUMENTS)/facts packaging/completion.awk \
  packaging/completion.bash
	@awk -v footer=packaging/completion.bash -f packaging/completion.awk $< >$@

$(DOCUMENTS)/provisor.1.scd: $(DOCUMENTS)/facts $(wildcard $(TEXT)/*)
	@cat $(TEXT)/provisor.1.head >$@
	@awk -f $(TEXT)/text.awk -f $(TEXT)/commands.awk $< >>$@
	@cat $(TEXT)/provisor.1.tail >>$@

$(DOCUMENTS)/provisor.toml.5.scd: docs/configuration.md $(wildcard $(TEXT)/*)
	@mkdir -p $(@D)
	@cat $(TEXT)/provisor.toml.5.head >$@
	@awk -f $(TEXT)/text.awk -f $(TEXT)/configuration.awk $< >>$@
	@cat $(TEXT)/provisor.toml.5.tail >>$@

$(DOCUMENTS)/%.scd: $(TEXT)/%.scd
	@mkdir -p $(@D)
	@cp $< $@

$(MANUAL:%=$(DOCUMENTS)/%): %: %.scd
	@echo "manual  $(@F)"
	@scdoc <$< >$@.new && mv $@.new $@

# ---- The rest -----------------------------------------------------------------

# HTTP/2 is switched on in other words from nginx 1.25.1 on, so in Debian 13.
DEBIAN := $(shell . /etc/os-release && echo $${VERSION_ID:-13})
LISTEN := nginx/listen-$(if $(filter 12,$(DEBIAN)),1.22,1.26).conf
SHARE := $(DESTDIR)$(PREFIX)/share
NGINX := $(SHARE)/provisor/nginx
SETTINGS := $(DESTDIR)$(SYSCONFDIR)

install: all documents  ## Install under DESTDIR/PREFIX (/usr/local).
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/provisor \
	  $(NGINX) $(SHARE)/provisor/monitoring $(SHARE)/bash-completion/completions \
	  $(SHARE)/man/man1 $(SHARE)/man/man5 $(SHARE)/man/man8 \
	  $(SETTINGS)/provisor/nginx $(SETTINGS)/nginx/sites-available
	install -m 755 $(BUILD)/bin/provisor $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(BUILD)/bin/provisor-api $(BUILD)/bin/provisor-mailer \
	  $(DESTDIR)$(PREFIX)/lib/provisor/
	cp -R sql mail $(SHARE)/provisor/
	install -m 644 monitoring/provisor.rules.yml \
	  monitoring/provisor.dashboard.json $(SHARE)/provisor/monitoring/
	install -m 644 $(filter-out $(OPERATORS:%=nginx/%),$(wildcard \
	  nginx/provisor-*.conf)) $(NGINX)/
	install -m 644 $(LISTEN) $(NGINX)/provisor-listen.conf
	install -m 644 $(OPERATORS:%=nginx/%) $(SETTINGS)/provisor/nginx/
	for file in $(OPERATORS); do \
	  ln -sfn $(SYSCONFDIR)/provisor/nginx/$$file $(NGINX)/$$file; done
	ln -sfn $(PREFIX)/share/provisor/nginx $(SETTINGS)/nginx/provisor
	install -m 644 nginx/site $(SETTINGS)/nginx/sites-available/provisor
	install -m 644 packaging/provisor.toml $(SETTINGS)/provisor/
	install -m 644 $(DOCUMENTS)/provisor.bash \
	  $(SHARE)/bash-completion/completions/provisor
	for page in $(MANUAL); do install -m 644 $(DOCUMENTS)/$$page \
	  $(SHARE)/man/man$${page##*.}/; done
	chmod -R u=rwX,go=rX $(SHARE)/provisor

# The settings of nginx that are the operator's to change.
OPERATORS := provisor-limits.conf provisor-limited.conf

# In a copy: dpkg-buildpackage writes beside the directory that it works in.
deb:  ## Build the Debian package, build/deb/provisor_VERSION_ARCHITECTURE.deb.
	rm -rf build/deb
	mkdir -p build/deb/provisor-$(VERSION)
	tar --exclude=./build --exclude=./var --exclude=./.git -cf - . | \
	  tar -C build/deb/provisor-$(VERSION) -xf -
	cd build/deb/provisor-$(VERSION) && dpkg-buildpackage -us -uc -b --jobs=auto
	@ls build/deb/*.deb

clean:  ## Remove everything that was built.
	rm -rf build

help:  ## List these verbs.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' \
	  $(firstword $(MAKEFILE_LIST))

-include $(shell find build -name deb -prune -o -name '*.d' -type f -print 2>/dev/null)

.DEFAULT_GOAL := all
.SECONDARY:
.PHONY: all axe check asan tsan layers fuzz fuzzers replays bench format install \
  documents deb clean help test-programs
