# The whole build: six daemons on one library, their UI, the runs and the checks. `make help` lists the targets.
# A folder's .c files are its sources; nothing is listed twice. Everything built stands under build/<variant>/.

SERVICES := gateway llm-svc content-svc theme-svc integration-svc analytics-svc
FLOORS   := base fiber net web

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

# ---------------------------------------------------------------- variants
# SAN=address,undefined → build/asan (gcc); SAN=thread → build/tsan (clang: gcc's runtime dies at 6,000 fibers);
# FUZZ=1 → build/fuzz (clang, libFuzzer); neither → build/release.
SAN ?=
FUZZ ?=
ifneq ($(FUZZ),)
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

WARNINGS := -Wall -Wextra -Werror -Wvla -Walloca -Wmissing-prototypes -Wstrict-prototypes
ifeq ($(SANFLAGS),)
  # Sanitizers widen frames and replace the fortified calls by their own checks.
  WARNINGS += -Wframe-larger-than=2048
  HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
endif
CFLAGS  := -std=gnu17 -O2 -g -D_GNU_SOURCE -fno-omit-frame-pointer -fstack-clash-protection \
           -ffunction-sections -fdata-sections $(WARNINGS) $(HARDEN) $(SANFLAGS) $(EXTRA_CFLAGS)
# Lazy binding costs 3 KB of each fiber's stack, so everything is bound at start.
LDFLAGS := $(SANFLAGS) -Wl,-z,now -Wl,-z,relro -Wl,--gc-sections -Wl,--as-needed
LDLIBS  := -levent_core -levent_pthreads -lpq -lhiredis -lcjson -lcurl -lmbedtls -lmbedx509 -lmbedcrypto \
           -largon2 -lbrotlienc -lz -lpthread -lm
DEPFLAGS = -MMD -MP -MF $(@:.o=.d)

# ---------------------------------------------------------------- sources
COMMON_SRC := $(foreach f,$(FLOORS),$(wildcard common/$f/*.c))
SVC_SRC     = $(wildcard $1/*.c)
ALL_SRC    := $(COMMON_SRC) $(foreach s,$(SERVICES),$(call SVC_SRC,$s))
obj         = $(patsubst %.c,$B/obj/%.o,$1)

UNIT_SRC   := $(wildcard tests/unit/test_*.c tests/unit/*/test_*.c)
UNIT_BIN   := $(patsubst tests/unit/%.c,$B/unit/%,$(UNIT_SRC))
UNIT_HELP  := $(patsubst %.c,$B/obj/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
BINS       := $(foreach s,$(SERVICES),$(if $(wildcard $s/main.c),$B/$s))
C_FILES     = $(ALL_SRC) $(wildcard common/*/*.h $(SERVICES:%=%/*.h) tests/unit/*.[ch] tests/unit/*/*.[ch] tests/fuzz/*.[ch])

.PHONY: all
all: $(BINS) ## the six daemons (SAN=address,undefined or SAN=thread for a sanitizer build)

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
	@rm -f $$@ && ar rcs $$@ $$^

$B/$1: $B/obj/$1/main.o $B/lib$1.a $B/libcommon.a
	@echo "  link  $$@"
	@$$(CC) $$(LDFLAGS) $$^ $$(LDLIBS) -o $$@
endef
$(foreach s,$(SERVICES),$(eval $(call service_rules,$s)))

$B/libcommon.a: $(call obj,$(COMMON_SRC))
	@rm -f $@ && ar rcs $@ $^

# ---------------------------------------------------------------- unit tests
# tests/unit/test_x.c links libcommon; tests/unit/<service>/test_x.c links that service's objects too.
# Other .c files in tests/unit/ are helpers, linked into every test.
svc_of = $(filter $(SERVICES),$(patsubst %/,%,$(dir $(patsubst tests/unit/%,%,$1))))

define unit_rules
$B/obj/tests/unit/$1.o: tests/unit/$1.c $B/flags
	@mkdir -p $$(@D)
	@echo "  cc    $$<"
	@$$(CC) $$(CFLAGS) -Icommon -Itests/unit $(addprefix -I,$(call svc_of,tests/unit/$1.c)) $$(DEPFLAGS) -c $$< -o $$@

$B/unit/$1: $B/obj/tests/unit/$1.o $(UNIT_HELP) $(patsubst %,$B/lib%.a,$(call svc_of,tests/unit/$1.c)) $B/libcommon.a
	@mkdir -p $$(@D)
	@$$(CC) $$(LDFLAGS) $$^ $$(LDLIBS) -lcmocka -o $$@
endef
$(foreach t,$(patsubst tests/unit/%.c,%,$(UNIT_SRC)),$(eval $(call unit_rules,$t)))

$(UNIT_HELP): $B/obj/tests/unit/%.o: tests/unit/%.c $B/flags
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Icommon -Itests/unit $(DEPFLAGS) -c $< -o $@

.PHONY: unit-bins
unit-bins: $(UNIT_BIN)

-include $(patsubst %.c,$B/obj/%.d,$(ALL_SRC) $(UNIT_SRC))

# ---------------------------------------------------------------- packages
# deploy/packages.txt is the one list; SETUP=no skips the look (other systems, images).
SETUP ?= yes
build/.packages: deploy/packages.txt deploy/setup.sh
	@mkdir -p build
	@[ '$(SETUP)' = no ] || deploy/setup.sh run build
	@touch $@

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | sort | expand -t 16

.PHONY: clean
clean: ## remove what was built (not .run/, which holds data)
	rm -rf build gateway/ui/dist
