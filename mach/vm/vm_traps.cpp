/// \file
/// The calls for memory that have a trap, for programs' most frequent ones on themselves.

#include <ipc/ipc_kobject.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/user_copy.hpp>
#include <vm/vm_map.hpp>

namespace {

constexpr int known_flags = VM_FLAGS_ANYWHERE | VM_FLAGS_OVERWRITE;

/// The task an argument names.
result<ref<task>> target(const machine::frame &frame) {
    ref<task> found =
        ipc_kobject_by_name<task>(static_cast<mach_port_name_t>(machine::argument<0>(frame)));
    if (!found) return error(MACH_SEND_INVALID_DEST);
    return found;
}

/// Reads the wanted address, makes the region, writes where it is.
result<> enter(task &target, user_ptr<uint64_t> address, uint64_t size, uint64_t mask, int flags,
               const vm_attributes &attributes) {
    if (flags & ~known_flags) return error(KERN_INVALID_ARGUMENT);
    const uint64_t wanted = TRY(address.read());
    // Overwriting cannot be undone, so the page for the answer has to be there before.
    if (flags & VM_FLAGS_OVERWRITE) TRY(address.write(wanted));
    const uint64_t made = TRY(target.map().allocate({wanted, mask, flags}, size, attributes));
    if (made == wanted) return {};
    auto written = address.write(made);
    if (!written) (void)target.map().deallocate(made, size);
    return written;
}

}  // namespace

trap_outcome trap_vm_allocate(thread &, machine::frame &frame) {
    const auto t = target(frame);
    if (!t) return trap_outcome::done(t.error());
    return trap_outcome::from(code_of(enter(**t, user_ptr<uint64_t>(machine::argument<1>(frame)),
                                            machine::argument<2>(frame), 0,
                                            static_cast<int>(machine::argument<3>(frame)), {})));
}

trap_outcome trap_vm_deallocate(thread &, machine::frame &frame) {
    const auto t = target(frame);
    if (!t) return trap_outcome::done(t.error());
    return trap_outcome::from(
        code_of((*t)->map().deallocate(machine::argument<1>(frame), machine::argument<2>(frame))));
}

trap_outcome trap_vm_protect(thread &, machine::frame &frame) {
    const auto t = target(frame);
    if (!t) return trap_outcome::done(t.error());
    return trap_outcome::from(
        code_of((*t)->map().protect(machine::argument<1>(frame), machine::argument<2>(frame),
                                    static_cast<int>(machine::argument<3>(frame)) != 0,
                                    static_cast<vm_prot_t>(machine::argument<4>(frame)))));
}

trap_outcome trap_vm_map(thread &, machine::frame &frame) {
    const auto t = target(frame);
    if (!t) return trap_outcome::done(t.error());
    const auto protection = static_cast<vm_prot_t>(machine::argument<5>(frame));
    return trap_outcome::from(code_of(
        enter(**t, user_ptr<uint64_t>(machine::argument<1>(frame)), machine::argument<2>(frame),
              machine::argument<3>(frame), static_cast<int>(machine::argument<4>(frame)),
              {protection, VM_PROT_ALL, VM_INHERIT_COPY})));
}
