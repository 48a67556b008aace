// What the device master gives to drivers, with the devices that every machine has: DMA memory and
// its addresses, I/O ports, an interrupt as a message, and the console, through which this test
// says how it ended.

#include <cstring>

#include <lib/clock.hpp>
#include <lib/physical.hpp>
#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/interface/dma.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("devices");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
task_t self() { return mach_task_self(); }
mach_port_t master = MACH_PORT_NULL;
bool has_io_ports = false;

constexpr uint16_t uart = 0x3f8, uart_enable = uart + 1, uart_identity = uart + 2,
                   uart_scratch = uart + 7;
constexpr unsigned uart_line = 4;
/// PL031 of QEMU's machine "virt": ARM DDI 0224.
constexpr uint64_t clock_address = 0x9010000;
constexpr unsigned clock_line = 34, clock_data = 0, clock_match = 1, clock_mask = 4,
                   clock_clear = 7;

void io_ports() {
    uint32_t value = 0;
    const kern_return_t kr = device_io_port_read(master, uart_scratch, 1, &value);
    has_io_ports = kr == KERN_SUCCESS;
    if (!has_io_ports) {
        test.equal(kr, KERN_NOT_SUPPORTED);
        test.equal(device_io_port_write(master, uart_scratch, 1, 0), KERN_NOT_SUPPORTED);
        const uint8_t byte = 0;
        test.equal(device_io_port_write_string(master, uart_scratch, &byte, 1), KERN_NOT_SUPPORTED);
        return;
    }
    test.equal(device_io_port_write(master, uart_scratch, 1, 0x5a), KERN_SUCCESS);
    test.equal(device_io_port_read(master, uart_scratch, 1, &value), KERN_SUCCESS);
    test.equal(value, 0x5a);
    const uint8_t bytes[] = {1, 2, 3};
    test.equal(device_io_port_write_string(master, uart_scratch, bytes, 3), KERN_SUCCESS);
    test.equal(device_io_port_read(master, uart_scratch, 1, &value), KERN_SUCCESS);
    test.equal(value, 3);
    test.equal(device_io_port_read(master, uart_scratch, 3, &value), KERN_INVALID_ARGUMENT);
    test.equal(device_io_port_write(master, uart_scratch, 8, 0), KERN_INVALID_ARGUMENT);
    test.equal(device_io_port_write_string(master, uart_scratch, nullptr, 0),
               KERN_SUCCESS);  // nothing to do
}

void dma() {
    mach_port_t right = MACH_PORT_NULL, again = MACH_PORT_NULL;
    test.equal(device_dma_right(master, &right), KERN_SUCCESS);
    test.equal(device_dma_right(master, &again), KERN_SUCCESS);
    test.check(again != right, "a domain for each device");
    test.equal(mach_port_deallocate(self(), again), KERN_SUCCESS);
    test.equal(device_dma_right(mach_host_self(), &again), MIG_BAD_ID);
    memory_object_t object = MACH_PORT_NULL;
    uint64_t physical = 0;
    test.equal(device_dma_allocate(master, 4 * page, 0, &object, &physical), KERN_SUCCESS);
    mach_vm_address_t area = 0;
    test.equal(mach_vm_map(self(), &area, 4 * page, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                           VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE),
               KERN_SUCCESS);
    uint64_t addresses[64] = {};
    unsigned count = 64;
    test.equal(dma_wire(right, area + 100, 2 * page, VM_PROT_READ, addresses, &count),
               KERN_SUCCESS);
    if (test.equal(count, 3))
        for (unsigned i = 0; i < count; ++i)
            test.equal(static_cast<long long>(addresses[i]),
                       static_cast<long long>(physical + i * page));
    test.equal(dma_unwire(right, area + 100, 2 * page), KERN_SUCCESS);
    test.check(dma_unwire(right, area + 100, 2 * page) != KERN_SUCCESS, "unwired twice");
    count = 64;
    test.equal(dma_wire(right, area, 0, VM_PROT_READ, addresses, &count), KERN_INVALID_ARGUMENT);
    test.equal(dma_wire(right, area, page, VM_PROT_EXECUTE, addresses, &count),
               KERN_INVALID_ARGUMENT);
    test.equal(dma_wire(right, area, 65 * page, VM_PROT_READ, addresses, &count),
               KERN_INVALID_ARGUMENT);
    test.equal(dma_wire(right, ~uint64_t{0} - 10, page, VM_PROT_READ, addresses, &count),
               KERN_INVALID_ARGUMENT);
    test.equal(mach_vm_deallocate(self(), area, 4 * page), KERN_SUCCESS);
    test.check(dma_wire(right, area, page, VM_PROT_READ, addresses, &count) != KERN_SUCCESS,
               "what is not there");
    test.equal(mach_port_deallocate(self(), object), KERN_SUCCESS);
}

/// What a driver's thread gets and leaves, in pages that it shares with the test.
struct alignas(MACH_PAGE_SIZE) driver_state {
    mach_port_t right;
    volatile kern_return_t result;
    volatile bool done;
    alignas(16) char stack[16384];
};
driver_state driver;
alignas(MACH_PAGE_SIZE) char driver_memory[2 * MACH_PAGE_SIZE];

