// A new process: its task is made from its parent's, with the rights that the parent names, and one
// thread.
#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include <lib/service.hpp>
#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

bool at_limit(const world &w, const process &p) {
    const std::size_t total = w.processes().size();
    if (p.credentials.euid == 0) return total >= w.processes_allowed;
    return total + process_reserve >= w.processes_allowed ||
           w.count_of(p.credentials.ruid) >= p.limit_processes;
}

constexpr std::size_t names_at_a_time = 1024;

kern_return_t inherit_names(task_t parent, task_t child, std::span<const mach_port_name_t> names) {
    while (!names.empty()) {
        const auto part = names.first(std::min(names.size(), names_at_a_time));
        mach_msg_type_number_t missed = 0;
        const kern_return_t kr = mach_port_inherit(parent, child, part.data(),
                                                   static_cast<uint32_t>(part.size()), &missed);
        if (kr != KERN_SUCCESS) return kr;
        names = names.subspan(part.size());
    }
    return KERN_SUCCESS;
}

/// Memory, ports and identity of the child.
kern_return_t make_task(world &w, process &parent, process &child,
                        const protocol::process_fork_request &request,
                        std::span<const mach_port_name_t> more) {
    kern_return_t kr = task_create(parent.task, 1, &child.task);
    if (kr != KERN_SUCCESS) return kr;
    w.add_task(child);
    // Before the inherited rights, whose names the application might have chosen to be the same.
    child.port = std::make_unique<process_port>(w.loop, child);
    if (!child.port->hand_to(child.task, process_port_name)) return KERN_RESOURCE_SHORTAGE;
    const uint32_t count = std::min<uint32_t>(request.variable.count, protocol::fork_names_max);
    kr = inherit_names(parent.task, child.task, {request.variable.items, count});
    if (kr == KERN_SUCCESS) kr = inherit_names(parent.task, child.task, more);
    if (kr != KERN_SUCCESS) return kr;
    child.publish_identity();
    return KERN_SUCCESS;
}

kern_return_t make_thread(process &child, const protocol::process_fork_request &request) {
    protocol::posix_thread_state state = request.state;
    if (state.count > state.words_max || state.argument_word >= state.count)
        return KERN_INVALID_ARGUMENT;
    state.words[state.argument_word] = static_cast<uint32_t>(child.pid);
    thread_t thread;
    kern_return_t kr = thread_create(child.task, &thread);
    if (kr != KERN_SUCCESS) return kr;
    child.threads.push_back(
        {.tid = child.pid, .port = thread, .block = request.block, .signals = {}, .scheduled = {}});
    kr = thread_set_state(thread, state.flavor, state.words, state.count);
    if (kr != KERN_SUCCESS) return kr;
    return thread_set_emulation_block(thread, request.block);
}

/// Requests to it are answered, whatever its process means to do: it is the kernel's.
bool is_thread(mach_port_t port) {
    unsigned kind = IKOT_NONE;
    uint64_t number;
    return mach_port_kernel_object(mach_task_self(), port, &kind, &number) == KERN_SUCCESS &&
           kind == IKOT_THREAD;
}

/// Most threads have what their task gives them.
void inherit_scheduling(thread_record &made, const thread_record &maker, int nice) {
    if (maker.scheduled.policy == scheduling::other) return;
    made.scheduled = maker.scheduled.inherited();
    apply_scheduling(made.port, made.scheduled, nice);
}

void inherit(world &w, process &child, const process &parent) {
    w.join(child, parent.group, parent.session);
    w.change_user(child.credentials.ruid, parent.credentials.ruid);
    child.credentials = parent.credentials;
    child.group_list = parent.group_list;
    child.ignored = parent.ignored;
    child.children_discard = parent.children_discard;
    child.no_child_stop = parent.no_child_stop;
    child.limit_processes = parent.limit_processes;
    child.limit_processes_maximum = parent.limit_processes_maximum;
    child.nice = parent.nice;
    std::copy(std::begin(parent.name), std::end(parent.name), child.name);
    child.executable = parent.executable;
    child.arguments_begin = parent.arguments_begin;
    child.arguments_end = parent.arguments_end;
    child.environment_begin = parent.environment_begin;
    child.environment_end = parent.environment_end;
}

}  // namespace

