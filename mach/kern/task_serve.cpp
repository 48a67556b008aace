// Kernel routines of tasks, <mach/interface/task.hpp>, but those about ports (task_port_serve.cpp).

#include <algorithm>

#include <kern/clock.hpp>
#include <kern/long_work.hpp>
#include <kern/routine.hpp>
#include <kern/run_queue.hpp>
#include <kern/task.hpp>
#include <ipc/ipc_space.hpp>
#include <mach/interface/task.hpp>
#include <mach/task_info.h>
#include <vm/vm_map.hpp>

using namespace mach::interface;

namespace {

/// Threads of one task that a single request may list.
constexpr uint32_t list_max = 4096;

/// The times of a task's living threads.
uint64_t run_time_of(task &t) {
    uint64_t total = 0;
    lock_guard guard(t.lock);
    for (const thread &member : t.threads) {
        total += member.total_run_time();
        long_work(20);
    }
    return clock_ticks_to_ns(total);
}

uint32_t used_ports(task &t) {
    lock_guard guard(t.space().lock);
    return t.space().used();
}

task_account_info_data_t basic_info(task &t) {
    task_account_info_data_t info{};
    info.suspend_count = static_cast<int32_t>(t.suspend_count.load());
    info.virtual_size = t.map().size();
    info.resident_size = t.map().resident_pages() * MACH_PAGE_SIZE;
    info.user_time = clock_ticks_to_ns(t.ended_run_time.load(std::memory_order_relaxed));
    info.id = t.id;
    info.port_count = used_ports(t);
    std::memcpy(info.name, t.name, sizeof info.name);
    lock_guard guard(t.lock);
    info.thread_count = t.thread_count;
    return info;
}

}  // namespace

kern_return_t serve(task_create, kobject_call<task_create> &call) {
    const ref<task> parent = target_of<task>(call);
    if (!parent || !parent->active()) return KERN_TERMINATED;
    auto child = task::create(parent.get(), call.request.inherit != 0);
    if (!child) return child.error();
    call.reply_rights[0] = ipc_right_transit::make_send((*child)->port());
    return KERN_SUCCESS;
}

kern_return_t serve(task_terminate, kobject_call<task_terminate> &call) {
    if (const ref<task> t = target_of<task>(call)) t->terminate();
    return KERN_SUCCESS;
}

kern_return_t serve(task_threads, kobject_call<task_threads> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    uint32_t room;
    {
        lock_guard guard(t->lock);
        room = std::min(t->thread_count, list_max);
    }
    auto ports = ipc_right_array::create(room, MACH_MSG_TYPE_PORT_SEND);
    if (!ports) return ports.error();
    uint32_t count = 0;
    {
        lock_guard guard(t->lock);
        for (thread &member : t->threads) {
            if (count == room) break;
            long_work(100);
            if (member.ast.load(std::memory_order_relaxed) & AST_TERMINATE) continue;
            ports->put(count++, ipc_right_transit::make_send(member.port()));
        }
    }
    if (count != room) {
        auto fewer = ipc_right_array::create(count, MACH_MSG_TYPE_PORT_SEND);
        if (!fewer) return fewer.error();
        for (uint32_t i = 0; i < count; ++i) fewer->put(i, ports->take(i));
        *ports = std::move(*fewer);
    }
    call.reply_arrays[0] = std::move(*ports);
    return KERN_SUCCESS;
}

kern_return_t serve(task_info, kobject_call<task_info> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    switch (call.request.flavor) {
    case TASK_ACCOUNT_INFO: return answer_info(call.reply, basic_info(*t));
    case TASK_LIVE_TIMES_INFO:
        return answer_info(call.reply, task_live_times_info_data_t{run_time_of(*t), 0});
    default: return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t serve(task_suspend, kobject_call<task_suspend> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    t->suspend();
    return KERN_SUCCESS;
}

kern_return_t serve(task_resume, kobject_call<task_resume> &call) {
    const ref<task> t = target_of<task>(call);
    return t ? code_of(t->resume()) : KERN_TERMINATED;
}

kern_return_t serve(thread_create, kobject_call<thread_create> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    auto made = thread::create(*t);
    if (!made) return made.error();
    call.reply_rights[0] = ipc_right_transit::make_send((*made)->port());
    return KERN_SUCCESS;
}

kern_return_t serve(thread_create_running, kobject_call<thread_create_running> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    uint32_t words[thread_state_max];
    const uint32_t count = call.request.variable.count;
    std::memcpy(words, call.request.variable.items, count * sizeof(uint32_t));
    auto made = thread::create(*t);
    if (!made) return made.error();
    thread &fresh = **made;
    if (const auto set = machine::set_state(fresh, call.request.flavor, words, count); !set) {
        fresh.terminate();
        return set.error();
    }
    call.reply_rights[0] = ipc_right_transit::make_send(fresh.port());
    return code_of(fresh.resume());
}

kern_return_t serve(task_set_emulation, kobject_call<task_set_emulation> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    t->set_emulation(call.request.emulation);
    return KERN_SUCCESS;
}

kern_return_t serve(task_get_emulation, kobject_call<task_get_emulation> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    call.reply.emulation = t->emulation;
    return KERN_SUCCESS;
}

kern_return_t serve(task_priority, kobject_call<task_priority> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    if (call.request.priority < 0 || call.request.priority >= static_cast<int>(run_queue::levels))
        return KERN_INVALID_ARGUMENT;
    const auto priority = static_cast<uint8_t>(call.request.priority);
    lock_guard guard(t->lock);
    t->priority = priority;
    if (call.request.change_threads)
        for (thread &member : t->threads) member.base_priority = priority;
    return KERN_SUCCESS;
}

kern_return_t serve(task_set_name, kobject_call<task_set_name> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    take_name(t->name, call.request.variable);
    return KERN_SUCCESS;
}

kern_return_t serve(task_set_limits, kobject_call<task_set_limits> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    const auto lower = [](auto &limit, auto wish) {
        if (wish != 0 && wish < limit) limit = wish;
    };
    lock_guard guard(t->lock);
    lower(t->limits.threads, call.request.threads);
    lower(t->limits.ports, call.request.ports);
    const uint64_t memory = call.request.memory;
    lower(t->limits.memory, memory);
    const uint64_t queued = call.request.queued;
    lower(t->limits.queued, queued);
    t->apply_limits();
    return KERN_SUCCESS;
}
