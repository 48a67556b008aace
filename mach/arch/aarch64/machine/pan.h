/** \file
 * Privileged Access Never: sites that head.S turns from NOP into MSR PAN on processors that have it, so that none of the
 * others pays a test. For assembly.
 */
#ifndef MACHINE_PAN_H
#define MACHINE_PAN_H

#define PAN_OFF_INSTRUCTION 0xd500409f
#define PAN_ON_INSTRUCTION 0xd500419f

.macro pan_site instruction
.Lpan\@:
    nop
    .pushsection .pan_sites, "a"
    .long .Lpan\@ - .
    .long \instruction
    .popsection
.endm

#endif
