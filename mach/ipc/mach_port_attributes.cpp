// The mach_port interface of task ports: what belongs to a receive right.
#include <cstring>

#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_port_task.hpp>
#include <ipc/mach_port.hpp>
#include <kern/long_work.hpp>
#include <mach/interface/port.hpp>

using namespace mach::interface;

namespace {

/// `use(port)`, port locked, on the receive right that the request names.
template <class Routine, class Use>
kern_return_t on_receive(const kobject_call<Routine> &call, Use use) {
    return on_space(call, [&](ipc_space &space) {
        return port_ops::with_receive(space, call.request.name, use);
    });
}

mach_port_status_t status_of(ipc_port &port) REQUIRES(port.lock) {
    return {.mps_pset = port.set_count,
            .mps_seqno = port.seqno,
            .mps_mscount = port.make_send_count,
            .mps_qlimit = port.message_limit,
            .mps_msgcount = port.message_count,
            .mps_sorights = port.send_once_rights,
            .mps_srights = port.send_rights != 0,
            .mps_pdrequest = port.port_destroyed != nullptr,
            .mps_nsrequest = port.no_senders != nullptr,
            .mps_flags = 0};
}

}  // namespace

kern_return_t serve(mach_port_set_mscount, kobject_call<mach_port_set_mscount> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        port.make_send_count = call.request.value;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_set_seqno, kobject_call<mach_port_set_seqno> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        port.seqno = call.request.value;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_get_attributes, kobject_call<mach_port_get_attributes> &call) {
    auto &out = call.reply.variable;
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        if (call.request.flavor == MACH_PORT_LIMITS_INFO) {
            out.count = sizeof(mach_port_limits_t) / sizeof(uint32_t);
            out.items[0] = port.message_limit;
            return KERN_SUCCESS;
        }
        if (call.request.flavor != MACH_PORT_RECEIVE_STATUS) return KERN_INVALID_VALUE;
        const mach_port_status_t status = status_of(port);
        out.count = sizeof status / sizeof(uint32_t);
        std::memcpy(out.items, &status, sizeof status);
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_set_attributes, kobject_call<mach_port_set_attributes> &call) {
    const auto &in = call.request.variable;
    if (call.request.flavor != MACH_PORT_LIMITS_INFO || in.count < 1) return KERN_INVALID_VALUE;
    const uint32_t limit = in.items[0];
    if (limit > MACH_PORT_QLIMIT_MAX) return KERN_INVALID_VALUE;
    bool more = true;
    for (unsigned done = 0; more && done <= MACH_PORT_QLIMIT_MAX; done += ipc_mqueue_batch) {
        long_work(ipc_mqueue_batch * 300);
        const kern_return_t kr = on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
            port.message_limit = limit;
            more = ipc_mqueue_admit(port);
            return KERN_SUCCESS;
        });
        if (kr != KERN_SUCCESS) return kr;
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mach_port_get_context, kobject_call<mach_port_get_context> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        call.reply.context = port.context;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_set_context, kobject_call<mach_port_set_context> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        port.context = call.request.context;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_guard, kobject_call<mach_port_guard> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        if (port.guarded) return KERN_INVALID_ARGUMENT;
        port.guarded = true;
        port.guard = call.request.guard;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_unguard, kobject_call<mach_port_unguard> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        if (!port.guarded || port.guard != call.request.guard) return KERN_INVALID_ARGUMENT;
        port.guarded = false;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_peek, kobject_call<mach_port_peek> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        if (port.messages.empty()) return KERN_FAILURE;
        call.reply.seqno = port.seqno;
        call.reply.size = port.messages.front()->size();
        call.reply.id = port.messages.front()->header.msgh_id;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_get_srights, kobject_call<mach_port_get_srights> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        call.reply.rights = port.send_rights;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_dnrequest_info, kobject_call<mach_port_dnrequest_info> &call) {
    return on_receive(call, [&](ipc_port &port) REQUIRES(port.lock) {
        for (const ipc_request &request : port.requests) {
            ++call.reply.total;
            call.reply.used += !request.spent;
        }
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_construct, kobject_call<mach_port_construct> &call) {
    const auto &options = call.request;
    if ((options.flags & ~(MPO_CONTEXT_AS_GUARD | MPO_QLIMIT | MPO_INSERT_SEND_RIGHT)) != 0)
        return KERN_INVALID_ARGUMENT;
    if ((options.flags & MPO_QLIMIT) != 0 && options.queue_limit > MACH_PORT_QLIMIT_MAX)
        return KERN_INVALID_VALUE;
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        const auto name = port_ops::allocate(space, MACH_PORT_RIGHT_RECEIVE);
        if (!name) return name.error();
        call.reply.name = *name;
        const kern_return_t kr =
            port_ops::with_receive(space, *name, [&](ipc_port &port) REQUIRES(port.lock) {
                if ((options.flags & MPO_QLIMIT) != 0) port.message_limit = options.queue_limit;
                port.guarded = (options.flags & MPO_CONTEXT_AS_GUARD) != 0;
                (port.guarded ? port.guard : port.context) = options.context;
                return KERN_SUCCESS;
            });
        if (kr != KERN_SUCCESS || (options.flags & MPO_INSERT_SEND_RIGHT) == 0) return kr;
        auto right = port_ops::extract_right(space, *name, MACH_MSG_TYPE_MAKE_SEND);
        return right ? port_ops::insert_right(space, *name, *right) : right.error();
    });
}

kern_return_t serve(mach_port_destruct, kobject_call<mach_port_destruct> &call) {
    const auto [name, delta, guard] = call.request;
    return on_space(call, [&](ipc_space &space) {
        kern_return_t kr =
            port_ops::with_receive(space, name, [&](ipc_port &port) REQUIRES(port.lock) {
                if (port.guarded && port.guard != guard) return KERN_INVALID_ARGUMENT;
                port.guarded = false;
                return KERN_SUCCESS;
            });
        if (kr == KERN_SUCCESS && delta != 0)
            kr = port_ops::mod_refs(space, name, MACH_PORT_RIGHT_SEND, delta);
        return kr == KERN_SUCCESS ? port_ops::mod_refs(space, name, MACH_PORT_RIGHT_RECEIVE, -1)
                                  : kr;
    });
}
