/// \file
/// Waiting until a page of an object comes, or fails to.

#include <vm/vm_object.hpp>

#include <kern/thread.hpp>
#include <vm/vm_fault.hpp>

void vm_object::wait(thread &self) {
    waiters_.push_back(self);
    self.wait.linked = true;
    acquire();  // dropped by vm_fault_resume
    wait_begin(self, wait_kind::page, vm_fault_resume, this, false);
}

void vm_object::wake_all() {
    while (!waiters_.empty()) {
        thread &waiter = waiters_.front();
        waiters_.pop_front();
        waiter.wait.linked = false;
        if (wait_claim(waiter)) wait_wake(waiter, KERN_SUCCESS);
    }
}

void vm_object::forget(thread &self) {
    lock_guard guard(lock);
    if (!self.wait.linked) return;
    waiters_.erase(waiters_.iterator_to(self));
    self.wait.linked = false;
}
