# The whole build: six daemons on one library, their UI, the runs and the checks. `make help` lists the targets.
# A folder's .c files are its sources; nothing is listed twice. Everything built stands under build/<variant>/.

SERVICES := gateway llm-svc content-svc theme-svc integration-svc analytics-svc
FLOORS   := base fiber net web wire

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

# ---------------------------------------------------------------- variants
# SAN=address,undefined → build/asan (gcc); SAN=thread → build/tsan (clang: gcc's runtime dies at 6,000 fibers);
# FUZZ=1 → build/fuzz (clang, libFuzzer); ARCH=aarch64 → build/aarch64 (cross gcc); none → build/release.
SAN ?=
FUZZ ?=
ARCH ?=
ifneq ($(ARCH),)
  VARIANT := $(ARCH)
  CC := $(ARCH)-linux-gnu-gcc
  AR := $(ARCH)-linux-gnu-ar
  SYSROOT := --sysroot=build/sysroot-$(ARCH)
  SANFLAGS :=
else ifneq ($(FUZZ),)
  VARIANT := fuzz
  CC := clang
  SANFLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
else ifeq ($(SAN),)
  VARIANT := release
  CC := gcc
  SANFLAGS :=
else ifeq ($(SAN),thread)
  VARIANT := tsan
  CC := clang
  SANFLAGS := -fsanitize=thread
else
  VARIANT := asan
  CC := gcc
  SANFLAGS := -fsanitize=$(SAN) -fno-sanitize-recover=undefined
endif
B := build/$(VARIANT)

CLANG_WARNINGS := -Wno-gnu-variable-sized-type-not-at-end
WARNINGS := -Wall -Wextra -Werror -Wvla -Walloca -Wmissing-prototypes -Wstrict-prototypes
ifeq ($(CC),clang)
  WARNINGS += $(CLANG_WARNINGS)
endif
ifeq ($(SANFLAGS),)
  # Sanitizers widen frames and replace the fortified calls by their own checks.
  WARNINGS += -Wframe-larger-than=2048
  HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
endif
CFLAGS  := $(SYSROOT) -std=gnu17 -O2 -g -D_GNU_SOURCE -fno-omit-frame-pointer -fstack-clash-protection \
           -ffunction-sections -fdata-sections $(WARNINGS) $(HARDEN) $(SANFLAGS) $(EXTRA_CFLAGS)
# Lazy binding costs 3 KB of each fiber's stack, so everything is bound at start.
LDFLAGS := $(SYSROOT) $(SANFLAGS) -Wl,-z,now -Wl,-z,relro -Wl,--gc-sections -Wl,--as-needed
LDLIBS  := -levent_core -levent_pthreads -lpq -lhiredis -lcurl -lmbedtls -lmbedx509 -lmbedcrypto \
           -largon2 -lwslay -lbrotlienc -lminizip -lresolv -lz -lgumbo -lpthread -lm
DEPFLAGS = -MMD -MP -MF $(@:.o=.d)

