/** \file
 * Hosts, under the file name that programs of other Machs include.
 */
#ifndef MACH_MACH_HOST_H
#define MACH_MACH_HOST_H

#include <mach/host.h>

#endif
