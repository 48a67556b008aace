// The end of a space.
#include <utility>

#include <ipc/ipc_right.hpp>
#include <ipc/ipc_space.hpp>

bool ipc_space::shrink() {
    buckets_ = round_ = chunk_entries;
    while (++shrunk_ < directory_size_)
        if (chunk *c = std::exchange(directory_[shrunk_], nullptr)) {
            chunks.free(c);
            return false;
        }
    return true;
}

bool ipc_space::terminate_step(unsigned budget) {
    while (budget != 0) {
        --budget;
        ipc_deferred after;
        lock_guard guard(lock);
        active_ = false;
        limit_ = 0;
        const allocation next = next_used(cursor_);
        if (next.entry == nullptr) {
            cursor_ = directory_size_ * chunk_entries;
            if (shrink()) return true;
            continue;
        }
        cursor_ = index_of(next.name);
        ipc_right_destroy(*this, next.name, *next.entry, after);
    }
    return false;
}
