/** \file
 * Protections, under the file name that programs of other Machs include.
 */
#ifndef MACH_VM_PROT_H
#define MACH_VM_PROT_H

#include <mach/vm_types.h>

#endif
