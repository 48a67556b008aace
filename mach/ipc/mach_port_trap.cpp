// The port operations that have a trap.
#include <ipc/ipc_kobject.hpp>
#include <ipc/mach_port.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <kern/user_copy.hpp>

namespace {

template <unsigned N>
uint32_t word(const machine::frame &frame) {
    return static_cast<uint32_t>(machine::argument<N>(frame));
}

/// Runs `operate(space)` on the space of the task that the first argument names.
template <class Operate>
trap_outcome on_task(machine::frame &frame, Operate operate) {
    const ref<task> target = ipc_kobject_by_name<task>(word<0>(frame));
    return trap_outcome::from(target ? operate(target->space()) : KERN_INVALID_TASK);
}

}  // namespace

trap_outcome trap_port_allocate(thread &, machine::frame &frame) {
    const user_ptr<mach_port_name_t> to(machine::argument<2>(frame));
    return on_task(frame, [&](ipc_space &space) -> kern_return_t {
        const auto name = port_ops::allocate(space, word<1>(frame));
        if (!name) return name.error();
        const auto written = to.write(*name);
        if (!written)
            (void)port_ops::destroy(space,
                                    *name);  // as if it had never been; the trap may be run again
        return code_of(written);
    });
}

trap_outcome trap_port_deallocate(thread &, machine::frame &frame) {
    return on_task(frame,
                   [&](ipc_space &space) { return port_ops::deallocate(space, word<1>(frame)); });
}

trap_outcome trap_port_mod_refs(thread &, machine::frame &frame) {
    return on_task(frame, [&](ipc_space &space) {
        return port_ops::mod_refs(space, word<1>(frame), word<2>(frame),
                                  static_cast<int32_t>(word<3>(frame)));
    });
}

trap_outcome trap_port_move_member(thread &, machine::frame &frame) {
    return on_task(frame, [&](ipc_space &space) {
        return port_ops::move_member(space, word<1>(frame), word<2>(frame));
    });
}

trap_outcome trap_port_insert_member(thread &, machine::frame &frame) {
    return on_task(frame, [&](ipc_space &space) {
        return port_ops::insert_member(space, word<1>(frame), word<2>(frame));
    });
}

trap_outcome trap_port_extract_member(thread &, machine::frame &frame) {
    return on_task(frame, [&](ipc_space &space) {
        return port_ops::extract_member(space, word<1>(frame), word<2>(frame));
    });
}

trap_outcome trap_port_insert_right(thread &self, machine::frame &frame) {
    return on_task(frame, [&](ipc_space &space) -> kern_return_t {
        auto right = port_ops::extract_right(self.owner().space(), word<2>(frame),
                                             static_cast<uint8_t>(word<3>(frame)));
        if (!right)
            return right.error() == KERN_INVALID_NAME ? KERN_INVALID_CAPABILITY : right.error();
        return port_ops::insert_right(space, word<1>(frame), *right);
    });
}

trap_outcome trap_reply_port(thread &self, machine::frame &) {
    const auto name = port_ops::allocate(self.owner().space(), MACH_PORT_RIGHT_RECEIVE);
    return trap_outcome::done(name ? *name : MACH_PORT_NULL);
}
