/** \file
 * Truth values, under the file name that programs of other Machs include.
 */
#ifndef MACH_BOOLEAN_H
#define MACH_BOOLEAN_H

#include <mach/std_types.h>

#endif
