/** \file
 * Return codes, under the file name that programs of other Machs include.
 */
#ifndef MACH_ERROR_H
#define MACH_ERROR_H

#include <mach/mach_error.h>

#endif
