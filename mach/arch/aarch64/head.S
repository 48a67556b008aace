// From the boot loader's state (UEFI or Linux/arm64 boot protocol: EL2 or EL1, MMU on with an identity map or off) to C++ at the
// kernel's own addresses; likewise for processors started by PSCI. Runs position-independently until the MMU is on.
//
// Arm ARM (DDI 0487) D8 (translation), B2.9 (mismatched attributes: why tables are invalidated from the cache after
// having been written with the MMU off).

#include <machine/layout.h>
#include <machine/pan.h>
#include <machine/sysreg.h>

// Entry attributes: valid page, AttrIndx normal, inner shareable, AF.
#define PAGE_NORMAL 0x703
#define BLOCK_NORMAL 0x701
#define READ_ONLY (1 << 7)
#define UXN (1 << 54)
#define PXN (1 << 53)
#define TABLE 3

    .section .text.boot, "ax"

// x0: physical address of the device tree, or 0.
    .globl primary_entry
primary_entry:
    mov     x20, x0
    adrp    x21, kernel_begin           // physical: nothing is mapped high yet
    bl      enter_el1
    bl      choose_pan
    bl      build_tables
    ldr     x0, =primary_high
    b       enable_mmu

primary_high:
    adrp    x0, boot_stack_end
    add     sp, x0, :lo12:boot_stack_end
    adrp    x0, bss_begin
    adrp    x1, bss_end
1:  cmp     x0, x1
    b.hs    2f
    stp     xzr, xzr, [x0], #16
    b       1b
2:  bl      leave_identity_map
    mov     x29, xzr
    mov     x0, x20
    mov     x1, x21
    bl      machine_boot
    brk     #0

// Started by PSCI; x0: processor number.
    .globl secondary_entry
secondary_entry:
    mov     x20, x0
    bl      enter_el1
    ldr     x0, =secondary_high
    b       enable_mmu

