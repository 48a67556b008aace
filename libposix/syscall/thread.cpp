// Threads: their beginning, their end.
#include <cerrno>
#include <initializer_list>
#include <utility>

#include <application_time.hpp>
#include <clone.hpp>
#include <errno_of.hpp>
#include <image.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <machine/thread_state.hpp>
#include <process.hpp>
#include <robust_list.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <threads.hpp>

namespace posix {

namespace {

/// Tells the process server of a thread. \return its tid or -errno.
long register_thread(thread_t thread, const thread_block &block) {
    mach::rpc::exchange<protocol::process_thread_create> x;
    x.request() = {.thread = mach::rpc::port_descriptor(thread, MACH_MSG_TYPE_COPY_SEND),
                   .block = reinterpret_cast<uint64_t>(&block),
                   .creator = this_thread().tid};
    const kern_return_t kr = x.call(self.server);
    return kr == KERN_SUCCESS ? x.reply().tid : errno_of(kr);
}

/// Registers, ids and entry of a thread that exists but has not run. \return its tid or -errno.
long prepare(thread_t thread, thread_block &block, const clone_arguments &a) {
    const thread_block &caller = this_thread();
    block.thread_port = thread;
    block.head.blocked = caller.head.blocked;
    machine::begin_like(block, caller, a.stack_pointer, (a.flags & CLONE_SETTLS) != 0,
                        a.thread_pointer);
    protocol::posix_thread_state state =
        machine::thread_state(reinterpret_cast<uint64_t>(posix_thread_entry), block.stack_top,
                              reinterpret_cast<uint64_t>(&block), block);
    kern_return_t kr = thread_set_state(thread, state.flavor,
                                        reinterpret_cast<thread_state_t>(state.words), state.count);
    if (kr == KERN_SUCCESS)
        kr = thread_set_emulation_block(thread, reinterpret_cast<uint64_t>(&block));
    if (kr != KERN_SUCCESS) return errno_of(kr);
    const long tid = register_thread(thread, block);
    if (tid < 0) return tid;
    block.tid = static_cast<int32_t>(tid);
    if ((a.flags & CLONE_CHILD_CLEARTID) != 0) block.clear_tid = a.child_tid;
    if ((a.flags & CLONE_PARENT_SETTID) != 0) (void)put_user(a.parent_tid, block.tid);
    if ((a.flags & CLONE_CHILD_SETTID) != 0) (void)put_user(a.child_tid, block.tid);
    return tid;
}

}  // namespace

long create_thread(const clone_arguments &a) {
    thread_block &caller = this_thread();
    // From now on another thread may want to interrupt this one.
    if (caller.thread_port == MACH_PORT_NULL) caller.thread_port = mach_thread_self();
    thread_block *block = allocate_thread_block();
    if (block == nullptr) return -EAGAIN;
    thread_t thread;
    if (thread_create(mach_task_self(), &thread) != KERN_SUCCESS) {
        free_thread_block(*block);
        return -EAGAIN;
    }
    const long tid = prepare(thread, *block, a);
    if (tid < 0) {
        (void)thread_terminate(thread);
        (void)mach_port_deallocate(mach_task_self(), thread);
        free_thread_block(*block);
        return tid;
    }
    add_thread(*block);
    (void)thread_resume(thread);
    return tid;
}

void exit_thread(int status) {
    thread_block &block = this_thread();
    // The server counts the thread until it hears of its end: it finds nothing here meanwhile.
    self.ended_application_ticks += std::exchange(block.times.application_ticks, 0);
    remove_thread(block);
    release_futexes(block);
    if (self.threads == 0) end_process(status);
    mach::rpc::exchange<protocol::process_thread_exit> x;
    x.request().tid = block.tid;
    (void)x.send(self.server);
    for (const mach_port_t port : {block.reply_port, block.spare_reply_port, block.notify_port})
        if (port != MACH_PORT_NULL)
            (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
    if (block.thread_port != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), block.thread_port);
    // The stack this runs on goes with the thread, in one trap.
    thread_exit_trap(block.region, block.region != 0 ? thread_region_size : 0, nullptr, 0);
    __builtin_trap();
}

long sys_exit(int status) { exit_thread((status & 0xff) << 8); }

long sys_set_tid_address(user_address address) {
    thread_block &block = this_thread();
    block.clear_tid = address;
    return block.tid;
}

}  // namespace posix

/// The first C++ of a new thread, on its own stack.
extern "C" void posix_thread_begin(posix::thread_block *block) {
    posix::machine::adopt_thread_pointer(*block);
    posix::enter_application(*block);
}
