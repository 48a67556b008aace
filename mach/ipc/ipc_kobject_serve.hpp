/// \file
/// From a message in the kernel to a typed kernel routine and back. Only for ipc_kobject_table.cpp.
#pragma once

#include <algorithm>

#include <ipc/ipc_kobject_table.hpp>

namespace kobject_detail {

template <class Body>
consteval kobject_shape shape_of() {
    if constexpr (std::is_void_v<Body>) {
        return {};
    } else {
        constexpr std::size_t fixed =
            mach::rpc::prefix_size<Body> + mach::rpc::detail::fixed_size<Body>();
        static_assert(mach::rpc::max_size<Body> <= UINT16_MAX);
        kobject_shape shape;
        shape.fixed = fixed;
        shape.max = static_cast<uint16_t>(mach::rpc::max_size<Body>);
        if constexpr (mach::rpc::detail::with_variable<Body>) {
            using variable = decltype(Body::variable);
            shape.item = sizeof(typename variable::item);
            shape.capacity = variable::capacity;
        }
        static_assert(mach::rpc::detail::descriptor_count<Body>() <= kobject_descriptors::max);
        if constexpr (mach::rpc::detail::with_descriptors<Body>)
            for (const auto kind : Body::descriptors) shape.kinds[shape.count++] = kind;
        return shape;
    }
}

}  // namespace kobject_detail

/// At global scope, because the declaration inside means a function of the namespace around it.
template <class Routine>
kern_return_t kobject_serve(const kobject_frame &frame) {
    using mach::rpc::wire;
    kern_return_t serve(Routine, kobject_call<Routine> &);  // the overload at global scope

    const auto &request = *reinterpret_cast<wire<typename Routine::request> *>(frame.request);
    kobject_request<Routine> arguments{frame.port, frame.caller, request.body, {}, {}, {}};
    if constexpr (mach::rpc::detail::with_descriptors<typename Routine::request>) {
        arguments.rights = frame.in->rights.data();
        arguments.memory = frame.in->memory.data();
        arguments.arrays = frame.in->arrays.data();
    }
    if constexpr (std::is_void_v<typename Routine::reply>) {
        kobject_call<Routine> call{arguments};
        return serve(Routine{}, call);
    } else {
        auto &reply = *reinterpret_cast<wire<typename Routine::reply> *>(frame.reply);
        kobject_call<Routine> call{arguments, reply.body, {}, {}, {}};
        if constexpr (mach::rpc::detail::with_descriptors<typename Routine::reply>) {
            call.reply_rights = frame.out->rights.data();
            call.reply_memory = frame.out->memory.data();
            call.reply_arrays = frame.out->arrays.data();
        }
        return serve(Routine{}, call);
    }
}

namespace kobject_detail {

template <class Routine>
inline constexpr kobject_entry entry_of = {kobject_serve<Routine>,
                                           shape_of<typename Routine::request>(),
                                           shape_of<typename Routine::reply>()};

/// The routines of an interface by id: `entries[id - base]`, gaps null.
template <class... Routines>
struct table {
    static constexpr mach_msg_id_t base = std::min({Routines::id...});
    static constexpr unsigned size = static_cast<unsigned>(std::max({Routines::id...}) - base) + 1;
    static constexpr auto entries = [] {
        std::array<const kobject_entry *, size> all{};
        ((all[static_cast<unsigned>(Routines::id - base)] = &entry_of<Routines>), ...);
        return all;
    }();
};

}  // namespace kobject_detail
