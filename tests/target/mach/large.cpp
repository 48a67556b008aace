// Messages whose body goes straight from memory to memory: to buffers at any place of a page and of
// what one page table covers, to a buffer that goes and comes back in other frames, and to one that
// is copied or must not be written to between two messages.

#include <cstring>

#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("large");

constexpr mach_msg_size_t header_size = sizeof(mach_msg_header_t), largest = 8192;
constexpr uint64_t table_reach = uint64_t{1} << 21;  ///< bytes that a last-level table maps

struct large_message {
    mach_msg_header_t header;
    uint32_t words[largest / 4];
    mach_msg_max_trailer_t trailer;
};

mach_port_t port = MACH_PORT_NULL;
alignas(64) std::byte stack[65536];

/// Answers with every word's complement. On a bare thread: no C library.
[[noreturn]] void serve(uint64_t) {
    static large_message m;
    mach_msg_option_t option = MACH_RCV_MSG;
    for (;;) {
        if (mach_msg_trap(&m.header, option, m.header.msgh_size, sizeof m, port, 0,
                          MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            __builtin_trap();
        for (mach_msg_size_t i = 0; i < (m.header.msgh_size - header_size) / 4; ++i)
            m.words[i] = ~m.words[i];
        m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u);
        m.header.msgh_local_port = MACH_PORT_NULL;
        option = MACH_SEND_MSG | MACH_RCV_MSG;
    }
}

void start() {
    port = mach_reply_port();
    test.equal(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_SUCCESS);
    const auto top = reinterpret_cast<uint64_t>(stack + sizeof stack);
    test.equal(
        server::start_thread(mach_task_self(), reinterpret_cast<uint64_t>(&serve), top - 72, 0),
        KERN_SUCCESS);
}

/// A request of `size` bytes beside the header. \return where its answer comes
mach_port_t make_request(large_message &m, mach_msg_size_t size, uint32_t seed) {
    const mach_port_t reply = mig_get_reply_port();
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
                .msgh_size = header_size + size,
                .msgh_remote_port = port,
                .msgh_local_port = reply,
                .msgh_reserved = 0,
                .msgh_id = 1};
    for (uint32_t i = 0; i < size / 4; ++i) m.words[i] = seed + i;
    return reply;
}

/// A call by the message at `address`, the answer to which comes to the same place.
void call(uint64_t address, mach_msg_size_t size, uint32_t seed) {
    auto &m = *reinterpret_cast<large_message *>(address);
    const mach_port_t reply = make_request(m, size, seed);
    m.words[size / 4] = seed;
    if (!test.equal(mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, header_size + size, sizeof m,
                             reply, 0, MACH_PORT_NULL),
                    MACH_MSG_SUCCESS))
        return;
    test.equal(m.header.msgh_size, header_size + size);
    for (uint32_t i = 0; i < size / 4; ++i)
        if (!test.equal(m.words[i], ~(seed + i))) return;
    mach_msg_trailer_t trailer;
    std::memcpy(&trailer, m.words + size / 4, sizeof trailer);
    test.equal(trailer.msgh_trailer_size, sizeof trailer);
}

/// A call whose answer comes to `address`, which nobody else touches.
mach_msg_return_t call_into(uint64_t address, mach_msg_size_t size, uint32_t seed) {
    static large_message m;
    const mach_port_t reply = make_request(m, size, seed);
    return mach_msg_overwrite(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, header_size + size, sizeof m,
                              reply, 0, MACH_PORT_NULL,
                              reinterpret_cast<mach_msg_header_t *>(address), 0);
}

bool holds(uint64_t address, mach_msg_size_t size, uint32_t seed) {
    const auto &m = *reinterpret_cast<const large_message *>(address);
    for (uint32_t i = 0; i < size / 4; ++i)
        if (m.words[i] != ~(seed + i)) return false;
    return true;
}

