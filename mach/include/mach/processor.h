/** \file
 * Processors, under the file name that programs of other Machs include.
 */
#ifndef MACH_PROCESSOR_H
#define MACH_PROCESSOR_H

#include <mach/host.h>

#endif
