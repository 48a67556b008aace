#include <vfs/event_set.hpp>

#include <algorithm>

#include <vfs/description.hpp>

namespace vfs {

namespace {
constexpr uint32_t add = protocol::event_operation_add, remove = protocol::event_operation_remove,
                   modify = protocol::event_operation_modify;
/// Cookies of a set's questions, apart from those of other requests of a process.
uint32_t next_cookie() {
    static uint32_t count = 0;
    return 0x40000000 | (++count & 0x3fffffff);
}
}  // namespace

event_set::entry *event_set::by_key(uint32_t key) {
    for (entry &e : entries_)
        if (e.what.key == key) return &e;
    return nullptr;
}

event_set::entry *event_set::by_cookie(uint32_t cookie) {
    for (entry &e : entries_)
        if (e.what.cookie == cookie) return &e;
    return nullptr;
}

void event_set::nominate(entry &e) {
    if (e.now == state::candidate) return;
    e.now = state::candidate;
    candidates_.push_back(e.what.cookie);
}

outcome<> event_set::change(const protocol::event_change_request &r) {
    entry *e = by_key(r.key);
    switch (r.operation) {
    case add:
        if (e) return fail(EEXIST);
        entries_.push_back({{r.key, r.events, r.data, next_cookie()}, state::off});
        nominate(entries_.back());
        return {};
    case remove:
    case modify:
        if (!e) return fail(ENOENT);
        std::erase(candidates_, e->what.cookie);
        if (r.operation == remove) {
            nesting_.drop(e->inner);
            entries_.erase(entries_.begin() + (e - entries_.data()));
            return {};
        }
        // What the old question is answered with means nothing any more.
        e->what = {r.key, r.events, r.data, next_cookie()};
        e->now = state::off;
        nominate(*e);
        return {};
    default: return fail(EINVAL);
    }
}

outcome<> event_set::add_set(const protocol::event_change_request &r, event_set &inner) {
    if (!nesting_.may_hold(inner.nesting_)) return fail(ELOOP);
    TRY(change(r));
    by_key(r.key)->inner = inner.nesting_.id();
    nesting_.hold(inner.nesting_);
    return {};
}

std::size_t event_set::take(protocol::event_entry *to, std::size_t room) {
    const std::size_t count = std::min(room, candidates_.size());
    for (std::size_t i = 0; i < count; ++i) {
        entry &e = *by_cookie(candidates_[i]);
        e.now = state::watched;
        to[i] = e.what;
    }
    candidates_.erase(candidates_.begin(),
                      candidates_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
}

void event_set::note(uint32_t cookie) {
    if (entry *e = by_cookie(cookie); e && e->now == state::watched) nominate(*e);
}

void event_set::again(uint32_t cookie) {
    entry *e = by_cookie(cookie);
    if (!e) return;
    if (e->what.events & protocol::event_once) {
        std::erase(candidates_, cookie);
        e->now = state::off;
    } else {
        nominate(*e);
    }
}

uint32_t event_set::ready(description &) { return candidates_.empty() ? 0 : POLLIN | POLLRDNORM; }

}  // namespace vfs