/// Without a library, which would want a thread's storage.
[[noreturn]] void drive(uint64_t) {
    namespace mi = mach::interface;
    union {
        mach::rpc::wire<mi::dma_wire_request> request;
        mach::rpc::wire<mi::dma_wire_reply> reply;
        char room[sizeof(mach::rpc::wire<mi::dma_wire_reply>) + sizeof(mach_msg_max_trailer_t)];
    } x{};
    const mach_port_name_t back = mach_reply_port();
    x.request = {.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
                                                        MACH_MSG_TYPE_MAKE_SEND_ONCE),
                            .msgh_size = sizeof x.request,
                            .msgh_remote_port = driver.right,
                            .msgh_local_port = back,
                            .msgh_id = mi::dma_wire::id},
                 .body = {.address = reinterpret_cast<uint64_t>(driver_memory),
                          .size = sizeof driver_memory,
                          .access = VM_PROT_WRITE}};
    driver.result = mach_msg_trap(&x.request.header, MACH_SEND_MSG | MACH_RCV_MSG, sizeof x.request,
                                  sizeof x, back, 0, MACH_PORT_NULL);
    if (driver.result == MACH_MSG_SUCCESS) driver.result = x.reply.body.result;
    driver.done = true;
    for (;;) (void)clock_sleep_trap(0, 0, 1000, 0);
}

uint64_t tasks() {
    host_load_info_data_t load{};
    mach_msg_type_number_t count = HOST_LOAD_INFO_COUNT;
    test.equal(host_statistics(mach_host_self(), HOST_LOAD_INFO,
                               reinterpret_cast<host_info_t>(&load), &count),
               KERN_SUCCESS);
    return load.tasks;
}

void await_tasks(uint64_t wanted) {
    for (int i = 0; i < 400 && tasks() != wanted; ++i)
        (void)mach_wait_until(server::monotonic_ns() + 5'000'000);
    test.equal(static_cast<long long>(tasks()), static_cast<long long>(wanted));
}

/// A task with a thread that gives memory to `right`. \return the task.
task_t start_driver(mach_port_t right) {
    task_t task = MACH_PORT_NULL;
    driver.done = false;
    test.equal(mach_vm_inherit(self(), reinterpret_cast<mach_vm_address_t>(&driver), sizeof driver,
                               VM_INHERIT_SHARE),
               KERN_SUCCESS);
    test.equal(task_create(self(), 1, &task), KERN_SUCCESS);
    driver.right = 0x7001;
    if (right != MACH_PORT_NULL)
        test.equal(mach_port_insert_right(task, driver.right, right, MACH_MSG_TYPE_COPY_SEND),
                   KERN_SUCCESS);
    test.equal(
        server::start_thread(task, reinterpret_cast<uint64_t>(&drive),
                             reinterpret_cast<uint64_t>(driver.stack + sizeof driver.stack) - 72),
        KERN_SUCCESS);
    while (!driver.done) (void)swtch_pri(0);
    return task;
}

/// The device may still write to what a driver that was killed had given it.
void memory_outlives_its_driver() {
    mach_port_t right = MACH_PORT_NULL;
    test.equal(device_dma_right(master, &right), KERN_SUCCESS);
    const uint64_t before = tasks();
    const task_t task = start_driver(right);
    test.equal(driver.result, KERN_SUCCESS);
    uint64_t addresses[2];
    unsigned count = 2;
    test.equal(dma_wire(right, reinterpret_cast<uint64_t>(driver_memory), sizeof driver_memory,
                        VM_PROT_WRITE, addresses, &count),
               KERN_NO_ACCESS);
    test.equal(task_terminate(task), KERN_SUCCESS);
    mach_port_type_t type = 0;
    do test.equal(mach_port_type(self(), task, &type), KERN_SUCCESS);
    while ((type & MACH_PORT_TYPE_DEAD_NAME) == 0);
    // What follows the death of its port takes a moment; a task that nobody needs is gone by then.
    const task_t other = start_driver(MACH_PORT_NULL);
    test.check(driver.result != KERN_SUCCESS, "without a right");
    test.equal(task_terminate(other), KERN_SUCCESS);
    await_tasks(before + 1);
    // What bootstrap keeps counts as well, and so the death of the PCI server does not end it.
    constexpr uint32_t number = 7;
    test.equal(server::keep_right(number, right), KERN_SUCCESS);
    test.equal(server::keep_right(number, right), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), right), KERN_SUCCESS);
    test.equal(server::let_rights_go(number + 1), KERN_SUCCESS);
    await_tasks(before + 1);
    test.equal(server::let_rights_go(number), KERN_SUCCESS);
    await_tasks(before);
    test.equal(mach_port_deallocate(self(), task), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), other), KERN_SUCCESS);
}

volatile uint32_t *clock_registers() {
    static volatile uint32_t *registers = nullptr;
    if (!registers)
        registers = reinterpret_cast<volatile uint32_t *>(
            server::map_physical(master, clock_address, page));
    return registers;
}

