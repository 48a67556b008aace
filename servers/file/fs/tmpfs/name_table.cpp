#include <fs/tmpfs/name_table.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include <fs/tmpfs/node.hpp>

namespace tmpfs {

namespace {

/// FNV-1a (Fowler, Noll, Vo), 32 bits.
uint32_t hash_of(std::string_view name) {
    uint32_t hash = 2166136261u;
    for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
}

}  // namespace

entry *entry::create(directory &parent, std::string_view name, vfs::ref<node> target) {
    void *memory = std::malloc(sizeof(entry) + name.size());
    if (!memory) return nullptr;
    auto *e = new (memory) entry(parent, std::move(target));
    e->length = static_cast<uint16_t>(name.size());
    e->hash = hash_of(name);
    std::memcpy(e->text, name.data(), name.size());
    return e;
}

void entry::destroy(entry *e) {
    e->~entry();
    std::free(e);
}

name_table::~name_table() {
    for (slot &s : order_)
        if (s.item) entry::destroy(s.item);
    std::free(buckets_);
}

entry *name_table::find(std::string_view name) const {
    if (bucket_count_ == 0) {
        for (const slot &s : order_)
            if (s.item && s.item->name() == name) return s.item;
        return nullptr;
    }
    const uint32_t hash = hash_of(name);
    for (entry *e = buckets_[hash & (bucket_count_ - 1)]; e; e = e->next_in_bucket)
        if (e->hash == hash && e->name() == name) return e;
    return nullptr;
}

void name_table::rehash(std::size_t count) {
    auto **buckets = static_cast<entry **>(std::calloc(count, sizeof(entry *)));
    if (!buckets) return;  // the old ones still serve, with longer chains; or the list
    for (slot &s : order_)
        if (entry *e = s.item) {
            entry *&bucket = buckets[e->hash & (count - 1)];
            e->next_in_bucket = bucket;
            bucket = e;
        }
    std::free(buckets_);
    buckets_ = buckets;
    bucket_count_ = count;
}

bool name_table::insert(entry &e) {
    e.cookie = next_cookie_;
    if (!order_.push({e.cookie, &e})) return false;
    ++next_cookie_;
    ++live_;
    if (bucket_count_) {
        entry *&bucket = buckets_[e.hash & (bucket_count_ - 1)];
        e.next_in_bucket = bucket;
        bucket = &e;
    }
    if (live_ > small && live_ > bucket_count_)
        rehash(std::max<std::size_t>(32, bucket_count_ * 2));
    return true;
}

void name_table::remove(entry &e) {
    if (bucket_count_) {
        entry **link = &buckets_[e.hash & (bucket_count_ - 1)];
        while (*link != &e) link = &(*link)->next_in_bucket;
        *link = e.next_in_bucket;
    }
    order_[position_of(e.cookie)].item = nullptr;
    --live_;
    if (order_.size() > 2 * small && live_ * 2 < order_.size()) compact();
}

/// Index of the first slot whose cookie is not below `cookie`.
std::size_t name_table::position_of(uint64_t cookie) const {
    const slot *at = std::lower_bound(order_.begin(), order_.end(), cookie,
                                      [](const slot &s, uint64_t c) { return s.cookie < c; });
    return static_cast<std::size_t>(at - order_.begin());
}

void name_table::compact() {
    std::size_t kept = 0;
    for (const slot &s : order_)
        if (s.item) order_[kept++] = s;
    (void)order_.resize(kept);
}

entry *name_table::first_from(uint64_t cookie) const {
    for (std::size_t i = position_of(cookie); i < order_.size(); ++i)
        if (order_[i].item) return order_[i].item;
    return nullptr;
}

}  // namespace tmpfs
