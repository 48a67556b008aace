# Servers: each a static musl program of its own sources, servers/lib and libmach. Mach-native tests
# are linked in the same way.

SERVER_FOLDERS := $(sort $(patsubst %/,%,$(filter-out servers/lib/ servers/protocol/ servers/driver/ servers/program/,\
    $(wildcard servers/*/ servers/driver/*/))))
LIBMACH_SOURCES = $(filter-out mach/libmach/arch/%,$(filter mach/libmach/%.cpp,$(SOURCES))) \
    $(filter mach/libmach/arch/$1/%,$(SOURCES))
SERVER_LIB_SOURCES = $(filter-out servers/lib/arch/%,$(filter servers/lib/%.cpp servers/lib/%.c,$(SOURCES))) \
    $(filter servers/lib/arch/$1/%,$(SOURCES))
SERVER_FLAGS := $(OPTIMISE) -Imach/include -Iservers -fno-stack-protector

# $(eval $(call server-lib-rules,ARCH))
define server-lib-rules
$(call precompile-rules,$1,server,$(SERVER_FLAGS))
SERVER_COMMON_$1 := $(call objects,$1,server,$(call LIBMACH_SOURCES,$1) $(call SERVER_LIB_SOURCES,$1))
$(call compile-rules,$1,server,$(call LIBMACH_SOURCES,$1) $(call SERVER_LIB_SOURCES,$1),$(SERVER_FLAGS),server)
endef
$(foreach a,$(ARCHES),$(eval $(call server-lib-rules,$a)))

include build/lwip.mk
$(foreach a,$(ARCHES),$(eval $(call lwip-rules,$a)))

# $(eval $(call server-program,ARCH,OUTPUT,CLASS,SOURCES,FLAGS,OTHER OBJECTS))
define server-program
$(call compile-rules,$1,$3,$4,$(SERVER_FLAGS) $5,server)
$2: $(call objects,$1,$3,$4) $6 $(SERVER_COMMON_$1) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call objects,$1,$3,$4) $6 $(SERVER_COMMON_$1),-e _server_start)
endef

# $(eval $(call server-rules,ARCH,FOLDER))
define server-rules
ifneq ($(filter $2/%.cpp $2/%.c,$(SOURCES)),)
SERVERS_$1 += out/$1/servers/$(notdir $2)
$(call server-program,$1,out/$1/servers/$(notdir $2),server-$(notdir $2),$(filter $2/%.cpp $2/%.c,$(SOURCES)),-I$2 $(SERVER_FLAGS_$(notdir $2)),$(SERVER_OBJECTS_$1_$(notdir $2)))
endif
endef
$(foreach a,$(ARCHES),$(foreach f,$(SERVER_FOLDERS),$(eval $(call server-rules,$a,$f))))

# POSIX programs that speak to servers, /bin/NAME: servers/program/NAME.cpp with what they share.
PROGRAM_LIB := $(filter servers/program/lib/%.cpp,$(SOURCES))
PROGRAM_SOURCES := $(filter-out servers/program/lib/%,$(filter servers/program/%.cpp,$(SOURCES)))
PROGRAM_FLAGS := $(SERVER_FLAGS) -Iservers/program
# What they take of the servers' library.
PROGRAM_COMMON = $(call objects,$1,server,$(call LIBMACH_SOURCES,$1) servers/lib/runtime.cpp servers/lib/service.cpp) \
    $(call objects,$1,program,$(PROGRAM_LIB))

# $(eval $(call program-rules,ARCH,NAME))
define program-rules
PROGRAMS_$1 += out/$1/programs/$2
out/$1/programs/$2: $(call objects,$1,program,servers/program/$2.cpp) $(call PROGRAM_COMMON,$1) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call objects,$1,program,servers/program/$2.cpp) $(call PROGRAM_COMMON,$1))
endef
$(foreach a,$(ARCHES),$(eval $(call compile-rules,$a,program,$(PROGRAM_LIB) $(PROGRAM_SOURCES),$(PROGRAM_FLAGS),server)))
$(foreach a,$(ARCHES),$(foreach s,$(PROGRAM_SOURCES),$(eval $(call program-rules,$a,$(basename $(notdir $s))))))

# $(eval $(call mach-test-rules,ARCH,NAME,SOURCES))
define mach-test-rules
MACH_TESTS_$1 += out/$1/mach-tests/$2
$(call server-program,$1,out/$1/mach-tests/$2,mach-test-$2,$3,-Itests/target/mach)
endef
MACH_TEST_SOURCES := $(filter tests/target/mach/%.cpp,$(SOURCES))
MACH_BENCH_SOURCES := $(filter tests/bench/mach%.cpp,$(SOURCES))
$(foreach a,$(ARCHES),$(foreach s,$(MACH_TEST_SOURCES),\
    $(eval $(call mach-test-rules,$a,$(basename $(notdir $s)),$s))))
$(if $(MACH_BENCH_SOURCES),$(foreach a,$(ARCHES),\
    $(eval $(call mach-test-rules,$a,bench,$(MACH_BENCH_SOURCES)))))
