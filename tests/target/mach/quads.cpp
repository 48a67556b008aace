// Waiting for two words of 32 bits together, at any address that is a multiple of 4: also across
// the end of a page.

#include <cstring>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/gsync.h>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("quads");
task_t self() { return mach_task_self(); }
alignas(64) std::byte stacks[16][4096];

void set(uint64_t address, uint32_t low, uint32_t high) {
    const uint32_t words[] = {low, high};
    std::memcpy(reinterpret_cast<void *>(address), words, sizeof words);
}

bool holds(uint64_t address, uint32_t low, uint32_t high) {
    const uint32_t words[] = {low, high};
    return std::memcmp(reinterpret_cast<void *>(address), words, sizeof words) == 0;
}

/// Changes both words and wakes who waits for that, until somebody has been there. On a bare
/// thread: no C library.
[[noreturn]] void change(uint64_t address) {
    while (gsync_wake_trap(self(), address, uint64_t{8} << 32 | 7, GSYNC_QUAD | GSYNC_MUTATE) !=
           KERN_SUCCESS)
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_trap();
}

void wait_at(uint64_t address, int flags) {
    static unsigned made = 0;
    set(address, 1, 2);
    const int timed = flags | GSYNC_QUAD | GSYNC_TIMED;
    test.equal(gsync_wait(self(), address, 99, 2, 1, timed), KERN_INVALID_ARGUMENT);
    test.equal(gsync_wait(self(), address, 1, 88, 1, timed), KERN_INVALID_ARGUMENT);
    test.equal(gsync_wait(self(), address, 1, 2, 1, timed), KERN_OPERATION_TIMED_OUT);
    test.equal(gsync_wait(self(), address + 1, 1, 2, 1, timed), KERN_INVALID_ADDRESS);
    test.equal(gsync_wait(self(), address + 2, 1, 2, 1, timed), KERN_INVALID_ADDRESS);
    if (flags != 0) return;
    const auto top = reinterpret_cast<uint64_t>(stacks[made++] + sizeof *stacks) - 64;
    test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&change), top - 8, address),
               KERN_SUCCESS);
    kern_return_t woken = gsync_wait(self(), address, 1, 2, 0, GSYNC_QUAD);
    if (woken == KERN_INVALID_ARGUMENT)  // a change has come before
        woken = gsync_wait(self(), address, 7, 8, 0, GSYNC_QUAD);
    test.equal(woken, KERN_SUCCESS);
    test.check(holds(address, 7, 8), "both words are changed");
}

}  // namespace

int main() {
    mach_vm_address_t area = 0;
    test.equal(mach_vm_allocate(self(), &area, 2 * MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE),
               KERN_SUCCESS);
    for (const uint64_t place : {0u, 4u, 8u, 12u, 60u, MACH_PAGE_SIZE - 8, MACH_PAGE_SIZE - 4}) {
        wait_at(area + place, 0);
        wait_at(area + place, GSYNC_SHARED);
    }
    // The second word is not there.
    test.equal(mach_vm_deallocate(self(), area + MACH_PAGE_SIZE, MACH_PAGE_SIZE), KERN_SUCCESS);
    test.equal(gsync_wait(self(), area + MACH_PAGE_SIZE - 4, 1, 2, 1, GSYNC_QUAD | GSYNC_TIMED),
               KERN_INVALID_ADDRESS);
    test.finish();
}
