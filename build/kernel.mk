# The kernel: out/$(ARCH)/kernel.elf, and on ARM64 the flat out/aarch64/kernel.img that is booted.

KERNEL_FLAGS_x86_64 := -mno-red-zone -mno-mmx -mno-sse -mno-sse2
# The image is shorter than the megabyte that one instruction reaches.
KERNEL_FLAGS_aarch64 := -mgeneral-regs-only -mcmodel=tiny -march=armv8.1-a

define kernel-rules
CHIPS :=
-include mach/arch/$1/chips.mk
KERNEL_SOURCES_$1 := $$(filter mach/ipc/%.cpp mach/vm/%.cpp mach/kern/%.cpp \
    mach/arch/$1/%.cpp mach/arch/$1/%.S $$(foreach c,$$(CHIPS),mach/chip/$$(basename $$(notdir $$c)).cpp),$$(SOURCES))
endef
$(foreach a,$(ARCHES),$(eval $(call kernel-rules,$a)))

# The release kernel shall stay small. What runs once, or seldom, is compiled for size; the rest for speed,
# but it inlines only what is hardly longer than its call, unrolls nothing, and aligns nothing.
KERNEL_SMALL := mach/chip/%.cpp $(addprefix mach/arch/%/,boot.cpp boot_layout.cpp boot_map.cpp boot_memory.cpp \
    boot_processor.cpp cpu_init.cpp descriptors.cpp devices.cpp die.cpp efi_stub.cpp efi_handover.cpp exception.cpp features.cpp \
    interrupt_controller.cpp memory_map.cpp platform.cpp power.cpp random.cpp reset.cpp secondary.cpp \
    serial.cpp thread_state.cpp trap_kernel.cpp uart.cpp) \
    $(addprefix mach/kern/,address_layout.cpp backtrace.cpp boot_archive.cpp bootstrap.cpp clock_serve.cpp cpio_reader.cpp \
    device_interrupt.cpp device_serve.cpp dma_domain.cpp dma_serve.cpp clock_trap.cpp elf_image.cpp exception.cpp exception_message.cpp exception_ports.cpp exception_ports_serve.cpp format.cpp gsync_move.cpp \
    host.cpp host_priv_serve.cpp host_serve.cpp initial_stack.cpp load_average.cpp log.cpp long_work.cpp panic.cpp processor.cpp processor_serve.cpp \
    program.cpp semaphore.cpp semaphore_serve.cpp startup.cpp task.cpp thread.cpp timer.cpp task_end.cpp task_port_serve.cpp \
    task_serve.cpp thread_end.cpp thread_serve.cpp thread_trap.cpp) \
    $(addprefix mach/ipc/,ipc_charge.cpp ipc_kmsg_copyin.cpp ipc_kmsg_copyout.cpp ipc_kobject_table.cpp ipc_notify.cpp ipc_object_number.cpp ipc_port_destroy.cpp ipc_pset.cpp ipc_reaper.cpp ipc_right_request.cpp ipc_right_transit.cpp \
    ipc_space_hash.cpp ipc_space_terminate.cpp ipc_thread_end.cpp ipc_trace.cpp \
    mach_port_attributes.cpp mach_port_listing.cpp mach_port_notification.cpp mach_port_routines.cpp) \
    $(addprefix mach/vm/,asid.cpp kalloc.cpp memory_object.cpp memory_object_control.cpp memory_object_pager.cpp memory_object_proxy.cpp \
    memory_object_return.cpp memory_object_serve.cpp pmap_copy.cpp vm_kern.cpp vm_laundry.cpp vm_map_access.cpp vm_map_advice.cpp vm_map_clip.cpp vm_map_copy.cpp vm_map_copy_out.cpp vm_map_end.cpp vm_map_protect.cpp \
    vm_map_region.cpp \
    vm_object_copy.cpp vm_object_lock_page.cpp vm_object_mappings.cpp vm_object_shadow.cpp vm_object_swap.cpp vm_object_wait.cpp vm_out_of_memory.cpp \
    vm_page_buddy.cpp vm_page_init.cpp vm_page_queues.cpp vm_pageout.cpp vm_reaper.cpp vm_serve.cpp vm_swap.cpp vm_swap_clock.cpp \
    vm_swap_request.cpp vm_swap_write.cpp zone_slab.cpp)
