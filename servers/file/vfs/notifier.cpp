#include <vfs/notifier.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include <vfs/description.hpp>

namespace vfs {

namespace {

constexpr unsigned watches_max = 65536, events_max = 16384;  // Linux: the latter is the same
/// Of all notifiers that have some already.
constexpr std::size_t all_events_max = 4 * events_max;
constexpr uint32_t FIONREAD_request = 0x541b;
/// What stands in a watch besides the events.
constexpr uint32_t kept_flags = happening::exclude_unlinked | happening::once;

/// struct inotify_event, without the name.
struct event_head {
    int32_t id;
    uint32_t mask, cookie, length;
};

/// Linux fills names up to whole heads.
std::size_t padded(std::size_t name) {
    constexpr std::size_t unit = sizeof(event_head);
    return name == 0 ? 0 : (name + 1 + unit - 1) / unit * unit;
}

ref<notifier> &first_unsettled() {
    static ref<notifier> first;
    return first;
}

}  // namespace

/// The padded name stands behind it.
struct notifier::event {
    event *next;
    event_head head;

    char *name() { return reinterpret_cast<char *>(this + 1); }
    std::size_t size() const { return sizeof head + head.length; }
    bool same(int32_t id, uint32_t mask, std::string_view other) {
        return head.id == id && head.mask == mask && head.length == padded(other.size()) &&
               std::string_view(name(), other.size()) == other &&
               (other.empty() || name()[other.size()] == 0);
    }
};

notifier::~notifier() {
    while (watches_ != nullptr) take_out(*watches_);
    release_taken();
    free_list(first_);
}

void notifier::free_list(event *&first) {
    for (; first != nullptr; --events_) std::free(std::exchange(first, first->next));
}

outcome<int32_t> notifier::add(vnode &node, uint32_t mask) {
    const uint32_t wanted = mask & (happening::all | kept_flags);
    for (watch *at = node.watches; at != nullptr; at = at->next_at_node) {
        if (&at->owner != this) continue;
        if ((mask & happening::only_new) != 0) return fail(EEXIST);
        at->mask = (mask & happening::add) != 0 ? at->mask | wanted : wanted;
        return at->id;
    }
    if (watched_ >= watches_max || last_id_ == INT32_MAX) return fail(ENOSPC);
    auto *made = new (std::nothrow)
        watch{.owner = *this, .node = ref<vnode>::share(node), .id = last_id_ + 1, .mask = wanted};
    if (made == nullptr) return fail(ENOMEM);
    made->next_at_node = std::exchange(node.watches, made);
    made->next = std::exchange(watches_, made);
    if (made->next != nullptr) made->next->previous = made;
    ++watched_;
    ++watch_count;
    return ++last_id_;
}

outcome<> notifier::remove(int32_t id) {
    for (watch *at = watches_; at != nullptr; at = at->next)
        if (at->id == id) {
            drop(*at);
            return {};
        }
    return fail(EINVAL);
}

void notifier::take_out(watch &which) {
    watch **at = &which.node->watches;
    while (*at != &which) at = &(*at)->next_at_node;
    *at = which.next_at_node;
    if (which.next != nullptr) which.next->previous = which.previous;
    (which.previous != nullptr ? which.previous->next : watches_) = which.next;
    --watched_;
    --watch_count;
    delete &which;
}

void notifier::drop(watch &which) {
    queue(which.id, happening::ignored, 0, {});
    take_out(which);
}

void notifier::tell(watch &to, uint32_t what, uint32_t cookie, std::string_view name) {
    if ((to.mask & what & happening::all) == 0) return;
    queue(to.id, what, cookie, name);
    if ((to.mask & happening::once) != 0) drop(to);
}

void notifier::queue(int32_t id, uint32_t what, uint32_t cookie, std::string_view name) {
    if (last_ != nullptr && last_->same(id, what, name)) return;
    if (queued_ >= events_max || (queued_ != 0 && events_ >= all_events_max)) {
        id = -1;
        what = happening::overflow;
        cookie = 0;
        name = {};
        if (last_ != nullptr && last_->same(id, what, name)) return;
    }
    const std::size_t length = padded(name.size());
    auto *made = static_cast<event *>(std::calloc(1, sizeof(event) + length));
    if (made == nullptr) return;
    ++events_;
    made->head = {id, what, cookie, static_cast<uint32_t>(length)};
    (void)name.copy(made->name(), name.size());
    (last_ != nullptr ? last_->next : first_) = made;
    last_ = made;
    ++queued_;
    ++ever_queued_;
    bytes_ += made->size();
    if (to_settle_) return;
    to_settle_ = true;
    next_to_settle_ = std::exchange(first_unsettled(), ref<notifier>::share(*this));
    unsettled_ = true;
}

void notifier::settle_each() {
    unsettled_ = false;
    while (first_unsettled()) {
        const ref<notifier> now = first_unsettled();
        first_unsettled() = std::move(now->next_to_settle_);
        now->to_settle_ = false;
        now->waiters_.settle();
    }
}

void notifier::release_taken() {
    free_list(taken_);
    taken_last_ = nullptr;
}

outcome<std::size_t> notifier::read(description &, uint64_t, char *to, std::size_t count) {
    if (first_ == nullptr) return fail(EAGAIN);
    if (first_->size() > count) return fail(EINVAL);
    release_taken();
    std::size_t done = 0;
    while (first_ != nullptr && first_->size() <= count - done) {
        event *const one = std::exchange(first_, first_->next);
        std::memcpy(to + done, &one->head, one->size());
        done += one->size();
        one->next = nullptr;
        (taken_last_ != nullptr ? taken_last_->next : taken_) = one;
        taken_last_ = one;
        --queued_;
    }
    if (first_ == nullptr) last_ = nullptr;
    bytes_ -= done;
    return done;
}

void notifier::unread(std::size_t count) {
    if (taken_ == nullptr) return;
    for (event *at = taken_; at != nullptr; at = at->next) ++queued_;
    taken_last_->next = first_;
    if (first_ == nullptr) last_ = taken_last_;
    first_ = std::exchange(taken_, nullptr);
    taken_last_ = nullptr;
    bytes_ += count;
}

uint32_t notifier::ready(description &) { return first_ != nullptr ? POLLIN | POLLRDNORM : 0; }

outcome<int> notifier::control(description &, uint32_t request, uint64_t, char *data,
                               std::size_t &size) {
    if (request != FIONREAD_request) return fail(ENOTTY);
    const int count = static_cast<int>(bytes_);
    std::memcpy(data, &count, sizeof count);
    size = sizeof count;
    return 0;
}

}  // namespace vfs
