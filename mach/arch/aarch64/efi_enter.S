// From the EFI stub to head.S, which turns the MMU and caches off: what the stub wrote must be in memory by then.
// Arm ARM (DDI 0487) D7.5 (cache maintenance).

    .text
    .globl efi_enter_kernel
// (image, size, entry, device tree)
efi_enter_kernel:
    msr     daifset, #15
    mrs     x4, ctr_el0
    ubfx    x4, x4, #16, #4
    mov     x5, #4
    lsl     x5, x5, x4
    add     x1, x0, x1
1:  dc      civac, x0
    add     x0, x0, x5
    cmp     x0, x1
    b.lo    1b
    dsb     sy
    ic      iallu
    dsb     sy
    isb
    mov     x0, x3
    br      x2
