// Every sequence of operations up to a length, over two spaces and three ports, against the model.
// Two sequences that lead to the same state of the model go on alike, so one of them is followed:
// the last step of each is compared all the same. States are the same that differ only in which
// port, space or name is which. EXPLORE_DEPTH in the environment sets the length, EXPLORE_PART=1/2
// which of how many parts of the last steps are done.
#include "right_model.hpp"
#include "world.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_reaper.hpp>

namespace {

constexpr unsigned spaces = 2, most_names = 4;
constexpr unsigned nowhere = spaces;

/// The entry is the `entry`-th of the space in the order of its making.
struct operation {
    enum class kind : uint8_t { transfer, deallocate, mod_refs, destroy, request } what;
    uint8_t space, entry, disposition = 0, to = 0;
    int8_t delta = 0;
};

/// Both worlds, and the names in the order in which they were made.
class pair {
public:
    pair() : model_(spaces) {
        for (const unsigned s : {0u, 0u, 1u}) {
            const auto name = actors_[s].allocate();
            model_.allocate(s, name);
            names_[s].push_back(name);
        }
    }

    void apply(const operation &o) {
        const mach_port_name_t name = names_[o.space][o.entry];
        world::actor &actor = actors_[o.space];
        switch (o.what) {
        case operation::kind::transfer: transfer(o, name); break;
        case operation::kind::deallocate:
            LONGS_EQUAL(model_.deallocate(o.space, name), actor.deallocate(name));
            break;
        case operation::kind::mod_refs:
            LONGS_EQUAL(model_.mod_refs(o.space, name, o.disposition, o.delta),
                        actor.mod_refs(name, o.disposition, o.delta));
            break;
        case operation::kind::destroy:
            LONGS_EQUAL(model_.destroy(o.space, name), actor.destroy(name));
            break;
        case operation::kind::request: request(o, name); break;
        }
        for (unsigned s = 0; s < spaces; ++s)
            std::erase_if(names_[s], [&](auto n) { return !model_.space(s).contains(n); });
    }

    void compare() {
        while (!ipc_reap(reap_budget)) {
        }
        for (unsigned s = 0; s < spaces; ++s) {
            LONGS_EQUAL(model_.space(s).size(), actors_[s].space().used());
            for (const auto &[name, e] : model_.space(s)) compare(s, name, e);
        }
    }

    /// What decides how the worlds go on, the first of all that say the same with other numbers for
    /// ports and spaces. Counts of what has been are left out.
    std::string key() {
        std::string first;
        char order[] = {0, 1, 2};
        do {
            const std::string a = describe(0, order), b = describe(1, order);
            const std::string text = std::min(a, b) + '/' + std::max(a, b);
            if (first.empty() || text < first) first = text;
        } while (std::next_permutation(std::begin(order), std::end(order)));
        return first;
    }

    std::vector<operation> operations() {
        std::vector<operation> all;
        using kind = operation::kind;
        for (uint8_t s = 0; s < spaces; ++s)
            for (uint8_t e = 0; e < names_[s].size(); ++e) {
                for (uint8_t d = MACH_MSG_TYPE_MOVE_RECEIVE; d <= MACH_MSG_TYPE_MAKE_SEND_ONCE; ++d)
                    for (uint8_t to = 0; to <= nowhere; ++to)
                        if (to == nowhere || to == s || names_[to].size() < most_names)
                            all.push_back({kind::transfer, s, e, d, to});
                all.push_back({kind::deallocate, s, e});
                all.push_back({kind::destroy, s, e});
                all.push_back({kind::mod_refs, s, e, MACH_PORT_RIGHT_RECEIVE, 0, -1});
                all.push_back({kind::mod_refs, s, e, MACH_PORT_RIGHT_SEND, 0, 1});
                all.push_back({kind::mod_refs, s, e, MACH_PORT_RIGHT_DEAD_NAME, 0, -1});
                for (uint8_t to = 0; to < names_[s].size(); ++to)
                    if (model_.space(s).at(names_[s][to]).type & ENTRY_RECEIVE)
                        all.push_back({kind::request, s, e, 0, to});
            }
        return all;
    }

private:
    void transfer(const operation &o, mach_port_name_t name) {
        auto real = port_ops::extract_right(actors_[o.space].space(), name, o.disposition);
        model::right modelled;
        const kern_return_t expected = model_.copyin(o.space, name, o.disposition, modelled);
        LONGS_EQUAL(expected, real ? KERN_SUCCESS : real.error());
        if (!real) return;
        if (o.to == nowhere) {
            {
                const ipc_right_transit gone = std::move(*real);
            }
            return model_.release(modelled);
        }
        ipc_deferred after;
        world::actor &to = actors_[o.to];
        lock_guard guard(to.space().lock);
        const auto landed = ipc_right_copyout(to.space(), *real, true, after);
        CHECK_TRUE(landed.has_value());
        const bool known = model_.space(o.to).contains(*landed);
        CHECK_TRUE(model_.copyout(o.to, modelled, *landed));
        if (!known && MACH_PORT_VALID(*landed)) names_[o.to].push_back(*landed);
    }

