/** \file
 * Inheritance, under the file name that programs of other Machs include.
 */
#ifndef MACH_VM_INHERIT_H
#define MACH_VM_INHERIT_H

#include <mach/vm_types.h>

#endif
