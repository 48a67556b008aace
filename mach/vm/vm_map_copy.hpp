/// \file
/// Memory in transit: what an out-of-line descriptor carries between copy-in at the sender and
/// copy-out at the receiver.
#pragma once

#include <cstdint>

#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/zone.hpp>
#include <vm/vm_map.hpp>

class memory_object_pager;

class vm_map_copy : public ref_counted<vm_map_copy> {
public:
    /// Takes a copy-on-write copy of [address, address + size) of `source`; any alignment; with
    /// `deallocate` the pages are taken out of the source map (whole pages only, as Mach does).
    /// KERN_INVALID_ADDRESS / KERN_PROTECTION_FAILURE where something is not mapped readable.
    /// Touches no page: cost grows with the number of map entries.
    [[nodiscard]] static result<ref<vm_map_copy>> copy_in(vm_map &source, uint64_t address,
                                                          uint64_t size, bool deallocate);
    /// A copy made of kernel bytes (a kernel routine's out-of-line reply).
    [[nodiscard]] static result<ref<vm_map_copy>> from_kernel(const void *data, uint64_t size);
    /// Maps it into `target` anywhere; \return the address of the first byte (with the source's
    /// offset in its page).
    [[nodiscard]] result<uint64_t> copy_out(vm_map &target);
    /// Reads it into kernel memory (a kernel routine's argument). May give KERN_PAGE_WAIT.
    [[nodiscard]] result<> read(void *to, uint64_t offset, uint64_t size) const;
    /// Writes it over what is mapped in `target` at `address`. May give KERN_PAGE_WAIT, and then be
    /// repeated.
    [[nodiscard]] result<> overwrite(vm_map &target, uint64_t address) const;
    uint64_t size() const { return size_; }
    static void destroy(vm_map_copy *);

private:
    uint64_t size_ = 0;
#include <vm/vm_map_copy_private.hpp>
};