/// Makes the device interrupt at once: an empty transmitter, or a clock that matches.
void provoke() {
    if (has_io_ports) {
        test.equal(device_io_port_write(master, uart_enable, 1, 2), KERN_SUCCESS);
        return;
    }
    volatile uint32_t *clock = clock_registers();
    clock[clock_mask] = 1;
    clock[clock_match] = clock[clock_data];
}

void calm() {
    uint32_t unused = 0;
    if (has_io_ports) {
        test.equal(device_io_port_read(master, uart_identity, 1, &unused), KERN_SUCCESS);
        test.equal(device_io_port_write(master, uart_enable, 1, 0), KERN_SUCCESS);
        return;
    }
    clock_registers()[clock_mask] = 0;
    clock_registers()[clock_clear] = 1;
}

void receive_interrupt(mach_port_t port, unsigned line) {
    struct {
        mach_msg_header_t header;
        uint32_t line;
        mach_msg_max_trailer_t trailer;
    } device_interrupt{};
    test.equal(mach_msg(&device_interrupt.header, MACH_RCV_MSG, 0, sizeof device_interrupt, port, 0,
                        MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    test.equal(device_interrupt.header.msgh_id, DEVICE_INTERRUPT_ID);
    test.equal(device_interrupt.line, line);
}

void interrupts() {
    const unsigned line = has_io_ports ? uart_line : clock_line;
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(device_interrupt_register(master, line, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND),
               KERN_INVALID_ARGUMENT);
    test.equal(device_interrupt_register(master, 100'000, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_INVALID_ARGUMENT);
    for (int round = 0; round < 3; ++round) {
        test.equal(device_interrupt_register(master, line, port, MACH_MSG_TYPE_MAKE_SEND),
                   KERN_SUCCESS);
        provoke();
        receive_interrupt(port, line);
        calm();
        test.equal(device_interrupt_acknowledge(master, line), KERN_SUCCESS);
        test.equal(device_interrupt_unregister(master, line), KERN_SUCCESS);
        test.equal(device_interrupt_unregister(master, line), KERN_INVALID_ARGUMENT);
    }
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
}

/// Sends the messages that a device would. One that comes before the driver is ready is told later.
void messages_arrive(mach_port_t port, unsigned line, uint64_t address, uint32_t data) {
    auto *doorbell =
        reinterpret_cast<volatile uint32_t *>(server::map_physical(master, address, 4));
    if (!test.check(doorbell != nullptr, "the doorbell can be mapped")) return;
    *doorbell = data;
    receive_interrupt(port, line);
    *doorbell = data;
    test.equal(device_interrupt_acknowledge(master, line), KERN_SUCCESS);
    receive_interrupt(port, line);
    test.equal(device_interrupt_acknowledge(master, line), KERN_SUCCESS);
    *doorbell = data + 1;  // a line with nobody behind it
    *doorbell = data;
    receive_interrupt(port, line);
}

void message_signalled() {
    unsigned line = 0, next = 0;
    uint64_t address = 0;
    uint32_t data = 0, next_data = 0;
    const kern_return_t kr = device_msi_allocate(master, &line, &address, &data);
    if (kr != KERN_SUCCESS) {
        test.equal(kr, KERN_NOT_SUPPORTED);
        return;
    }
    test.equal(device_msi_allocate(master, &next, &address, &next_data), KERN_SUCCESS);
    test.check(line != next && data != next_data && address != 0, "each has a line of its own");
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(device_interrupt_register(master, line, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_SUCCESS);
    // On x86-64 a store of a processor's to that address reaches its own controller instead.
    if (!has_io_ports) messages_arrive(port, line, address, data);
    test.equal(device_interrupt_unregister(master, line), KERN_SUCCESS);
    test.equal(device_interrupt_register(master, next + 1, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_INVALID_ARGUMENT);  // nobody has that
}

/// From here on the console is the driver's: the kernel writes there no more.
[[noreturn]] void verdict_by_console() {
    device_console_t console{};
    test.equal(device_console(mach_host_self(), &console), MIG_BAD_ID);
    if (test.failed()) test.finish();
    static constexpr char verdict[] = "mach-test devices: passed\n";
    if (device_console(master, &console) != KERN_SUCCESS) task_exit_trap();
    if (console.kind == DEVICE_CONSOLE_NS16550) {
        const auto *bytes = reinterpret_cast<const uint8_t *>(verdict);
        (void)device_io_port_write_string(master, static_cast<uint16_t>(console.io_port), bytes,
                                          sizeof verdict - 1);
    } else if (console.kind == DEVICE_CONSOLE_PL011) {
        auto *data = reinterpret_cast<volatile uint32_t *>(
            server::map_physical(master, console.physical_address, page));
        for (const char c : verdict)
            if (c != '\0') *data = static_cast<unsigned char>(c);
    }
    task_exit_trap();
    __builtin_unreachable();
}

}  // namespace

int main() {
    master = server::granted("device_master");
    if (!test.check(master != MACH_PORT_NULL, "the device master port")) test.finish();
    io_ports();
    dma();
    memory_outlives_its_driver();
    interrupts();
    message_signalled();
    verdict_by_console();
}
