// An external pager in a thread of its own: faults of programs and of the kernel's own copies
// become its messages; what it refuses, and its death, are errors to whoever touches the memory.

#include <atomic>
#include <cstring>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/interface/memory_object.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("pager");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
task_t self() { return mach_task_self(); }
volatile char *bytes(mach_vm_address_t address) {
    return reinterpret_cast<volatile char *>(address);
}

/// Page n of its object is full of n; page `refused` it does not have, `unavailable` are zeros, at
/// `last` it dies.
class simple_pager {
public:
    static constexpr uint64_t pages = 32, refused = 20, unavailable = 21, last = 30;

    bool start() {
        mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port_);
        mach_port_insert_right(self(), port_, port_, MACH_MSG_TYPE_MAKE_SEND);
        const auto top = reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 64;
        return memory_object_create_paged(mach_host_self(), port_, pages * page, &object) ==
                   KERN_SUCCESS &&
               server::start_thread(self(), reinterpret_cast<uint64_t>(&run), top - 8,
                                    reinterpret_cast<uint64_t>(this)) == KERN_SUCCESS;
    }
    memory_object_t object = MACH_PORT_NULL;
    std::atomic<unsigned> requests{0};
    std::atomic<bool> returned{false};

private:
    union incoming {
        mach_msg_header_t header;
        struct {
            mach::rpc::wire<mach::interface::memory_object_init_message> message;
            mach_msg_max_trailer_t trailer;
        } init;
        struct {
            mach::rpc::wire<mach::interface::memory_object_demand_message> message;
            mach_msg_max_trailer_t trailer;
        } demand;
        struct {
            mach::rpc::wire<mach::interface::memory_object_return_message> message;
            mach_msg_max_trailer_t trailer;
        } back;
    };

    [[noreturn]] static void run(uint64_t address) {
        auto &pager = *reinterpret_cast<simple_pager *>(address);
        server::set_this_block(pager.block_);  // libmach keeps the thread's reply port there
        incoming in;
        while (mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, pager.port_, 0, MACH_PORT_NULL) ==
               MACH_MSG_SUCCESS)
            pager.serve(in);
        thread_exit_trap(0, 0, nullptr, 0);
        __builtin_unreachable();
    }

    void serve(incoming &in) {
        switch (in.header.msgh_id) {
        case memory_object_init_routine::id:
            control_ = in.init.message.body.control.name;
            (void)memory_object_ready(control_, 1, MEMORY_OBJECT_COPY_DELAY);
            break;
        case memory_object_data_request_routine::id: return supply(in.demand.message.body.offset);
        case memory_object_data_return_routine::id:
            returned = bytes(in.back.message.body.data.address)[0] == 99;
            (void)mach_vm_deallocate(self(), in.back.message.body.data.address, page);
            break;
        default: break;
        }
    }

    void supply(uint64_t offset) {
        ++requests;
        const uint64_t number = offset / page;
        if (number == last) {
            (void)mach_port_mod_refs(self(), port_, MACH_PORT_RIGHT_RECEIVE, -1);
        } else if (number == refused) {
            (void)memory_object_data_error(control_, offset, page, KERN_FAILURE);
        } else if (number == unavailable) {
            (void)memory_object_data_unavailable(control_, offset, page);
        } else {
            std::memset(data_, static_cast<int>(number), page);
            (void)memory_object_data_supply(control_, offset, reinterpret_cast<vm_offset_t>(data_),
                                            page, 0, 0, 0);
        }
    }

    server::emulation_block block_{};
    mach_port_t port_ = MACH_PORT_NULL, control_ = MACH_PORT_NULL;
    alignas(4096) char data_[page];
    alignas(16) char stack_[16384];

public:
    mach_port_t control() const { return control_; }
};

simple_pager pager;

}  // namespace

