/** \file
 * Everything a program needs to speak Mach, under the classic names.
 */
#ifndef MACH_MACH_H
#define MACH_MACH_H

#include <mach/clock.h>
#include <mach/device.h>
#include <mach/emulation.h>
#include <mach/exception.h>
#include <mach/gsync.h>
#include <mach/host.h>
#include <mach/kern_return.h>
#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <mach/mach_time.h>
#include <mach/mach_traps.h>
#include <mach/mach_types.h>
#include <mach/memory_object.h>
#include <mach/message.h>
#include <mach/ndr.h>
#include <mach/notify.h>
#include <mach/port.h>
#include <mach/semaphore.h>
#include <mach/task.h>
#include <mach/task_special_ports.h>
#include <mach/thread.h>
#include <mach/vm.h>
#include <mach/vm_map.h>
#include <mach/vm_param.h>
#include <mach/vm_types.h>

#endif
