#include "bin/find/find_node.hpp"
#include "lib/number.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <algorithm>
#include <cstring>

namespace {

struct not_node final : find_node {
    explicit not_node(find_node_pointer of) : inner(std::move(of)) {}
    bool test(find_context &context) override { return !inner->test(context); }
    void finish(find_context &context) override { inner->finish(context); }
    find_node_pointer inner;
};

struct pair_node final : find_node {
    enum class kind : char { both, either, list };
    pair_node(kind how, find_node_pointer a, find_node_pointer b)
        : by(how), first(std::move(a)), second(std::move(b)) {}

    bool test(find_context &context) override {
        const bool result = first->test(context);
        if (context.quit) return result;
        if (by == kind::both && !result) return false;
        if (by == kind::either && result) return true;
        return second->test(context);
    }
    void finish(find_context &context) override {
        first->finish(context);
        second->finish(context);
    }
    kind by;
    find_node_pointer first, second;
};

struct true_node final : find_node {
    bool test(find_context &) override { return true; }
};

/// list: either (, either)*; either: both (-o both)*; both: unary (-a? unary)*
class find_parser {
public:
    find_parser(std::span<char *> words, find_walk &walk) : words_(words), walk_(walk) {}
    find_node_pointer parse();

private:
    [[nodiscard]] bool is(const char *a, const char *b) const {
        return at_ < words_.size() &&
               (std::strcmp(words_[at_], a) == 0 || std::strcmp(words_[at_], b) == 0);
    }
    find_node_pointer list();
    find_node_pointer either();
    find_node_pointer both();
    find_node_pointer unary();
    find_node_pointer group();
    find_node_pointer option(bool &known);
    bool depth(unsigned &target);
    find_node_pointer fail(const char *text) {
        if (!failed_) warn("%s", text);
        failed_ = true;
        return nullptr;
    }

    std::span<char *> words_;
    find_walk &walk_;
    size_t at_ = 0;
    bool failed_ = false;
};

find_node_pointer find_parser::list() {
    find_node_pointer left = either();
    while (left && is(",", ",")) {
        ++at_;
        find_node_pointer right = either();
        if (!right) return nullptr;
        left =
            std::make_unique<pair_node>(pair_node::kind::list, std::move(left), std::move(right));
    }
    return left;
}

find_node_pointer find_parser::either() {
    find_node_pointer left = both();
    while (left && is("-o", "-or")) {
        ++at_;
        find_node_pointer right = both();
        if (!right) return nullptr;
        left =
            std::make_unique<pair_node>(pair_node::kind::either, std::move(left), std::move(right));
    }
    return left;
}

find_node_pointer find_parser::both() {
    find_node_pointer left = unary();
    while (left && at_ < words_.size() && !is(")", ",") && !is("-o", "-or")) {
        if (is("-a", "-and")) ++at_;
        find_node_pointer right = unary();
        if (!right) return nullptr;
        left =
            std::make_unique<pair_node>(pair_node::kind::both, std::move(left), std::move(right));
    }
    return left;
}

find_node_pointer find_parser::group() {
    ++at_;
    if (is(")", ")")) return fail("invalid expression; empty parentheses are not allowed.");
    find_node_pointer inner = list();
    if (!inner) return nullptr;
    if (!is(")", ")"))
        return fail(
            "invalid expression; I was expecting to find a ')' somewhere but did not see "
            "one.");
    ++at_;
    return inner;
}

bool find_parser::depth(unsigned &target) {
    const char *name = words_[at_];
    if (++at_ >= words_.size()) {
        warn("missing argument to `%s'", name);
        return false;
    }
    const auto value = parse_count(words_[at_]);
    if (!value || *value > ~0u ||
        std::strspn(words_[at_], "0123456789") != std::strlen(words_[at_])) {
        warn("Expected a positive decimal integer argument to %s, but got %s", name,
             quoted(words_[at_]).c_str());
        return false;
    }
    target = static_cast<unsigned>(*value);
    return true;
}

/// Options count for all of the walk and are true.
find_node_pointer find_parser::option(bool &known) {
    known = true;
    if (is("-maxdepth", "-maxdepth"))
        failed_ = !depth(walk_.most_depth);
    else if (is("-mindepth", "-mindepth"))
        failed_ = !depth(walk_.least_depth);
    else if (is("-depth", "-d"))
        walk_.depth_first = true;
    else if (is("-xdev", "-mount"))
        walk_.one_file_system = true;
    else if (is("-daystart", "-daystart"))
        walk_.daystart = true;
    else if (is("-follow", "-follow"))
        walk_.links = tree_walk::follow::always;
    else if (!is("-noleaf", "-warn") && !is("-nowarn", "-ignore_readdir_race"))
        known = false;
    if (failed_ || !known) return nullptr;
    ++at_;
    return std::make_unique<true_node>();
}

find_node_pointer find_parser::unary() {
    if (failed_) return nullptr;
    if (at_ >= words_.size()) {
        const std::string last = at_ ? words_[at_ - 1] : "";
        return fail(("expected an expression after '" + last + "'").c_str());
    }
    if (is("!", "-not")) {
        ++at_;
        find_node_pointer inner = unary();
        return inner ? std::make_unique<not_node>(std::move(inner)) : nullptr;
    }
    if (is("(", "(")) return group();
    if (is(")", ")")) return fail("invalid expression; you have too many ')'");
    if (is("-o", "-or") || is("-a", "-and") || is(",", ","))
        return fail(("invalid expression; you have used a binary operator '" +
                     std::string(words_[at_]) + "' with nothing before it.")
                        .c_str());
    bool known = false;
    find_node_pointer node = option(known);
    if (known) return node;
    node = make_find_test(words_, at_, walk_, failed_);
    if (!node && !failed_) node = make_find_action(words_, at_, walk_, failed_);
    if (node) ++at_;
    if (!node && !failed_) {
        if (words_[at_][0] == '-')
            fail(("unknown predicate `" + std::string(words_[at_]) + "'").c_str());
        else
            fail(("paths must precede expression: `" + std::string(words_[at_]) + "'").c_str());
    }
    return node;
}

find_node_pointer find_parser::parse() {
    find_node_pointer root = words_.empty() ? std::make_unique<true_node>() : list();
    if (root && at_ < words_.size()) return fail("you have too many ')'");
    if (failed_) return nullptr;
    if (root && !walk_.has_action) {
        static char print[] = "-print";
        char *words[] = {print};
        size_t at = 0;
        root = std::make_unique<pair_node>(pair_node::kind::both, std::move(root),
                                           make_find_action(words, at, walk_, failed_));
    }
    return root;
}

}  // namespace

find_node_pointer parse_find_expression(std::span<char *> words, find_walk &walk) {
    return find_parser(words, walk).parse();
}
