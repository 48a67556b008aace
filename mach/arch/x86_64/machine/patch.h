/** \file
 * Instructions that only newer processors have, in assembly. Each site is recorded, by its distance from the record; cpu_init turns
 * the sites into NOPs of the same three bytes where the processor lacks SMAP (Intel SDM 3A 4.6).
 */
#ifndef MACHINE_PATCH_H
#define MACHINE_PATCH_H

    .macro SMAP_SITE
    .pushsection .smap_sites, "a"
    .long 771f - .
    .popsection
771:
    .endm

/** User pages become accessible to the kernel. */
    .macro USER_ACCESS_BEGIN
    SMAP_SITE
    stac
    .endm

    .macro USER_ACCESS_END
    SMAP_SITE
    clac
    .endm

/** A fault at the next instruction, in kernel mode, goes on at `target` once the generic kernel has given up on it; with
 * `pageable` 0 at once. */
    .macro FIXUP target, pageable
    .pushsection .fixups, "a"
    .long 772f - ., \target - ., \pageable
    .popsection
772:
    .endm

#endif