# ---------------------------------------------------------------- sources
COMMON_SRC := $(foreach f,$(FLOORS),$(wildcard common/$f/*.c))
SVC_SRC     = $(wildcard $1/*.c)
ALL_SRC    := $(COMMON_SRC) $(foreach s,$(SERVICES),$(call SVC_SRC,$s))
obj         = $(patsubst %.c,$B/obj/%.o,$1)

UNIT_SRC   := $(wildcard tests/unit/test_*.c tests/unit/*/test_*.c)
UNIT_BIN   := $(patsubst tests/unit/%.c,$B/unit/%,$(UNIT_SRC))
UNIT_HELP  := $(patsubst %.c,$B/obj/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
IMAGE_SRC  := $(wildcard theme-svc/image/*.c)
BINS       := $(foreach s,$(SERVICES),$(if $(wildcard $s/main.c),$B/$s))
C_FILES     = $(ALL_SRC) $(IMAGE_SRC) $(wildcard theme-svc/image/*.h common/*/*.h $(SERVICES:%=%/*.h) tests/unit/*.[ch] tests/unit/*/*.[ch] tests/fuzz/*.[ch] tests/measure/*.[ch] tests/bench/*.c)

.PHONY: all
all: $B/libcommon.a $(BINS) $B/theme-image ## the six daemons (SAN=address,undefined or SAN=thread for a sanitizer build)

# Changed flags rebuild everything, and only then.
$B/flags: FORCE | build/.packages
	@mkdir -p $B && echo '$(CC) $(CFLAGS) $(LDFLAGS) $(LDLIBS)' | cmp -s - $@ || echo '$(CC) $(CFLAGS) $(LDFLAGS) $(LDLIBS)' > $@
FORCE:

$B/obj/common/%.o: common/%.c $B/flags
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -Icommon $(DEPFLAGS) -c $< -o $@

define service_rules
$B/obj/$1/%.o: $1/%.c $B/flags
	@mkdir -p $$(@D)
	@echo "  cc    $$<"
	@$$(CC) $$(CFLAGS) -Icommon -I$1 $$(DEPFLAGS) -c $$< -o $$@

# All but main, so that a unit test can link the pure files it needs.
$B/lib$1.a: $(call obj,$(filter-out %/main.c,$(call SVC_SRC,$1)))
	@rm -f $$@ && $(AR) rcs $$@ $$^

$B/$1: $B/obj/$1/main.o $B/lib$1.a $B/libcommon.a
	@echo "  link  $$@"
	@$$(CC) $$(LDFLAGS) $$^ $$(LDLIBS) -o $$@
endef
$(foreach s,$(SERVICES),$(eval $(call service_rules,$s)))

# The reader of strangers' pictures: a program of its own, which theme-svc starts for each; the libraries are its alone.
IMAGE_CFLAGS = $(shell pkg-config --cflags librsvg-2.0)
IMAGE_LIBS   = -lrsvg-2 -lgobject-2.0 -lgio-2.0 -lcairo -lpng16 -lturbojpeg -lwebp -lavif -lexpat
$B/obj/theme-svc/image/%.o: theme-svc/image/%.c $B/flags
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) $(IMAGE_CFLAGS) -Icommon -Itheme-svc -Itheme-svc/image $(DEPFLAGS) -c $< -o $@

$B/libtheme-image.a: $(call obj,$(filter-out %/main.c,$(IMAGE_SRC)))
	@rm -f $@ && $(AR) rcs $@ $^

$B/theme-image: $B/obj/theme-svc/image/main.o $B/libtheme-image.a $B/libtheme-svc.a $B/libcommon.a
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) $^ $(IMAGE_LIBS) $(LDLIBS) -o $@

-include $(patsubst %.c,$B/obj/%.d,$(IMAGE_SRC))

$B/libcommon.a: $(call obj,$(COMMON_SRC))
	@rm -f $@ && $(AR) rcs $@ $^

# ---------------------------------------------------------------- unit tests
# tests/unit/test_x.c links libcommon; tests/unit/<service>/test_x.c links that service's objects too.
# Other .c files in tests/unit/ are helpers, linked into every test.
svc_of = $(filter $(SERVICES),$(patsubst %/,%,$(dir $(patsubst tests/unit/%,%,$1))))

define unit_rules
$B/obj/tests/unit/$1.o: tests/unit/$1.c $B/flags | build/.packages-unit
	@mkdir -p $$(@D)
	@echo "  cc    $$<"
	@$$(CC) $$(CFLAGS) -Icommon -Itests/unit $(addprefix -I,$(call svc_of,tests/unit/$1.c)) $$(DEPFLAGS) -c $$< -o $$@

$B/unit/$1: $B/obj/tests/unit/$1.o $(UNIT_HELP) $(patsubst %,$B/lib%.a,$(call svc_of,tests/unit/$1.c)) $B/libcommon.a
	@mkdir -p $$(@D)
	@$$(CC) $$(LDFLAGS) $$^ $$(LDLIBS) -lcmocka -o $$@
endef
$(foreach t,$(patsubst tests/unit/%.c,%,$(UNIT_SRC)),$(eval $(call unit_rules,$t)))

$(UNIT_HELP): $B/obj/tests/unit/%.o: tests/unit/%.c $B/flags | build/.packages-unit
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Icommon -Itests/unit $(DEPFLAGS) -c $< -o $@

.PHONY: unit-bins
unit-bins: $(UNIT_BIN)

-include $(patsubst %.c,$B/obj/%.d,$(ALL_SRC) $(UNIT_SRC)) $(UNIT_HELP:.o=.d)

# ---------------------------------------------------------------- torture
# The daemons of a sanitizer build once more, with faults on demand (tests/torture/faults.c): nothing but the link differs.
TORTURE_WRAP := $(foreach f,mmap fiber_park fiber_park_until fiber_deadline_restore wait_turn redisAsyncHandleWrite,-Wl,--wrap=$f)
TORTURE_BINS := $(SERVICES:%=$B/torture/%)

$B/obj/tests/torture/%.o: tests/torture/%.c $B/flags
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -fno-builtin -Icommon $(DEPFLAGS) -c $< -o $@

$(TORTURE_BINS): $B/torture/%: $B/obj/%/main.o $B/obj/tests/torture/faults.o $B/lib%.a $B/libcommon.a
	@mkdir -p $(@D)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) $(TORTURE_WRAP) $^ $(LDLIBS) -o $@

.PHONY: torture-bins
torture-bins: $(TORTURE_BINS)

# ---------------------------------------------------------------- packages
# deploy/packages.txt is the one list; SETUP=no skips the look (other systems, images).
SETUP ?= yes
build/.packages: deploy/packages.txt deploy/setup.sh
	@mkdir -p build
	@[ '$(SETUP)' = no ] || deploy/setup.sh run build
	@touch $@

build/.packages-%: deploy/packages.txt deploy/setup.sh | build/.packages
	@[ '$(SETUP)' = no ] || deploy/setup.sh $*
	@touch $@

# ---------------------------------------------------------------- the UI
# npm ci when the lock changed, a build when a source did.
UI     := gateway/ui
UI_SRC := $(shell find $(UI) -name node_modules -prune -o -path $(UI)/dist -prune -o -type f -print 2>/dev/null)

.PHONY: ui
ui: $(UI)/dist/index.html ## the wizard's pages (gateway/ui/dist)

$(UI)/node_modules/.package-lock.json: $(UI)/package-lock.json | build/.packages-ui
	@echo "  npm   $(UI)"
	@cd $(UI) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(UI)/dist/index.html: $(UI_SRC) $(UI)/node_modules/.package-lock.json
	@echo "  vite  $(UI)"
	@cd $(UI) && npm run --silent build
	@touch $@

tests/node_modules/.package-lock.json: tests/package-lock.json | build/.packages-ui
	@echo "  npm   tests"
	@cd tests && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# ---------------------------------------------------------------- running
.PHONY: run up down demo
run: all ui ## everything in the foreground: PostgreSQL, Redis, the six daemons; Ctrl-C stops them
	@exec env --default-signal=INT,QUIT BIN_DIR=$B deploy/local/run.sh

up: all ui ## the same in the background; starts what is missing and returns when all are ready
	@BIN_DIR=$B deploy/local/up.sh

down: ## stops what `make up` started; data stay in .run/
	@deploy/local/down.sh

# Where there is a Chromium the themes and the store have their pictures taken too.
DEMO_OUT ?= build/demo
DEMO_EYE := $(wildcard /usr/bin/chromium)
demo: up $(if $(DEMO_EYE),tests/node_modules/.package-lock.json) ## launches a store of 200 products through the API, prints its address; pictures of all themes in build/demo
	@set -a; . $${RUN_DIR:-.run}/env; mkdir -p $(DEMO_OUT); node deploy/demo/demo.mjs "$$GATEWAY_URL" | tee $(DEMO_OUT)/demo.txt; \
	store=$$(sed -n 's/^The store is at //p' $(DEMO_OUT)/demo.txt); [ -n "$$store" ] || exit 1; \
	[ -z '$(DEMO_EYE)' ] || node deploy/demo/pictures.mjs "$$GATEWAY_URL" $(DEMO_OUT) "$$store"

# ---------------------------------------------------------------- tests
# tests/run.mjs runs stages and counts; every one of these ends with `N passed, N failed`.
TEST_TOOLS := build/.packages-test tests/node_modules/.package-lock.json
RUN_STAGES  = node tests/run.mjs --build $B

.PHONY: unit integration contract e2e check test lint
unit: unit-bins | build/.packages-ui ## unit tests (SAN= for the sanitizers)
	@$(RUN_STAGES) unit

integration: all | $(TEST_TOOLS) ## every route of every service against real PostgreSQL and Redis
	@$(RUN_STAGES) integration

contract: all | $(TEST_TOOLS) ## /openapi.json of every service: linted, and as in tests/contract/
	@$(RUN_STAGES) contract

e2e: all ui $B/measure | $(TEST_TOOLS) ## the wizard in Chromium, from sign-up to the live store
	@$(RUN_STAGES) e2e

lint: | build/.packages-ui ## layers, banned words, sizes, settings
	@$(RUN_STAGES) lint

check: all unit-bins | $(TEST_TOOLS) ## lint, unit, contract and integration (SAN= for the sanitizers)
	@$(RUN_STAGES) lint unit contract integration

# The integration tests run once here, under ASan and LSan (the release build has e2e and stack; make check has it whole): 25 minutes are the bound.
test: all unit-bins ui $B/measure | $(TEST_TOOLS) build/.packages-measure ## everything a release needs
	@$(MAKE) --no-print-directory SAN=address,undefined all unit-bins
	@$(RUN_STAGES) 'lint unit unit@asan contract measure stack ui | integration@asan' e2e

# ---------------------------------------------------------------- tools
.PHONY: format format-check tidy valgrind fuzz crash stack openapi settings bench
format: | build/.packages-tools ## clang-format over all C
	clang-format -i $(wildcard $(C_FILES))

format-check: | build/.packages-tools ## fails where `make format` would change something
	clang-format --dry-run --Werror $(wildcard $(C_FILES))

TIDY_SRC = $(ALL_SRC) $(IMAGE_SRC)
TIDY_FOR = -I$$(dirname {}) -Itheme-svc $(IMAGE_CFLAGS)
CPPCHECK = --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --suppress=*:/usr/* \
           --suppress=constStatement --suppress=internalAstError --suppress=memleak:theme-svc/image/*
CLANG_FLAGS = -std=gnu17 -D_GNU_SOURCE -Wall -Wextra $(CLANG_WARNINGS) -Icommon
tidy: | build/.packages-tools ## clang's warnings and thread-safety, clang-tidy, cppcheck
	@bad=0; printf '%s\n' $(TIDY_SRC) | xargs -P 2 -I{} sh -c 'clang $(CLANG_FLAGS) $(TIDY_FOR) -fsyntax-only -Wthread-safety -Werror {} && \
		clang-tidy --quiet {} -- $(CLANG_FLAGS) $(TIDY_FOR) 2>/dev/null' || bad=1; \
	: 'cppcheck 2.10 knows neither __VA_OPT__ nor our macros: it reads what the compiler would'; \
	for f in $(TIDY_SRC); do mkdir -p build/cppcheck/$$(dirname $$f); gcc -E -std=gnu17 -D_GNU_SOURCE -Icommon -I$$(dirname $$f) -Itheme-svc $(IMAGE_CFLAGS) $$f -o build/cppcheck/$$f || bad=1; done; \
	printf '%s\n' $(TIDY_SRC) | xargs -P 2 -I{} sh -c 'timeout 60 cppcheck $(CPPCHECK) build/cppcheck/{}; r=$$?; \
		[ $$r -ne 124 ] || echo "{}: cppcheck took over 60 s and was stopped"; [ $$r -ne 1 ]' || bad=1; exit $$bad

# The other switches of common/fiber/switch.c: aarch64's own, and the portable fallback.
.PHONY: aarch64 ucontext debian13 torture
aarch64: build/sysroot-aarch64/.done | build/.packages-ui ## unit tests built for aarch64, run under qemu
	@$(MAKE) --no-print-directory ARCH=aarch64 unit-bins
	@$(RUN_STAGES) unit@aarch64

build/sysroot-aarch64/.done: deploy/packages.txt tests/platform/sysroot.sh | build/.packages-cross
	@echo "  apt   $(@D)"
	@tests/platform/sysroot.sh arm64 $(@D) $$(deploy/setup.sh --list build unit | grep -vxE 'gcc|make')
	@touch $@

ucontext: ## test_fiber on the portable switch
	@$(MAKE) --no-print-directory EXTRA_CFLAGS=-DFIBER_UCONTEXT B=build/ucontext build/ucontext/unit/test_fiber
	build/ucontext/unit/test_fiber

debian13: ui | $(TEST_TOOLS) build/.packages-debian13 ## C and API tests on Debian 13, in a chroot (needs root)
	@mkdir -p build/debian13
	@tests/platform/debian13.sh build/debian13/root sh -c 'make -j2 SETUP=no all unit-bins && $(RUN_STAGES) unit contract integration'

torture: | $(TEST_TOOLS) ## each allocation and each park of each kind of request fails in turn
	@$(MAKE) --no-print-directory SAN=address,undefined torture-bins
	@$(RUN_STAGES) torture@asan

tests/quality/node_modules/.package-lock.json: tests/quality/package-lock.json | build/.packages-ui
	@echo "  npm   tests/quality"
	@cd tests/quality && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: quality
THEME ?=
PAGE ?=
EDGES ?=
LIGHTHOUSE ?=
quality: all | $(TEST_TOOLS) tests/quality/node_modules/.package-lock.json ## Lighthouse, axe, valid HTML, 320 px, no JavaScript, on every theme: make quality [THEME=lens] [PAGE=home] [EDGES=no] [LIGHTHOUSE=no]
	@BIN_DIR=$B TEST_THEME='$(THEME)' TEST_PAGE='$(PAGE)' TEST_EDGES='$(EDGES)' TEST_LIGHTHOUSE='$(LIGHTHOUSE)' deploy/local/scratch.sh sh -c 'deploy/local/up.sh > /dev/null && exec node tests/quality/quality.mjs'

.PHONY: pictures
pictures: all ui | $(TEST_TOOLS) ## the sheet of all themes that README shows, taken anew
	@BIN_DIR=$B deploy/local/scratch.sh sh -c 'deploy/local/up.sh > /dev/null && exec node deploy/demo/pictures.mjs "$$GATEWAY_URL" build/pictures'
	@cp build/pictures/themes.png deploy/pictures/themes.png

valgrind: unit-bins | build/.packages-tools build/.packages-ui ## unit tests under memcheck
	@$(RUN_STAGES) unit@valgrind

T ?= json
S ?= 60
fuzz: | build/.packages-tools ## libFuzzer: make fuzz T=json S=60
	@$(MAKE) --no-print-directory FUZZ=1 build/fuzz/fuzz_$(T)
	@mkdir -p build/fuzz/corpus/$(T) tests/fuzz/corpus/$(T) tests/fuzz/regression/$(T)
	build/fuzz/fuzz_$(T) -max_total_time=$(S) -timeout=5 -rss_limit_mb=1024 -artifact_prefix=build/fuzz/ \
		$(patsubst %,-dict=%,$(wildcard tests/fuzz/dict/$(T))) build/fuzz/corpus/$(T) tests/fuzz/corpus/$(T) tests/fuzz/regression/$(T)

# A fuzzer of a service's files links that service; the others are of common/.
FUZZ_OF_check := theme-svc
FUZZ_OF_compose := llm-svc
FUZZ_OF_outside := integration-svc
FUZZ_OF_search := theme-svc
FUZZ_OF_store := theme-svc
FUZZ_OF_template := theme-svc
FUZZ_PICTURES := png jpeg webp svg
FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

define fuzz_rules
$B/fuzz_$1: tests/fuzz/fuzz_$1.c $(if $(filter $1,$(FUZZ_PICTURES)),$B/libtheme-image.a $B/libtheme-svc.a) $(FUZZ_OF_$1:%=$B/lib%.a) $B/libcommon.a $B/flags
	@echo "  cc    $$<"
	@$$(CC) $$(CFLAGS) -fsanitize=fuzzer -Icommon $(FUZZ_OF_$1:%=-I%) $(if $(filter $1,$(FUZZ_PICTURES)),-Itheme-svc/image) $$(LDFLAGS) $$(filter-out $B/flags,$$^) \
		$(if $(filter $1,$(FUZZ_PICTURES)),$$(IMAGE_LIBS)) $$(LDLIBS) -o $$@
endef
$(foreach t,$(FUZZERS),$(eval $(call fuzz_rules,$t)))

.PHONY: fuzz-all
fuzz-all: ## every fuzzer for S seconds, one after another: make fuzz-all S=600
	@for t in $(FUZZERS); do \
		mkdir -p build/fuzz && $(MAKE) --no-print-directory fuzz T=$$t S=$(S) > build/fuzz/$$t.log 2>&1; r=$$?; \
		echo "fuzz $$t: $$(grep -E '^Done|^SUMMARY' build/fuzz/$$t.log | tail -1)"; \
		[ $$r = 0 ] || { tail -20 build/fuzz/$$t.log; exit $$r; }; done

N ?= 500
SEED ?=
crash: all | $(TEST_TOOLS) ## N launches while daemons, Redis and PostgreSQL are killed at random: make crash N=500 SEED=1
	@BIN_DIR=$B SUPERVISE=yes deploy/local/scratch.sh node tests/crash/crash.mjs $(N) $(SEED)

stack: ## the widest stack frames, from the compiler's own figures
	@$(MAKE) --no-print-directory EXTRA_CFLAGS=-fstack-usage B=build/stack all
	@find build/stack -name '*.su' -exec cat {} + | awk -F'\t' '{ print $$2 "\t" $$3 "\t" $$1 }' | sort -rn | head -25

# The golden documents of tests/contract/: what `make contract` compares the running tables with.
openapi: all ## prints every service's OpenAPI document into tests/contract/openapi/
	@mkdir -p tests/contract/openapi
	@for s in $(SERVICES); do $B/$$s --openapi > $B/$$s.json && mv $B/$$s.json tests/contract/openapi/$$s.json || exit 1; done

settings: | build/.packages-ui ## writes the table of deploy/settings.md from the code
	@node tests/lint/options.mjs --write

bench: all $B/palettes | build/.packages-bench ## CPU per request, requests/s, p50, p99, memory of the five workloads; publishing
	@$B/palettes
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/bench.mjs
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/publish.mjs
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/pages.mjs

.PHONY: bench-publish bench-pages
bench-pages: all | build/.packages-bench ## pages of a live store beside nginx serving the same bytes
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/pages.mjs

bench-publish: all ## publishing 10,000 products on one core, and again with one of them changed
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/publish.mjs

.PHONY: bench-launch
bench-launch: all ## a launch of 10,000 products through the gateway: memory and CPU of each daemon
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/launch.mjs

.PHONY: bench-search
$B/bench-search: tests/bench/search.c $B/libtheme-svc.a $B/libcommon.a $B/flags
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -Wno-frame-larger-than -Icommon -Itheme-svc $(LDFLAGS) $(filter-out $B/flags,$^) $(LDLIBS) -o $@

bench-search: $B/bench-search ## the storefront's search over 10,000 products: size, CPU a query, typing errors
	@$B/bench-search

.PHONY: bench-pg
bench-pg: all | build/.packages-bench ## writes through HTTP beside pgbench running the same statements
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/pgbench.mjs

# The product's own code over a data set: each figure is a JSON line, each prediction one in OUT.
# A question of a service is asked of that service's own library.
MEASURE_OBJ := $(patsubst %.c,$B/obj/%.o,$(wildcard tests/measure/*.c))
$(MEASURE_OBJ): $B/obj/%.o: %.c $B/flags
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -Icommon -Itheme-svc $(DEPFLAGS) -c $< -o $@

$B/measure: $(MEASURE_OBJ) $B/libtheme-svc.a $B/libcommon.a
	@$(CC) $(LDFLAGS) $^ $(LDLIBS) -o $@

-include $(MEASURE_OBJ:.o=.d)

# Only figures go to stdout: what must be built first says so elsewhere.
.PHONY: measure
measure: ## figures of a data set: make measure SET=torture DATA=<folder> [OUT=<file>]
	@$(MAKE) --no-print-directory $B/measure $B/theme-image $(UI)/node_modules/.package-lock.json build/.packages-measure >&2
	@BIN_DIR=$B node tests/measure/measure.mjs '$(SET)' '$(DATA)' '$(OUT)'

# 100,000 brand colours: failing pairs, hue moved, time.
$B/palettes: tests/bench/palettes.c $B/libtheme-svc.a $B/libcommon.a $B/flags
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -Icommon -Itheme-svc $(LDFLAGS) $< $B/libtheme-svc.a $B/libcommon.a $(LDLIBS) -o $@

.PHONY: bench-palettes
bench-palettes: $B/palettes ## palettes for 100,000 brand colours: failing pairs, hue moved, time each
	@$B/palettes

# A driver whose requests come on a schedule, answered or not.
$B/openloop: tests/bench/openloop.c $B/flags
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) $(LDFLAGS) $< -o $@

.PHONY: overload idle
overload: all $B/openloop ## step_update offered at ten times its best rate: goodput, p99, memory, recovery
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/overload.mjs

idle: all $B/openloop ## as many idle connections as descriptors allow: bytes each, and are newcomers served
	@BIN_DIR=$B deploy/local/scratch.sh node tests/bench/idle.mjs

.PHONY: analyser
analyser: $B/measure | $(TEST_TOOLS) ## what the analyser says and what Chromium measures, on every page of every theme's sample shops
	@ANALYSER=all BIN_DIR=$B node --test tests/e2e/analyser.test.mjs

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | sort | expand -t 16

.PHONY: clean
clean: ## removes what was built (not .run/, which holds data)
	rm -rf build $(UI)/dist
