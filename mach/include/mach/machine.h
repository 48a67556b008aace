/** \file
 * Kinds of processors, under the file name that programs of other Machs include.
 */
#ifndef MACH_MACHINE_H
#define MACH_MACHINE_H

#include <mach/host_info.h>

#endif
