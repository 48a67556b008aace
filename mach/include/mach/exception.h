/** \file
 * Exceptions: types and codes for C programs.
 */
#ifndef MACH_EXCEPTION_H
#define MACH_EXCEPTION_H

#include <mach/exception_types.h>
#include <mach/message.h>

#endif