    /// To a port that the space receives from.
    void request(const operation &o, mach_port_name_t name) {
        const mach_port_name_t notify = names_[o.space][o.to];
        const model::port_ref to = model_.space(o.space).at(notify).target;
        const kern_return_t got = actors_[o.space].request(name, notify);
        LONGS_EQUAL(model_.request(o.space, name, to), got);
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
    }

    /// A space's entries, sorted, with the number order[i] for the i-th port.
    std::string describe(unsigned s, const char (&order)[3]) {
        std::vector<std::string> entries;
        for (const auto &[name, e] : model_.space(s))
            entries.push_back({static_cast<char>(e.type), static_cast<char>(e.urefs),
                               number(e.target, order), number(e.request, order)});
        std::sort(entries.begin(), entries.end());
        std::string text;
        for (const std::string &entry : entries) text += entry;
        return text;
    }

    char number(const model::port_ref &p, const char (&order)[3]) const {
        if (!p) return '-';
        const auto &all = model_.ports();
        for (unsigned i = 0; i < all.size(); ++i)
            if (all[i] == p) return static_cast<char>((p->alive ? 'a' : 'A') + order[i]);
        return '?';
    }

    world::actor actors_[spaces];
    model::world model_;
    std::vector<mach_port_name_t> names_[spaces];
};

}  // namespace

TEST_GROUP(explore){};

TEST(explore, every_short_sequence_agrees) {
    const long before = world::objects();
    const char *wanted = std::getenv("EXPLORE_DEPTH");
    const unsigned depth = wanted ? static_cast<unsigned>(std::atoi(wanted)) : 2;
    std::set<std::string> seen;
    std::vector<std::vector<operation>> level{{}};
    unsigned part = 0, parts = 1;
    if (const char *text = std::getenv("EXPLORE_PART"))
        LONGS_EQUAL(2, std::sscanf(text, "%u/%u", &part, &parts));
    unsigned long steps = 0;
    for (unsigned length = 0; length < depth; ++length) {
        std::vector<std::vector<operation>> next;
        for (std::size_t i = 0; i < level.size(); ++i) {
            if (length + 1 == depth && i % parts != part % parts) continue;
            const std::vector<operation> &path = level[i];
            std::vector<operation> choices;
            {
                pair start;
                for (const operation &o : path) start.apply(o);
                choices = start.operations();
            }
            for (const operation &last : choices) {
                pair world;
                for (const operation &o : path) world.apply(o);
                world.apply(last);
                world.compare();
                ++steps;
                if (length + 1 == depth || !seen.insert(world.key()).second) continue;
                next.push_back(path);
                next.back().push_back(last);
            }
        }
        level = std::move(next);
    }
    if (wanted) std::printf("\n%lu steps from %zu states, depth %u\n", steps, seen.size(), depth);
    LONGS_EQUAL(before, world::objects());
}
