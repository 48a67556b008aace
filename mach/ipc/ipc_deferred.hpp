/// \file
/// What a change of rights entails but must wait until the locks are dropped: notifications,
/// references, deaths. Declare one before the lock guard, so that its destructor runs after the
/// guard's.
#pragma once

#include <cstdint>

#include <kern/assert.hpp>
#include <mach/port.h>

class ipc_port;
class ipc_pset;

class ipc_deferred {
public:
    ipc_deferred() {}
    ipc_deferred(const ipc_deferred &) = delete;
    ipc_deferred &operator=(const ipc_deferred &) = delete;
    ~ipc_deferred() {
        if (count_ != 0) run();
    }

    void release(ipc_port *port) { add(action::release, port, 0); }
    /// The rest consume the send-once right (or receive right, or set) that they name.
    void no_senders(ipc_port *notify, mach_port_mscount_t count) {
        add(action::no_senders, notify, count);
    }
    void port_deleted(ipc_port *notify, mach_port_name_t name) {
        add(action::port_deleted, notify, name);
    }
    void dead_name(ipc_port *notify, mach_port_name_t name) {
        add(action::dead_name, notify, name);
    }
    void send_possible(ipc_port *notify, mach_port_name_t name) {
        add(action::send_possible, notify, name);
    }
    void send_once(ipc_port *right) { add(action::send_once, right, 0); }
    void destroy(ipc_port *port) { add(action::destroy, port, 0); }
    void destroy(ipc_pset *set) { add(action::destroy_set, set, 0); }

private:
    enum class action : uint8_t {
        release,
        no_senders,
        port_deleted,
        dead_name,
        send_possible,
        send_once,
        destroy,
        destroy_set,
    };
    struct item {
        action what;
        uint32_t value;
        void *object;
    };

    void add(action what, void *object, uint32_t value) {
        assert(count_ < sizeof items_ / sizeof *items_);
        items_[count_++] = {what, value, object};
    }
    void run();

    uint8_t count_ = 0;
    item items_[8];
};
