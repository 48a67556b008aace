/** \file
 * Scheduling policies, under the file name that programs of other Machs include.
 */
#ifndef MACH_POLICY_H
#define MACH_POLICY_H

#include <mach/thread.h>

#endif
