#include "world.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_kobject_table.hpp>
#include <ipc/ipc_reaper.hpp>
#include <ipc/ipc_thread_end.hpp>
#include <kern/long_work.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/trap_entry.hpp>
#include <kern/user_copy.hpp>
#include <machine/copy_user.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_object.hpp>

void long_work(unsigned) {}  // interrupts do not come here

// --- The machine and what the kernel's other parts provide.

processor processors[machine::max_cpus];

namespace machine {
cpu_local *current_cpu = &processors[0].local;
void send_reschedule(unsigned) {}
uint64_t test_time;
}  // namespace machine

namespace {

long live_objects, allocations_left = -1;
struct range {
    uint64_t begin = 0, end = 0;
    bool meets(uint64_t address, uint64_t size) const {
        return address < end && begin < address + size;
    }
} bad, absent;
std::map<const vm_map_copy *, std::vector<char>> copies;
std::map<uint64_t, std::vector<char>> received;

void *counted_allocate(std::size_t size) {
    if (allocations_left == 0) return nullptr;
    if (allocations_left > 0) --allocations_left;
    ++live_objects;
    return std::aligned_alloc(64, (size + 63) & ~std::size_t{63});
}
void counted_free(void *memory) {
    --live_objects;
    std::free(memory);
}

kern_return_t check_user(uint64_t address, std::size_t size) {
    if (bad.meets(address, size)) return KERN_INVALID_ADDRESS;
    if (!absent.meets(address, size)) return KERN_SUCCESS;
    absent = {};
    return KERN_PAGE_WAIT;
}

}  // namespace

void panic(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(stderr, format, arguments);
    std::abort();
}

#ifdef DEBUG
void lock_order_acquired(const spinlock &, lock_rank, bool) {}
void lock_order_released(const spinlock &) {}
#endif

void *zone_base::allocate() { return counted_allocate(size_); }
void zone_base::free(void *object) { counted_free(object); }
void *kalloc(std::size_t size) { return counted_allocate(size); }
void kfree(void *memory, std::size_t) { counted_free(memory); }

result<> copy_in(void *to, user_address from, std::size_t size) {
    const kern_return_t kr = check_user(from, size);
    if (kr != KERN_SUCCESS) return error(kr);
    std::memcpy(to, reinterpret_cast<const void *>(from), size);
    return {};
}
result<> copy_out(user_address to, const void *from, std::size_t size) {
    const kern_return_t kr = check_user(to, size);
    if (kr != KERN_SUCCESS) return error(kr);
    if (size != 0) std::memcpy(reinterpret_cast<void *>(to), from, size);
    return {};
}

machine::copy_status machine::copy_from_user(void *to, uint64_t from, std::size_t size) {
    if (bad.meets(from, size) || absent.meets(from, size)) return copy_status::fault;
    std::memcpy(to, reinterpret_cast<const void *>(from), size);
    return copy_status::done;
}
machine::copy_status machine::copy_to_user(uint64_t to, const void *from, std::size_t size) {
    if (bad.meets(to, size) || absent.meets(to, size)) return copy_status::fault;
    std::memcpy(reinterpret_cast<void *>(to), from, size);
    return copy_status::done;
}
bool pmap::open_window(uint64_t page) {
    windows_[page % windows] = {.page = page, .away = 0};
    return true;
}
void pmap::forget(machine::cpu_mask) {}
void pmap::use_place(machine::cpu_mask) {}
constinit std::atomic<unsigned> pmap::places_used_{1};
void timer::cancel() {}

// A thread that is left waits for its actor; the one that is entered has gone on to the end of its
// trap.
machine::frame *sched_exit() {
    return std::exchange(processors[0].current_waits, false) ? nullptr : &current_thread().frame;
}
machine::frame *sched_finish(thread &self, trap_outcome outcome) {
    switch (outcome.what) {
    case trap_outcome::kind::done: machine::set_return(self.frame, outcome.value); break;
    case trap_outcome::kind::restart: return trap_message();
    default: return nullptr;
    }
    return &self.frame;
}
void sched_check() {}
void wait_begun(thread &, bool) {}

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
trap_outcome vm_fault_wait(thread &self, uint64_t, vm_prot_t, continuation resume) {
    return resume(self);
}

task::task() : end_threads_work_(nullptr, nullptr), tear_down_work_(nullptr, nullptr) {}
task::~task() = default;
result<ref<task>> task::create(task *, bool) {
    auto made = ref<task>::adopt(new task);
    made->space_ = TRY(ipc_space::create());
    made->map_ = TRY(vm_map::create());
    made->port_ = TRY(ipc_kobject_create(kobject_type::task, made.get()));
    return made;
}
void task::destroy(task *dead) {
    ipc_kobject_clear(std::move(dead->port_));
    delete dead;
}

thread::thread(task &owner) : wait_timer(nullptr), task_(ref<task>::share(owner)) {}
own_exception_actions::~own_exception_actions() = default;
thread::~thread() = default;
result<ref<thread>> thread::create(task &owner) { return ref<thread>::adopt(new thread(owner)); }
void thread::destroy(thread *dead) { delete dead; }

result<ref<vm_map>> vm_map::create() { return ref<vm_map>::adopt(new vm_map); }
void vm_map::destroy(vm_map *map) { delete map; }
result<> vm_map::deallocate(uint64_t, uint64_t) { return {}; }

void vm_object::destroy(vm_object *) {}  // there are none

