/// \file
/// The rights of an out-of-line ports descriptor, as a kernel routine sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <ipc/ipc_right_transit.hpp>
#include <kern/zone.hpp>

/// Sole owner of `size()` rights of one kind; releases those that nobody took.
class ipc_right_array {
public:
    ipc_right_array() = default;
    /// `size` null rights; KERN_RESOURCE_SHORTAGE
    [[nodiscard]] static result<ipc_right_array> create(uint32_t size, uint8_t type);
    /// Takes over an array from kalloc with the rights in it.
    static ipc_right_array adopt(ipc_port **ports, uint32_t size, uint8_t type) {
        ipc_right_array array;
        array.ports_ = ports;
        array.size_ = size;
        array.type_ = type;
        return array;
    }
    /// The same of an array with room for `capacity` rights of which only the first `size` are
    /// there: releases and frees it.
    static void adopt_part(ipc_port **ports, uint32_t capacity, uint32_t size, uint8_t type) {
        for (uint32_t i = size; i < capacity; ++i) ports[i] = nullptr;
        (void)adopt(ports, capacity, type);
    }
    ipc_right_array(ipc_right_array &&other) noexcept
        : ports_(std::exchange(other.ports_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          type_(other.type_) {}
    ipc_right_array &operator=(ipc_right_array &&other) noexcept {
        std::swap(ports_, other.ports_);
        std::swap(size_, other.size_);
        std::swap(type_, other.type_);
        return *this;
    }
    ~ipc_right_array();

    /// Bytes of the memory of an array of `size` rights; room for copy-in to keep the user's
    /// address.
    static constexpr std::size_t bytes(uint32_t size) {
        return (size < 2 ? 2 : size) * sizeof(ipc_port *);
    }

    uint32_t size() const { return size_; }
    uint8_t type() const { return type_; }
    [[nodiscard]] ipc_right_transit take(uint32_t index) {
        return ipc_right_transit::adopt(std::exchange(ports_[index], nullptr), type_);
    }
    /// \pre the place is null and `right` of this array's kind, null or dead
    void put(uint32_t index, ipc_right_transit &&right) { ports_[index] = right.leak(); }
    /// Gives the array (from kalloc, bytes(size())) to the caller.
    [[nodiscard]] ipc_port **leak() {
        size_ = 0;
        return std::exchange(ports_, nullptr);
    }

private:
    ipc_port **ports_ = nullptr;
    uint32_t size_ = 0;
    uint8_t type_ = MACH_MSG_TYPE_PORT_SEND;
};
