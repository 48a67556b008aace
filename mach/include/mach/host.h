/** \file
 * The host: the classic C interface. Calls whose first argument is `host_priv` need the control
 * port.
 */
#ifndef MACH_HOST_H
#define MACH_HOST_H

#include <mach/clock_types.h>
#include <mach/host_info.h>
#include <mach/task.h>
#include <mach/vm_types.h>

typedef mach_port_t host_priv_t;
typedef int *host_info_t;
typedef int *processor_info_t;
typedef mach_port_array_t processor_array_t;

#define HOST_REBOOT_RESTART 0u
#define HOST_REBOOT_HALT 1u
#define HOST_REBOOT_POWER_OFF 2u
/* Or'ed to one of them: first the end of the kernel's log goes to the console, for there was a
 * failure. */
#define HOST_REBOOT_SHOW_LOG 0x100u

#pragma pack(push, 4)
typedef struct {
    char name[24];
    uint32_t size; /* bytes of one object */
    uint64_t in_use, pages;
} host_zone_record_t;
#pragma pack(pop)

#define HOST_BOOT_INFO_SIZE 1280

#ifdef __cplusplus
extern "C" {
#endif

/** *size: bytes of a page. KERN_INVALID_ARGUMENT without a host. */
kern_return_t host_page_size(host_t host, vm_size_t *size);
kern_return_t host_info(host_t host, int flavor, host_info_t info, mach_msg_type_number_t *count);
#define KERNEL_VERSION_MAX 512
typedef char kernel_version_t[KERNEL_VERSION_MAX];
/** \param version at least 256 bytes, zero-terminated. */
kern_return_t host_kernel_version(host_t host, char *version);
kern_return_t host_statistics(host_t host, int flavor, host_info_t info,
                              mach_msg_type_number_t *count);
kern_return_t host_get_clock_service(host_t host, int clock_id, clock_serv_t *clock);
/** The calendar time. */
kern_return_t host_get_time(host_t host, mach_timespec_t *time);
/** A read-only memory object of one page, see <mach/mapped_time.h>. */
kern_return_t host_map_time(host_t host, memory_object_t *object);
kern_return_t host_random_seed(host_t host, uint64_t *seed);
/** Reads the kernel log from byte `*offset` since boot. \param offset in: wanted; out: of the first
 * byte given.
 * \param size in: room at `text`; out: bytes given, 0 at the end. */
kern_return_t host_kernel_log(host_t host, uint64_t *offset, char *text,
                              mach_msg_type_number_t *size);
/** \param count in: records of room; out: records given. */
kern_return_t host_zone_info(host_t host, uint32_t first, host_zone_record_t *records,
                             mach_msg_type_number_t *count);

kern_return_t host_reboot(host_priv_t host_priv, unsigned options);
kern_return_t host_set_time(host_priv_t host_priv, mach_timespec_t time);
kern_return_t host_adjust_time(host_priv_t host_priv, int64_t delta_ns, int64_t *old_delta_ns);
kern_return_t host_processors(host_priv_t host_priv, processor_array_t *processors,
                              mach_msg_type_number_t *count);
kern_return_t host_tasks(host_priv_t host_priv, task_array_t *tasks, mach_msg_type_number_t *count);
/** Where the kernel is, and its command line.
 * \param boot_info at least HOST_BOOT_INFO_SIZE bytes, zero-terminated. */
kern_return_t host_get_boot_info(host_priv_t host_priv, char *boot_info);
kern_return_t host_set_exception_ports(host_priv_t host_priv, exception_mask_t mask,
                                       mach_port_t port, exception_behavior_t behavior,
                                       thread_state_flavor_t flavor);
kern_return_t host_get_exception_ports(host_priv_t host_priv, exception_mask_t mask,
                                       exception_mask_array_t masks, mach_msg_type_number_t *count,
                                       mach_port_array_t ports,
                                       exception_behavior_array_t behaviors,
                                       exception_flavor_array_t flavors);
kern_return_t task_set_audit_token(host_priv_t host_priv, task_t task, audit_token_t token);

kern_return_t processor_start(processor_t processor);
kern_return_t processor_exit(processor_t processor);
kern_return_t processor_info(processor_t processor, int flavor, processor_info_t info,
                             mach_msg_type_number_t *count);

#ifdef __cplusplus
}
#endif

#endif
