// Random operations on several maps, checked against a model in which every copy is made at once.
#include "address_space.hpp"
#include "world.hpp"

#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <vm/vm_map_copy.hpp>

namespace {

constexpr uint64_t page = MACH_PAGE_SIZE, base = 0x10000000, pages = 48;
constexpr unsigned most_spaces = 5;

/// A page's content, shared by whoever shares the memory.
struct cell {
    uint8_t value = 0;
};
struct model_page {
    std::shared_ptr<cell> content;  ///< null: not mapped
    bool writable = true;
    vm_inherit_t inheritance = VM_INHERIT_COPY;
};
struct model_space {
    model_page at[pages];
    address_space real;
    model_space() = default;
    explicit model_space(address_space space) : real(std::move(space)) {}
};
struct model_message {
    std::vector<uint8_t> values;
    ref<vm_map_copy> real;
};

class model {
public:
    explicit model(unsigned seed) : random_(seed) {
        spaces_.push_back(std::make_unique<model_space>());
    }
    void step();
    void check_all();

private:
    uint64_t pick(uint64_t below) { return random_() % below; }
    model_space &any() { return *spaces_[pick(spaces_.size())]; }
    struct range {
        uint64_t first, count;
    };
    range any_range() {
        const uint64_t first = pick(pages);
        return {first, 1 + pick(std::min<uint64_t>(pages - first, 12))};
    }
    static bool mapped(const model_space &s, range r) {
        for (uint64_t i = 0; i < r.count; ++i)
            if (!s.at[r.first + i].content) return false;
        return true;
    }
    static uint64_t address(uint64_t index) { return base + index * page; }

    void access(model_space &s);
    void allocate(model_space &s, range r);
    void deallocate(model_space &s, range r);
    void protect(model_space &s, range r);
    void inherit(model_space &s, range r);
    void fork(model_space &s);
    void end(uint64_t which);
    void send(model_space &s, range r);
    void receive(model_space &s);
    void share(model_space &from, model_space &to, range r);
    void overwrite(model_space &s, range r);

