// System calls without a handler, counted for /proc/libposix/unimplemented. The server hears of a
// number's first call at once and of the others when the process ends.
#include <table.hpp>

#include <lock.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <protocol/process.hpp>

namespace posix {

namespace {

struct slot {
    uint32_t number, untold;
};
constexpr unsigned slot_count = 16;

struct {
    lock mutex;
    slot slots[slot_count];
    unsigned used;
} counts;

void tell(uint32_t number, uint32_t count) {
    mach::rpc::exchange<protocol::process_report_unimplemented> x;
    x.request() = {.number = number, .count = count};
    (void)x.send(self.server);
}

/// Counts a repeated call; false when it is the first, or there is no room to remember it.
bool count_again(uint32_t number) {
    locked hold(counts.mutex);
    for (unsigned i = 0; i < counts.used; ++i)
        if (counts.slots[i].number == number) {
            ++counts.slots[i].untold;
            return true;
        }
    if (counts.used < slot_count) counts.slots[counts.used++] = {.number = number, .untold = 0};
    return false;
}

}  // namespace

void count_unimplemented(uint64_t number) {
    if (number >= call_number_end) return;
    const auto short_number = static_cast<uint32_t>(number);
    if (!count_again(short_number)) tell(short_number, 1);
}

void report_unimplemented() {
    for (unsigned i = 0; i < counts.used; ++i) {
        slot &s = counts.slots[i];
        if (s.untold != 0) tell(s.number, s.untold);
        s.untold = 0;
    }
}

}  // namespace posix
