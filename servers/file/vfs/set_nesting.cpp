#include <vfs/set_nesting.hpp>

#include <algorithm>

namespace vfs {

namespace {
constinit uint64_t last_id = 0, last_turn = 0;

void erase_one(std::vector<set_nesting *> &from, const set_nesting *which) {
    from.erase(std::find(from.begin(), from.end(), which));
}
}  // namespace

set_nesting::set_nesting() : id_(++last_id) {}

set_nesting::~set_nesting() {
    for (set_nesting *inner : inners_) erase_one(inner->outers_, this);
    for (set_nesting *outer : outers_) erase_one(outer->inners_, this);
}

unsigned set_nesting::levels(neighbours set_nesting::*side, uint64_t turn) {
    if (turn_ == turn) return levels_;
    turn_ = turn;
    levels_ = 0;
    for (set_nesting *next : this->*side) {
        const unsigned beyond = next->levels(side, turn) + 1;
        levels_ = std::max(levels_, beyond);
    }
    return levels_;
}

bool set_nesting::may_hold(set_nesting &inner) {
    const uint64_t downwards = ++last_turn;
    const unsigned below = inner.levels(&set_nesting::inners_, downwards);
    if (turn_ == downwards) return false;  // it is below
    return below + 1 + levels(&set_nesting::outers_, ++last_turn) <= depth_max;
}

void set_nesting::hold(set_nesting &inner) {
    inners_.push_back(&inner);
    inner.outers_.push_back(this);
}

void set_nesting::drop(uint64_t id) {
    const auto at = std::find_if(inners_.begin(), inners_.end(),
                                 [&](const set_nesting *inner) { return inner->id_ == id; });
    if (at == inners_.end()) return;
    erase_one((*at)->outers_, this);
    inners_.erase(at);
}

}  // namespace vfs
