#include "world.hpp"

#include <array>
#include <csetjmp>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/long_work.hpp>
#include <kern/clock.hpp>
#include <kern/task.hpp>
#include <vm/vm_map.hpp>

std::function<void()> on_long_work;
void long_work(unsigned) {
    if (on_long_work) on_long_work();
}

namespace machine {
cpu_local *current_cpu = &processors[0].local;
uint64_t test_time;
static std::array<unsigned, max_cpus> signals;
void send_reschedule(unsigned cpu) { ++signals[cpu]; }
}  // namespace machine

namespace {
std::jmp_buf *panic_target;
}

void panic(const char *format, ...) {
    if (panic_target) std::longjmp(*panic_target, 1);
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(stderr, format, arguments);
    std::abort();
}

bool panics(const std::function<void()> &body) {
    std::jmp_buf target;
    panic_target = &target;
    const bool panicked = setjmp(target) != 0;
    if (!panicked) body();
    panic_target = nullptr;
    return panicked;
}

void world_reset(unsigned count) {
    machine::test_time = 0;
    machine::signals = {};
    idle_processors = 0;
    for (unsigned i = 0; i < machine::max_cpus; ++i) {
        processor &cpu = processors[i];
        cpu.local.number = i;
        cpu.construct();
        cpu.current = cpu.handoff = nullptr;
        cpu.current_waits = cpu.slice_over = false;
        cpu.slice_end = cpu.tick = timer_queue::none;
        cpu.running_priority = -1;
        cpu.state = i < count ? processor::state::running : processor::state::absent;
    }
    play(0);
}

void play(unsigned cpu) { machine::current_cpu = &processors[cpu].local; }
unsigned signals_to(unsigned cpu) { return machine::signals[cpu]; }

// --- What the rest of the kernel would provide.

void *zone_base::allocate() { return std::aligned_alloc(64, (size_ + 63) & ~63u); }
void zone_base::free(void *object) { std::free(object); }
void vm_object::destroy(vm_object *) {}
result<vm_map::location> vm_map::locate(uint64_t) { return location{nullptr, 0}; }
void task::destroy(task *) {}
void ipc_port::destroy(ipc_port *) {}
void vm_map::destroy(vm_map *) {}
void ipc_space::destroy(ipc_space *) {}
void ipc_right_transit::release() {}

task::task() : end_threads_work_(nullptr, nullptr), tear_down_work_(nullptr, nullptr) {}
task::~task() = default;

namespace {
zone<task> tasks("task");
zone<thread> threads("thread");
task &some_task() {
    static task *t = tasks.create();
    return *t;
}
}  // namespace

thread::thread(task &owner) : wait_timer(wait_expired), task_(ref<task>::share(owner)) {
    ipc.owner = this;
}
own_exception_actions::~own_exception_actions() = default;
thread::~thread() = default;
void thread::destroy(thread *t) { threads.destroy(t); }
thread &thread::of_wait_timer(timer &t) {
    return *boost::intrusive::get_parent_from_member(&t, &thread::wait_timer);
}

uint64_t clock_ticks_to_ns(uint64_t ticks) { return ticks; }

thread_pointer make_thread(unsigned priority) {
    thread *t = threads.create(some_task());
    t->priority = t->base_priority = static_cast<uint8_t>(priority);
    return thread_pointer(t);
}
void thread_deleter::operator()(thread *t) const { thread::destroy(t); }
