#include <cpu_clock.hpp>

#include <cerrno>
#include <ctime>

#include <cpu_time.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <thread_block.hpp>

namespace posix {

bool decode_cpu_clock(int id, cpu_clock_id &clock) {
    constexpr int what_mask = 3, user = 1, none = 3, of_thread = 4;
    if (id >= 0) {
        clock = {.owner = 0, .thread = id == CLOCK_THREAD_CPUTIME_ID, .user_only = false};
        return true;
    }
    clock = {.owner = ~(id >> 3),
             .thread = (id & of_thread) != 0,
             .user_only = (id & what_mask) == user};
    return (id & what_mask) != none;
}

int64_t read_cpu_clock(int id) {
    cpu_clock_id clock;
    if (!decode_cpu_clock(id, clock)) return -EINVAL;
    cpu_time used;
    if (clock.owner == 0 || clock.owner == (clock.thread ? this_thread().tid : self.pid)) {
        used = clock.thread ? thread_cpu_time() : process_cpu_time();
    } else {
        mach::rpc::exchange<protocol::process_cpu_clock> x;
        x.request() = {.id = clock.owner, .thread = clock.thread};
        if (x.call(self.server) != KERN_SUCCESS) return -EINVAL;
        used = {x.reply().user_time_ns, x.reply().system_time_ns};
    }
    return static_cast<int64_t>(clock.user_only ? used.user_ns : used.total());
}

}  // namespace posix
