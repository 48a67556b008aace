#include <kern/semaphore.hpp>

#include <kern/long_work.hpp>

namespace {
constinit zone<semaphore> semaphores("semaphore");
}

result<ipc_right_transit> semaphore::create(int32_t value) {
    semaphore *memory = semaphores.create(value);
    if (!memory) return error(KERN_RESOURCE_SHORTAGE);
    auto s = ref<semaphore>::adopt(memory);
    ipc_right_transit right = TRY(ipc_kobject_lend(kobject_type::semaphore, memory, s->port_));
    s->acquire();  // while it is alive; terminate releases it
    return right;
}

/// Nobody can make another send right, so the first no-senders is the end.
void semaphore::notified(ipc_port &port, mach_msg_id_t id) {
    if (id != MACH_NOTIFY_NO_SENDERS) return;
    if (const ref<semaphore> s = ipc_kobject_get<semaphore>(port)) s->terminate();
}

const ipc_kobject_raw semaphore_kobject{.message = nullptr, .notification = semaphore::notified};

void semaphore::destroy(semaphore *s) {
    if (s->port_) ipc_kobject_clear(std::move(s->port_));
    semaphores.destroy(s);
}

trap_outcome semaphore::wait(thread &self, uint64_t deadline) {
    lock_guard guard(lock_);
    if (!alive_) return trap_outcome::done(KERN_TERMINATED);
    if (count_ > 0) {
        --count_;
        return trap_outcome::done(KERN_SUCCESS);
    }
    if (deadline == 0) return trap_outcome::done(KERN_OPERATION_TIMED_OUT);
    waiters_.push_back(self);
    self.wait.linked = true;
    acquire();  // for the waiter, released by its continuation
    wait_begin(self, wait_kind::semaphore, ended, this, true, deadline);
    return trap_outcome::blocked();
}

trap_outcome semaphore::ended(thread &self) {
    const auto s = ref<semaphore>::adopt(static_cast<semaphore *>(self.wait.object));
    lock_guard guard(s->lock_);
    if (self.wait.linked) {
        s->waiters_.erase(s->waiters_.iterator_to(self));
        self.wait.linked = false;
    }
    self.wait.object =
        nullptr;  // signal_thread takes it for the semaphore of a wait that is linked
    return trap_outcome::done(self.wait.result);
}

thread *semaphore::take() {
    while (!waiters_.empty()) {
        thread &t = waiters_.front();
        waiters_.pop_front();
        t.wait.linked = false;
        if (wait_claim(t)) return &t;
    }
    return nullptr;
}

void semaphore::signal() {
    lock_guard guard(lock_);
    if (thread *t = take())
        wait_wake(*t, KERN_SUCCESS);
    else if (count_ < INT32_MAX)
        ++count_;
}

void semaphore::wake_all(kern_return_t result) {
    constexpr unsigned batch = 32;
    std::size_t left;
    {
        lock_guard guard(lock_);
        left = waiters_.size();
    }
    // Whoever waits again meanwhile stands behind those who are meant.
    for (bool more = true; more && left != 0; long_work(batch * 300)) {
        lock_guard guard(lock_);
        for (unsigned i = 0; i < batch && more && left != 0; ++i, --left) {
            thread *t = take();
            if (t)
                wait_wake(*t, result);
            else
                more = false;
        }
    }
}

void semaphore::signal_all() { wake_all(KERN_SUCCESS); }

result<> semaphore::signal_thread(thread &t) {
    lock_guard guard(lock_);
    if (!t.wait.linked || t.wait.object != this || !wait_claim(t)) return error(KERN_NOT_WAITING);
    waiters_.erase(waiters_.iterator_to(t));
    t.wait.linked = false;
    wait_wake(t, KERN_SUCCESS);
    return {};
}

void semaphore::terminate() {
    {
        lock_guard guard(lock_);
        if (!std::exchange(alive_, false)) return;
    }
    wake_all(KERN_TERMINATED);
    ipc_kobject_clear(std::move(port_));
    release();
}
