// Kernel routines of threads, <mach/interface/thread.hpp>.

#include <kern/clock.hpp>
#include <kern/exception_ports_serve.hpp>
#include <kern/routine.hpp>
#include <kern/run_queue.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <mach/interface/thread.hpp>
#include <mach/task_info.h>
#include <mach/thread.h>

namespace mi = mach::interface;

namespace {

/// Calls body(thread&) on the thread of a request.
template <class Call, class Body>
kern_return_t on_thread(Call &call, Body body) {
    const ref<thread> t = target_of<thread>(call);
    return t ? body(*t) : KERN_TERMINATED;
}

int32_t run_state_of(thread &t) {
    const auto status = t.wait.status.load(std::memory_order_relaxed);
    if (status == thread_wait::state::waiting_interruptibly) return TH_STATE_WAITING;
    if (status == thread_wait::state::running || t.wait.kind == wait_kind::none)
        return TH_STATE_RUNNING;
    return t.wait.kind == wait_kind::suspended ? TH_STATE_STOPPED : TH_STATE_UNINTERRUPTIBLE;
}

thread_account_info_data_t basic_info(thread &t) {
    thread_account_info_data_t info{};
    info.user_time = clock_ticks_to_ns(t.total_run_time());
    info.priority = t.base_priority;
    info.policy = POLICY_TIMESHARE;
    info.run_state = run_state_of(t);
    info.wait_kind = static_cast<int32_t>(t.wait.kind);
    info.processor = t.last_processor;
    lock_guard guard(t.lock);
    info.suspend_count = static_cast<int32_t>(t.suspend_count);
    return info;
}

/// Its registers can be read or written: it has stopped, and is not the caller.
result<> stop_for_state(thread &t, const thread &caller) {
    if (&t == &caller) return error(KERN_INVALID_ARGUMENT);
    return t.await_stop();
}

}  // namespace

kern_return_t serve(mi::thread_terminate, kobject_call<mi::thread_terminate> &call) {
    return on_thread(call, [](thread &t) { return t.terminate(), KERN_SUCCESS; });
}
kern_return_t serve(mi::thread_suspend, kobject_call<mi::thread_suspend> &call) {
    return on_thread(call, [](thread &t) { return t.suspend(), KERN_SUCCESS; });
}
kern_return_t serve(mi::thread_resume, kobject_call<mi::thread_resume> &call) {
    return on_thread(call, [](thread &t) { return code_of(t.resume()); });
}
kern_return_t serve(mi::thread_abort, kobject_call<mi::thread_abort> &call) {
    return on_thread(call, [](thread &t) { return t.abort(), KERN_SUCCESS; });
}
/// Every wait here ends in a state from which the call can be made again, so the safe form is the
/// same.
kern_return_t serve(mi::thread_abort_safely, kobject_call<mi::thread_abort_safely> &call) {
    return on_thread(call, [](thread &t) { return t.abort(), KERN_SUCCESS; });
}
kern_return_t serve(mi::thread_interrupt, kobject_call<mi::thread_interrupt> &call) {
    return on_thread(call, [](thread &t) { return t.interrupt(), KERN_SUCCESS; });
}

