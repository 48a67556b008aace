// From a device's interrupt to the driver that waits for it, in a task of its own. The device is
// the kernel's serial port, whose transmitter is ready between the kernel's messages: allowed to
// say so, it interrupts at once.

#include <atomic>
#include <memory>

#include <lib/counter.hpp>
#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/device.h>

#include "mach_bench.hpp"

using mach_bench::must;

namespace {

constexpr uint64_t stack_size = 16384;
constexpr int rounds = 100;

class serial_port {
public:
    virtual ~serial_port() = default;
    virtual void allow(bool on) = 0;
    virtual unsigned line() const = 0;
};

/// National Semiconductor PC16550D: the interrupt enable register; ISA interrupt 4.
class ns16550 final : public serial_port {
public:
    explicit ns16550(mach_port_t master) : master_(master) {}
    void allow(bool on) override {
        must("interrupt enable", device_io_port_write(master_, 0x3f9, 1, on ? 2 : 0));
    }
    unsigned line() const override { return 4; }

private:
    mach_port_t master_;
};

/// ARM DDI 0183, PrimeCell UART PL011: the interrupt mask register; where QEMU's `virt` has it.
class pl011 final : public serial_port {
public:
    explicit pl011(mach_port_t master) {
        memory_object_t object = MACH_PORT_NULL;
        mach_vm_address_t address = 0;
        must("device", device_map(master, 0x9000000, MACH_PAGE_SIZE, &object));
        must("map", mach_vm_map(mach_task_self(), &address, MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE,
                                object, 0, 0, VM_PROT_READ | VM_PROT_WRITE,
                                VM_PROT_READ | VM_PROT_WRITE, VM_INHERIT_NONE));
        registers_ = reinterpret_cast<volatile uint32_t *>(address);
    }
    void allow(bool on) override { registers_[0x38 / 4] = on ? 1 << 5 : 0; }
    unsigned line() const override { return 33; }

private:
    volatile uint32_t *registers_;
};

std::unique_ptr<serial_port> find(mach_port_t master) {
    uint32_t value = 0;
    if (device_io_port_read(master, 0x3f9, 1, &value) == KERN_SUCCESS)
        return std::make_unique<ns16550>(master);
    return std::make_unique<pl011>(master);
}

/// When the driver ran, by the counter; 0: not yet.
using moment = std::atomic<uint64_t>;

/// Bare loop: no C library, since the thread has no thread-local storage.
[[noreturn]] void drive(uint64_t port, uint64_t address) {
    auto &seen = *reinterpret_cast<moment *>(address);
    struct {
        mach_msg_header_t header;
        char rest[256];
    } m;
    for (;;) {
        if (mach_msg_trap(&m.header, MACH_RCV_MSG, 0, sizeof m, static_cast<mach_port_name_t>(port),
                          0, MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            __builtin_trap();
        seen.store(server::read_counter());
    }
}

/// Counter ticks for what `operation` takes, as the median.
template <class Operation>
uint64_t ticks(Operation operation) {
    uint64_t results[rounds];
    for (uint64_t &result : results) result = operation();
    std::nth_element(results, results + rounds / 2, results + rounds);
    return results[rounds / 2];
}

double ns_per_tick() {
    const uint64_t ns = server::monotonic_ns(), tick = server::read_counter();
    while (server::monotonic_ns() - ns < 1'000'000) {
    }
    return static_cast<double>(server::monotonic_ns() - ns) /
           static_cast<double>(server::read_counter() - tick);
}

}  // namespace

void bench_interrupt() {
    if (mach_bench::repeated != nullptr) return;
    const task_t self = mach_task_self();
    const mach_port_t master = server::granted("device_master");
    const auto device = find(master);
    const unsigned line = device->line();

    mach_vm_address_t page = 0, stack = 0;
    must("page", mach_vm_allocate(self, &page, MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE));
    must("share", mach_vm_inherit(self, page, MACH_PAGE_SIZE, VM_INHERIT_SHARE));
    must("stack", mach_vm_allocate(self, &stack, stack_size, VM_FLAGS_ANYWHERE));
    auto &seen = *reinterpret_cast<moment *>(page);
    seen.store(0);

    mach_port_t port = MACH_PORT_NULL;
    task_t task = MACH_PORT_NULL;
    thread_t thread = MACH_PORT_NULL;
    must("port", mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &port));
    must("register", device_interrupt_register(master, line, port, MACH_MSG_TYPE_MAKE_SEND));
    must("task", task_create(self, 1, &task));
    must("receiver", mach_port_insert_right(task, port, port, MACH_MSG_TYPE_MOVE_RECEIVE));
    must("driver", server::start_thread(task, reinterpret_cast<uint64_t>(&drive),
                                        stack + stack_size - 8, port, page, &thread));
    must("priority", thread_priority(thread, 25, 0));

    const uint64_t latency = ticks([&] {
        seen.store(0);
        const uint64_t begin = server::read_counter();
        device->allow(true);
        while (seen.load() == 0) (void)thread_switch(MACH_PORT_NULL, 0, 0);
        device->allow(false);
        must("acknowledge", device_interrupt_acknowledge(master, line));
        return seen.load() - begin;
    });
    // What is no part of it: to tell the device.
    const uint64_t telling = ticks([&] {
        const uint64_t begin = server::read_counter();
        device->allow(false);
        return server::read_counter() - begin;
    });
    must("unregister", device_interrupt_unregister(master, line));
    must("terminate", task_terminate(task));
    mach_bench::report(
        "interrupt_to_driver",
        static_cast<uint64_t>(static_cast<double>(latency - telling) * ns_per_tick()));
}
