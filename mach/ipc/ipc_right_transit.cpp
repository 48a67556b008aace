#include <ipc/ipc_right_transit.hpp>

#include <ipc/ipc_deferred.hpp>
#include <ipc/ipc_notify.hpp>
#include <ipc/ipc_right_array.hpp>
#include <kern/long_work.hpp>

ipc_right_transit ipc_right_transit::make_send(ipc_port &port) {
    lock_guard guard(port.lock);
    if (!port.active()) return adopt(ipc_port_dead(), MACH_MSG_TYPE_PORT_SEND);
    port.make_send();
    port.acquire();
    return adopt(&port, MACH_MSG_TYPE_PORT_SEND);
}

ipc_right_transit ipc_right_transit::make_send_once(ipc_port &port) {
    lock_guard guard(port.lock);
    if (!port.active()) return adopt(ipc_port_dead(), MACH_MSG_TYPE_PORT_SEND_ONCE);
    ++port.send_once_rights;
    port.acquire();
    return adopt(&port, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

ipc_right_transit ipc_right_transit::copy_send() const {
    if (is_null()) return {};
    if (is_dead() || type_ != MACH_MSG_TYPE_PORT_SEND)
        return adopt(ipc_port_dead(), MACH_MSG_TYPE_PORT_SEND);
    lock_guard guard(port_->lock);
    if (!port_->active()) return adopt(ipc_port_dead(), MACH_MSG_TYPE_PORT_SEND);
    ++port_->send_rights;
    port_->acquire();
    return adopt(port_, MACH_MSG_TYPE_PORT_SEND);
}

void ipc_right_transit::release() {
    ipc_deferred after;
    if (type_ == MACH_MSG_TYPE_PORT_RECEIVE) return ipc_port_destroy(port_);
    lock_guard guard(port_->lock);
    if (type_ == MACH_MSG_TYPE_PORT_SEND) {
        port_->drop_send(after);
        after.release(port_);
    } else if (port_->active()) {
        after.send_once(port_);
    } else {
        --port_->send_once_rights;
        after.release(port_);
    }
}

result<ipc_right_array> ipc_right_array::create(uint32_t size, uint8_t type) {
    if (size == 0) return adopt(nullptr, 0, type);
    auto **ports = static_cast<ipc_port **>(kalloc(bytes(size)));
    if (ports == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    for (uint32_t i = 0; i < size; ++i) ports[i] = nullptr;
    return adopt(ports, size, type);
}

ipc_right_array::~ipc_right_array() {
    for (uint32_t i = 0; i < size_; ++i) {
        (void)take(i);
        long_work(200);
    }
    if (ports_ != nullptr) kfree(ports_, bytes(size_));
}
