/** \file
 * The memory of tasks, by the header's other name.
 */
#ifndef MACH_MACH_VM_H
#define MACH_MACH_VM_H

#include <mach/vm.h>
#include <mach/vm_param.h>

#endif
