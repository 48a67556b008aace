/// \file
/// Registered names, and the clients that wait for one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <lib/pending.hpp>
#include <protocol/name.hpp>

class service;

class name_table {
public:
    /// Takes the send right `port`, of `owner` (null: bootstrap itself); answers who waits for
    /// `name`.
    void set(std::string_view name, mach_port_t port, const service *owner);
    /// The table's own right, or MACH_PORT_NULL.
    mach_port_t find(std::string_view name) const;
    /// Keeps the request until the name is set.
    void wait(std::string_view name, const mach_msg_header_t &request);
    /// Drops the names that `owner` had registered.
    void drop(const service &owner);

private:
    struct entry {
        std::string name;
        mach_port_t port;
        const service *owner;
    };
    struct waiter {
        std::string name;
        server::pending<protocol::name_lookup> request;
    };
    std::vector<entry> entries_;
    std::vector<waiter> waiters_;
};
