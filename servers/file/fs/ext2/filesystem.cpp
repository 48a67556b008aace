#include <fs/ext2/filesystem.hpp>

#include <algorithm>
#include <new>
#include <utility>

#include <fs/ext2/node.hpp>
#include <memory/segment.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome, vfs::ref;

namespace {
/// Of the memory, for the files of one volume, and for those of their pages that have been changed.
constexpr uint64_t memory_share = 4, changed_share = 16;
constexpr std::size_t held_many = 128;
}  // namespace

filesystem::filesystem(std::unique_ptr<ext2::block_device> device, ext2::volume *v)
    : vfs::filesystem(v->read_only()),
      device_(std::move(device)),
      volume_(v),
      resident_max_(memory::physical_memory() / memory_share / memory::file_pages::page) {
    device_->listener = this;
    account_.changed_max = memory::physical_memory() / changed_share / memory::file_pages::page;
}

outcome<filesystem *> filesystem::mount(std::unique_ptr<ext2::block_device> device,
                                        std::string_view source, bool read_only) {
    ext2::volume *volume = TRY(ext2::volume::open(*device, read_only));
    std::unique_ptr<filesystem> fs(new (std::nothrow) filesystem(std::move(device), volume));
    if (!fs) return fail(ENOMEM);
    source.copy(fs->source_, sizeof fs->source_ - 1);
    auto top = TRY(fs->get(ext2::root_inode, nullptr));
    if (!top->is_directory()) return volume->corrupt("the root is no directory", ext2::root_inode);
    fs->root_ = std::move(top);
    return fs.release();
}

filesystem::~filesystem() {
    let_unused_go();
    release_all();
}

ref<vfs::vnode> filesystem::root() { return root_; }

vfs::filesystem_status filesystem::status() const {
    constexpr uint64_t linux_type = 0xef53;
    const ext2::superblock &s = volume_->super();
    return {.type = linux_type,
            .block_size = volume_->block_size(),
            .blocks = s.blocks_count,
            .blocks_free = volume_->free_blocks(),
            .files = s.inodes_count,
            .files_free = s.free_inodes};
}

/// Stops where the device has enough to do.
bool filesystem::write_back() {
    if (volume_->read_only()) return true;
    let_unused_go();
    bool whole = true;
    for (node *first : bucket_)
        for (node *n = first; n && whole; n = n->next_in_bucket)
            if (const auto flushed = n->flush(false); !flushed) {
                if (flushed.error() == EAGAIN)
                    whole = false;
                else if (!error_)
                    error_ = flushed.error();
            }
    if (whole)
        if (const auto begun = volume_->write_back(); !begun && !error_) error_ = begun.error();
    settle();
    if (std::any_of(held_.begin(), held_.end(), [](const node *n) { return n->needs_watching(); }))
        vfs::write_back_later();
    return whole;
}

outcome<> filesystem::sync_later(sync_state &state) {
    if (!state.begun) {
        if (!write_back()) return fail(EAGAIN);
        state = {.begun = true, .mark = volume_->device().mark()};
    }
    const auto reached = volume_->device().reached(state.mark);
    if (!reached) return reached;
    const int error = std::exchange(error_, 0);
    return error ? outcome<>(fail(error)) : outcome<>();
}

/// What was freed and is so on the disk, too, can be used again.
void filesystem::settle() {
    const auto settled = volume_->settle();
    if (!settled && settled.error() != EAGAIN && !error_) error_ = settled.error();
}

/// Those who wait for room are let go on, and those who wait for a sync.
void filesystem::progress() {
    settle();
    if (account_.changed > account_.changed_max && !volume_->device().congested())
        (void)write_back();
    if (account_.throttled && !is_throttled(account_, volume_->device())) {
        account_.throttled = false;
        for (node *first : bucket_)
            for (node *n = first; n;) {
                const auto keep = ref<node>::share(*n);
                if (vfs::wait_queue *queue = n->waiters(); queue && !queue->empty())
                    queue->settle();
                n = n->next_in_bucket;
            }
    }
    if (!syncs.empty()) syncs.settle();
}

outcome<> filesystem::sync() {
    outcome<> all;
    let_unused_go();
    for (node *first : bucket_)
        for (node *n = first; n; n = n->next_in_bucket)
            if (auto flushed = n->flush(); !flushed && all) all = flushed;
    if (auto synced = volume_->sync(); !synced && all) all = synced;
    if (std::any_of(held_.begin(), held_.end(), [](const node *n) { return n->needs_watching(); }))
        vfs::write_back_later();
    return all;
}

