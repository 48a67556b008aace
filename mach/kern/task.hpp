/// \file
/// A task: a port space, an address map and threads.
#pragma once

#include <cstdint>

#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/spinlock.hpp>
#include <kern/thread.hpp>
#include <mach/emulation.h>
#include <mach/message.h>

class ipc_space;
class ipc_port;
class vm_map;

class task : public ref_counted<task> {
public:
    /// An empty task; with `parent` and `inherit` its memory is made from the parent's by each region's inheritance. Special
    /// and exception ports are the parent's.
    [[nodiscard]] static result<ref<task>> create(task *parent, bool inherit);
    static void destroy(task *);
    /// Ends all threads, the space and the map, in bounded pieces. Idempotent.
    void terminate();

    ipc_space &space() const { return *space_; }
    vm_map &map() const { return *map_; }
    bool active() const;

    security_token_t security_token{};
    audit_token_t audit_token{};
    mach_emulation_t emulation{};
    uint8_t priority = 15;
    uint32_t id = 0;                 ///< unique since boot, for tools
    char name[32] = {};
    spinlock lock{lock_rank::task};

    // kern/task.cpp's own state follows: thread list, special and exception ports, suspend count, limits.
#include <kern/task_private.hpp>
};
