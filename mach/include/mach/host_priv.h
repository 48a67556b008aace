/** \file
 * Hosts, for who has the control port, under the file name that programs of other Machs include.
 */
#ifndef MACH_HOST_PRIV_H
#define MACH_HOST_PRIV_H

#include <mach/host.h>

#endif
