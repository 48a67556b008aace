// Random operations on three spaces, against the model: after each, every entry and every port's
// counts are compared.
#include "right_model.hpp"
#include "world.hpp"

#include <random>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_reaper.hpp>

namespace {

constexpr unsigned spaces = 3, most_names = 24, most_in_flight = 6;

class play {
public:
    explicit play(unsigned seed) : random_(seed), model_(spaces) {}

    void step() {
        const unsigned s = pick(spaces);
        switch (pick(12)) {
        case 0: return allocate(s);
        case 1:
        case 2:
        case 3: return take_out(s);
        case 4:
        case 5: return put_in(s);
        case 6: return release();
        default: break;
        }
        switch (pick(4)) {
        case 0: {
            const auto name = any_name(s);
            const kern_return_t got = actors_[s].deallocate(name);
            return same(got, model_.deallocate(s, name));
        }
        case 1: {
            const auto name = any_name(s);
            const auto right = pick(3) == 2 ? MACH_PORT_RIGHT_DEAD_NAME : pick(3);
            const int delta = static_cast<int>(pick(6)) - 3;
            const kern_return_t got = actors_[s].mod_refs(name, right, delta);
            return same(got, model_.mod_refs(s, name, right, delta));
        }
        case 2: {
            if (pick(4) != 0) return;
            const auto name = any_name(s);
            const kern_return_t got = actors_[s].destroy(name);
            return same(got, model_.destroy(s, name));
        }
        default: return request(s);
        }
    }

    void compare() {
        while (!ipc_reap(reap_budget)) {
        }
        for (unsigned s = 0; s < spaces; ++s) {
            LONGS_EQUAL(model_.space(s).size(), actors_[s].space().used());
            for (const auto &[name, e] : model_.space(s)) compare(s, name, e);
        }
    }

private:
    unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }
    void same(kern_return_t got, kern_return_t expected) { LONGS_EQUAL(expected, got); }

    mach_port_name_t any_name(unsigned s) {
        auto &names = model_.space(s);
        if (names.empty() || pick(50) == 0) return 0x123400;  // denotes nothing
        auto at = names.begin();
        std::advance(at, pick(static_cast<unsigned>(names.size())));
        return at->first;
    }

    void allocate(unsigned s) {
        if (model_.space(s).size() >= most_names) return;
        model_.allocate(s, actors_[s].allocate());
    }

    struct flight {
        ipc_right_transit real;
        model::right modelled;
    };

    void take_out(unsigned s) {
        if (in_flight_.size() >= most_in_flight) return;
        const auto name = any_name(s);
        const auto disposition = static_cast<uint8_t>(MACH_MSG_TYPE_MOVE_RECEIVE + pick(6));
        auto real = port_ops::extract_right(actors_[s].space(), name, disposition);
        model::right modelled;
        const kern_return_t expected = model_.copyin(s, name, disposition, modelled);
        LONGS_EQUAL(expected, real ? KERN_SUCCESS : real.error());
        if (real) in_flight_.push_back({std::move(*real), modelled});
    }

    flight land() {
        const unsigned i = pick(static_cast<unsigned>(in_flight_.size()));
        flight f = std::move(in_flight_[i]);
        in_flight_.erase(in_flight_.begin() + i);
        return f;
    }

    void put_in(unsigned s) {
        if (in_flight_.empty() || model_.space(s).size() >= most_names) return;
        flight f = land();
        ipc_deferred after;
        lock_guard guard(actors_[s].space().lock);
        const auto name = ipc_right_copyout(actors_[s].space(), f.real, true, after);
        CHECK_TRUE(name.has_value());
        CHECK_TRUE(model_.copyout(s, f.modelled, *name));
    }

    void release() {
        if (in_flight_.empty()) return;
        flight f = land();
        model_.release(f.modelled);
    }

    void request(unsigned s) {
        const auto name = any_name(s), notify = any_name(s);
        const auto &names = model_.space(s);
        const auto found = names.find(notify);
        if (found == names.end() || (found->second.type & ENTRY_RECEIVE) == 0 ||
            !names.contains(name))
            return;
        const model::port_ref to = found->second.target;
        const kern_return_t got = actors_[s].request(name, notify);
        same(got, model_.request(s, name, to));
    }

    void compare(unsigned s, mach_port_name_t name, const model::entry &e) {
        LONGS_EQUAL(static_cast<mach_port_type_t>(e.type) << 16 |
                        (e.request ? MACH_PORT_TYPE_DNREQUEST : 0),
                    actors_[s].type(name));
        if (e.type & (ENTRY_SEND | ENTRY_DEAD_NAME))
            LONGS_EQUAL(e.urefs,
                        actors_[s].refs(name, e.type & ENTRY_SEND ? MACH_PORT_RIGHT_SEND
                                                                  : MACH_PORT_RIGHT_DEAD_NAME));
        if (e.type == ENTRY_DEAD_NAME) return;
        const ipc_port &real = actors_[s].port(name);
        LONGS_EQUAL(e.target->send, real.send_rights);
        LONGS_EQUAL(e.target->send_once, real.send_once_rights);
        LONGS_EQUAL(e.target->messages, real.message_count);
        LONGS_EQUAL(e.target->make_send, real.make_send_count);
        if (e.type & ENTRY_RECEIVE) LONGS_EQUAL(name, real.name);
    }

    std::mt19937 random_;
    world::actor actors_[spaces];
    model::world model_;
    std::vector<flight> in_flight_;
};

}  // namespace

TEST_GROUP(model){};

TEST(model, random_operations_agree) {
    const long before = world::objects();
    for (unsigned seed = 1; seed <= 20; ++seed) {
        play p(seed);
        for (int i = 0; i < 6000; ++i) {
            p.step();
            p.compare();
        }
    }
    LONGS_EQUAL(before, world::objects());
}
