# The emulation library: one freestanding image at a fixed address, without musl (its headers only) and
# without floating-point or vector registers, which belong to the application.

# The image lies far above 2 GiB, where only addresses relative to the program counter reach.
LIBPOSIX_FLAGS_x86_64 := -mno-mmx -mno-sse -mno-sse2 -fpie -fvisibility=hidden
LIBPOSIX_FLAGS_aarch64 := -mgeneral-regs-only

define libposix-rules
LIBPOSIX_SOURCES_$1 := $$(filter-out libposix/arch/%,$$(filter libposix/%.cpp,$$(SOURCES))) \
    $$(filter libposix/arch/$1/%,$$(SOURCES))
ifneq ($$(and $$(strip $$(LIBPOSIX_SOURCES_$1)),$$(wildcard libposix/arch/$1/libposix.ld)),)
LIBPOSIX_$1 := out/$1/libposix.elf
LIBPOSIX_OBJECTS_$1 := $$(call objects,$1,libposix,$$(LIBPOSIX_SOURCES_$1) $$(call LIBMACH_SOURCES,$1))

out/$1/libposix.elf: $$(call listed,out/$1/libposix.elf,$$(LIBPOSIX_OBJECTS_$1)) libposix/arch/$1/libposix.ld $$(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	$$(Q)$$(LD) $$(LD_COMMON) -nostdlib -T libposix/arch/$1/libposix.ld -o $$@ $$(LIBPOSIX_OBJECTS_$1)
endif
endef
$(foreach a,$(ARCHES),$(eval $(call libposix-rules,$a)))
LIBPOSIX_FLAGS = $(OPTIMISE) -Imach/include -Iservers -Ilibposix -Ilibposix/arch/$1 \
    $(LIBPOSIX_FLAGS_$1) -fno-stack-protector -fno-threadsafe-statics
$(foreach a,$(ARCHES),$(eval $(call precompile-rules,$a,libposix,$(call LIBPOSIX_FLAGS,$a))))
$(foreach a,$(ARCHES),$(eval $(call compile-rules,$a,libposix,\
    $(LIBPOSIX_SOURCES_$a) $(call LIBMACH_SOURCES,$a),$(call LIBPOSIX_FLAGS,$a),libposix)))