outcome<> filesystem::unmount() {
    constexpr std::size_t own = 1;      // the root
    constexpr uint32_t held_by_us = 2;  // by this object and its mount
    let_unused_go();
    release_all();
    if (nodes_ > own || root_->references() > held_by_us) return fail(EBUSY);
    TRY(sync());
    return volume_->close();
}

outcome<> filesystem::shut_down() {
    if (read_only()) return {};
    release_all();
    outcome<> all;
    for (node *first : bucket_)
        for (node *n = first; n; n = n->next_in_bucket)
            if (auto gone = n->end(); !gone && all) all = gone;
    if (auto synced = sync(); !synced && all) all = synced;
    if (auto closed = volume_->close(); !closed && all) all = closed;
    make_read_only();
    return all;
}

void filesystem::shrink() {
    const bool full = account_.resident > resident_max_;
    if (!full && account_.changed <= account_.changed_max) return;
    if (full) let_unused_go();
    for (node *first : bucket_)
        for (node *n = first; n; n = n->next_in_bucket)
            (void)(full ? n->drop_pages() : n->flush(false));
}

outcome<> filesystem::hold(node &n) {
    if (n.held) return {};
    if (held_.size() >= held_many) let_unused_go();
    if (!held_.push(&n)) return fail(ENOMEM);
    n.held = true;
    n.acquire();
    return {};
}

void filesystem::let_unused_go() {
    for (std::size_t at = 0; at < held_.size();) {
        node *n = held_[at];
        if (n->in_use()) {
            ++at;
            continue;
        }
        held_[at] = held_[held_.size() - 1];
        (void)held_.resize(held_.size() - 1);
        n->held = false;
        n->release();
    }
}

void filesystem::release(std::size_t at) {
    node *n = std::exchange(kept_[at], nullptr);
    if (!n) return;
    n->kept_at = node::not_kept;
    (void)ref<node>::adopt(n);
}

void filesystem::release_all() {
    for (std::size_t at = 0; at < kept_max; ++at) release(at);
}

void filesystem::let_go(node &n) {
    if (n.kept_at != node::not_kept) release(n.kept_at);
}

/// `n` has been found by its name.
void filesystem::keep(node &n) {
    n.found_again = true;
    if (n.kept_at != node::not_kept || &n == root_.get()) return;
    uint64_t pages = n.pages();
    if (pages > kept_pages_max) return;
    for (const node *k : kept_)
        if (k) pages += k->pages();
    // Twice round at most: the first time takes the marks away.
    for (std::size_t steps = 0; steps < 2 * kept_max; ++steps) {
        hand_ = (hand_ + 1) % kept_max;
        node *old = kept_[hand_];
        if (old && std::exchange(old->found_again, false)) continue;
        if (old) {
            pages -= std::min(pages, old->pages());
            release(hand_);
        }
        if (pages <= kept_pages_max) break;
    }
    if (kept_[hand_]) return;
    n.kept_at = hand_;
    kept_[hand_] = ref<node>::share(n).leak();
}

outcome<ref<node>> filesystem::get(uint32_t number, node *above) {
    for (node *n = bucket_[number % buckets]; n; n = n->next_in_bucket) {
        if (n->inode != number) continue;
        // So that no directory is below itself, whatever the disk says.
        if (n->is_directory() && above && n->above() != above)
            return volume_->corrupt("a directory has two names", number);
        auto found = ref<node>::share(*n);
        keep(*n);
        return found;
    }
    ext2::inode raw;
    TRY(volume_->load(number, raw));
    return adopt(raw, above);
}

outcome<ref<node>> filesystem::adopt(const ext2::inode &made, node *above) {
    auto *n = new (std::nothrow) node(*this, made, above);
    if (!n) return fail(ENOMEM);
    n->next_in_bucket = bucket_[made.number % buckets];
    bucket_[made.number % buckets] = n;
    ++nodes_;
    auto made_ref = ref<node>::adopt(n);
    keep(*n);
    return made_ref;
}

void filesystem::forget(node &n) {
    node **link = &bucket_[n.inode % buckets];
    while (*link != &n) link = &(*link)->next_in_bucket;
    *link = n.next_in_bucket;
    --nodes_;
}

}  // namespace ext2fs
