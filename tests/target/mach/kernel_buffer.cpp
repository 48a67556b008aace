// A thread that waits with a buffer at the kernel's addresses gets an error, and nobody writes
// there for it: neither where the kernel sees memory that this test sees, too, nor at the very end.

#include <cstdlib>
#include <cstring>

#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("kernel_buffer");

constexpr uint64_t page = 4096;
constexpr unsigned rounds = 200;
constexpr mach_msg_id_t answer_id = 2;
mach_port_t port = MACH_PORT_NULL, reply = MACH_PORT_NULL;
uint64_t buffer;  ///< for the receiver
unsigned received, refused;
alignas(64) std::byte stack[65536];

struct message {
    mach_msg_header_t header;
    char bytes[1000];
    mach_msg_max_trailer_t trailer;
};

/// Tells the caller what became of its call, whose own right to be answered is lost with the header
/// that could not be written. On a bare thread: no C library.
[[noreturn]] void serve(uint64_t) {
    for (;;) {
        auto *const to =
            reinterpret_cast<mach_msg_header_t *>(__atomic_load_n(&buffer, __ATOMIC_RELAXED));
        const auto result =
            mach_msg_trap(to, MACH_RCV_MSG, 0, 2048, port, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
        __atomic_add_fetch(result == MACH_MSG_SUCCESS ? &received : &refused, 1, __ATOMIC_RELAXED);
        mach_msg_header_t answer{.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND_ONCE, 0u),
                                 .msgh_size = sizeof answer,
                                 .msgh_remote_port = reply,
                                 .msgh_local_port = MACH_PORT_NULL,
                                 .msgh_reserved = 0,
                                 .msgh_id = answer_id};
        (void)mach_msg_trap(&answer, MACH_SEND_MSG, sizeof answer, 0, MACH_PORT_NULL, 0,
                            MACH_PORT_NULL);
    }
}

void call(mach_msg_size_t size) {
    message m{};
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
                .msgh_size = size,
                .msgh_remote_port = port,
                .msgh_local_port = reply,
                .msgh_reserved = 0,
                .msgh_id = 1};
    std::memset(m.bytes, 0x77, sizeof m.bytes);
    test.equal(
        mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, size, sizeof m, reply, 0, MACH_PORT_NULL),
        MACH_MSG_SUCCESS);
    test.equal(m.header.msgh_id, answer_id);
}

uint64_t direct_map() {
    char text[HOST_BOOT_INFO_SIZE];
    test.equal(host_get_boot_info(server::granted("host_priv"), text), KERN_SUCCESS);
    const char *at = std::strstr(text, "direct_map=");
    return at != nullptr ? std::strtoull(at + sizeof "direct_map=" - 1, nullptr, 16) : 0;
}

}  // namespace

int main() {
    memory_object_t object = MACH_PORT_NULL;
    mach_vm_address_t area = 0;  // the memory at the kernel's address
    uint64_t physical = 0;
    const uint64_t base = direct_map();
    test.check(base != 0, "where the kernel sees all memory");
    test.equal(device_dma_allocate(server::granted("device_master"), page, 0, &object, &physical),
               KERN_SUCCESS);
    test.equal(mach_vm_map(mach_task_self(), &area, page, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                           VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE),
               KERN_SUCCESS);
    auto *const seen = reinterpret_cast<volatile char *>(area);
    for (uint64_t i = 0; i < page; ++i) seen[i] = 0;

    port = mach_reply_port();
    reply = mach_reply_port();
    test.equal(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_SUCCESS);
    const uint64_t places[] = {base + physical, base + physical + 1, ~uint64_t{0} - page + 1,
                               MACH_VM_MAX_ADDRESS, MACH_VM_MAX_ADDRESS - 16};
    buffer = places[0];
    const auto top = reinterpret_cast<uint64_t>(stack + sizeof stack);
    test.equal(
        server::start_thread(mach_task_self(), reinterpret_cast<uint64_t>(&serve), top - 72, 0),
        KERN_SUCCESS);
    for (const uint64_t place : places) {
        __atomic_store_n(&buffer, place, __ATOMIC_RELAXED);
        for (unsigned i = 0; i < rounds; ++i)
            for (const mach_msg_size_t size : {24u, 32u, 128u, 1024u}) call(size);
    }
    test.equal(__atomic_load_n(&received, __ATOMIC_RELAXED), 0);
    test.check(__atomic_load_n(&refused, __ATOMIC_RELAXED) != 0, "the receiver has been refused");
    bool untouched = true;
    for (uint64_t i = 0; i < page; ++i) untouched &= seen[i] == 0;
    test.check(untouched, "nothing was written");
    test.finish();
}
