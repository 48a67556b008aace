#include <ext2/buffer.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <vfs/array.hpp>

namespace ext2 {

buffer_cache::~buffer_cache() {
    while (newest_) remove(*newest_);
}

buffer *buffer_cache::find(uint64_t block) {
    for (buffer *b = bucket_[block % buckets]; b; b = b->next_in_bucket)
        if (b->block == block) return b;
    return nullptr;
}

void buffer_cache::unlink(buffer &b) {
    (b.newer ? b.newer->older : newest_) = b.older;
    (b.older ? b.older->newer : oldest_) = b.newer;
}

void buffer_cache::touch(buffer &b) {
    if (newest_ == &b) return;
    unlink(b);
    b.newer = nullptr;
    b.older = newest_;
    (newest_ ? newest_->newer : oldest_) = &b;
    newest_ = &b;
}

void buffer_cache::remove(buffer &b) {
    buffer **link = &bucket_[b.block % buckets];
    while (*link != &b) link = &(*link)->next_in_bucket;
    *link = b.next_in_bucket;
    unlink(b);
    --count_;
    std::free(&b);
}

outcome<> buffer_cache::write(buffer &b) {
    TRY(device_.write(b.block * block_size_, b.data, block_size_));
    b.dirty = false;
    return {};
}

/// Drops one buffer that nobody uses, if there are enough.
outcome<> buffer_cache::make_room() {
    if (count_ < kept) return {};
    for (buffer *b = oldest_; b; b = b->newer) {
        if (b->users) continue;
        if (b->dirty) TRY(write(*b));
        remove(*b);
        return {};
    }
    return {};
}

outcome<buffer *> buffer_cache::make(uint64_t block) {
    TRY(make_room());
    auto *b = static_cast<buffer *>(std::malloc(sizeof(buffer) + block_size_));
    if (!b) return fail(ENOMEM);
    *b = {.block = block,
          .next_in_bucket = bucket_[block % buckets],
          .newer = nullptr,
          .older = newest_,
          .users = 0,
          .dirty = false};
    bucket_[block % buckets] = b;
    (newest_ ? newest_->newer : oldest_) = b;
    newest_ = b;
    ++count_;
    return b;
}

outcome<buffer_ref> buffer_cache::get(uint64_t block) {
    if (buffer *b = find(block)) {
        touch(*b);
        return buffer_ref(*b);
    }
    buffer *b = TRY(make(block));
    if (auto read = device_.read(block * block_size_, b->data, block_size_); !read) {
        remove(*b);
        return fail(read.error());
    }
    return buffer_ref(*b);
}

outcome<buffer_ref> buffer_cache::fresh(uint64_t block) {
    buffer *b = find(block);
    if (!b) b = TRY(make(block));
    std::memset(b->data, 0, block_size_);
    b->dirty = true;
    return buffer_ref(*b);
}

void buffer_cache::forget(uint64_t block) {
    buffer *b = find(block);
    if (!b) return;
    b->dirty = false;
    if (b->users == 0) remove(*b);
}

outcome<> buffer_cache::write_back() {
    vfs::array<buffer *> dirty;
    for (buffer *b = oldest_; b; b = b->newer)
        if (b->dirty && !dirty.push(b)) return fail(ENOMEM);
    std::sort(dirty.begin(), dirty.end(),
              [](const buffer *a, const buffer *b) { return a->block < b->block; });
    outcome<> all;
    for (buffer *b : dirty)
        if (auto written = write(*b); !written && all) all = written;
    return all;
}

}  // namespace ext2
