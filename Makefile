# provisor — build, check, install. `make help` lists the verbs.

MODE ?= release
PREFIX ?= /usr/local
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
  -lphonenumber -lprotobuf -lidn2 -licui18n -licuuc -lcurl -lcsv
CPPFLAGS += -isystem /usr/include/jsoncpp

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

$(BUILD)/src/programs/%.o: CPPFLAGS += -Isrc
$(BUILD)/tests/%.o: CPPFLAGS += -Isrc -I. -DBOOST_TEST_DYN_LINK

$(BUILD)/bin/unit-tests: $(call objects,$(UNIT_TESTS))
$(BUILD)/bin/pg-tests: $(call objects,$(PG_TESTS))
$(BUILD)/bin/api-tests: $(call objects,$(API_TESTS))
$(TEST_PROGRAMS:%=$(BUILD)/bin/%): $(call objects,$(TEST_SUPPORT)) $(LIBRARY)
	@mkdir -p $(@D)
	@echo "link    $(@F) ($(MODE))"
	@$(CXX) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) $(LIBS) \
	  -lboost_unit_test_framework

test-programs: all $(TEST_PROGRAMS:%=$(BUILD)/bin/%)

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

# ---- The rest -----------------------------------------------------------------

bench: all $(BUILD)/bin/hash-limit  ## Measure the product against what PostgreSQL and nginx can do.
	bench/run

format:  ## Format the C++ sources with clang-format.
	clang-format -i $$(git ls-files '*.cc' '*.h')

install: all  ## Install under DESTDIR/PREFIX (/usr/local).
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/provisor \
	  $(DESTDIR)$(PREFIX)/share/provisor/nginx
	install -m 755 $(BUILD)/bin/provisor $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(BUILD)/bin/provisor-api $(BUILD)/bin/provisor-mailer \
	  $(DESTDIR)$(PREFIX)/lib/provisor/
	cp -R sql mail $(DESTDIR)$(PREFIX)/share/provisor/
	install -m 644 $(wildcard nginx/*.conf) \
	  $(DESTDIR)$(PREFIX)/share/provisor/nginx/
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/provisor

clean:  ## Remove everything that was built.
	rm -rf build

help:  ## List these verbs.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' \
	  $(firstword $(MAKEFILE_LIST))

-include $(shell find build -name '*.d' 2>/dev/null)

.DEFAULT_GOAL := all
.SECONDARY:
.PHONY: all check asan tsan layers fuzz fuzzers replays bench format install \
  clean help test-programs
