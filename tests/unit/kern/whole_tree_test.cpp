#include <kern/whole_tree.hpp>

#include <array>
#include <deque>
#include <random>
#include <set>

#include <CppUTest/TestHarness.h>

namespace {

struct leaf {
    tree_hook hook;
    int value = 0;
    struct key {
        using type = int;
        const int &operator()(const leaf &l) const { return l.value; }
    };
};
using leaves = tree<leaf, &leaf::hook, leaf::key>;

std::set<int> contents(const leaves &t) {
    std::set<int> found;
    for (const leaf &each : t) found.insert(each.value);
    return found;
}

}  // namespace

TEST_GROUP(whole_tree) {
    std::deque<leaf> originals, twins;
    leaves from, to;
    std::mt19937 random{1};

    /// A tree that has seen insertions and erasures.
    void grow(int count) {
        for (int i = 0; i < 2 * count; ++i) {
            leaf &each = originals.emplace_back();
            each.value = static_cast<int>(random() % 100'000);
            if (!from.insert(each).second) originals.pop_back();
        }
        for (std::size_t i = 0; i < originals.size(); i += 2)
            from.erase(from.iterator_to(originals[i]));
    }
    bool copy(unsigned most) {
        return copy_tree(from, to, [&](const leaf &original) -> leaf * {
            if (twins.size() == most) return nullptr;
            twins.emplace_back().value = original.value;
            return &twins.back();
        });
    }
    void teardown() override {
        from.clear();
        to.clear();
    }
};

TEST(whole_tree, a_copy_is_a_balanced_tree_of_the_same) {
    for (int count : {0, 1, 2, 3, 10, 500}) {
        grow(count);
        CHECK_TRUE(copy(~0u));
        CHECK_TRUE(contents(from) == contents(to));
        to.check();  // asserts order, colours and links
        if (!to.empty()) {
            LONGS_EQUAL(from.begin()->value, to.begin()->value);
            LONGS_EQUAL(from.rbegin()->value, to.rbegin()->value);
        }
        leaf late{.hook = {}, .value = 1'000'000};
        to.insert(late);
        while (!to.empty()) to.erase(to.begin());
        from.clear();
        originals.clear();
        twins.clear();
    }
}

TEST(whole_tree, a_copy_that_ends_early_is_in_order) {
    grow(100);
    const std::size_t whole = contents(from).size();
    for (unsigned most = 0; most < whole; most += 7) {
        CHECK_FALSE(copy(most));
        LONGS_EQUAL(most, contents(to).size());
        int last = -1;
        while (!to.empty()) {
            const int value = take_leftmost(to).value;
            CHECK_TRUE(value > last);
            last = value;
        }
        twins.clear();
    }
}

TEST(whole_tree, what_is_left_can_be_looked_up) {
    grow(300);
    std::set<int> left = contents(from);
    while (!from.empty()) {
        LONGS_EQUAL(*left.begin(), take_leftmost(from).value);
        const int gone = *left.begin();
        left.erase(left.begin());
        CHECK_TRUE(from.find(gone) == from.end());
        for (int value : left) CHECK_TRUE(from.find(value) != from.end());
    }
    CHECK_TRUE(left.empty());
    CHECK_TRUE(from.begin() == from.end());
}
