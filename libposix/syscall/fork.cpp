#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include <call_memory.hpp>
#include <call_trace.hpp>
#include <checkpoint.hpp>
#include <clone.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <image.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <machine/thread_state.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <syscall/pid_file.hpp>
#include <signal_file.hpp>
#include <signals.hpp>
#include <threads.hpp>
#include <watched.hpp>
#include <timers.hpp>

namespace posix {

namespace {

/// Names those rights of many descriptors that have no room in a fork's request.
kern_return_t name_more(std::span<const mach_port_name_t> rights) {
    mach::rpc::exchange<protocol::process_fork_names> x;
    auto &names = x.request().variable;
    kern_return_t kr = KERN_SUCCESS;
    for (bool anew = true; kr == KERN_SUCCESS && !rights.empty(); anew = false) {
        const auto part = rights.first(std::min<std::size_t>(rights.size(), on_stack_descriptors));
        x.request().anew = anew;
        names.count = static_cast<uint32_t>(part.size());
        memcpy(names.items, part.data(), part.size_bytes());
        kr = x.call(self.server);
        rights = rights.subspan(part.size());
    }
    return kr;
}

/// Rights that the child needs under the names they have here.
kern_return_t list_rights(protocol::process_fork_request &request) {
    auto &names = request.variable;
    names.count = 0;
    if (descriptors.end() <= on_stack_descriptors) {
        names.count = descriptors.rights({names.items, on_stack_descriptors});
    } else {
        const auto room = static_cast<std::size_t>(descriptors.end());
        call_memory many;
        auto *array = static_cast<mach_port_name_t *>(many.allocate(room * sizeof *names.items));
        if (array == nullptr) return KERN_RESOURCE_SHORTAGE;
        const kern_return_t kr = name_more({array, descriptors.rights({array, room})});
        if (kr != KERN_SUCCESS) return kr;
    }
    for (const mach_port_t right : {self.working_directory, self.root_directory, self.file_service})
        names.items[names.count++] = right;
    if (self.trace_next || (self.traced && self.trace_all))
        names.items[names.count++] = self.tracer;
    return KERN_SUCCESS;
}

/// The child's first steps: it has the parent's memory, but none of its ports besides those
/// inherited, and one thread.
void begin_child(int pid, const clone_arguments &arguments) {
    thread_block &block = this_thread();
    block.reply_port = block.spare_reply_port = block.notify_port = block.thread_port =
        MACH_PORT_NULL;
    self.network = MACH_PORT_NULL;
    inherit_trace();
    forget_all_watched();
    mach_init();
    self.forked_by = self.pid;
    self.pid = pid;
    block.tid = pid;
    become_only_thread();
    descriptors.reset_lock();
    forget_pending();
    block.robust_list = 0;
    inherit_no_timers();
    forget_signal_readiness();
    inherit_cpu_limit();
    forget_family_wishes();
    block.times = {};
    self.ended_application_ticks = 0;
    block.clear_tid = (arguments.flags & CLONE_CHILD_CLEARTID) != 0 ? arguments.child_tid : 0;
    if ((arguments.flags & CLONE_CHILD_SETTID) != 0) (void)put_user(arguments.child_tid, pid);
    if (arguments.stack_pointer != 0) block.registers.set_stack_pointer(arguments.stack_pointer);
    // The checkpoint has brought the parent's thread pointer back; only another one is to be set.
    if ((arguments.flags & CLONE_SETTLS) != 0) {
        block.thread_pointer = arguments.thread_pointer;
        machine::adopt_thread_pointer(block);
    }
}

/// A descriptor that will stand for the child. \return it, -errno; -1 when none is wanted.
long prepare_pid_file(const clone_arguments &arguments, uint32_t &id) {
    constexpr long none = 0;
    id = 0;
    if ((arguments.flags & CLONE_PIDFD) == 0) return none;
    // The number goes there when there is a child, and that must not fail any more.
    int32_t before;
    if (!get_user(before, arguments.pid_file) || !put_user(arguments.pid_file, before))
        return -EFAULT;
    return make_pid_file(0, 0, id);
}

}  // namespace

long fork_process(const clone_arguments &arguments) {
    thread_block &block = this_thread();
    uint32_t pid_file;
    const long pid_fd = prepare_pid_file(arguments, pid_file);
    if (pid_fd < 0) return pid_fd;
    checkpoint here;
    if (const long pid = posix_checkpoint(&here); pid != 0) {
        begin_child(static_cast<int>(pid), arguments);
        if (pid_file != 0) (void)sys_close(static_cast<int>(pid_fd));
        return 0;
    }
    mach::rpc::exchange<protocol::process_fork> x;
    auto &request = x.request();
    request.flags = (arguments.flags & CLONE_VFORK) != 0 ? protocol::fork_wait_for_exec : 0;
    request.exit_signal = static_cast<uint32_t>(arguments.exit_signal);
    request.thread = static_cast<uint32_t>(block.tid);
    request.pid_file = pid_file;
    const bool shares = (arguments.flags & (CLONE_VM | CLONE_VFORK)) == (CLONE_VM | CLONE_VFORK);
    request.shared_stack = shares ? block.registers.stack_pointer() : 0;
    request.block = reinterpret_cast<uint64_t>(&block);
    request.state = machine::thread_state(reinterpret_cast<uint64_t>(posix_fork_entry),
                                          reinterpret_cast<uint64_t>(&here), 0, block);
    descriptors.freeze();
    kern_return_t kr = list_rights(request);
    if (kr == KERN_SUCCESS) kr = x.call(self.server);
    descriptors.unfreeze();
    if (kr != KERN_SUCCESS) {
        if (pid_file != 0) (void)sys_close(static_cast<int>(pid_fd));
        return errno_of(kr);
    }
    const int pid = x.reply().pid;
    if (pid_file != 0) (void)put_user(arguments.pid_file, static_cast<int32_t>(pid_fd));
    if ((arguments.flags & CLONE_PARENT_SETTID) != 0) (void)put_user(arguments.parent_tid, pid);
    return pid;
}

}  // namespace posix