void memory_object_pager::destroy(memory_object_pager *) {}
vm_map_copy::~vm_map_copy() = default;
void vm_map_copy::destroy(vm_map_copy *copy) {
    copies.erase(copy);
    --live_objects;
    delete copy;
}
result<ref<vm_map_copy>> vm_map_copy::from_kernel(const void *data, uint64_t size) {
    if (allocations_left == 0) return error(KERN_RESOURCE_SHORTAGE);
    auto copy = ref<vm_map_copy>::adopt(new vm_map_copy);
    ++live_objects;
    copy->size_ = size;
    const char *bytes = static_cast<const char *>(data);
    copies[copy.get()].assign(bytes, bytes + size);
    return copy;
}
result<ref<vm_map_copy>> vm_map_copy::copy_in(vm_map &, uint64_t address, uint64_t size, bool) {
    if (bad.meets(address, size)) return error(KERN_INVALID_ADDRESS);
    return from_kernel(reinterpret_cast<const void *>(address), size);
}
result<uint64_t> vm_map_copy::copy_out(vm_map &) {
    if (allocations_left == 0) return error(KERN_NO_SPACE);
    std::vector<char> bytes = copies[this];
    const auto address = reinterpret_cast<uint64_t>(bytes.data());
    received[address] = std::move(bytes);
    return address;
}

// Kernel objects have no interfaces here but a bare one, of messages that are dropped.
const kobject_entry *ipc_kobject_find(kobject_type, mach_msg_id_t) { return nullptr; }
const ipc_kobject_raw *ipc_kobject_raw_of(kobject_type) { return nullptr; }

// --- The actors.

namespace world {

/// The processor keeps the buffer of a message for the next one.
long objects() {
    const processor &cpu = this_processor();
    return live_objects - (cpu.spare_message != nullptr) - (cpu.second_spare != nullptr);
}
void limit_allocations(long count) { allocations_left = count; }
void set_bad(const void *address, std::size_t size) {
    bad = {reinterpret_cast<uint64_t>(address), reinterpret_cast<uint64_t>(address) + size};
}
void set_absent(const void *address, std::size_t size) {
    absent = {reinterpret_cast<uint64_t>(address), reinterpret_cast<uint64_t>(address) + size};
}
void free_received(uint64_t address) { received.erase(address); }

actor::actor() : task_(*task::create(nullptr, false)), thread_(*thread::create(*task_)) {
    self().ipc.owner = &self();
}

actor::actor(actor &of) : task_(of.task_), thread_(*thread::create(*task_)), owns_task_(false) {
    self().ipc.owner = &self();
}

actor::~actor() {
    if (processors[0].current == &self()) processors[0].current = nullptr;
    if (owns_task_) terminate();
    ipc_thread_end(self());
    while (!ipc_reap(reap_budget)) {
    }
}

void actor::terminate() {
    while (!space().terminate_step(64)) {
    }
    while (!ipc_reap(reap_budget)) {
    }
}

void actor::enter() {
    processor &cpu = processors[0];
    if (cpu.current != nullptr) cpu.current->on_processor = false;
    cpu.current = &self();
    self().on_processor = true;
}

int64_t actor::msg(void *message, mach_msg_option_t option, mach_msg_size_t send,
                   mach_msg_size_t receive, mach_port_name_t name, mach_msg_timeout_t timeout) {
    enter();
    self().frame = {};
    const uint64_t arguments[] = {
        reinterpret_cast<uint64_t>(message), option, send, receive, name, timeout};
    for (unsigned i = 0; i < 6; ++i) machine::set_argument(self().frame, i, arguments[i]);
    return trap_message() == &self().frame ? self().frame.value : blocked;
}

bool actor::runnable() const { return thread_->wait.status == thread_wait::state::running; }
int64_t actor::resume() {
    enter();
    const continuation resume = std::exchange(self().wait.resume, nullptr);
    if (resume != nullptr && sched_finish(self(), resume(self())) != &self().frame) return blocked;
    return self().frame.value;
}
int64_t actor::end_wait(kern_return_t why) {
    CHECK_TRUE(wait_claim(self()));
    wait_wake(self(), why);
    return resume();
}

mach_port_name_t actor::allocate(mach_port_right_t right) {
    return *port_ops::allocate(space(), right);
}

mach_port_name_t actor::allocate_with_send() {
    const mach_port_name_t name = allocate();
    CHECK_EQUAL(name, take(*this, name, MACH_MSG_TYPE_MAKE_SEND));
    return name;
}

mach_port_type_t actor::type(mach_port_name_t name) {
    ipc_deferred after;
    lock_guard guard(space().lock);
    ipc_entry *entry = space().lookup(name);
    return entry != nullptr ? ipc_right_type(space(), name, *entry, after) : 0;
}

uint32_t actor::refs(mach_port_name_t name, mach_port_right_t right) {
    ipc_deferred after;
    lock_guard guard(space().lock);
    ipc_entry *entry = space().lookup(name);
    if (entry == nullptr) return 0;
    ipc_right_check(space(), name, *entry, after);
    return ipc_right_urefs(*entry, right);
}

ipc_port &actor::port(mach_port_name_t name) {
    lock_guard guard(space().lock);
    return *space().lookup(name)->port;
}

mach_port_name_t actor::take(actor &from, mach_port_name_t name, uint8_t disposition) {
    auto right = port_ops::extract_right(from.space(), name, disposition);
    CHECK_TRUE(right.has_value());
    ipc_deferred after;
    lock_guard guard(space().lock);
    return *ipc_right_copyout(space(), *right, true, after);
}

kern_return_t actor::request(mach_port_name_t name, mach_port_name_t notify, bool immediate,
                             bool send_possible) {
    auto right = port_ops::extract_right(space(), notify, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    ipc_deferred after;
    lock_guard guard(space().lock);
    ipc_entry *entry = space().lookup(name);
    if (entry == nullptr) return KERN_INVALID_NAME;
    const auto previous =
        ipc_right_request(space(), name, *entry, immediate, send_possible, *right, after);
    return previous ? KERN_SUCCESS : previous.error();
}

}  // namespace world