int main() {
    if (!test.check(pager.start(), "start")) test.finish();
    mach_vm_address_t area = 0, copy = 0;
    const auto map = [](mach_vm_address_t *where, boolean_t copied) {
        return mach_vm_map(self(), where, simple_pager::pages * page, 0, VM_FLAGS_ANYWHERE,
                           pager.object, 0, copied, VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_SHARE);
    };
    test.equal(map(&area, 0), KERN_SUCCESS);
    test.equal(map(&copy, 1), KERN_SUCCESS);

    for (int i = 0; i < 8; ++i) test.equal(bytes(area)[i * page + 9], i);
    test.equal(pager.requests, 8);
    test.equal(bytes(area)[simple_pager::unavailable * page], 0);
    bytes(copy)[page] = 50;
    test.equal(bytes(area)[page], 1);
    bytes(area)[2 * page] = 99;
    test.equal(bytes(copy)[2 * page], 99);

    // The kernel's own accesses wait, too: a message into absent memory, out of it, and into
    // another task's.
    char small[64];
    mach_vm_size_t out = 0;
    const auto to = reinterpret_cast<mach_vm_address_t>(small);
    test.equal(mach_vm_read_overwrite(self(), area + 10 * page - 8, 16, to, &out), KERN_SUCCESS);
    test.equal(small[7], 9);
    test.equal(small[8], 10);
    test.equal(mach_vm_write(self(), area + 12 * page - 8, to, 16), KERN_SUCCESS);
    test.equal(bytes(area)[12 * page + 7], 10);
    test.equal(bytes(area)[12 * page + 8], 12);
    task_t other = MACH_PORT_NULL;
    test.equal(task_create(self(), 1, &other), KERN_SUCCESS);
    test.equal(mach_vm_write(other, area + 14 * page - 8, to, 16), KERN_SUCCESS);
    test.equal(bytes(area)[14 * page], 10);
    test.equal(mach_vm_read_overwrite(other, area + 16 * page - 8, 16, to, &out), KERN_SUCCESS);
    test.equal(small[8], 16);
    test.equal(task_terminate(other), KERN_SUCCESS);

    test.equal(memory_object_lock_request(pager.control(), 2 * page, page, MEMORY_OBJECT_RETURN_ALL,
                                          1, VM_PROT_NONE),
               KERN_SUCCESS);
    test.equal(bytes(area)[2 * page], 2);  // flushed, and asked for anew behind the return
    test.check(pager.returned, "the dirty page has come back");

    // Read ahead: a page that nobody has asked for comes in, and one that is here stays.
    const unsigned before = pager.requests;
    static char ahead[2 * MACH_PAGE_SIZE];
    std::memset(ahead, 77, sizeof ahead);
    test.equal(
        memory_object_data_supply(pager.control(), 17 * page, reinterpret_cast<vm_offset_t>(ahead),
                                  sizeof ahead, 0, 0, 0),
        KERN_SUCCESS);
    test.equal(bytes(area)[17 * page], 77);
    bytes(area)[18 * page] = 78;
    test.equal(memory_object_data_supply(pager.control(), 18 * page,
                                         reinterpret_cast<vm_offset_t>(ahead), page, 0, 0, 0),
               KERN_SUCCESS);
    test.equal(bytes(area)[18 * page], 78);
    test.equal(memory_object_data_supply(pager.control(), simple_pager::pages * page,
                                         reinterpret_cast<vm_offset_t>(ahead), page, 0, 0, 0),
               KERN_SUCCESS);  // behind the end: nothing
    test.equal(pager.requests, before);

    // Where the pager itself maps it, a touch does not wait; the kernel's copy of it does, and
    // ends.
    mach_vm_address_t own = 0;
    test.equal(mach_vm_map(self(), &own, simple_pager::pages * page, 0,
                           VM_FLAGS_ANYWHERE | VM_FLAGS_RESIDENT, pager.object, 0, 0,
                           VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE),
               KERN_SUCCESS);
    test.equal(bytes(own)[17 * page], 77);
    test.equal(mach_vm_read_overwrite(self(), own + 25 * page, 1, to, &out), KERN_SUCCESS);
    test.equal(small[0], 25);
    test.equal(pager.requests, before + 1);
    test.equal(mach_vm_deallocate(self(), own, simple_pager::pages * page), KERN_SUCCESS);

    // A changed page that is not thrown away comes back once.
    pager.returned = false;
    bytes(area)[3 * page] = 99;
    for (const bool expected : {true, false}) {
        test.equal(memory_object_lock_request(pager.control(), 3 * page, page,
                                              MEMORY_OBJECT_RETURN_DIRTY, 0, VM_PROT_NONE),
                   KERN_SUCCESS);
        test.equal(bytes(area)[24 * page], 24);  // asked for behind what came back
        test.equal(pager.returned, expected);
        pager.returned = false;
        test.equal(memory_object_lock_request(pager.control(), 24 * page, page,
                                              MEMORY_OBJECT_RETURN_NONE, 1, VM_PROT_NONE),
                   KERN_SUCCESS);
    }

    const auto error = [&](uint64_t number) {
        return mach_vm_read_overwrite(self(), area + number * page, 1, to, &out);
    };
    test.equal(error(simple_pager::refused), KERN_MEMORY_ERROR);
    test.equal(error(simple_pager::last), KERN_MEMORY_ERROR);
    test.equal(error(simple_pager::last - 1), KERN_MEMORY_ERROR);  // dead
    test.equal(bytes(area)[5 * page], 5);
    test.equal(mach_vm_deallocate(self(), area, simple_pager::pages * page), KERN_SUCCESS);
    test.equal(bytes(copy)[page], 50);
    test.finish();
}