/// The memory was copied, so this is how a child tells its parent that it could not execute (as
/// glibc's posix_spawn does). With further threads nobody knows whose a difference is.
void process::return_stack() {
    constexpr unsigned pages = 4;
    constexpr uint64_t page = 4096;
    const uint64_t begin = std::exchange(shared_stack, 0);
    if (begin == 0 || !fork_waiting || parent == nullptr || !parent->alive() ||
        parent->threads.size() != 1)
        return;
    uint64_t at = begin;
    for (unsigned i = 0; i < pages; ++i) {
        static char frames[page];
        const uint64_t size = page - at % page;
        mach_vm_size_t got = 0;
        if (mach_vm_read_overwrite(task, at, size, reinterpret_cast<mach_vm_address_t>(frames),
                                   &got) != KERN_SUCCESS ||
            mach_vm_write(parent->task, at, reinterpret_cast<vm_offset_t>(frames),
                          static_cast<mach_msg_type_number_t>(size)) != KERN_SUCCESS)
            return;
        at += size;
    }
}

kern_return_t process::serve(protocol::process_fork, mach::rpc::call<protocol::process_fork> call) {
    const auto &request = call.request;
    if (!alive()) return unix_error(ESRCH);
    const std::vector<mach_port_name_t> more = std::exchange(fork_names, {});
    if (at_limit(world_, *this)) return unix_error(EAGAIN);
    process *created = world_.create();
    if (created == nullptr) return unix_error(EAGAIN);
    process &child = *created;
    inherit(world_, child, *this);
    child.exit_signal = valid_signal(static_cast<int>(request.exit_signal))
                            ? static_cast<int>(request.exit_signal)
                            : 0;
    kern_return_t kr = make_task(world_, *this, child, request, more);
    if (kr == KERN_SUCCESS) kr = make_thread(child, request);
    if (kr != KERN_SUCCESS) {
        if (child.task != MACH_PORT_NULL) (void)task_terminate(child.task);
        world_.remove(child);
        return unix_error(kr == KERN_INVALID_ARGUMENT ? EINVAL : ENOMEM);
    }
    child.set_parent(this);
    world_.ipc.inherit(child, *this);
    if (request.pid_file != 0) world_.bind_pid_file(request.pid_file, child);
    if (const thread_record *maker = find_thread(static_cast<int32_t>(request.thread)))
        inherit_scheduling(child.threads.front(), *maker, child.nice);
    (void)thread_resume(child.threads.front().port);
    if ((request.flags & protocol::fork_wait_for_exec) != 0) {
        child.fork_waiting.emplace(call.header);
        child.shared_stack = request.shared_stack;
        return MIG_NO_REPLY;
    }
    call.reply.pid = child.pid;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_fork_names,
                             mach::rpc::call<protocol::process_fork_names> call) {
    const auto &more = call.request.variable;
    if (call.request.anew != 0) fork_names.clear();
    if (fork_names.size() + more.count > protocol::posix_descriptor_max) return unix_error(EINVAL);
    fork_names.insert(fork_names.end(), more.items, more.items + more.count);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_thread_create,
                             mach::rpc::call<protocol::process_thread_create> call) {
    constexpr std::size_t threads_max = 2048;
    const thread_t thread = call.request.thread.name;
    if (!MACH_PORT_VALID(thread)) return KERN_INVALID_ARGUMENT;
    if (!is_thread(thread)) {
        (void)mach_port_deallocate(mach_task_self(), thread);
        return KERN_INVALID_ARGUMENT;
    }
    if (threads.size() >= threads_max || find_thread_port(thread) != nullptr) {
        (void)mach_port_deallocate(mach_task_self(), thread);
        return unix_error(EAGAIN);
    }
    const int32_t tid = world_.add_thread(*this);
    if (tid == 0) {
        (void)mach_port_deallocate(mach_task_self(), thread);
        return unix_error(EAGAIN);
    }
    threads.push_back(
        {.tid = tid, .port = thread, .block = call.request.block, .signals = {}, .scheduled = {}});
    if (const thread_record *creator = find_thread(call.request.creator); creator != nullptr)
        inherit_scheduling(threads.back(), *creator, nice);
    call.reply.tid = tid;
    return KERN_SUCCESS;
}

void process::serve(protocol::process_thread_exit,
                    mach::rpc::call<protocol::process_thread_exit> call) {
    const auto at = std::find_if(threads.begin(), threads.end(),
                                 [&](const thread_record &t) { return t.tid == call.request.tid; });
    if (at == threads.end()) return;
    (void)mach_port_deallocate(mach_task_self(), at->port);
    world_.remove_thread(at->tid);
    threads.erase(at);
}

}  // namespace process_server
