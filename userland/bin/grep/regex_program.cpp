#include "bin/grep/regex_program.hpp"

#include "bin/grep/regex_character.hpp"
#include "bin/grep/utf8_sequence.hpp"

#include <algorithm>
#include <utility>

namespace {

constexpr size_t most_instructions = 1 << 20;

using instruction = regex_instruction;

/// Goes through the tree with a stack of its own.
class regex_compiler {
public:
    regex_compiler(const regex_tree &tree, regex_program &into) : tree_(tree), into_(into) {}
    bool compile(uint32_t root);

private:
    struct task {
        uint32_t node;
        uint32_t stage = 0;  // how many operands are done
        size_t begin = 0;    // where its code begins
        size_t leave = 0;    // the jump behind the first alternative
    };

    void emit(const instruction &value) { into_.code.push_back(value); }
    void leaf(const regex_node &node);
    void character(uint32_t code);
    void set(const regex_set &value);
    void sequences(const std::vector<utf8_sequence> &all);
    void sequence(const utf8_sequence &value);
    void concatenation(task &current, const regex_node &node);
    void alternation(task &current, const regex_node &node);
    void back_reference(task &current, const regex_node &node);
    bool repetition(task &current, const regex_node &node);
    bool copies(size_t begin, const regex_node &node);
    [[nodiscard]] int32_t distance(size_t from) const {
        return static_cast<int32_t>(into_.code.size() - from);
    }

