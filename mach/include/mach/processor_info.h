/** \file
 * What processors tell, under the file name that programs of other Machs include.
 */
#ifndef MACH_PROCESSOR_INFO_H
#define MACH_PROCESSOR_INFO_H

#include <mach/host_info.h>

#endif