kernel-matches = $(strip $(foreach p,$(subst /%/,/$2/,$(KERNEL_SMALL)),$(filter $p,$1)))
kernel-small = $(if $(filter release,$(VARIANT)),$(call kernel-matches,$(KERNEL_SOURCES_$1),$1))
kernel-fast = $(filter-out $(call kernel-small,$1),$(KERNEL_SOURCES_$1))

# $(call KERNEL_FLAGS,ARCH,OPTIMISATION)
KERNEL_FLAGS = $2 -Imach -Imach/include -Imach/arch/$1 $(KERNEL_FLAGS_$1) \
    -fpie -fdirect-access-external-data -fno-stack-protector -fno-threadsafe-statics $(KERNEL_LAYOUT)
KERNEL_LAYOUT := $(if $(filter release,$(VARIANT)),-momit-leaf-frame-pointer -fno-unroll-loops \
    -falign-loops=1 -mllvm -align-all-functions=2 -mllvm -inline-threshold=50,-ftrivial-auto-var-init=pattern)
KERNEL_SIZE := $(subst -Os,-Oz,$(OPTIMISE_SIZE))
# What is compiled for size is optimised as a whole by the linker: what one place calls goes there, what many
# contain becomes a function. What is compiled for speed is not: its code depends on its own file only.
KERNEL_LINK := $(if $(filter release,$(VARIANT)),--icf=safe --lto-O2 -mllvm -enable-machine-outliner=always)
KERNEL_WHOLE := $(if $(KERNEL_LINK),-flto=full)
$(foreach a,$(ARCHES),$(foreach c,kernel kernel-small,\
    $(eval $(call precompile-rules,$a,$c,$(call KERNEL_FLAGS,$a,$(if $(filter %-small,$c),$(KERNEL_SIZE) $(KERNEL_WHOLE),$(OPTIMISE)))))))
$(foreach a,$(ARCHES),\
    $(eval $(call compile-rules,$a,kernel,$(call kernel-fast,$a),$(call KERNEL_FLAGS,$a,$(OPTIMISE)),kernel))\
    $(eval $(call compile-rules,$a,kernel-small,$(call kernel-small,$a),$(call KERNEL_FLAGS,$a,$(KERNEL_SIZE) $(KERNEL_WHOLE)),kernel-small)))

# The kernel relocates itself. For a boot loader it is an ordinary executable (e_type 2, ET_EXEC), to be loaded where it says:
# GRUB takes no other, and none with relocations that are not RELR, which are all that the kernel knows.
define kernel-link-rules
ifneq ($$(and $$(KERNEL_SOURCES_$1),$$(wildcard mach/arch/$1/kernel.ld)),)
KERNEL_$1 := out/$1/kernel.elf $(if $(filter aarch64,$1),out/$1/kernel.img)
KERNEL_OBJECTS_$1 := $$(call objects,$1,kernel,$$(call kernel-fast,$1)) \
    $$(call objects,$1,kernel-small,$$(call kernel-small,$1))

out/$1/kernel.elf: $$(call listed,out/$1/kernel.elf,$$(KERNEL_OBJECTS_$1)) mach/arch/$1/kernel.ld $$(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	$$(Q)$$(LD) $$(LD_COMMON) -pie --no-dynamic-linker --pack-dyn-relocs=relr $$(KERNEL_LINK) -nostdlib -T mach/arch/$1/kernel.ld -Map=out/$1/kernel.map -o $$@ $$(KERNEL_OBJECTS_$1)
	$$(Q)printf '\2' | dd of=$$@ bs=1 seek=16 conv=notrunc status=none
	$$(Q)! llvm-readelf-19 -r $$@ | grep ' R_'
	$$(Q)llvm-objdump-19 -d --no-show-raw-insn $$@ | awk -f build/kernel_fp.awk

out/$1/kernel.img: out/$1/kernel.elf
	$$(Q)$$(OBJCOPY) -O binary $$< $$@
endif
endef
$(foreach a,$(ARCHES),$(eval $(call kernel-link-rules,$a)))
