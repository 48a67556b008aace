/** \file
 * Everything, under the file name that programs of other Machs include.
 */
#ifndef MACH_MACH_INTERFACE_H
#define MACH_MACH_INTERFACE_H

#include <mach/mach.h>

#endif