secondary_high:
    adrp    x1, secondary_stack_top
    add     x1, x1, :lo12:secondary_stack_top
    ldr     x1, [x1, x20, lsl #3]
    mov     sp, x1
    bl      leave_identity_map
    mov     x29, xzr
    mov     x0, x20
    bl      machine_boot_secondary
    brk     #0

// Returns at EL1 with MMU and data cache off, all interrupts masked. Clobbers x1, x2.
enter_el1:
    msr     daifset, #15
    mrs     x1, CurrentEL
    cmp     x1, #(2 << 2)
    b.eq    1f
    ldr     x1, =SCTLR_OFF
    dsb     sy
    msr     sctlr_el1, x1
    isb
    ret
1:  mrs     x1, sctlr_el2
    bic     x1, x1, #1                  // M
    bic     x1, x1, #4                  // C
    bic     x1, x1, #0x1000             // I
    dsb     sy
    msr     sctlr_el2, x1
    isb
    mov     x1, #(1 << 31)              // RW: EL1 is AArch64; E2H off, no traps
    msr     hcr_el2, x1
    isb
    mrs     x1, cnthctl_el2
    orr     x1, x1, #3                  // EL1 may use the physical counter and timer
    msr     cnthctl_el2, x1
    msr     cntvoff_el2, xzr
    mov     x1, #0x33ff                 // no FP traps; the rest is RES1
    msr     cptr_el2, x1
    msr     hstr_el2, xzr
    msr     vttbr_el2, xzr
    mrs     x1, midr_el1
    msr     vpidr_el2, x1
    mrs     x1, mpidr_el1
    msr     vmpidr_el2, x1
    mrs     x1, id_aa64pfr0_el1
    ubfx    x1, x1, #24, #4
    cbz     x1, 2f
    mrs     x1, s3_4_c12_c9_5           // ICC_SRE_EL2: system registers, also for EL1
    mov     x2, #9
    orr     x1, x1, x2
    msr     s3_4_c12_c9_5, x1
    isb
2:  ldr     x1, =SCTLR_OFF
    msr     sctlr_el1, x1
    mov     x1, #0x3c5                  // EL1h, DAIF masked
    msr     spsr_el2, x1
    msr     elr_el2, x30
    eret

// Turns the NOPs of .pan_sites into their instructions where there is PAN. Clobbers x1 to x6.
choose_pan:
    mrs     x1, id_aa64mmfr1_el1
    ubfx    x1, x1, #20, #4
    cbz     x1, 2f
    adrp    x2, pan_sites_begin
    add     x2, x2, :lo12:pan_sites_begin
    adrp    x3, pan_sites_end
    add     x3, x3, :lo12:pan_sites_end
1:  cmp     x2, x3
    b.hs    2f
    ldrsw   x4, [x2]
    ldr     w5, [x2, #4]
    add     x4, x4, x2
    str     w5, [x4]
    dmb     sy
    dc      ivac, x4                    // a clean copy of the NOP may be cached
    add     x2, x2, #8
    b       1b
2:  dsb     sy
    ic      iallu
    dsb     nsh
    isb
    ret

// The kernel half with the image at its final protections, the window for devices, and an identity map of the image's first 2 MiB.
// x20: device tree, x21: image. Clobbers x0 to x9.
build_tables:
    adrp    x0, boot_tables_begin
    adrp    x1, boot_tables_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b

    adrp    x1, kernel_root_table
    adrp    x2, image_l1
    orr     x3, x2, #TABLE
    str     x3, [x1, #(511 * 8)]
    adrp    x3, image_l2
    orr     x4, x3, #TABLE
    str     x4, [x2, #(510 * 8)]
    adrp    x4, window_l2
    orr     x5, x4, #TABLE
    str     x5, [x2, #(509 * 8)]
    adrp    x4, window_l3               // behind the 4 MiB that show the device tree
    orr     x5, x4, #TABLE
    adrp    x6, window_l2
    str     x5, [x6, #16]
    add     x5, x5, #4096
    str     x5, [x6, #24]
    adrp    x4, image_l3
    orr     x5, x4, #TABLE
    mov     x6, #IMAGE_TABLES
2:  str     x5, [x3], #8
    add     x5, x5, #4096
    subs    x6, x6, #1
    b.ne    2b

    ldr     x2, =(PAGE_NORMAL | READ_ONLY | UXN)
    adrp    x0, kernel_begin
    adrp    x1, rodata_begin
    mov     x9, x30
    bl      map_pages
    ldr     x2, =(PAGE_NORMAL | READ_ONLY | UXN | PXN)
    adrp    x1, data_begin
    bl      map_pages
    ldr     x2, =(PAGE_NORMAL | UXN | PXN)
    adrp    x1, boot_stack_guard
    bl      map_pages
    adrp    x0, boot_stack_begin
    adrp    x1, kernel_end
    bl      map_pages
    mov     x30, x9

    cbz     x20, 3f                     // two blocks of the window: the tree may lie across a boundary of 2 MiB
    ldr     x2, =(BLOCK_NORMAL | READ_ONLY | UXN | PXN)
    and     x0, x20, #~0x1fffff
    orr     x0, x0, x2
    adrp    x1, window_l2
    str     x0, [x1]

3:  adrp    x0, identity_l0
    adrp    x1, identity_l1
    adrp    x2, identity_l2
    orr     x3, x1, #TABLE
    ubfx    x4, x21, #39, #9
    str     x3, [x0, x4, lsl #3]
    orr     x3, x2, #TABLE
    ubfx    x4, x21, #30, #9
    str     x3, [x1, x4, lsl #3]
    ldr     x3, =(BLOCK_NORMAL | READ_ONLY | UXN)
    orr     x3, x3, x21
    ubfx    x4, x21, #21, #9
    str     x3, [x2, x4, lsl #3]

    dmb     sy
    mrs     x2, ctr_el0
    ubfx    x2, x2, #16, #4
    mov     x3, #4
    lsl     x3, x3, x2                  // smallest data cache line
    adrp    x0, boot_tables_begin
    adrp    x1, boot_tables_end
4:  dc      ivac, x0
    add     x0, x0, x3
    cmp     x0, x1
    b.lo    4b
    dsb     sy
    ret

// Maps image pages [x0, x1) with attributes x2; x0 ends at x1.
map_pages:
    adrp    x4, image_l3
1:  cmp     x0, x1
    b.hs    2f
    sub     x3, x0, x21
    lsr     x3, x3, #12
    orr     x5, x0, x2
    str     x5, [x4, x3, lsl #3]
    add     x0, x0, #4096
    b       1b
2:  ret

// Goes on at virtual address x0 with the MMU on, on the boot tables. Clobbers x1 to x4.
enable_mmu:
    ldr     x1, =MAIR_VALUE
    msr     mair_el1, x1
    ldr     x1, =TCR_LOW
    mrs     x2, id_aa64mmfr0_el1
    and     x3, x2, #15                 // PARange; 52 bits need other tables
    mov     x4, #5
    cmp     x3, x4
    csel    x3, x3, x4, lo
    orr     x1, x1, x3, lsl #TCR_IPS_SHIFT
    ubfx    x3, x2, #4, #4              // ASIDBits: 2 is 16 bits
    ubfx    x3, x3, #1, #1
    orr     x1, x1, x3, lsl #TCR_AS_SHIFT
    orr     x1, x1, #(1 << TCR_TBI0_SHIFT)
    mrs     x2, id_aa64mmfr1_el1
    ands    x3, x2, #15                 // HAFDBS: hardware sets the access flag
    cset    x3, ne
    orr     x1, x1, x3, lsl #TCR_HA_SHIFT
    msr     tcr_el1, x1
    adrp    x1, identity_l0
    msr     ttbr0_el1, x1
    adrp    x1, kernel_root_table
    msr     ttbr1_el1, x1
    isb
    tlbi    vmalle1
    ic      iallu
    dsb     nsh
    isb
    ldr     x1, =SCTLR_ON
    msr     sctlr_el1, x1
    isb
    br      x0

// An empty user half, PAN, vectors. Physical addresses are those that the MMU walks with: TTBR1 tells the image's.
leave_identity_map:
    adrp    x1, kernel_root_table
    adrp    x2, empty_root
    sub     x2, x2, x1
    mrs     x1, ttbr1_el1
    add     x1, x1, x2
    msr     ttbr0_el1, x1
    isb
    tlbi    vmalle1
    dsb     nsh
    isb
    pan_site PAN_ON_INSTRUCTION
    adrp    x1, exception_vectors
    add     x1, x1, :lo12:exception_vectors
    msr     vbar_el1, x1
    isb
    ret
    .ltorg

    .section .boot_tables, "aw", @nobits
    .balign 4096
boot_tables_begin:
    .globl kernel_root_table, image_l1, window_l2, window_l3, empty_root
kernel_root_table: .space 4096
image_l1: .space 4096
image_l2: .space 4096
image_l3: .space 4096 * IMAGE_TABLES
window_l2: .space 4096
window_l3: .space 4096 * 2
identity_l0: .space 4096
identity_l1: .space 4096
identity_l2: .space 4096
empty_root: .space 4096
boot_tables_end:
