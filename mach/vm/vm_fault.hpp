/// \file
/// Page faults.
#pragma once

#include <cstdint>

#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/trap.hpp>
#include <mach/vm_types.h>

class thread;
class vm_map;
class vm_object;

/// What came of a fault.
class fault_outcome {
public:
    enum class kind : uint8_t {
        resolved,  ///< the access can be tried again
        wait,      ///< a pager has been asked: vm_fault_wait
        failed,    ///< `code` says why
    };
    static fault_outcome resolved() { return {kind::resolved, KERN_SUCCESS}; }
    static fault_outcome wait() { return {kind::wait, KERN_PAGE_WAIT}; }
    static fault_outcome failed(kern_return_t code) { return {kind::failed, code}; }

    kind what;
    /// KERN_INVALID_ADDRESS: nothing is mapped. KERN_PROTECTION_FAILURE. KERN_MEMORY_ERROR: the
    /// pager failed, or the object ends before that page. KERN_RESOURCE_SHORTAGE: no memory, and no
    /// task that could be ended for it.
    kern_return_t code;
};

/// Makes `access` at `address` possible. Never waits, takes no lock of lower rank than vm_map; may
/// end another task when memory is out.
[[nodiscard]] fault_outcome vm_fault(vm_map &map, uint64_t address, vm_prot_t access);
/// Blocks the current thread until it is worth trying again; then `resume` runs, also when the wait
/// was aborted. The address is one of self.page_wait.map, if set, which is consumed.
[[nodiscard]] trap_outcome vm_fault_wait(thread &self, uint64_t address, vm_prot_t access,
                                         continuation resume);
/// Continuation of every wait for a page.
trap_outcome vm_fault_resume(thread &self);

/// For kernel routines: brings the page in. KERN_PAGE_WAIT with address and access in
/// current_thread().page_wait.
[[nodiscard]] result<> vm_fault_in(vm_map &map, uint64_t address, vm_prot_t access);
/// Copies `size` bytes within one page between `buffer` and `address`, into the map with
/// VM_PROT_WRITE, out of it with VM_PROT_READ; errors as vm_fault_in.
[[nodiscard]] result<> vm_fault_copy(vm_map &map, uint64_t address, vm_prot_t access, void *buffer,
                                     uint64_t size);
