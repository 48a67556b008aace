// The index of send rights by port: linear hashing in the entries' `bucket` and `chain` words. An
// index of 0 ends a chain.
#include <ipc/ipc_space.hpp>

uint32_t ipc_space::bucket_of(const ipc_port *port) const {
    const uint32_t hash = static_cast<uint32_t>(
        (reinterpret_cast<uintptr_t>(port) >> 6) * 0x9e3779b97f4a7c15ull >> 32);
    const uint32_t bucket = hash & (2 * round_ - 1);
    return bucket < buckets_ ? bucket : hash & (round_ - 1);
}

ipc_space::allocation ipc_space::find_send(const ipc_port *port) {
    for (uint32_t index = at(bucket_of(port)).bucket; index != 0;) {
        ipc_entry &entry = at(index);
        if (entry.port == port) return {&entry, name_of(index, entry.generation)};
        index = entry.chain;
    }
    return {nullptr, MACH_PORT_NULL};
}

void ipc_space::hash_insert(mach_port_name_t name, ipc_entry &entry) {
    ipc_entry &head = at(bucket_of(entry.port));
    entry.chain = head.bucket;
    head.bucket = index_of(name);
}

void ipc_space::hash_remove(mach_port_name_t name, ipc_entry &entry) {
    uint32_t *link = &at(bucket_of(entry.port)).bucket;
    while (*link != index_of(name)) {
        assert(*link != 0);
        link = &at(*link).chain;
    }
    *link = entry.chain;
}

// One more chunk of buckets: each new one takes its share of the entries of the bucket it splits
// from.
void ipc_space::add_buckets() {
    if (buckets_ == 0) {
        buckets_ = round_ = chunk_entries;
        return;
    }
    const uint32_t first = buckets_;
    if (first == 2 * round_) round_ = first;
    buckets_ += chunk_entries;
    for (uint32_t bucket = first; bucket < buckets_; ++bucket) {
        uint32_t *link = &at(bucket - round_).bucket;
        while (*link != 0) {
            ipc_entry &entry = at(*link);
            if (bucket_of(entry.port) != bucket) {
                link = &entry.chain;
                continue;
            }
            const uint32_t index = *link;
            *link = entry.chain;
            entry.chain = at(bucket).bucket;
            at(bucket).bucket = index;
        }
    }
}
