/** \file
 * The device master port: what a user-space driver asks of the kernel.
 */
#ifndef MACH_DEVICE_H
#define MACH_DEVICE_H

#include <mach/device_types.h>
#include <mach/message.h>
#include <mach/vm_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A memory object over device registers; map it with mach_vm_map. KERN_INVALID_ADDRESS where RAM
 * is. */
kern_return_t device_map(mach_port_t device_master, uint64_t physical_address, uint64_t size,
                         memory_object_t *object);
kern_return_t device_dma_allocate(mach_port_t device_master, uint64_t size, uint64_t limit,
                                  memory_object_t *object, uint64_t *physical_address);
kern_return_t device_io_port_read(mach_port_t device_master, uint16_t port, unsigned width,
                                  uint32_t *value);
kern_return_t device_io_port_write(mach_port_t device_master, uint16_t port, unsigned width,
                                   uint32_t value);
/** \param size at most 256. */
kern_return_t device_io_port_write_string(mach_port_t device_master, uint16_t port,
                                          const uint8_t *bytes, unsigned size);
kern_return_t device_interrupt_register(mach_port_t device_master, unsigned line, mach_port_t port,
                                        mach_msg_type_name_t disposition);
kern_return_t device_interrupt_acknowledge(mach_port_t device_master, unsigned line);
kern_return_t device_interrupt_unregister(mach_port_t device_master, unsigned line);
kern_return_t device_msi_allocate(mach_port_t device_master, unsigned *line, uint64_t *address,
                                  uint32_t *data);
kern_return_t device_console(mach_port_t device_master, device_console_t *console);
kern_return_t device_firmware(mach_port_t device_master, uint64_t *acpi_rsdp,
                              uint64_t *device_tree);

/** The DMA port, for a driver that does not hold the device master. */
kern_return_t device_dma_right(mach_port_t device_master, mach_port_t *dma);
/** Wires [address, address + size) of the calling task for `access`. \param pages room for *count
 * addresses in, that many given out: the physical address of each page touched. */
kern_return_t dma_wire(mach_port_t dma, mach_vm_address_t address, mach_vm_size_t size,
                       vm_prot_t access, uint64_t *pages, unsigned *count);
kern_return_t dma_unwire(mach_port_t dma, mach_vm_address_t address, mach_vm_size_t size);

#ifdef __cplusplus
}
#endif

#endif