kern_return_t serve(mi::thread_get_state, kobject_call<mi::thread_get_state> &call) {
    return on_thread(call, [&](thread &t) {
        if (const auto stopped = stop_for_state(t, call.caller); !stopped) return stopped.error();
        uint32_t words[mi::thread_state_max];
        uint32_t count = mi::thread_state_max;
        const auto got = machine::get_state(t, static_cast<int>(call.request.flavor), words, count);
        if (!got) return got.error();
        call.reply.variable.count = count;
        std::memcpy(call.reply.variable.items, words, count * sizeof(uint32_t));
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mi::thread_set_state, kobject_call<mi::thread_set_state> &call) {
    return on_thread(call, [&](thread &t) {
        if (const auto stopped = stop_for_state(t, call.caller); !stopped) return stopped.error();
        uint32_t words[mi::thread_state_max];
        const uint32_t count = call.request.variable.count;
        std::memcpy(words, call.request.variable.items, count * sizeof(uint32_t));
        if (const auto set = machine::set_state(t, call.request.flavor, words, count); !set)
            return set.error();
        // What some processor may still have of its FP registers is out of date; and a trap that it
        // is in must not store its result.
        t.last_processor = thread::no_processor;
        if (t.wait.kind != wait_kind::suspended && t.wait.kind != wait_kind::none)
            t.ast.fetch_or(AST_REPLACED, std::memory_order_relaxed);
        else
            (void)t.take_replaced();
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mi::thread_info, kobject_call<mi::thread_info> &call) {
    return on_thread(call, [&](thread &t) {
        return call.request.flavor == THREAD_ACCOUNT_INFO ? answer_info(call.reply, basic_info(t))
                                                          : KERN_INVALID_ARGUMENT;
    });
}

kern_return_t serve(mi::thread_get_special_port, kobject_call<mi::thread_get_special_port> &call) {
    return on_thread(call, [&](thread &t) {
        if (call.request.which != THREAD_KERNEL_PORT) return KERN_INVALID_ARGUMENT;
        call.reply_rights[0] = ipc_right_transit::make_send(t.port());
        return KERN_SUCCESS;
    });
}
/// A thread has no special port that another could stand in for.
kern_return_t serve(mi::thread_set_special_port, kobject_call<mi::thread_set_special_port> &) {
    return KERN_INVALID_ARGUMENT;
}

kern_return_t serve(mi::thread_set_exception_ports,
                    kobject_call<mi::thread_set_exception_ports> &call) {
    return on_thread(call, [&](thread &t) { return exception_ports::set(t, call); });
}
kern_return_t serve(mi::thread_get_exception_ports,
                    kobject_call<mi::thread_get_exception_ports> &call) {
    return on_thread(call, [&](thread &t) { return exception_ports::get(t, call); });
}
kern_return_t serve(mi::thread_swap_exception_ports,
                    kobject_call<mi::thread_swap_exception_ports> &call) {
    return on_thread(call, [&](thread &t) { return exception_ports::swap(t, call); });
}

/// There is one policy: fixed priorities, round robin inside each.
kern_return_t serve(mi::thread_policy, kobject_call<mi::thread_policy> &call) {
    const int32_t policy = call.request.policy;
    return policy == POLICY_TIMESHARE || policy == POLICY_RR ? KERN_SUCCESS : KERN_INVALID_POLICY;
}

kern_return_t serve(mi::thread_priority, kobject_call<mi::thread_priority> &call) {
    return on_thread(call, [&](thread &t) {
        const int32_t priority = call.request.priority;
        if (priority < 0 || priority >= static_cast<int>(run_queue::levels))
            return KERN_INVALID_ARGUMENT;
        t.base_priority = static_cast<uint8_t>(priority);  // from its next turn on
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mi::thread_depress_abort, kobject_call<mi::thread_depress_abort> &call) {
    return on_thread(call, [](thread &t) { return sched_end_depression(t), KERN_SUCCESS; });
}

kern_return_t serve(mi::thread_set_name, kobject_call<mi::thread_set_name> &call) {
    return on_thread(
        call, [&](thread &t) { return take_name(t.name, call.request.variable), KERN_SUCCESS; });
}

kern_return_t serve(mi::thread_set_emulation_block,
                    kobject_call<mi::thread_set_emulation_block> &call) {
    return on_thread(call, [&](thread &t) {
        const uint64_t address = call.request.address;
        if (address % 64 != 0 || address >= MACH_VM_MAX_ADDRESS) return KERN_INVALID_ARGUMENT;
        if (const auto stopped = stop_for_state(t, call.caller); !stopped) return stopped.error();
        t.emulation_block = address;
        return KERN_SUCCESS;
    });
}
