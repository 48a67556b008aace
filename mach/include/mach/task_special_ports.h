/** \file
 * The special ports of a task by their classic names, and the names that stand for no object.
 */
#ifndef MACH_TASK_SPECIAL_PORTS_H
#define MACH_TASK_SPECIAL_PORTS_H

#include <mach/task.h>

#define TASK_NULL ((task_t)MACH_PORT_NULL)
#define THREAD_NULL ((thread_t)MACH_PORT_NULL)
#define HOST_NULL ((host_t)MACH_PORT_NULL)
#define VM_MAP_NULL ((vm_map_t)MACH_PORT_NULL)
#define IPC_SPACE_NULL ((ipc_space_t)MACH_PORT_NULL)
#define SEMAPHORE_NULL ((semaphore_t)MACH_PORT_NULL)
#define MEMORY_OBJECT_NULL ((memory_object_t)MACH_PORT_NULL)

#define task_get_kernel_port(task, port) task_get_special_port((task), TASK_KERNEL_PORT, (port))
#define task_set_kernel_port(task, port) task_set_special_port((task), TASK_KERNEL_PORT, (port))
#define task_get_host_port(task, port) task_get_special_port((task), TASK_HOST_PORT, (port))
#define task_set_host_port(task, port) task_set_special_port((task), TASK_HOST_PORT, (port))
#define task_get_bootstrap_port(task, port) \
    task_get_special_port((task), TASK_BOOTSTRAP_PORT, (port))
#define task_set_bootstrap_port(task, port) \
    task_set_special_port((task), TASK_BOOTSTRAP_PORT, (port))

#endif
