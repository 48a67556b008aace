#include "cpu_init.hpp"

#include <cstring>

#include <kern/boot_info.hpp>
#include <kern/processor.hpp>
#include <machine/layout.h>
#include <machine/msr.hpp>

#include "descriptors.hpp"
#include "features.hpp"

extern "C" {
void machine_entry_syscall();
extern const int32_t smap_sites_begin[];
extern const int32_t smap_sites_end[];
}

namespace machine {
namespace {

// Intel SDM 3A 2.5
constexpr uint64_t CR0_PE = 1u << 0, CR0_MP = 1u << 1, CR0_ET = 1u << 4, CR0_NE = 1u << 5,
                   CR0_WP = 1u << 16, CR0_AM = 1u << 18, CR0_PG = 1u << 31;
// No OSXSAVE: the FP state of a thread stays 512 bytes (docs/decisions/0001). No FSGSBASE: user
// mode cannot change GS base, which entry code stores to, and FS base needs no saving.
constexpr uint64_t CR4_PAE = 1u << 5, CR4_MCE = 1u << 6, CR4_PGE = 1u << 7, CR4_OSFXSR = 1u << 9,
                   CR4_OSXMMEXCPT = 1u << 10, CR4_UMIP = 1u << 11, CR4_SMEP = 1u << 20,
                   CR4_SMAP = 1u << 21;
constexpr uint64_t EFER_SCE = 1u << 0, EFER_LME = 1u << 8, EFER_NXE = 1u << 11;
/// Entries 0 to 7: write-back, write-combining, uncached minus, uncached; twice. pmap_entry.hpp
/// counts on it.
constexpr uint64_t page_attributes = 0x0007010600070106;

}  // namespace

void init_cpu_local(unsigned number) {
    cpu_local &local = processors[number].local;
    local.self = &local;
    local.number = number;
    local.hardware_id = boot.cpu_hardware_ids[number];
    local.timer_deadline = ~uint64_t{0};
    asm volatile("movw %w0, %%fs; movw %w0, %%gs" ::"r"(0));
    write_msr(MSR_GS_BASE, reinterpret_cast<uint64_t>(&local));
    write_msr(MSR_KERNEL_GS_BASE, 0);
}

void init_cpu(unsigned number, uint64_t critical_stack) {
    asm volatile(
        "movq %0, %%cr0" ::"r"(CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_PG));
    asm volatile("movq %0, %%cr4" ::"r"(
        CR4_PAE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT | (features.machine_check ? CR4_MCE : 0) |
        (features.umip ? CR4_UMIP : 0) | (features.smep ? CR4_SMEP : 0) |
        (features.smap ? CR4_SMAP : 0)));
    asm volatile("movq %0, %%dr7" ::"r"(uint64_t{0x400}));
    write_msr(MSR_EFER, EFER_SCE | EFER_LME | (features.no_execute ? EFER_NXE : 0));
    write_msr(MSR_PAT, page_attributes);
    write_msr(MSR_STAR, uint64_t{USER_DS - 8} << 48 | uint64_t{KERNEL_CS} << 32);
    write_msr(MSR_LSTAR, reinterpret_cast<uint64_t>(machine_entry_syscall));
    write_msr(MSR_FMASK, RFLAGS_SYSCALL_MASK);
    load_descriptors(number, critical_stack);
    asm volatile("fninit");
}

void patch_instructions() {
    if (features.smap) return;
    static constexpr unsigned char nop[] = {0x0f, 0x1f, 0x00};
    for (const int32_t *site = smap_sites_begin; site != smap_sites_end; ++site)
        std::memcpy(reinterpret_cast<char *>(reinterpret_cast<uint64_t>(site) +
                                             static_cast<uint64_t>(int64_t{*site})),
                    nop, sizeof nop);
}

}  // namespace machine
