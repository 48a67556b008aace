/// \file
/// What the IPC code needs to know of memory objects.
#pragma once

#include <ipc/ipc_kobject.hpp>

/// Told when the last send right to an object's port is gone.
extern const ipc_kobject_raw memory_object_kobject;
/// The same for a proxy's.
extern const ipc_kobject_raw memory_object_proxy_kobject;
