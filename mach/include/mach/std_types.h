/** \file
 * Types and values that all of the classic interface takes for granted.
 */
#ifndef MACH_STD_TYPES_H
#define MACH_STD_TYPES_H

#include <stdint.h>

typedef int32_t integer_t;
typedef uint32_t natural_t;
typedef int boolean_t;

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#endif
