/// \file
/// Helpers of the C wrappers: one typed call with its common shapes of argument and result.
#pragma once

#include <cstdint>

#include <mach/client.hpp>
#include <mach/mach.h>

namespace libmach {

using mach::rpc::exchange;

/// A call without arguments or results.
template <class Routine>
kern_return_t simple(mach_port_t port) {
    exchange<Routine> x;
    return x.call(port);
}

/// A call without arguments whose reply carries one right.
template <class Routine>
kern_return_t take_port(exchange<Routine> &x, mach_port_t port, mach_port_t *out) {
    const kern_return_t kr = x.call(port);
    if (kr == KERN_SUCCESS) *out = x.reply().port.name;
    return kr;
}

/// A call whose reply carries an array of rights in memory that becomes the caller's.
template <class Routine>
kern_return_t take_ports(mach_port_t port, mach_port_t **out, uint32_t *count) {
    exchange<Routine> x;
    const kern_return_t kr = x.call(port);
    if (kr != KERN_SUCCESS) return kr;
    *out = reinterpret_cast<mach_port_t *>(x.reply().ports.address);
    *count = x.reply().ports.count;
    return kr;
}

/// Copies words of a flavoured reply. \param count in: room; out: words given.
template <class Tail>
kern_return_t give_words(const Tail &tail, void *to, uint32_t *count) {
    if (*count < tail.count) return KERN_INVALID_ARGUMENT;
    auto *words = static_cast<uint32_t *>(to);
    for (uint32_t i = 0; i < tail.count; ++i) words[i] = tail.items[i];
    *count = tail.count;
    return KERN_SUCCESS;
}

/// A flavoured information call.
template <class Routine>
kern_return_t info(mach_port_t port, int flavor, void *to, uint32_t *count) {
    exchange<Routine> x;
    x.request().flavor = static_cast<uint32_t>(flavor);
    const kern_return_t kr = x.call(port);
    return kr == KERN_SUCCESS ? give_words(x.reply().variable, to, count) : kr;
}

/// Fills a tail from words. \return false when they do not fit.
template <class Tail>
bool put_words(Tail &tail, const void *from, uint32_t count) {
    if (count > Tail::capacity) return false;
    for (uint32_t i = 0; i < count; ++i)
        tail.items[i] = static_cast<const typename Tail::item *>(from)[i];
    tail.count = count;
    return true;
}

/// Fills a tail from a zero-terminated string, cut to what fits with a zero behind it.
template <class Tail>
void put_text(Tail &tail, const char *text) {
    tail.count = 0;
    while (text[tail.count] != '\0' && tail.count + 1 < Tail::capacity) {
        tail.items[tail.count] = text[tail.count];
        ++tail.count;
    }
}

inline mach_msg_port_descriptor_t copy_send(mach_port_t name) {
    return mach::rpc::port_descriptor(name, MACH_MSG_TYPE_COPY_SEND);
}

}  // namespace libmach
