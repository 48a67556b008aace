#include "world.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <ipc/ipc_kobject_table.hpp>
#include <ipc/ipc_reaper.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/boot_info.hpp>
#include <kern/bootstrap.hpp>
#include <kern/long_work.hpp>
#include <kern/processor.hpp>
#include <kern/user_copy.hpp>
#include <machine/copy_user.hpp>
#include <machine/tlb.hpp>
#include <vm/memory_object.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_pageout.hpp>
#include <vm/vm_reaper.hpp>
#include <vm/zone_state.hpp>

void long_work(unsigned) {}  // interrupts do not come here

processor processors[machine::max_cpus];

namespace machine {
cpu_local *current_cpu = &processors[0].local;
void send_reschedule(unsigned) {}
uint64_t test_time;
void (*on_tlb_flush)(cpu_mask, uint16_t, uint64_t, uint64_t);
}  // namespace machine

boot_info boot{};

void panic(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(stderr, format, arguments);
    std::fputc('\n', stderr);
    std::abort();
}

void log(const char *, ...) {}
void boot_failed(const char *format, ...) { panic("%s", format); }

void lock_order_acquired(const spinlock &lock, lock_rank, bool tried) {
    if (!tried && lock.is_held()) panic("a lock is taken twice");
}
void lock_order_released(const spinlock &) {}

machine::copy_status machine::copy_from_user(void *to, uint64_t from, std::size_t size) {
    std::memcpy(to, reinterpret_cast<const void *>(from), size);
    return copy_status::done;
}
machine::copy_status machine::copy_to_user(uint64_t to, const void *from, std::size_t size) {
    std::memcpy(reinterpret_cast<void *>(to), from, size);
    return copy_status::done;
}

void wait_begin(thread &self, wait_kind kind, continuation resume, void *object, bool, uint64_t) {
    self.wait.kind = kind;
    self.wait.resume = resume;
    self.wait.object = object;
    self.wait.status = thread_wait::state::waiting;
}
bool wait_claim(thread &t) {
    auto expected = thread_wait::state::waiting;
    return t.wait.status.compare_exchange_strong(expected, thread_wait::state::claimed);
}
void wait_wake(thread &t, kern_return_t result) {
    t.wait.result = result;
    t.wait.status = thread_wait::state::running;
}
void thread_handoff(thread &t, kern_return_t result) { wait_wake(t, result); }

task::task() : end_threads_work_(nullptr, nullptr), tear_down_work_(nullptr, nullptr) {}
task::~task() = default;
result<ref<task>> task::create(task *, bool) {
    auto made = ref<task>::adopt(new task);
    made->map_ = TRY(vm_map::create());
    return made;
}
void task::destroy(task *dead) { delete dead; }
void task::terminate() {
    while (!map_->terminate_step(64)) {
    }
}
thread::thread(task &owner) : wait_timer(nullptr), task_(ref<task>::share(owner)) {}
own_exception_actions::~own_exception_actions() = default;
thread::~thread() = default;
result<ref<thread>> thread::create(task &owner) { return ref<thread>::adopt(new thread(owner)); }
void thread::destroy(thread *dead) { delete dead; }

std::size_t all_tasks(ref<task> *to, std::size_t room) {
    if (!world::victim || room == 0) return world::victim ? 1 : 0;
    to[0] = ref<task>::share(*world::victim);
    return 1;
}

// Kernel objects get notifications, but no messages: tests call their routines.
const kobject_entry *ipc_kobject_find(kobject_type, mach_msg_id_t) { return nullptr; }
const ipc_kobject_raw *ipc_kobject_raw_of(kobject_type type) {
    if (type == kobject_type::memory_object) return &memory_object_kobject;
    return type == kobject_type::memory_object_control ? &memory_object_control_kobject : nullptr;
}
bool ipc_kobject_wants_notifications(kobject_type type) {
    return ipc_kobject_raw_of(type) != nullptr;
}
result<> copy_in(void *, user_address, std::size_t) { return error(KERN_INVALID_ADDRESS); }
result<> copy_out(user_address, const void *, std::size_t) { return error(KERN_INVALID_ADDRESS); }

namespace world {

namespace {

constexpr std::size_t memory_size = std::size_t{64} << 20;

/// Begins the world once, before the first test.
struct genesis {
    genesis() {
        void *memory = std::aligned_alloc(std::size_t{4} << 20, memory_size);
        const auto begin = reinterpret_cast<uint64_t>(memory);
        boot.memory[0] = {begin, begin + memory_size};
        boot.memory_count = 1;
        boot.reserved[0] = {begin + 0x5000, begin + 0x7123};
        boot.reserved_count = 1;
        vm_page_init();
        vm_reaper::initialise();
        self();  // lives to the end of the program
    }
};

}  // namespace

task *victim;

thread &self() {
    static ref<task> owner = *task::create(nullptr, false);
    static ref<thread> only = *thread::create(*owner);
    processors[0].current = only.get();
    return *only;
}

bool runnable() { return self().wait.status == thread_wait::state::running; }

uint64_t settled_free_pages() {
    while (!ipc_reap(reap_budget) || !vm_reaper::step(1000)) {
    }
    vm_page_drain();
    return vm_page_count().free;
}

long in_use(const char *name) {
    for (zone_state *z = zone_list; z; z = z->next)
        if (std::strcmp(z->zone->name(), name) == 0) return static_cast<long>(z->zone->in_use());
    return 0;
}

shortage::shortage(uint64_t left) {
    vm_page_drain();
    while (vm_page_count().free > left) {
        vm_page *page = vm_page_allocate(0);
        if (!page) break;
        *static_cast<void **>(vm_page_data(*page)) = taken_;
        taken_ = vm_page_data(*page);
    }
    vm_page_drain();
}

shortage::~shortage() {
    while (taken_) {
        vm_page &page = *vm_page_at(machine::virt_to_phys(taken_));
        taken_ = *static_cast<void **>(taken_);
        vm_page_free(page, 0);
    }
}

static genesis begin;

}  // namespace world
