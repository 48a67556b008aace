#include <vfs/record_locks.hpp>

#include <algorithm>

namespace vfs {

namespace {
constinit record_locks *first_locked = nullptr;
}  // namespace

record_locks::~record_locks() { list(false); }

void record_locks::list(bool locked) {
    if (locked == listed_) return;
    listed_ = locked;
    if (locked) {
        next_ = first_locked;
        previous_ = nullptr;
        if (next_) next_->previous_ = this;
        first_locked = this;
    } else {
        (previous_ ? previous_->next_ : first_locked) = next_;
        if (next_) next_->previous_ = previous_;
    }
}

void record_locks::end_of_process(uint32_t pid) {
    for (record_locks *locks = first_locked; locks;) {
        record_locks *const next = locks->next_;
        locks->clear_process(pid);
        locks->waiters().settle();
        locks = next;
    }
}

const record_lock *record_locks::conflict(const record_lock &wanted) const {
    for (const record_lock &held : locks_) {
        if (!held.owner.sees(wanted.owner) || held.owner.same(wanted.owner)) continue;
        if (held.begin < wanted.end && wanted.begin < held.end &&
            (held.type == lock_type::exclusive || wanted.type == lock_type::exclusive))
            return &held;
    }
    return nullptr;
}

outcome<> record_locks::set(const record_lock &wanted) {
    // Room first, so that nothing is lost when there is none: clearing may split one, and then this
    // one comes.
    if (!locks_.reserve(locks_.size() + 2)) return fail(ENOLCK);
    // Those of other owners that come first stay as they are, so the owner's place does.
    std::size_t at = 0;
    while (at < locks_.size() && !locks_[at].owner.same(wanted.owner)) ++at;
    TRY(clear(wanted.owner, wanted.begin, wanted.end));
    record_lock merged = wanted;
    for (std::size_t i = 0; i < locks_.size();) {
        const record_lock &held = locks_[i];
        if (held.owner.same(wanted.owner) && held.type == wanted.type && held.begin <= merged.end &&
            merged.begin <= held.end) {
            merged.begin = std::min(merged.begin, held.begin);
            merged.end = std::max(merged.end, held.end);
            locks_.erase(i);
            i = 0;  // the merged one may touch others
        } else {
            ++i;
        }
    }
    while (at < locks_.size() && locks_[at].owner.same(wanted.owner) &&
           locks_[at].begin < merged.begin)
        ++at;
    if (!locks_.insert(at, merged)) return fail(ENOLCK);
    list(true);
    return {};
}

outcome<> record_locks::clear(const lock_owner &owner, uint64_t begin, uint64_t end) {
    if (!locks_.reserve(locks_.size() + 1)) return fail(ENOLCK);
    for (std::size_t i = 0; i < locks_.size();) {
        record_lock &held = locks_[i];
        if (!held.owner.same(owner) || held.end <= begin || end <= held.begin) {
            ++i;
        } else if (held.begin < begin && end < held.end) {
            record_lock upper = held;
            upper.begin = end;
            held.end = begin;
            return locks_.insert(i + 1, upper) ? outcome<>{} : fail(ENOLCK);
        } else if (held.begin < begin) {
            held.end = begin;
            ++i;
        } else if (end < held.end) {
            held.begin = end;
            ++i;
        } else {
            locks_.erase(i);
        }
    }
    list(!locks_.empty());
    return {};
}

void record_locks::clear_process(uint32_t pid) {
    for (std::size_t i = locks_.size(); i-- > 0;)
        if (locks_[i].owner.kind == lock_kind::process && locks_[i].owner.pid == pid)
            locks_.erase(i);
    list(!locks_.empty());
}

void record_locks::clear_description(const description &through) {
    // A process whose last descriptor of this description is gone has closed the file, and that
    // ends all its record locks on it.
    for (std::size_t i = locks_.size(); i-- > 0;) {
        if (i >= locks_.size() || locks_[i].owner.through != &through) continue;
        if (locks_[i].owner.kind != lock_kind::process)
            locks_.erase(i);
        else
            clear_process(locks_[i].owner.pid);
    }
    list(!locks_.empty());
}

bool lock_wait_graph::closes_circle(uint32_t waiter, uint32_t holder) const {
    // Every process waits for at most one other at a time here, as its threads that wait for locks
    // are rare; following the first edge of each is what fcntl's rule of "may return EDEADLK" asks
    // for.
    for (std::size_t steps = 0; steps <= edges_.size(); ++steps) {
        if (holder == waiter) return true;
        const auto *next = std::find_if(edges_.begin(), edges_.end(),
                                        [&](const edge &e) { return e.waiter == holder; });
        if (next == edges_.end()) return false;
        holder = next->holder;
    }
    return false;
}

bool lock_wait_graph::add(uint32_t waiter, uint32_t holder) {
    return edges_.push({waiter, holder});
}

void lock_wait_graph::remove(uint32_t waiter) {
    for (std::size_t i = 0; i < edges_.size(); ++i)
        if (edges_[i].waiter == waiter) {
            edges_.erase(i);
            return;
        }
}

}  // namespace vfs
