/// \file
/// Takes away what others use: ports that are sent to, sets that are received from, memory that is
/// being sent.
#pragma once

#include "actor.hpp"
#include "harbour.hpp"

class port_breaker : public actor {
public:
    port_breaker(harbour &all, unsigned first, unsigned last)
        : all_(all), first_(first), last_(last) {}

private:
    void round() override {
        auto &target = all_.targets[first_ + random.below(last_ - first_)];
        auto &set = all_.sets[random.below(harbour::set_count)];
        const task_t self = mach_task_self();
        switch (random.below(12)) {
        case 0: {
            const mach_port_t next = harbour::new_port();
            (void)mach_port_insert_member(self, next, set);
            harbour::end_port(target.exchange(next));
            break;
        }
        case 1: {
            const mach_port_t next = harbour::new_right(MACH_PORT_RIGHT_PORT_SET);
            for (const auto &member : all_.targets)
                if (random.once_in(2)) (void)mach_port_insert_member(self, member, next);
            (void)mach_port_mod_refs(self, set.exchange(next), MACH_PORT_RIGHT_PORT_SET, -1);
            break;
        }
        case 2: {
            mach_port_limits_t limits{1 + random.below(8)};
            (void)mach_port_set_attributes(self, target, MACH_PORT_LIMITS_INFO,
                                           reinterpret_cast<mach_port_info_t>(&limits),
                                           MACH_PORT_LIMITS_INFO_COUNT);
            break;
        }
        case 3: (void)mach_port_extract_member(self, target, set); break;
        case 4: (void)mach_port_move_member(self, target, set); break;
        case 5:
        case 6: (void)mach_port_insert_member(self, target, set); break;
        default: swtch();
        }
    }

    harbour &all_;
    const unsigned first_, last_;
};

class memory_breaker : public actor {
private:
    void round() override {
        const task_t self = mach_task_self();
        const auto first = random.below(harbour::quay_pages);
        const auto count = 1 + random.below(harbour::quay_pages - first);
        mach_vm_address_t at = harbour::quay + first * MACH_PAGE_SIZE;
        const mach_vm_size_t size = count * MACH_PAGE_SIZE;
        switch (random.below(4)) {
        case 0:
            (void)mach_vm_deallocate(self, at, size);
            (void)mach_vm_allocate(self, &at, size, VM_FLAGS_FIXED);
            break;
        case 1: (void)mach_vm_protect(self, at, size, 0, VM_PROT_READ); break;
        case 2: (void)mach_vm_protect(self, at, size, 0, VM_PROT_READ | VM_PROT_WRITE); break;
        default:
            for (unsigned i = 0; i < count; ++i) {
                const uint32_t stamp = first + i + 1;
                (void)mach_vm_write(self, at + i * MACH_PAGE_SIZE,
                                    reinterpret_cast<vm_offset_t>(&stamp), sizeof stamp);
            }
        }
    }
};