/// What has been copied from the buffer, without its pages being copied yet, stays as it was.
void answer_to_copied(uint64_t address, mach_msg_size_t size, uint32_t seed) {
    constexpr uint64_t page_mask = MACH_PAGE_SIZE - 1;
    const uint64_t begin = address & ~page_mask;
    const uint64_t end = (address + header_size + size + page_mask) & ~page_mask;
    test.equal(call_into(address, size, seed), MACH_MSG_SUCCESS);
    mach_vm_address_t copy = 0;
    test.equal(mach_vm_allocate(mach_task_self(), &copy, end - begin, VM_FLAGS_ANYWHERE),
               KERN_SUCCESS);
    test.equal(mach_vm_copy(mach_task_self(), begin, end - begin, copy), KERN_SUCCESS);
    test.equal(call_into(address, size, seed + 99), MACH_MSG_SUCCESS);
    test.check(holds(address, size, seed + 99), "the answer is there");
    test.check(holds(copy + (address - begin), size, seed), "the copy is as it was");
    test.equal(mach_vm_deallocate(mach_task_self(), copy, end - begin), KERN_SUCCESS);
}

void answer_to_read_only(uint64_t address, mach_msg_size_t size, uint32_t seed) {
    constexpr uint64_t page_mask = MACH_PAGE_SIZE - 1;
    const uint64_t last = (address + header_size + size - 1) & ~page_mask;
    test.equal(call_into(address, size, seed), MACH_MSG_SUCCESS);
    test.equal(mach_vm_protect(mach_task_self(), last, MACH_PAGE_SIZE, 0, VM_PROT_READ),
               KERN_SUCCESS);
    test.equal(call_into(address, size, seed + 99), MACH_RCV_INVALID_DATA);
    const auto words = reinterpret_cast<const uint32_t *>(last);
    const uint64_t first = (last - address - header_size) / 4;
    test.check(last <= address || words[0] == ~(seed + static_cast<uint32_t>(first)),
               "the page is as it was");
    test.equal(
        mach_vm_protect(mach_task_self(), last, MACH_PAGE_SIZE, 0, VM_PROT_READ | VM_PROT_WRITE),
        KERN_SUCCESS);
    test.equal(call_into(address, size, seed + 77), MACH_MSG_SUCCESS);
    test.check(holds(address, size, seed + 77), "the answer is there");
}

}  // namespace

int main() {
    start();
    mach_vm_address_t area = 0;
    constexpr uint64_t area_size = 3 * table_reach;
    test.equal(mach_vm_allocate(mach_task_self(), &area, area_size, VM_FLAGS_ANYWHERE),
               KERN_SUCCESS);
    const uint64_t border = (area + table_reach) & ~(table_reach - 1);
    constexpr mach_msg_size_t sizes[] = {240, 256, 260, 1000, 1024, 4096, 8188, 8192};
    for (uint32_t round = 0; round < 8; ++round) {
        for (const mach_msg_size_t size : sizes)
            for (uint64_t before = 4; before < size + 64; before += 4 * (1 + before / 7))
                call(border - before, size, round << 24 | static_cast<uint32_t>(before));
        // Its tables go with the area, and their frames to whoever asks next.
        test.equal(mach_vm_deallocate(mach_task_self(), area, area_size), KERN_SUCCESS);
        mach_vm_address_t other = 0;
        test.equal(mach_vm_allocate(mach_task_self(), &other, 16384, VM_FLAGS_ANYWHERE),
                   KERN_SUCCESS);
        std::memset(reinterpret_cast<void *>(other), 0x55, 16384);
        test.equal(mach_vm_deallocate(mach_task_self(), other, 16384), KERN_SUCCESS);
        test.equal(mach_vm_allocate(mach_task_self(), &area, area_size, VM_FLAGS_FIXED),
                   KERN_SUCCESS);
    }
    for (const mach_msg_size_t size : {1024u, 4096u, 8192u}) {
        for (const uint64_t place : {0u, 4000u, 4096u, 7000u}) {
            answer_to_copied(area + place, size, size);
            answer_to_read_only(area + place, size, size);
        }
    }
    test.finish();
}
