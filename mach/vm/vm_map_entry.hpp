/// \file
/// One region of a map: consecutive pages of one object with one set of attributes.
#pragma once

#include <cstdint>

#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <mach/vm_types.h>

class vm_map;
class vm_object;

/// What a region has in common with a copy of it.
struct vm_map_entry_shape {
    uint64_t start = 0, end = 0;  ///< user addresses; in transit: offsets in the copy
    uint64_t offset = 0;          ///< of `start` in the object, bytes
    vm_prot_t protection = VM_PROT_DEFAULT, max_protection = VM_PROT_ALL;
    vm_inherit_t inheritance = VM_INHERIT_COPY;
};

struct vm_map_entry : vm_map_entry_shape {
    vm_map_entry() = default;
    vm_map_entry(const vm_map_entry_shape &shape, ref<vm_object> of, bool copied)
        : vm_map_entry_shape(shape), object(std::move(of)), needs_copy(copied) {}

    tree_hook hook;          ///< in the map's tree, or
    list_hook transit_hook;  ///< in a vm_map_copy
    list_hook mapping_hook;  ///< among the object's mappings, by the object's lock, while in a map

    /// Guarded by the map's lock; start, end, offset and map are also read under the object's lock,
    /// and so changed under both while `object` is set.
    vm_map *map = nullptr;
    ref<vm_object> object;       ///< null: anonymous memory that nobody has touched
    uint32_t wired = 0;          ///< times
    bool needs_copy = false;     ///< a write makes a shadow object first
    bool resident_only = false;  ///< VM_FLAGS_RESIDENT

    uint64_t size() const { return end - start; }
    /// Page number in the object of a user address.
    uint64_t index_of(uint64_t address) const {
        return (address - start + offset) >> MACH_PAGE_SHIFT;
    }

    struct start_address {
        using type = uint64_t;
        const uint64_t &operator()(const vm_map_entry &entry) const { return entry.start; }
    };
};
