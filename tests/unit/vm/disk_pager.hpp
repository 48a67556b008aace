/// \file
/// A default memory manager with its disk, and a process whose memory goes there.
#pragma once

#include "address_space.hpp"
#include "world.hpp"

#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_serve.hpp>
#include <vm/vm_swap.hpp>
#include <vm/vm_swap_clock.hpp>

namespace swap_world {

inline constexpr uint64_t page = MACH_PAGE_SIZE, at = 0x400000;
inline constexpr unsigned pages = 40;
inline constexpr uint64_t size = pages * page, space_size = 200 * page;

/// A default memory manager with its disk, in one thread.
class disk_pager {
public:
    disk_pager() : port_(*ipc_port::create()) {}
    ~disk_pager() { die(); }
    kern_return_t take_over(uint64_t bytes = space_size) {
        const auto started = vm_swap_space.start(ipc_right_transit::make_send(*port_), bytes);
        return started ? KERN_SUCCESS : started.error();
    }
    void die() {
        if (port_) ipc_port_destroy(port_.leak());
        world::settled_free_pages();
    }
    /// Takes one message out. \return its id; 0: there is none.
    mach_msg_id_t receive() {
        ipc_kmsg *kmsg;
        {
            ipc_deferred after;
            lock_guard guard(port_->lock);
            if (port_->messages.empty()) return 0;
            kmsg = ipc_mqueue_dequeue(*port_, nullptr, after);
        }
        const mach_msg_id_t id = kmsg->header.msgh_id;
        data.clear();
        length = 0;
        if (kmsg->complex()) {
            kmsg_descriptor descriptor(kmsg->body());
            if (descriptor.is_port()) {
                control_ = ref<ipc_port>::share(*descriptor.right());
            } else {
                data.resize(descriptor.memory()->size());
                CHECK_TRUE(descriptor.memory()->read(data.data(), 0, data.size()).has_value());
                std::memcpy(&offset, kmsg->body() + sizeof(mach_msg_ool_descriptor_t), 8);
                length = data.size();
            }
        } else if (kmsg->size() > sizeof(mach_msg_header_t)) {
            std::memcpy(&offset, &kmsg->header + 1, 8);
            std::memcpy(&length, reinterpret_cast<char *>(&kmsg->header + 1) + 8, 8);
        }
        ipc_kmsg_destroy(kmsg);
        return id;
    }
    template <class Routine>
    kern_return_t call(const typename Routine::request &request, ref<vm_map_copy> memory = {}) {
        typename Routine::reply reply{};
        kobject_descriptors in{}, out{};
        in.memory[0] = std::move(memory);
        kobject_call<Routine> c{{*control_, world::self(), request, in.rights.data(),
                                 in.memory.data(), in.arrays.data()},
                                reply,
                                out.rights.data(),
                                out.memory.data(),
                                out.arrays.data()};
        return serve(Routine{}, c);
    }
    void fail() {
        CHECK_EQUAL(KERN_SUCCESS, call<memory_object_data_error_routine>({offset, length, 1}));
    }
    /// Does what it is asked, until nothing more comes. \return requests.
    unsigned work() {
        unsigned done = 0;
        while (const mach_msg_id_t id = receive()) {
            if (id == memory_object_data_return_routine::id) {
                for (uint64_t i = 0; i < length; i += page)
                    disk[offset + i].assign(data.begin() + static_cast<long>(i),
                                            data.begin() + static_cast<long>(i + page));
                CHECK_EQUAL(KERN_SUCCESS,
                            call<memory_object_data_written_routine>({offset, length}));
            } else if (id == memory_object_data_request_routine::id) {
                std::vector<char> bytes;
                for (uint64_t i = 0; i < length; i += page) {
                    CHECK_TRUE(disk.contains(offset + i));
                    bytes.insert(bytes.end(), disk[offset + i].begin(), disk[offset + i].end());
                }
                CHECK_EQUAL(KERN_SUCCESS,
                            call<memory_object_data_supply_routine>(
                                {{}, offset, 0, false},
                                *vm_map_copy::from_kernel(bytes.data(), bytes.size())));
            } else {
                continue;
            }
            ++done;
        }
        return done;
    }
    uint64_t offset = 0, length = 0;
    std::vector<char> data;
    std::map<uint64_t, std::vector<char>> disk;

private:
    ref<ipc_port> port_, control_;
};

inline uint8_t value(unsigned index) { return static_cast<uint8_t>(index * 3 + 1); }

/// A process with some pages, each with its own value.
inline void fill(address_space &s) {
    s->pageable = true;
    CHECK_EQUAL(at, *s->allocate({at, 0, VM_FLAGS_FIXED}, size));
    for (unsigned i = 0; i < pages; ++i)
        CHECK_EQUAL(KERN_SUCCESS, s.write(at + i * page, value(i)));
}

/// Reads a byte, with the pager's help if need be.
inline int fetch(address_space &s, disk_pager &pager, uint64_t address) {
    int got;
    while ((got = s.get(address)) == -KERN_PAGE_WAIT) CHECK_TRUE(pager.work() != 0);
    return got;
}

inline void expect_all(address_space &s, disk_pager &pager) {
    for (unsigned i = 0; i < pages; ++i) CHECK_EQUAL(value(i), fetch(s, pager, at + i * page));
}

/// Lets the clock go round until nothing is left to do.
inline void swap_out(disk_pager &pager) {
    for (unsigned i = 0; i < 8; ++i) {
        (void)vm_swap_clock::turn(4 * pages);
        pager.work();
    }
}

/// A new swap space for the next test, when the one before has left nothing behind.
inline void expect_nothing_left() {
    world::settled_free_pages();
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
    std::destroy_at(&vm_swap_space);
    std::construct_at(&vm_swap_space);
    world::settled_free_pages();
    CHECK_EQUAL(0, world::in_use("vm_object"));
    CHECK_EQUAL(0, world::in_use("vm_map_copy"));
    CHECK_EQUAL(0, world::in_use("ipc messages"));
    CHECK_EQUAL(0, world::in_use("vm_page_tree"));
}

}  // namespace swap_world
