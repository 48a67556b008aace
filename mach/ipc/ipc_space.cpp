#include <ipc/ipc_space.hpp>

#include <cstring>

zone<ipc_space::chunk> ipc_space::chunks{"ipc entries"};
zone<ipc_space> ipc_space::spaces{"ipc spaces"};

result<ref<ipc_space>> ipc_space::create() {
    ipc_space *space = spaces.create();
    if (space == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    auto owner = ref<ipc_space>::adopt(space);
    lock_guard guard(space->lock);
    TRY(space->add_chunk(0));
    return owner;
}

void ipc_space::destroy(ipc_space *space) {
    for (uint32_t i = 0; i < space->directory_size_; ++i)
        if (space->directory_[i] != nullptr) chunks.free(space->directory_[i]);
    if (space->directory_ != nullptr)
        kfree(space->directory_, space->directory_size_ * sizeof *space->directory_);
    spaces.destroy(space);
}

bool ipc_space::find(mach_port_name_t name, ipc_entry_hint &hint) {
    const uint32_t index = index_of(name), number = index / chunk_entries;
    if (number >= directory_size_ || directory_[number] == nullptr) return false;
    hint = {index, &at(index)};
    return true;
}

void ipc_space::unlink_free(ipc_entry &entry) {
    if (&entry == last_freed_) {
        last_freed_ = nullptr;
        return;
    }
    const auto [next, previous] = entry.free;
    if (next != 0) at(next).free.previous = previous;
    if (previous != 0)
        at(previous).free.next = next;
    else
        first_free_ = next;
}

result<> ipc_space::grow_directory(uint32_t chunks_wanted) {
    if (chunks_wanted <= directory_size_) return {};
    uint32_t size = directory_size_ == 0 ? 4 : directory_size_;
    while (size < chunks_wanted) size *= 2;
    auto **larger = static_cast<chunk **>(kalloc(size * sizeof(chunk *)));
    if (larger == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    std::memset(larger, 0, size * sizeof(chunk *));
    if (directory_ != nullptr) {
        std::memcpy(larger, directory_, directory_size_ * sizeof(chunk *));
        kfree(directory_, directory_size_ * sizeof(chunk *));
    }
    directory_ = larger;
    directory_size_ = size;
    return {};
}

result<> ipc_space::add_chunk(uint32_t number) {
    TRY(grow_directory(number + 1));
    auto *c = static_cast<chunk *>(chunks.allocate());
    if (c == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    directory_[number] = c;
    const uint32_t first = number * chunk_entries, last = first + chunk_entries - 1;
    for (uint32_t i = first; i <= last; ++i) {
        ipc_entry &entry = c->entries[i - first];
        entry = {};
        entry.free = {.next = i + 1, .previous = i - 1};
    }
    // In front of those that are free already; entry 0 is never handed out.
    const uint32_t front = first != 0 ? first : 1;
    at(front).free.previous = 0;
    at(last).free.next = first_free_;
    if (first_free_ != 0) at(first_free_).free.previous = last;
    first_free_ = front;
    while (buckets_ / chunk_entries < directory_size_ &&
           directory_[buckets_ / chunk_entries] != nullptr)
        add_buckets();
    return {};
}

void ipc_space::set_limit(uint32_t names) {
    lock_guard guard(lock);
    if (active_) limit_ = names < max_entries ? names : max_entries;
}

result<ipc_space::allocation> ipc_space::allocate() {
    if (!active_) return error(KERN_INVALID_TASK);
    if (used_ >= limit_) return error(KERN_NO_SPACE);
    if (first_free_ == 0 && last_freed_ == nullptr) {
        // All chunks without a gap are full, as are those beyond the gap: fill the gap.
        if (buckets_ >= max_entries) return error(KERN_NO_SPACE);
        TRY(add_chunk(buckets_ / chunk_entries));
    }
    allocation place;
    place.entry = take_free(place.name);
    return place;
}

result<ipc_entry *> ipc_space::allocate(mach_port_name_t name) {
    const uint32_t index = index_of(name);
    if (!active_) return error(KERN_INVALID_TASK);
    if (index == 0) return error(KERN_INVALID_VALUE);
    if (index >= max_entries || used_ >= limit_) return error(KERN_NO_SPACE);
    if (index >= directory_size_ * chunk_entries || directory_[index / chunk_entries] == nullptr)
        TRY(add_chunk(index / chunk_entries));
    ipc_entry &entry = at(index);
    if (entry.type != ENTRY_FREE)
        return error(entry.generation == (name & 0xff) ? KERN_NAME_EXISTS : KERN_NO_SPACE);
    unlink_free(entry);
    entry.generation = name & 0xff;
    ++used_;
    return &entry;
}

ipc_space::allocation ipc_space::next_used(uint32_t index) {
    for (; index < directory_size_ * chunk_entries; ++index) {
        if (directory_[index / chunk_entries] == nullptr) {
            index |= chunk_entries - 1;
            continue;
        }
        ipc_entry &entry = at(index);
        if (entry.type != ENTRY_FREE) return {&entry, name_of(index, entry.generation)};
    }
    return {nullptr, MACH_PORT_NULL};
}
