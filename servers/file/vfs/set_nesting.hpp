/// \file
/// Which set of descriptors is watched by which other one. A ring would tell itself of its own
/// readiness for ever, and so none is made.
#pragma once

#include <cstdint>
#include <vector>

namespace vfs {

/// One set's place among the others.
class set_nesting {
public:
    /// Sets in one another are at most one more than this.
    static constexpr unsigned depth_max = 4;

    set_nesting();
    ~set_nesting();
    set_nesting(const set_nesting &) = delete;
    set_nesting &operator=(const set_nesting &) = delete;

    /// Would `inner` in this one make neither a ring nor too many levels? Looks once at each set
    /// above and below.
    bool may_hold(set_nesting &inner);
    /// Once for each time that `inner` is an entry here.
    void hold(set_nesting &inner);
    /// Undoes one hold of the set with this id; nothing, when it is gone.
    void drop(uint64_t id);
    /// Never 0, and never given again.
    uint64_t id() const { return id_; }

private:
    using neighbours = std::vector<set_nesting *>;
    /// Of sets on that side, in one another. No ring is there.
    unsigned levels(neighbours set_nesting::*side, uint64_t turn);

    neighbours inners_, outers_;
    uint64_t id_, turn_ = 0;
    unsigned levels_ = 0;  ///< as of turn_
};

}  // namespace vfs
