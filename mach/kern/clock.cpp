#include <kern/clock.hpp>

#include <algorithm>

#include <kern/kernel_work.hpp>
#include <kern/late.hpp>
#include <kern/spinlock.hpp>
#include <kern/timer.hpp>
#include <mach/mapped_time.h>
#include <machine/address_space.hpp>
#include <machine/timer.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_page.hpp>

namespace {

/// How real time is slewed: by at most `slew_step` each `slew_period`, 500 ppm.
constexpr uint64_t slew_period = 20'000'000;
constexpr int64_t slew_step = 10'000;

constinit spinlock time_lock{lock_rank::leaf};
constinit volatile mach_mapped_time_t *time_page = nullptr;
constinit int64_t slew_left GUARDED_BY(time_lock) = 0;
constinit bool slewing GUARDED_BY(time_lock) = false;
constinit late<ref<vm_object>> page_object;

/// Readers without a lock see an odd sequence number while the page changes.
void set_offset(int64_t offset) REQUIRES(time_lock) {
    time_page->sequence = time_page->sequence + 1;
    std::atomic_thread_fence(std::memory_order_release);
    time_page->realtime_offset_ns = offset;
    std::atomic_thread_fence(std::memory_order_release);
    time_page->sequence = time_page->sequence + 1;
}

bool slew(void *);
/// The timer may not arm itself again from where it fires, so that a piece of kernel work does.
constinit late<kernel_work> slew_work;
timer slew_timer{[](timer &) { slew_work->submit(); }};

bool slew(void *) {
    {
        lock_guard guard(time_lock);
        const int64_t step = std::clamp(slew_left, -slew_step, slew_step);
        slew_left -= step;
        set_offset(time_page->realtime_offset_ns + step);
        slewing = slew_left != 0;
        if (!slewing) return false;
    }
    slew_timer.arm(machine::now() + slew_period);
    return false;
}

}  // namespace

result<> clock_initialise() {
    vm_page *page = vm_page_allocate_zeroed(vm_page_demand::kernel);
    if (!page) return error(KERN_RESOURCE_SHORTAGE);
    page_object.construct(TRY(vm_object::create_device(vm_page_address(*page), MACH_PAGE_SIZE,
                                                       machine::memory_type::normal)));
    slew_work.construct(slew, nullptr);
    auto *mapped = static_cast<mach_mapped_time_t *>(vm_page_data(*page));
    const auto parameters = machine::time_parameters();
    *mapped = {.sequence = 0,
               .shift = parameters.shift,
               .multiplier = parameters.multiplier,
               .base_counter = parameters.base_counter,
               .base_ns = parameters.base_ns,
               .realtime_offset_ns = 0};
    time_page = mapped;
    return {};
}

int64_t clock_real_time() {
    lock_guard guard(time_lock);
    return static_cast<int64_t>(machine::now()) + time_page->realtime_offset_ns;
}

void clock_set_real_time(int64_t ns) {
    lock_guard guard(time_lock);
    slew_left = 0;
    set_offset(ns - static_cast<int64_t>(machine::now()));
}

int64_t clock_adjust(int64_t delta) {
    int64_t old;
    {
        lock_guard guard(time_lock);
        old = std::exchange(slew_left, delta);
        if (std::exchange(slewing, true)) return old;
    }
    slew_timer.arm(machine::now() + slew_period);
    return old;
}

uint64_t clock_ticks_to_ns(uint64_t ticks) {
    return static_cast<uint64_t>(static_cast<unsigned __int128>(ticks) * time_page->multiplier >>
                                 time_page->shift);
}

const ref<vm_object> &clock_page() { return *page_object; }
