/** \file
 * Types of the device interface.
 */
#ifndef MACH_DEVICE_TYPES_H
#define MACH_DEVICE_TYPES_H

#include <stdint.h>

/** Id of the message that an interrupt sends. */
#define DEVICE_INTERRUPT_ID 2690

#define DEVICE_CONSOLE_NONE 0
#define DEVICE_CONSOLE_NS16550 1 /* registers are I/O ports at io_port */
#define DEVICE_CONSOLE_PL011 2   /* registers in memory at physical_address */

#pragma pack(push, 4)
typedef struct {
    uint32_t kind;
    uint32_t io_port;
    uint64_t physical_address;
    uint32_t interrupt_line;
} device_console_t;
#pragma pack(pop)

#endif
