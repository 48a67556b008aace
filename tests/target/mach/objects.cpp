// The memory-object calls one by one: the test is the pager, another thread touches the memory, and
// every message that comes of it is looked at, with what the next answer does.

#include <atomic>
#include <cstring>
#include <utility>

#include <lib/thread_start.hpp>
#include <mach/interface/memory_object.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

namespace mi = mach::interface;
mach_test test("objects");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE, pages = 8;
task_t self() { return mach_task_self(); }

/// What the kernel says to the pager.
class message {
public:
    explicit message(mach_port_t port) {
        test.equal(mach_msg(&in_.header, MACH_RCV_MSG, 0, sizeof in_, port, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
    }
    mach_msg_id_t id() const { return in_.header.msgh_id; }
    memory_object_control_t control() const { return in_.init.body.control.name; }
    uint64_t page_size() const { return in_.init.body.page_size; }

    void is_demand(mach_msg_id_t wanted, uint64_t offset, vm_prot_t access) const {
        const mi::memory_object_demand_message &body = in_.demand.body;
        if (!test.equal(id(), wanted)) return;
        test.equal(static_cast<long long>(body.offset), static_cast<long long>(offset));
        test.equal(static_cast<long long>(body.size), page);
        test.equal(body.access & access, access);
    }
    void is_return(uint64_t offset, char first, bool dirty) const {
        const mi::memory_object_return_message &body = in_.back.body;
        if (!test.equal(id(), memory_object_data_return_routine::id)) return;
        test.equal(static_cast<long long>(body.offset), static_cast<long long>(offset));
        test.equal(body.data.size, page);
        test.equal(body.dirty != 0, dirty);
        test.equal(*reinterpret_cast<const char *>(body.data.address), first);
        test.equal(mach_vm_deallocate(self(), body.data.address, page), KERN_SUCCESS);
    }
    void is_completed(uint64_t offset, uint64_t size) const {
        const mi::memory_object_completed_message &body = in_.completed.body;
        if (!test.equal(id(), memory_object_lock_completed_routine::id)) return;
        test.equal(static_cast<long long>(body.offset), static_cast<long long>(offset));
        test.equal(static_cast<long long>(body.size), static_cast<long long>(size));
    }

private:
    union {
        mach_msg_header_t header;
        mach::rpc::wire<mi::memory_object_init_message> init;
        mach::rpc::wire<mi::memory_object_demand_message> demand;
        mach::rpc::wire<mi::memory_object_return_message> back;
        mach::rpc::wire<mi::memory_object_completed_message> completed;
        char room[512];
    } in_{};
};

/// Reads or writes one byte for the test, which must not wait for its own answer.
class toucher {
public:
    bool start() {
        const auto top = reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 64;
        return semaphore_create(self(), &go_, 0, 0) == KERN_SUCCESS &&
               semaphore_create(self(), &done_, 0, 0) == KERN_SUCCESS &&
               server::start_thread(self(), reinterpret_cast<uint64_t>(&run), top - 8,
                                    reinterpret_cast<uint64_t>(this)) == KERN_SUCCESS;
    }
    void read(mach_vm_address_t address) { begin(address, 0); }
    void write(mach_vm_address_t address, char value) { begin(address, value); }
    /// \return the byte, once it is there.
    char finish() {
        test.equal(semaphore_wait_trap(done_), KERN_SUCCESS);
        return seen_;
    }

private:
    void begin(mach_vm_address_t address, char value) {
        at_ = reinterpret_cast<volatile char *>(address);
        value_ = value;
        test.equal(semaphore_signal_trap(go_), KERN_SUCCESS);
    }
    [[noreturn]] static void run(uint64_t address) {
        auto &t = *reinterpret_cast<toucher *>(address);
        for (;;) {
            if (semaphore_wait_trap(t.go_) != KERN_SUCCESS) continue;
            if (t.value_ != 0) *t.at_ = t.value_;
            t.seen_ = *t.at_;
            (void)semaphore_signal_trap(t.done_);
        }
    }

    volatile char *at_ = nullptr;
    char value_ = 0;
    std::atomic<char> seen_{0};
    semaphore_t go_ = MACH_PORT_NULL, done_ = MACH_PORT_NULL;
    alignas(16) char stack_[16384];
};

toucher other;
mach_port_t pager = MACH_PORT_NULL;
memory_object_t object = MACH_PORT_NULL;
memory_object_control_t control = MACH_PORT_NULL;
mach_vm_address_t area = 0;

void attributes_are(bool ready, bool may_cache, memory_object_copy_strategy_t strategy) {
    boolean_t is_ready = -1, caches = -1;
    memory_object_copy_strategy_t copies = -1;
    test.equal(memory_object_get_attributes(control, &is_ready, &caches, &copies), KERN_SUCCESS);
    test.equal(is_ready != 0, ready);
    if (!ready) return;
    test.equal(caches != 0, may_cache);
    test.equal(copies, strategy);
}

void beginning() {
    test.equal(memory_object_create_paged(mach_host_self(), MACH_PORT_NULL, pages * page, &object),
               KERN_INVALID_ARGUMENT);
    test.equal(memory_object_create_paged(mach_host_self(), pager, pages * page, &object),
               KERN_SUCCESS);
    const message first(pager);
    if (!test.equal(first.id(), memory_object_init_routine::id)) test.finish();
    control = first.control();
    test.equal(static_cast<long long>(first.page_size()), page);
    attributes_are(false, false, 0);
    test.equal(memory_object_ready(control, 1, MEMORY_OBJECT_COPY_DELAY), KERN_SUCCESS);
    attributes_are(true, true, MEMORY_OBJECT_COPY_DELAY);
    test.equal(memory_object_change_attributes(control, 0, MEMORY_OBJECT_COPY_NONE), KERN_SUCCESS);
    attributes_are(true, false, MEMORY_OBJECT_COPY_NONE);
    test.equal(memory_object_change_attributes(object, 0, MEMORY_OBJECT_COPY_NONE), MIG_BAD_ID);
    test.equal(mach_vm_map(self(), &area, pages * page, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                           VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_NONE),
               KERN_SUCCESS);
}

void supply(uint64_t number, char first, vm_prot_t lock, bool precious) {
    alignas(page) static char data[page];
    data[0] = first;
    test.equal(
        memory_object_data_supply(control, number * page, reinterpret_cast<vm_offset_t>(data), page,
                                  0, lock, precious),
        KERN_SUCCESS);
}

kern_return_t lock(uint64_t offset, uint64_t size, memory_object_return_t back, bool flush,
                   vm_prot_t forbid) {
    return memory_object_lock_request(control, offset, size, back, flush, forbid);
}

/// Supplied with writing forbidden: the pager is asked again before the first write.
void demands() {
    other.read(area + page);
    message(pager).is_demand(memory_object_data_request_routine::id, page, VM_PROT_READ);
    supply(1, 'a', VM_PROT_WRITE, false);
    test.equal(other.finish(), 'a');
    other.write(area + page, 'b');
    message(pager).is_demand(memory_object_data_unlock_routine::id, page, VM_PROT_WRITE);
    test.equal(lock(page, page, MEMORY_OBJECT_RETURN_NONE, false, VM_PROT_NONE), KERN_SUCCESS);
    message(pager).is_completed(page, page);
    test.equal(other.finish(), 'b');
    // Nobody has asked for this one: it is there when it is wanted, as it came first.
    supply(2, 'c', VM_PROT_NONE, true);
    supply(2, 'x', VM_PROT_NONE, false);
    other.read(area + 2 * page);
    test.equal(other.finish(), 'c');
}

void returns() {
    test.equal(lock(0, pages * page, MEMORY_OBJECT_RETURN_DIRTY, false, VM_PROT_NONE),
               KERN_SUCCESS);
    message(pager).is_return(page, 'b', true);
    message(pager).is_completed(0, pages * page);
    // Clean now, so that only what is precious comes back; both are flushed.
    test.equal(lock(0, pages * page, MEMORY_OBJECT_RETURN_ALL, true, VM_PROT_NONE), KERN_SUCCESS);
    message(pager).is_return(2 * page, 'c', false);
    message(pager).is_completed(0, pages * page);
    other.read(area + page);
    message(pager).is_demand(memory_object_data_request_routine::id, page, VM_PROT_READ);
    supply(1, 'd', VM_PROT_NONE, false);
    test.equal(other.finish(), 'd');
    test.equal(lock(1, page, MEMORY_OBJECT_RETURN_NONE, false, VM_PROT_NONE),
               KERN_INVALID_ARGUMENT);
    test.equal(lock(~uint64_t{0} & ~(page - 1), 2 * page, 0, false, VM_PROT_NONE),
               KERN_INVALID_ARGUMENT);
    test.equal(lock(0, page, MEMORY_OBJECT_RETURN_NONE, false, 0x100), KERN_INVALID_ARGUMENT);
}

/// The last who names or maps it has gone.
void ending() {
    test.equal(mach_port_deallocate(self(), object), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), area, pages * page), KERN_SUCCESS);
    test.equal(message(pager).id(), memory_object_terminate_routine::id);
    test.equal(memory_object_change_attributes(control, 0, MEMORY_OBJECT_COPY_NONE),
               MACH_SEND_INVALID_DEST);
    mach_port_type_t type = 0;
    test.equal(mach_port_type(self(), control, &type), KERN_SUCCESS);
    test.equal(type, MACH_PORT_TYPE_DEAD_NAME);
}

}  // namespace

int main() {
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &pager), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), pager, pager, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    if (!test.check(other.start(), "the thread")) test.finish();
    beginning();
    demands();
    returns();
    ending();
    test.finish();
}
