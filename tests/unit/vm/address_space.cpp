#include "address_space.hpp"

#include <set>

#include <kern/processor.hpp>
#include <machine/tlb.hpp>
#include <vm/pmap_table.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_reaper.hpp>

#include <CppUTest/TestHarness.h>

namespace {

std::set<address_space *> spaces;

/// The page-table walk of the host architecture's processor.
machine::pte walk(uint64_t root, uint64_t address) {
    machine::pte value{root};
    for (unsigned level = 4; level-- > 0;) {
        value = pmap_table::table_at(value)[pmap_table::index(address, level)];
        if (!value.present()) return {};
    }
    return value;
}

}  // namespace

address_space::address_space() : address_space(*vm_map::create()) {}
address_space::address_space(ref<vm_map> map) : map_(std::move(map)) {
    spaces.insert(this);
    machine::on_tlb_flush = flushed;
    map_->physical_map().activate(this_processor().space, 0);
}
address_space::address_space(address_space &&other) noexcept
    : faults(other.faults), map_(std::move(other.map_)), tlb_(std::move(other.tlb_)) {
    spaces.insert(this);
}
address_space::~address_space() {
    spaces.erase(this);
    map_ = nullptr;
    while (!vm_reaper::step(64)) {  // as the kernel does on its way out
    }
}

void address_space::flushed(uint32_t, uint16_t asid, uint64_t begin, uint64_t end) {
    for (address_space *space : spaces)
        if (space->map_ && space->map_->physical_map().asid() == asid)
            space->tlb_.erase(space->tlb_.lower_bound(begin), space->tlb_.lower_bound(end));
}

kern_return_t address_space::access(uint64_t address, bool write, uint8_t *&byte) {
    const uint64_t page = address & ~uint64_t{MACH_PAGE_MASK};
    map_->physical_map().activate(this_processor().space, 0);
    for (int tries = 0; tries < 4; ++tries) {
        if (!tlb_.contains(page)) {
            const machine::pte found = walk(map_->physical_map().root_address(), page);
            if (found.present()) tlb_[page] = {found.address(), found.writable()};
        }
        const auto at = tlb_.find(page);
        if (at != tlb_.end() && (!write || at->second.writable)) {
            byte = static_cast<uint8_t *>(machine::phys_to_virt(at->second.physical)) +
                   address % MACH_PAGE_SIZE;
            return KERN_SUCCESS;
        }
        ++faults;
        const fault_outcome outcome =
            vm_fault(*map_, address, write ? VM_PROT_WRITE : VM_PROT_READ);
        if (outcome.what != fault_outcome::kind::resolved) return outcome.code;
        if (write) tlb_.erase(page);  // a processor walks the table again after a fault
    }
    FAIL("a resolved fault faults again");
    return KERN_FAILURE;
}

kern_return_t address_space::write(uint64_t address, uint8_t value) {
    uint8_t *byte;
    const kern_return_t kr = access(address, true, byte);
    if (kr == KERN_SUCCESS) *byte = value;
    return kr;
}

kern_return_t address_space::read(uint64_t address, uint8_t &value) {
    uint8_t *byte;
    const kern_return_t kr = access(address, false, byte);
    if (kr == KERN_SUCCESS) value = *byte;
    return kr;
}

int address_space::get(uint64_t address) {
    uint8_t value = 0;
    const kern_return_t kr = read(address, value);
    return kr == KERN_SUCCESS ? value : -kr;
}

address_space address_space::fork() { return address_space(*map_->fork()); }
