#include "bin/grep/regex_literal.hpp"

#include "bin/grep/regex_character.hpp"
#include "bin/grep/string_search.hpp"

namespace {

/// Appends a character; false if its case is more than a search for strings knows about.
bool append(const regex_tree &tree, uint32_t code, std::string &to) {
    if (tree.fold && code >= 0x80 && tree.characters == character_set::utf8) return false;
    char bytes[4];
    to.append(bytes, character_bytes(code, tree.characters, bytes));
    return true;
}

/// The longest string that every match contains, without what only alternatives contain.
class needle_finder {
public:
    explicit needle_finder(const regex_tree &tree) : tree_(tree) {}
    std::string find(uint32_t root);

private:
    static constexpr uint32_t gap = regex_tree::none;

    void visit(const regex_node &node);
    void end_run() {
        if (run_.size() > best_.size()) best_ = run_;
        run_.clear();
    }

    const regex_tree &tree_;
    std::vector<uint32_t> open_;  // what is still to come, the next last
    std::string best_, run_;
};

void needle_finder::visit(const regex_node &node) {
    switch (node.what) {
    case regex_node::empty:
    case regex_node::edge: break;
    case regex_node::character:
        if (!append(tree_, node.first, run_)) end_run();
        break;
    case regex_node::concatenation:
        open_.push_back(node.second);
        open_.push_back(node.first);
        break;
    case regex_node::repetition:
        // The first of the repetitions follows what was before.
        if (!node.least) return end_run();
        open_.push_back(gap);
        open_.push_back(node.first);
        break;
    default: end_run();
    }
}

std::string needle_finder::find(uint32_t root) {
    open_.push_back(root);
    while (!open_.empty()) {
        const uint32_t at = open_.back();
        open_.pop_back();
        if (at == gap)
            end_run();
        else
            visit(tree_.nodes[at]);
    }
    end_run();
    return std::move(best_);
}

}  // namespace

std::optional<std::string> literal_of(const regex_tree &tree, uint32_t first, uint32_t root) {
    std::string result;
    for (uint32_t at = first; at <= root; ++at) {
        const regex_node &node = tree.nodes[at];
        if (node.what == regex_node::empty || node.what == regex_node::concatenation) continue;
        if (node.what != regex_node::character || !append(tree, node.first, result)) return {};
    }
    return result;
}

bool add_needles(const regex_tree &tree, uint32_t root, std::vector<std::string> &needles) {
    std::vector<uint32_t> alternatives{root};
    while (!alternatives.empty()) {
        const uint32_t at = alternatives.back();
        alternatives.pop_back();
        const regex_node &node = tree.nodes[at];
        if (node.what == regex_node::alternation) {
            alternatives.push_back(node.first);
            alternatives.push_back(node.second);
            continue;
        }
        std::string needle = needle_finder(tree).find(at);
        // Short strings of frequent letters are everywhere.
        if (needle.size() < 3 && (needle.empty() || !is_rare_byte(needle[0]))) return false;
        needles.push_back(std::move(needle));
    }
    return true;
}
