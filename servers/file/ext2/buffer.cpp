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

/// Of what has to stay as it is on the disk for now, nothing or an older state is written.
outcome<> buffer_cache::write(buffer &b, step now) {
    alignas(16) char copy[block_size_max];
    const uint64_t offset = b.block * block_size_;
    if (now == step::led_to || now == step::inodes) {
        const bool first = now == step::led_to;
        std::memcpy(copy, b.data, block_size_);
        if (order_.hide(b.block, copy, first ? write_order::what::all : write_order::what::bits))
            return first ? device_.write(offset, copy, block_size_) : outcome<>();
    }
    TRY(device_.write(offset, b.data, block_size_));
    b.dirty = b.fresh = b.names = false;
    return {};
}

bool buffer_cache::drop_clean() {
    for (buffer *b = oldest_; b; b = b->newer) {
        if (b->users || b->dirty) continue;
        remove(*b);
        return true;
    }
    return false;
}

/// Drops one buffer that nobody uses, if there are enough. What must not be written yet stays.
outcome<> buffer_cache::make_room() {
    if (count_ < kept || drop_clean()) return {};
    TRY(write_until(step::names));
    (void)drop_clean();
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
          .dirty = false,
          .fresh = false,
          .names = false};
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
    b->dirty = b->fresh = true;
    b->names = false;
    return buffer_ref(*b);
}

void buffer_cache::forget(uint64_t block) {
    buffer *b = find(block);
    if (!b) return;
    b->dirty = b->fresh = b->names = false;
    if (b->users == 0) remove(*b);
}

outcome<> buffer_cache::write_until(step last) {
    vfs::array<buffer *> dirty;
    for (buffer *b = oldest_; b; b = b->newer)
        if (b->dirty && !dirty.push(b)) return fail(ENOMEM);
    std::sort(dirty.begin(), dirty.end(),
              [](const buffer *a, const buffer *b) { return a->block < b->block; });
    outcome<> all;
    for (const step now : steps) {
        if (now > last) break;
        for (buffer *&b : dirty) {
            if (!b || !b->dirty) continue;
            if ((now == step::fresh && !b->fresh) || (now == step::led_to && b->names)) continue;
            if (now == step::names && !b->names) continue;
            const auto written = write(*b, now);
            if (written) continue;
            if (all) all = written;
            b = nullptr;
        }
    }
    return all;
}

}  // namespace ext2
