/// \file
/// From a message in the kernel to a typed kernel routine and back. Only for ipc_kobject_table.cpp.
#pragma once

#include <cstring>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kobject_table.hpp>

/// Moves the rights and memory of a request's descriptors into a routine's arrays; the message
/// holds none afterwards.
void kobject_take(ipc_kmsg &request, ipc_right_transit *rights, ref<vm_map_copy> *memory,
                  ipc_right_array *arrays);
/// The reverse, for a request that is to be served again.
void kobject_give_back(ipc_kmsg &request, unsigned count, ipc_right_transit *rights,
                       ref<vm_map_copy> *memory, ipc_right_array *arrays);
/// Moves what a reply shall carry into its descriptors, of these kinds.
void kobject_fill(ipc_kmsg &reply, const mach::rpc::descriptor_kind *kinds, unsigned count,
                  ipc_right_transit *rights, ref<vm_map_copy> *memory, ipc_right_array *arrays);

namespace kobject_detail {

template <class Body>
consteval const mach::rpc::descriptor_kind *kinds_of() {
    if constexpr (mach::rpc::detail::with_descriptors<Body>)
        return Body::descriptors;
    else
        return nullptr;
}

/// So that no byte that the routine forgot shows what the memory held before.
template <class Reply>
void clear(Reply &reply) {
    std::memset(static_cast<void *>(&reply), 0, mach::rpc::detail::fixed_size<Reply>());
}

template <class Reply>
void complete(ipc_kmsg &kmsg, mach::rpc::wire<Reply> &message) {
    constexpr bool complex = mach::rpc::detail::with_descriptors<Reply>;
    message.body.result = KERN_SUCCESS;
    kmsg.header = {.msgh_bits = complex ? MACH_MSGH_BITS_COMPLEX : 0,
                   .msgh_size = mach::rpc::message_size(message.body),
                   .msgh_remote_port = MACH_PORT_NULL,
                   .msgh_local_port = MACH_PORT_NULL,
                   .msgh_reserved = 0,
                   .msgh_id = 0};
    if constexpr (mach::rpc::detail::with_variable<Reply>) {
        // The last item may end inside a 4-byte word.
        const std::size_t end =
            mach::rpc::prefix_size<Reply> + mach::rpc::detail::fixed_size<Reply>() +
            message.body.variable.count * sizeof(message.body.variable.items[0]);
        std::memset(kmsg.bytes() + end, 0, kmsg.size() - end);
    }
}

}  // namespace kobject_detail

/// At global scope, because the declaration inside means a function of the namespace around it.
template <class Routine>
kern_return_t kobject_serve(ipc_port &port, thread &caller, ipc_kmsg &kmsg,
                            [[maybe_unused]] ipc_kmsg *reply) {
    using request = typename Routine::request;
    using reply_body = typename Routine::reply;
    kern_return_t serve(Routine, kobject_call<Routine> &);  // the overload at global scope

    if (!mach::rpc::well_formed<request>(kmsg.header, kmsg.size())) return MIG_BAD_ARGUMENTS;
    auto &message = reinterpret_cast<mach::rpc::wire<request> &>(kmsg.header);
    constexpr unsigned count = mach::rpc::detail::descriptor_count<request>();
    const auto run = [&](kobject_call<Routine> &call) {
        if constexpr (count != 0)
            kobject_take(kmsg, call.rights.data(), call.memory.data(), call.arrays.data());
        const kern_return_t kr = serve(Routine{}, call);
        if constexpr (count != 0)
            if (kr == KERN_PAGE_WAIT)
                kobject_give_back(kmsg, count, call.rights.data(), call.memory.data(),
                                  call.arrays.data());
        return kr;
    };
    if constexpr (std::is_void_v<reply_body>) {
        kobject_call<Routine> call{{port, caller, message.body, {}, {}, {}}};
        return run(call);
    } else {
        auto &answer = reinterpret_cast<mach::rpc::wire<reply_body> &>(reply->header);
        kobject_detail::clear(answer.body);
        kobject_call<Routine> call{
            {port, caller, message.body, {}, {}, {}}, answer.body, {}, {}, {}};
        const kern_return_t kr = run(call);
        if (kr != KERN_SUCCESS) return kr;
        kobject_detail::complete(*reply, answer);
        constexpr unsigned reply_count = mach::rpc::detail::descriptor_count<reply_body>();
        if constexpr (reply_count != 0) {
            answer.count.msgh_descriptor_count = reply_count;
            kobject_fill(*reply, kobject_detail::kinds_of<reply_body>(), reply_count,
                         call.reply_rights.data(), call.reply_memory.data(),
                         call.reply_arrays.data());
        }
        return KERN_SUCCESS;
    }
}

namespace kobject_detail {

template <class Routine>
consteval kobject_entry entry_of() {
    if constexpr (std::is_void_v<typename Routine::reply>)
        return {kobject_serve<Routine>, 0, Routine::name};
    else
        return {kobject_serve<Routine>, mach::rpc::max_size<typename Routine::reply>,
                Routine::name};
}

/// The routines of an interface by id: `entries[id - base]`, gaps without a function.
template <class... Routines>
struct table {
    static constexpr mach_msg_id_t base = std::min({Routines::id...});
    static constexpr unsigned size = static_cast<unsigned>(std::max({Routines::id...}) - base) + 1;
    static constexpr auto entries = [] {
        std::array<kobject_entry, size> all{};
        ((all[static_cast<unsigned>(Routines::id - base)] = entry_of<Routines>()), ...);
        return all;
    }();
};

}  // namespace kobject_detail
