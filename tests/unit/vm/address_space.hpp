/// \file
/// A map and the processor that runs in it: reads and writes go through its page tables and a TLB
/// that is as stale as hardware allows, and fault as a program would.
#pragma once

#include <cstdint>
#include <map>

#include <kern/ref.hpp>
#include <mach/vm_types.h>
#include <vm/vm_map.hpp>

class address_space {
public:
    address_space();
    explicit address_space(ref<vm_map> map);
    ~address_space();
    vm_map &map() { return *map_; }
    vm_map *operator->() { return map_.get(); }

    /// One access of a program. KERN_SUCCESS or why it failed; KERN_PAGE_WAIT when a pager was
    /// asked.
    kern_return_t write(uint64_t address, uint8_t value);
    kern_return_t read(uint64_t address, uint8_t &value);
    /// The value read, or -code.
    int get(uint64_t address);
    address_space fork();
    /// Faults taken so far.
    unsigned faults = 0;

    address_space(address_space &&) noexcept;

private:
    struct translation {
        uint64_t physical;
        bool writable;
    };
    kern_return_t access(uint64_t address, bool write, uint8_t *&byte);
    static void flushed(uint32_t mask, uint16_t asid, uint64_t begin, uint64_t end);
    ref<vm_map> map_;
    std::map<uint64_t, translation> tlb_;
};
