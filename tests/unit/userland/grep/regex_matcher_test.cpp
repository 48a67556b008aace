// The matcher against what is known, and against the host's regexec.
#include "bin/grep/regex_literal.hpp"
#include "bin/grep/regex_matcher.hpp"
#include "bin/grep/regex_parser.hpp"

#include <random>
#include <regex.h>
#include <string>

#include <CppUTest/TestHarness.h>

namespace {

struct expression {
    regex_tree tree;
    std::expected<uint32_t, const char *> root;
    std::unique_ptr<regex_matcher> matcher;

    explicit expression(std::string_view pattern, bool extended = true, bool fold = false,
                        character_set characters = character_set::bytes)
        : root(0) {
        tree.fold = fold;
        tree.characters = characters;
        root = parse_regex(pattern, extended, tree);
        if (root) matcher = regex_matcher::create(tree, *root, '\n');
    }

    /// The first match: "BEGIN-END", or "none".
    std::string first(std::string_view line) {
        const text_match match = matcher->find(line, 0);
        const bool found = matcher->find_line(line.data(), line.data() + line.size());
        CHECK_EQUAL(found, static_cast<bool>(match));
        if (!match) return "none";
        return std::to_string(match.begin - line.data()) + "-" +
               std::to_string(match.end - line.data());
    }
};

std::string first(std::string_view pattern, std::string_view line) {
    return expression(pattern).first(line);
}
std::string first_basic(std::string_view pattern, std::string_view line) {
    return expression(pattern, false).first(line);
}
std::string first_utf8(std::string_view pattern, std::string_view line, bool fold = false) {
    return expression(pattern, true, fold, character_set::utf8).first(line);
}
std::string error_of(std::string_view pattern, bool extended) {
    const expression made(pattern, extended);
    return made.root ? "" : made.root.error();
}

class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}
    unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
    std::string pattern(unsigned depth) {
        std::string result;
        for (unsigned n = 1 + below(4); n; --n) {
            switch (const unsigned what = below(9)) {
            case 0: result += '.'; break;
            case 1: result += below(2) ? "[ab]" : "[^b]"; break;
            case 2: result += depth ? "(" + pattern(depth - 1) + ")" : "c"; break;
            case 3:
                result += depth ? "(" + pattern(depth - 1) + "|" + pattern(0) + ")" : "b";
                break;
            default: result += static_cast<char>('a' + what % 3);
            }
            static constexpr const char *repetitions[] = {"*", "+", "?", "{2}", "{1,2}", "{2,}"};
            if (below(3) == 0) result += repetitions[below(6)];
        }
        return result;
    }
    std::string text(unsigned size) {
        std::string result;
        while (size--) result += static_cast<char>('a' + below(3));
        return result;
    }

private:
    std::mt19937 random_;
};

/// What the host's C library finds.
std::string by_library(const std::string &pattern, const std::string &text) {
    regex_t compiled;
    CHECK_EQUAL(0, regcomp(&compiled, pattern.c_str(), REG_EXTENDED));
    regmatch_t match;
    const bool found = regexec(&compiled, text.c_str(), 1, &match, 0) == 0;
    regfree(&compiled);
    if (!found) return "none";
    return std::to_string(match.rm_so) + "-" + std::to_string(match.rm_eo);
}

}  // namespace

TEST_GROUP(regex_matcher){};

TEST(regex_matcher, the_leftmost_longest) {
    STRCMP_EQUAL("1-4", first("a|ab|abc", "xabcabc").c_str());
    STRCMP_EQUAL("0-3", first("(a|ab)(c|bcd)?", "abc").c_str());
    STRCMP_EQUAL("0-0", first("x*", "aaa").c_str());
    STRCMP_EQUAL("none", first("a{3}", "aa").c_str());
    STRCMP_EQUAL("0-5", first("a{2,}", "aaaaa").c_str());
    STRCMP_EQUAL("0-3", first("a{,3}", "aaaaa").c_str());
    STRCMP_EQUAL("0-2", first_basic("a\\{,2\\}", "aaaaa").c_str());
    STRCMP_EQUAL("0-0", first("a{0}", "aaaaa").c_str());
}

TEST(regex_matcher, edges) {
    STRCMP_EQUAL("4-7", first("\\<foo\\>", "fo2 foo x").c_str());
    STRCMP_EQUAL("none", first("\\<foo\\>", "foo_foo").c_str());
    STRCMP_EQUAL("1-2", first("\\Ba", "aa").c_str());
    STRCMP_EQUAL("0-1", first("(^|\\B)a", "aa").c_str());
    STRCMP_EQUAL("0-0", first("^$", "").c_str());
    STRCMP_EQUAL("none", first("a^b", "a^b").c_str());
    STRCMP_EQUAL("0-3", first_basic("a^b", "a^b").c_str());
    STRCMP_EQUAL("3-4", first("b$", "bbab").c_str());
    STRCMP_EQUAL("1-2", first("\\w\\b", "ab c").c_str());
}

