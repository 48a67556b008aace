#include <cpu_time.hpp>

#include <algorithm>

#include <lib/clock.hpp>
#include <lib/counter.hpp>
#include <process.hpp>

namespace process_server {

namespace {

template <class T>
T word_of(const process &p, uint64_t address) {
    T value{};
    mach_vm_size_t size = 0;
    if (mach_vm_read_overwrite(p.task, address, sizeof value,
                               reinterpret_cast<mach_vm_address_t>(&value), &size) != KERN_SUCCESS)
        return {};
    return value;
}

uint64_t application_ticks(const process &p, const thread_record &thread) {
    const auto times =
        word_of<protocol::posix_thread_times>(p, thread.block + p.library().thread_times);
    const uint64_t now = server::read_counter();
    const bool there = times.left_at != 0 && times.left_at < now;
    return times.application_ticks + (there ? now - times.left_at : 0);
}

/// What a process says of itself counts only within what the kernel says.
cpu_time divided(uint64_t all_ns, uint64_t application_ticks) {
    const uint64_t user = std::min(all_ns, server::ticks_to_ns(application_ticks));
    return {user, all_ns - user};
}

}  // namespace

namespace {

/// Of the threads that have ended, ns.
uint64_t ended_time(mach_port_t task) {
    task_account_info_data_t info{};
    mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
    (void)task_info(task, TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info), &words);
    return info.user_time;
}

uint64_t living_time(mach_port_t task) {
    task_live_times_info_data_t info{};
    mach_msg_type_number_t words = TASK_LIVE_TIMES_INFO_COUNT;
    (void)task_info(task, TASK_LIVE_TIMES_INFO, reinterpret_cast<task_info_t>(&info), &words);
    return info.user_time;
}

/// What all threads have used. One that ends between two looks shall not be missed by both.
uint64_t whole_time(mach_port_t task) {
    for (uint64_t ended = ended_time(task);;) {
        const uint64_t living = living_time(task), again = ended_time(task);
        if (again == ended) return ended + living;
        ended = again;
    }
}

}  // namespace

cpu_time cpu_time_of(const process &p) {
    if (p.task == MACH_PORT_NULL) return {};
    auto ticks = word_of<uint64_t>(p, p.library().ended_times);
    for (const thread_record &thread : p.threads) ticks += application_ticks(p, thread);
    return divided(whole_time(p.task), ticks);
}

cpu_time cpu_time_of(const process &p, const thread_record &thread) {
    thread_account_info_data_t info{};
    mach_msg_type_number_t words = THREAD_ACCOUNT_INFO_COUNT;
    (void)thread_info(thread.port, THREAD_ACCOUNT_INFO, reinterpret_cast<thread_info_t>(&info),
                      &words);
    return divided(info.user_time, application_ticks(p, thread));
}

}  // namespace process_server