    std::mt19937 random_;
    std::vector<std::unique_ptr<model_space>> spaces_;
    std::vector<model_message> messages_;
};

void model::access(model_space &s) {
    const uint64_t index = pick(pages);
    const model_page &p = s.at[index];
    const uint64_t where = address(index) + 17;
    if (pick(2) == 0) {
        const int expected = p.content ? p.content->value : -KERN_INVALID_ADDRESS;
        LONGS_EQUAL(expected, s.real.get(where));
        return;
    }
    const auto value = static_cast<uint8_t>(random_());
    const kern_return_t expected = !p.content   ? KERN_INVALID_ADDRESS
                                   : p.writable ? KERN_SUCCESS
                                                : KERN_PROTECTION_FAILURE;
    LONGS_EQUAL(expected, s.real.write(where, value));
    if (expected == KERN_SUCCESS) p.content->value = value;
}

void model::allocate(model_space &s, range r) {
    const vm_placement where{address(r.first), 0, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE};
    LONGS_EQUAL(address(r.first), *s.real->allocate(where, r.count * page));
    for (uint64_t i = 0; i < r.count; ++i)
        s.at[r.first + i] = {std::make_shared<cell>(), true, VM_INHERIT_COPY};
}

void model::deallocate(model_space &s, range r) {
    CHECK_TRUE(s.real->deallocate(address(r.first), r.count * page).has_value());
    for (uint64_t i = 0; i < r.count; ++i) s.at[r.first + i] = {};
}

void model::protect(model_space &s, range r) {
    const bool writable = pick(2) != 0;
    const auto done = s.real->protect(address(r.first), r.count * page, false,
                                      writable ? VM_PROT_DEFAULT : VM_PROT_READ);
    CHECK_EQUAL(mapped(s, r), done.has_value());
    if (done)
        for (uint64_t i = 0; i < r.count; ++i) s.at[r.first + i].writable = writable;
}

void model::inherit(model_space &s, range r) {
    const auto inheritance = static_cast<vm_inherit_t>(pick(3));
    const auto done = s.real->inherit(address(r.first), r.count * page, inheritance);
    CHECK_EQUAL(mapped(s, r), done.has_value());
    if (done)
        for (uint64_t i = 0; i < r.count; ++i) s.at[r.first + i].inheritance = inheritance;
}

void model::fork(model_space &s) {
    if (spaces_.size() >= most_spaces) return;
    auto child = std::make_unique<model_space>(s.real.fork());
    for (uint64_t i = 0; i < pages; ++i) {
        const model_page &p = s.at[i];
        if (!p.content || p.inheritance == VM_INHERIT_NONE) continue;
        child->at[i] = p;
        if (p.inheritance == VM_INHERIT_COPY)
            child->at[i].content = std::make_shared<cell>(*p.content);
    }
    spaces_.push_back(std::move(child));
}

void model::end(uint64_t which) {
    if (spaces_.size() > 1) spaces_.erase(spaces_.begin() + static_cast<long>(which));
}

void model::send(model_space &s, range r) {
    const bool move = pick(4) == 0;
    auto copy =
        vm_map_copy::copy_in(s.real.map(), address(r.first) + 17, r.count * page - 17, move);
    CHECK_EQUAL(mapped(s, r), copy.has_value());
    if (!copy) return;
    model_message message{{}, std::move(*copy)};
    for (uint64_t i = 0; i < r.count; ++i) {
        message.values.push_back(s.at[r.first + i].content->value);
        if (move) s.at[r.first + i] = {};
    }
    messages_.push_back(std::move(message));
}

void model::receive(model_space &s) {
    if (messages_.empty()) return;
    const uint64_t which = pick(messages_.size());
    model_message &message = messages_[which];
    for (std::size_t i = 0; i < message.values.size(); ++i) {
        uint8_t value;
        CHECK_TRUE(message.real->read(&value, i * page, 1).has_value());
        LONGS_EQUAL(message.values[i], value);
    }
    if (pick(2) == 0) {
        const uint64_t got = *message.real->copy_out(s.real.map());
        for (std::size_t i = 0; i < message.values.size(); ++i) {
            LONGS_EQUAL(message.values[i], s.real.get(got + i * page));
            LONGS_EQUAL(KERN_SUCCESS, s.real.write(got + i * page, 1));
        }
        CHECK_TRUE(s.real->deallocate(got, message.values.size() * page - 17).has_value());
    }
    messages_.erase(messages_.begin() + static_cast<long>(which));
}

void model::share(model_space &from, model_space &to, range r) {
    const bool copy = pick(2) == 0;
    const uint64_t target = pick(pages - r.count + 1);
    if (&from == &to && target < r.first + r.count && r.first < target + r.count) return;
    vm_attributes told;
    const auto done =
        to.real->remap({address(target), 0, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE}, r.count * page,
                       from.real.map(), address(r.first), copy, VM_INHERIT_COPY, told);
    CHECK_EQUAL(mapped(from, r), done.has_value());
    if (!done) return;
    for (uint64_t i = 0; i < r.count; ++i) {
        const model_page &p = from.at[r.first + i];
        to.at[target + i] = {copy ? std::make_shared<cell>(*p.content) : p.content, p.writable,
                             VM_INHERIT_COPY};
    }
}

void model::overwrite(model_space &s, range r) {
    std::vector<uint8_t> bytes(r.count * page, static_cast<uint8_t>(random_()));
    bool writable = mapped(s, r);
    for (uint64_t i = 0; writable && i < r.count; ++i) writable = s.at[r.first + i].writable;
    if (!writable) return;
    CHECK_TRUE(s.real->write(address(r.first), bytes.data(), bytes.size()).has_value());
    for (uint64_t i = 0; i < r.count; ++i) s.at[r.first + i].content->value = bytes[0];
}

void model::step() {
    model_space &s = any();
    switch (pick(40)) {
    case 0: return fork(s);
    case 1: return end(pick(spaces_.size()));
    case 2:
    case 3: return allocate(s, any_range());
    case 4: return deallocate(s, any_range());
    case 5: return protect(s, any_range());
    case 6: return inherit(s, any_range());
    case 7:
    case 8: return send(s, any_range());
    case 9:
    case 10: return receive(s);
    case 11: return share(s, any(), any_range());
    case 12: return overwrite(s, any_range());
    default: return access(s);
    }
}

void model::check_all() {
    for (auto &s : spaces_)
        for (uint64_t i = 0; i < pages; ++i)
            LONGS_EQUAL(s->at[i].content ? s->at[i].content->value : -KERN_INVALID_ADDRESS,
                        s->real.get(address(i) + 17));
}

}  // namespace

TEST_GROUP(model){void teardown() override{world::settled_free_pages();
LONGS_EQUAL(0, world::in_use("vm_map_entry"));
LONGS_EQUAL(0, world::in_use("vm_object"));
LONGS_EQUAL(0, world::in_use("vm_map_copy"));
LONGS_EQUAL(1, world::in_use("vm_map"));  // the current task's
LONGS_EQUAL(0, world::in_use("vm_page_tree"));
}
}
;

TEST(model, random_operations_see_what_eager_copies_would) {
    const uint64_t before = world::settled_free_pages();
    for (unsigned seed = 1; seed <= 40; ++seed) {
        model m(seed);
        for (int i = 0; i < 2500; ++i) m.step();
        m.check_all();
    }
    CHECK_TRUE(world::settled_free_pages() + 100 >= before);
}