TEST(regex_matcher, bracket_expressions) {
    STRCMP_EQUAL("1-2", first("[[=b=]]", "abc").c_str());
    STRCMP_EQUAL("2-3", first("[[.-.]]", "ab-").c_str());
    STRCMP_EQUAL("0-2", first("[]a]+", "a]b").c_str());
    STRCMP_EQUAL("2-3", first("[^]a]", "a]b").c_str());
    STRCMP_EQUAL("1-4", first("[[:digit:]_-]+", "a1-_b").c_str());
    STRCMP_EQUAL("0-1", first("[\\n]", "\\").c_str());
}

TEST(regex_matcher, errors) {
    STRCMP_EQUAL("Unmatched [, [^, [:, [., or [=", error_of("[a", false).c_str());
    STRCMP_EQUAL("Invalid range end", error_of("[b-a]", false).c_str());
    STRCMP_EQUAL("Invalid character class name", error_of("[[:foo:]]", false).c_str());
    STRCMP_EQUAL("Invalid collation character", error_of("[[.ab.]]", false).c_str());
    STRCMP_EQUAL("Unmatched ( or \\(", error_of("(a", true).c_str());
    STRCMP_EQUAL("Unmatched ) or \\)", error_of("a\\)", false).c_str());
    STRCMP_EQUAL("Unmatched \\{", error_of("a\\{1", false).c_str());
    STRCMP_EQUAL("Invalid content of \\{\\}", error_of("a{2,1}", true).c_str());
    STRCMP_EQUAL("Regular expression too big", error_of("a{32768}", true).c_str());
    STRCMP_EQUAL("Invalid back reference", error_of("(a\\1)", true).c_str());
    STRCMP_EQUAL("Trailing backslash", error_of("a\\", true).c_str());
}

TEST(regex_matcher, characters_of_utf8) {
    STRCMP_EQUAL("1-3", first_utf8("[^a]", "a\xc3\xa9z").c_str());
    STRCMP_EQUAL("0-6", first_utf8("^..$", "\xe2\x82\xac\xe6\x97\xa5").c_str());
    STRCMP_EQUAL("none", first_utf8("^..$", "\xe2\x82\xac").c_str());
    STRCMP_EQUAL("1-5", first_utf8(".", "\xff\xf0\x9f\x98\x80").c_str());
    STRCMP_EQUAL("none", first_utf8(".", "\xed\xa0\x80").c_str());
    STRCMP_EQUAL("0-2", first_utf8("[\xc3\xa0-\xc3\xbc]", "\xc3\xa9").c_str());
    STRCMP_EQUAL("0-1", first_utf8("\xff", "\xff").c_str());
}

TEST(regex_matcher, lines_of_a_buffer) {
    expression made("^b+$|c\\>");
    const std::string_view text = "abb\nbab\n\ncd\nbb\nbc";
    const char *found = made.matcher->find_line(text.data(), text.data() + text.size());
    CHECK(found);
    // In the line bb, or at its end.
    CHECK_EQUAL(14, found - text.data());
    found = made.matcher->find_line(text.data() + 15, text.data() + text.size());
    CHECK_EQUAL(17, found - text.data());
    POINTERS_EQUAL(nullptr, made.matcher->find_line(text.data(), text.data() + 12));
}

TEST(regex_matcher, as_the_library) {
    generator random(1);
    for (unsigned round = 0; round < 400; ++round) {
        const std::string pattern = random.pattern(2), text = random.text(random.below(12));
        STRCMP_EQUAL_TEXT(by_library(pattern, text).c_str(), first(pattern, text).c_str(),
                          (pattern + " in " + text).c_str());
    }
}

TEST(regex_matcher, more_states_than_are_kept) {
    generator random(2);
    expression made("a[abc]{13}b$");
    for (unsigned round = 0; round < 20; ++round) {
        std::string text = random.text(20000);
        text[text.size() - 15] = round % 2 ? 'a' : 'b';
        text.back() = 'b';
        const std::string end = std::to_string(text.size());
        const std::string begin = std::to_string(text.size() - 15);
        STRCMP_EQUAL((round % 2 ? begin + "-" + end : "none").c_str(), made.first(text).c_str());
    }
}

TEST(regex_matcher, depth_and_size) {
    constexpr size_t depth = 100000;
    const std::string nested = std::string(depth, '(') + "a" + std::string(depth, ')');
    STRCMP_EQUAL("1-2", first(nested, "ba").c_str());
    STRCMP_EQUAL("Unmatched ( or \\(", error_of(std::string(depth, '('), true).c_str());
    STRCMP_EQUAL("0-3", first("a" + std::string(depth, '*'), "aaa").c_str());
    CHECK(!expression("((a{1000}){1000}){1000}").matcher);
    STRCMP_EQUAL("0-1000", first("a{1000}", std::string(1500, 'a')).c_str());
}

TEST(regex_matcher, needles) {
    const auto needle = [](std::string_view pattern) {
        expression made(pattern);
        std::vector<std::string> found;
        if (!add_needles(made.tree, *made.root, found)) return std::string("none");
        std::string all;
        for (const std::string &each : found) all += each + " ";
        return all;
    };
    STRCMP_EQUAL("abc ", needle("^(abc)d*").c_str());
    STRCMP_EQUAL("none", needle("(abc)*de?").c_str());
    STRCMP_EQUAL("bcd ", needle("a?bc(d)+").c_str());
    STRCMP_EQUAL("none", needle("abc|d").c_str());
    CHECK_EQUAL(size_t{8}, needle("abc|def").size());
}
