/// \file
/// The kernel routines for memory that messages to ports reach: of a task, of the host, of objects
/// and of their pagers' control ports.
#pragma once

#include <ipc/ipc_kobject.hpp>
#include <mach/interface/memory_object.hpp>
#include <mach/interface/vm.hpp>

#define ROUTINE(name) kern_return_t serve(name##_routine, kobject_call<name##_routine> &call)

// Task port.
ROUTINE(vm_allocate);
ROUTINE(vm_deallocate);
ROUTINE(vm_protect);
ROUTINE(vm_inherit);
ROUTINE(vm_read);
ROUTINE(vm_write);
ROUTINE(vm_copy);
ROUTINE(vm_read_overwrite);
ROUTINE(vm_msync);
ROUTINE(vm_behavior_set);
ROUTINE(vm_map);
ROUTINE(vm_machine_attribute);
ROUTINE(vm_remap);
ROUTINE(vm_page_query);
ROUTINE(vm_region);
ROUTINE(vm_wire);
ROUTINE(vm_statistics);
ROUTINE(memory_object_create_proxy);

// Host port.
ROUTINE(memory_object_create);
ROUTINE(memory_object_create_paged);

// Object port.
ROUTINE(memory_object_truncate);
ROUTINE(memory_object_get_size);
ROUTINE(memory_object_discard);

// Control port.
ROUTINE(memory_object_ready);
ROUTINE(memory_object_data_supply);
ROUTINE(memory_object_data_unavailable);
ROUTINE(memory_object_data_error);
ROUTINE(memory_object_lock_request);
ROUTINE(memory_object_change_attributes);
ROUTINE(memory_object_get_attributes);
ROUTINE(memory_object_destroy);
ROUTINE(memory_object_data_written);

#undef ROUTINE
