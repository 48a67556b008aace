// From the boot loader's state (UEFI or Linux/arm64 boot protocol: EL2 or EL1, MMU on with an identity map or off) to C++ at the
// kernel's own addresses; likewise for processors started by PSCI. In between the image runs at its physical address, with an identity
// map, where boot_layout.cpp decides where the kernel is to be.
//
// Arm ARM (DDI 0487) D8 (translation), B2.9 (mismatched attributes: why tables are invalidated from the cache after
// having been written with the MMU off).

#include <machine/layout.h>
#include <machine/pan.h>
#include <machine/sysreg.h>

// Entry attributes: valid block, AttrIndx normal, inner shareable, AF.
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
    bl      map_identity
    bl      enable_mmu
    adrp    x0, boot_stack_end
    add     sp, x0, :lo12:boot_stack_end
    adrp    x0, bss_begin
    adrp    x1, bss_end
1:  cmp     x0, x1
    b.hs    2f
    stp     xzr, xzr, [x0], #16
    b       1b
2:  mov     x29, xzr
    mov     x0, x20
    mov     x1, x21
    bl      choose_layout               // -> where the image is, above here
    adr     x1, primary_high
    add     x1, x1, x0
    br      x1

primary_high:
    adrp    x0, boot_stack_end
    add     sp, x0, :lo12:boot_stack_end
    bl      leave_identity_map
    mov     x0, x20
    mov     x1, x21
    bl      machine_boot
    brk     #0

// Started by PSCI; x0: processor number.
    .globl secondary_entry
secondary_entry:
    mov     x20, x0
    bl      enter_el1
    bl      enable_mmu
    adrp    x1, kernel_layout           // its first word: where the image is
    ldr     x1, [x1, :lo12:kernel_layout]
    adrp    x0, kernel_begin
    sub     x1, x1, x0
    adr     x0, secondary_high
    add     x0, x0, x1
    br      x0

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

// An identity map of the device tree and, over it, the image. x20: device tree, x21: image. Clobbers x0 to x9.
map_identity:
    adrp    x0, boot_tables_begin
    adrp    x1, boot_tables_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b

    mov     x9, x30
    adrp    x7, identity_tables
    cbz     x20, 2f
    and     x0, x20, #~0x1fffff         // two blocks: it may lie across a boundary of 2 MiB
    add     x1, x0, #0x400000
    ldr     x2, =(BLOCK_NORMAL | READ_ONLY | UXN | PXN)
    bl      map_blocks
2:  mov     x0, x21
    adrp    x1, kernel_end
    ldr     x2, =(BLOCK_NORMAL | UXN)
    bl      map_blocks
    mov     x30, x9

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

// x4 becomes the table below x4's entry for address x0, made of the page at x7 if there is none.
    .macro descend shift
    ubfx    x5, x0, #\shift, #9
    ldr     x6, [x4, x5, lsl #3]
    cbnz    x6, .Lmade\@
    orr     x6, x7, #TABLE
    str     x6, [x4, x5, lsl #3]
    add     x7, x7, #4096
.Lmade\@:
    and     x4, x6, #~0xfff
    .endm

// Maps [x0, x1), blocks of 2 MiB, with attributes x2.
map_blocks:
    adrp    x4, identity_l0
    descend 39
    descend 30
    orr     x6, x0, x2
    ubfx    x5, x0, #21, #9
    str     x6, [x4, x5, lsl #3]
    add     x0, x0, #0x200000
    cmp     x0, x1
    b.lo    map_blocks
    ret

// Returns with the MMU on, on the identity map. Clobbers x1 to x4.
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
    ret

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
    .globl kernel_root_table, image_l1, image_l2, image_l3, window_l2, window_l3, empty_root
kernel_root_table: .space 4096
image_l1: .space 4096
image_l2: .space 4096
image_l3: .space 4096 * IMAGE_TABLES
window_l2: .space 4096
window_l3: .space 4096 * 2
identity_l0: .space 4096
identity_tables: .space 4096 * 6        // two ranges, each perhaps on both sides of a GiB boundary
empty_root: .space 4096
boot_tables_end:
