/** \file
 * All types of the classic interface.
 */
#ifndef MACH_MACH_TYPES_H
#define MACH_MACH_TYPES_H

#include <mach/mach.h>

#endif
