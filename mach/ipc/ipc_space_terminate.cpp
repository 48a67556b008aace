// The end of a space.
#include <ipc/ipc_right.hpp>
#include <ipc/ipc_space.hpp>

bool ipc_space::terminate_step(unsigned budget) {
    while (budget != 0) {
        --budget;
        ipc_deferred after;
        lock_guard guard(lock);
        active_ = false;
        limit_ = 0;
        const allocation next = next_used(cursor_);
        if (next.entry == nullptr) return true;
        cursor_ = index_of(next.name);
        ipc_right_destroy(*this, next.name, *next.entry, after);
    }
    return false;
}