    const regex_tree &tree_;
    regex_program &into_;
    std::vector<task> open_;
    size_t references_ = 0;  // that are open: what is inside need not be at the group's edges
};

void regex_compiler::sequence(const utf8_sequence &value) {
    const bool backward = into_.read == regex_program::direction::backward;
    for (size_t at = 0; at < value.size; ++at) {
        const auto &range = value.bytes[backward ? value.size - 1 - at : at];
        emit({.what = instruction::range, .low = range.low, .high = range.high});
    }
}

/// One of several, of which there is at least one.
void regex_compiler::sequences(const std::vector<utf8_sequence> &all) {
    std::vector<size_t> leaves;
    for (const utf8_sequence &each : all) {
        if (&each != &all.back())
            emit({.what = instruction::split,
                  .first = 1,
                  .second = static_cast<int32_t>(each.size + 2)});
        sequence(each);
        if (&each == &all.back()) break;
        leaves.push_back(into_.code.size());
        emit({.what = instruction::jump});
    }
    for (const size_t at : leaves) into_.code[at].first = distance(at);
}

void regex_compiler::set(const regex_set &value) {
    std::bitset<256> bytes;
    std::vector<utf8_sequence> longer;
    for (const regex_set::range &each : value.ranges()) {
        const uint32_t single = into_.characters == character_set::bytes ? 255 : 127;
        for (uint32_t code = each.first; code <= std::min(each.last, single); ++code)
            bytes.set(code);
        if (each.first >= stray_byte)
            bytes.set(each.first - stray_byte);
        else if (each.last > single)
            each_utf8_sequence(std::max(each.first, single + 1), each.last,
                               [&](const utf8_sequence &found) { longer.push_back(found); });
    }
    if (bytes.any() && !longer.empty()) emit({.what = instruction::split, .first = 1, .second = 3});
    const size_t begin = into_.code.size();
    if (bytes.any() || longer.empty()) {
        const auto known = std::find(into_.sets.begin(), into_.sets.end(), bytes);
        emit({.what = instruction::bytes,
              .first = static_cast<int32_t>(known - into_.sets.begin())});
        if (known == into_.sets.end()) into_.sets.push_back(bytes);
    }
    if (longer.empty()) return;
    if (bytes.any()) emit({.what = instruction::jump});
    sequences(longer);
    if (bytes.any()) into_.code[begin + 1].first = distance(begin + 1);
}

void regex_compiler::character(uint32_t code) {
    regex_set cases;
    if (tree_.fold)
        each_other_case(code, tree_.characters, [&](uint32_t other) { cases.add(other); });
    if (!cases.ranges().empty()) {
        cases.add(code);
        cases.normalise();
        return set(cases);
    }
    utf8_sequence bytes;
    char encoded[4];
    bytes.size = character_bytes(code, tree_.characters, encoded);
    for (size_t at = 0; at < bytes.size; ++at)
        bytes.bytes[at] = {static_cast<uint8_t>(encoded[at]), static_cast<uint8_t>(encoded[at])};
    sequence(bytes);
}

void regex_compiler::leaf(const regex_node &node) {
    switch (node.what) {
    case regex_node::character: return character(node.first);
    case regex_node::set: return set(tree_.sets[node.first]);
    case regex_node::edge:
        if (references_) return;
        into_.has_edges = true;
        return emit({.what = instruction::edge, .where = node.where});
    default: return;
    }
}

void regex_compiler::concatenation(task &current, const regex_node &node) {
    const bool backward = into_.read == regex_program::direction::backward;
    if (current.stage == 2) return open_.pop_back();
    const bool second = (current.stage++ == 1) != backward;
    open_.push_back({.node = second ? node.second : node.first});
}

void regex_compiler::alternation(task &current, const regex_node &node) {
    switch (current.stage++) {
    case 0:
        current.begin = into_.code.size();
        emit({.what = instruction::split, .first = 1});
        open_.push_back({.node = node.first});
        break;
    case 1:
        current.leave = into_.code.size();
        emit({.what = instruction::jump});
        into_.code[current.begin].second = distance(current.begin);
        open_.push_back({.node = node.second});
        break;
    default: into_.code[current.leave].first = distance(current.leave); open_.pop_back();
    }
}

void regex_compiler::back_reference(task &current, const regex_node &node) {
    if (current.stage++ == 0) {
        ++references_;
        open_.push_back({.node = node.first});
    } else {
        --references_;
        open_.pop_back();
    }
}

/// x*, x+, x? and x are made where they are, so that they may nest deeply. False if it becomes too
/// large.
bool regex_compiler::repetition(task &current, const regex_node &node) {
    const bool unlimited = node.most == regex_node::unlimited;
    const bool in_place = node.least <= 1 && (unlimited || node.most == 1);
    if (current.stage++ == 0) {
        current.begin = into_.code.size();
        if (in_place && !node.least) emit({.what = instruction::split, .first = 1});
        open_.push_back({.node = node.first});
        return true;
    }
    const size_t begin = current.begin;
    open_.pop_back();
    if (!in_place) return copies(begin, node);
    if (node.least) {
        if (unlimited) emit({.what = instruction::split, .first = -distance(begin), .second = 1});
        return true;
    }
    if (unlimited) emit({.what = instruction::jump, .first = -distance(begin)});
    into_.code[begin].second = distance(begin);
    return true;
}

/// x{2,4} is xx(x(x)?)?, x{2,} is xx+.
bool regex_compiler::copies(size_t begin, const regex_node &node) {
    const auto from = into_.code.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::vector<instruction> body(from, into_.code.end());
    into_.code.erase(from, into_.code.end());
    const bool unlimited = node.most == regex_node::unlimited;
    const size_t count = unlimited ? node.least : node.most;
    if ((body.size() + 1) * count + begin > most_instructions) return false;
    const auto copy = [&] { into_.code.insert(into_.code.end(), body.begin(), body.end()); };
    const auto size = static_cast<int32_t>(body.size());
    for (uint32_t n = 0; n < node.least; ++n) copy();
    if (unlimited) {
        emit({.what = instruction::split, .first = -size, .second = 1});
        return true;
    }
    for (uint32_t left = node.most - node.least; left; --left) {
        emit({.what = instruction::split,
              .first = 1,
              .second = static_cast<int32_t>(left) * (size + 1)});
        copy();
    }
    return true;
}

bool regex_compiler::compile(uint32_t root) {
    open_.push_back({.node = root});
    while (!open_.empty()) {
        task &current = open_.back();
        const regex_node &node = tree_.nodes[current.node];
        if (into_.code.size() > most_instructions) return false;
        switch (node.what) {
        case regex_node::concatenation: concatenation(current, node); break;
        case regex_node::alternation: alternation(current, node); break;
        case regex_node::back_reference: back_reference(current, node); break;
        case regex_node::repetition:
            if (!repetition(current, node)) return false;
            break;
        default: leaf(node); open_.pop_back();
        }
    }
    emit({.what = instruction::match});
    return true;
}

}  // namespace

std::optional<regex_program> compile_regex(const regex_tree &tree, uint32_t root,
                                           regex_program::direction read) {
    regex_program result;
    result.characters = tree.characters;
    result.read = read;
    if (!regex_compiler(tree, result).compile(root)) return std::nullopt;
    return result;
}
