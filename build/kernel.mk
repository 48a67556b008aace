# The kernel: out/$(ARCH)/kernel.elf, and on ARM64 the flat out/aarch64/kernel.img that is booted.

KERNEL_FLAGS_x86_64 := -mcmodel=kernel -mno-red-zone -mno-mmx -mno-sse -mno-sse2
KERNEL_FLAGS_aarch64 := -mgeneral-regs-only

define kernel-rules
CHIPS :=
-include mach/arch/$1/chips.mk
KERNEL_SOURCES_$1 := $$(filter mach/ipc/%.cpp mach/vm/%.cpp mach/kern/%.cpp \
    mach/arch/$1/%.cpp mach/arch/$1/%.S $$(foreach c,$$(CHIPS),mach/chip/$$(basename $$(notdir $$c)).cpp),$$(SOURCES))
endef
$(foreach a,$(ARCHES),$(eval $(call kernel-rules,$a)))

define kernel-link-rules
ifneq ($$(and $$(KERNEL_SOURCES_$1),$$(wildcard mach/arch/$1/kernel.ld)),)
KERNEL_$1 := out/$1/kernel.elf $(if $(filter aarch64,$1),out/$1/kernel.img)
KERNEL_OBJECTS_$1 := $$(call objects,$1,kernel,$$(KERNEL_SOURCES_$1))

out/$1/kernel.elf: $$(KERNEL_OBJECTS_$1) mach/arch/$1/kernel.ld $$(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	$$(Q)$$(LD) $$(LD_COMMON) -nostdlib -T mach/arch/$1/kernel.ld -Map=out/$1/kernel.map -o $$@ $$(KERNEL_OBJECTS_$1)

out/$1/kernel.img: out/$1/kernel.elf
	$$(Q)$$(OBJCOPY) -O binary $$< $$@
endif
endef
$(foreach a,$(ARCHES),$(eval $(call kernel-link-rules,$a)))
KERNEL_FLAGS = $(OPTIMISE) -Imach -Imach/include -Imach/arch/$1 $(KERNEL_FLAGS_$1) \
    -fno-stack-protector -fno-threadsafe-statics $(KERNEL_SIZE)
# The release kernel shall stay small: inline only what is hardly longer than its call, unroll nothing.
KERNEL_SIZE := $(if $(filter release,$(VARIANT)),-fno-unroll-loops -mllvm -inline-threshold=50)
$(foreach a,$(ARCHES),$(eval $(call precompile-rules,$a,kernel,$(call KERNEL_FLAGS,$a))))
$(foreach a,$(ARCHES),\
    $(eval $(call compile-rules,$a,kernel,$(KERNEL_SOURCES_$a),$(call KERNEL_FLAGS,$a),kernel)))
