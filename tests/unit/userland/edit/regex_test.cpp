#include <random>
#include <regex.h>
#include <string>

#include "edit/core/finder.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

struct found {
    long begin = -1, end = -1;
};

found search(std::string_view pattern, std::string_view in, bool regular = true, bool crlf = false,
             size_t from = 0) {
    const auto made = finder::create({.pattern = std::string(pattern), .regular = regular});
    if (!made) return {-2, -2};
    const text content(in);
    const auto match = made->forward(content, from, in.size(), crlf, nullptr);
    if (!match) return {};
    return {static_cast<long>(match->begin()), static_cast<long>(match->end())};
}

#define CHECK_FOUND(b, e, ...)               \
    do {                                     \
        const found f = search(__VA_ARGS__); \
        CHECK_EQUAL(b, f.begin);             \
        CHECK_EQUAL(e, f.end);               \
    } while (0)

}  // namespace

TEST_GROUP(regex){};

TEST(regex, finds) {
    CHECK_FOUND(1, 3, "bc", "abcd");
    CHECK_FOUND(-1, -1, "cb", "abcd");
    CHECK_FOUND(0, 4, "a.*d", "abcd");
    CHECK_FOUND(0, 3, "a.*?[bc]c", "abcbcc");
    CHECK_FOUND(2, 5, "^x+", "a\nxxx");
    CHECK_FOUND(1, 3, "b+$", "abb\nb");
    CHECK_FOUND(1, 3, "b+$", "abb\r\nb", true, true);
    CHECK_FOUND(5, 6, "b+$", "abb\r\nb", true, false);
    CHECK_FOUND(0, 6, "(ab){3}", "ababababab");
    CHECK_FOUND(0, 4, "(ab){1,2}", "ababab");
    CHECK_FOUND(0, 3, "a{x", "a{x");
    CHECK_FOUND(2, 5, "\\bfoo\\b", "a foo");
}

TEST(regex, knows_words_classes_and_escapes) {
    CHECK_FOUND(8, 11, "\\<foo\\>", "xfoofoo foo");
    CHECK_FOUND(1, 4, "\\d+", "a123b");
    CHECK_FOUND(0, 2, "[[:alpha:]_-]+", "a_1");
    CHECK_FOUND(0, 1, "[]]", "]");
    CHECK_FOUND(1, 2, "[^]a]", "ab");
    CHECK_FOUND(0, 6, "漢.", "漢字");
    CHECK_FOUND(0, 2, "[ä-ö]", "ä");
    CHECK_FOUND(1, 2, "\\xff", "a\xff");
    CHECK_FOUND(0, 3, "a\\nb", "a\nb");
    // What is not in brackets is not a line end, either.
    CHECK_FOUND(0, 1, "[^x]+", "a\nb");
}

TEST(regex, ignores_case_unless_there_is_a_capital) {
    CHECK_FOUND(0, 4, "äß", "Äß");
    CHECK_FOUND(-1, -1, "Äß", "äß");
    CHECK_FOUND(0, 3, "abc", "ABC");
    CHECK_FOUND(0, 3, "[a-c]+", "ABC");
    CHECK_FOUND(0, 4, "жё", "ЖЁ");
    CHECK_FOUND(1, 2, "\\S", " A");
}

TEST(regex, takes_literal_text_literally) {
    CHECK_FOUND(1, 5, "a.*(", "xa.*(", false);
    CHECK_FOUND(0, 1, "\\", "\\", false);
}

TEST(regex, refuses_what_is_none) {
    for (const char *bad : {"(", ")", "[", "[a", "a**b)", "*", "a{2,1}", "a{1001}", "[z-a]", "\\",
                            "[[:nope:]]", "(((a{1000}){1000}){1000})", "\\x{110000"})
        CHECK_FOUND(-2, -2, bad, "");
    CHECK_FOUND(-2, -2, std::string(100000, '('), "");
    CHECK_FOUND(-2, -2, std::string(100000, '|'), "");
    CHECK_FOUND(-2, -2, std::string(100000, 'a'), "");
}

TEST(regex, is_linear_where_backtracking_is_not) {
    const std::string many(2000, 'a');
    CHECK_FOUND(-1, -1, "(a*)*(a*)*b", many);
    CHECK_FOUND(0, 2000, "(a?){50}a*", many);
}

TEST(regex, finds_text_across_pieces) {
    std::mt19937_64 random{4};
    for (int i = 0; i < 300; ++i) {
        text content("");
        std::string model;
        while (model.size() < 200) {
            const std::string with(1 + random() % 3, "abC"[random() % 3]);
            const size_t at = random() % (model.size() + 1);
            content.replace(at, at, with);
            model.insert(at, with);
        }
        std::string pattern;
        for (size_t n = 2 + random() % 4; n > 0; --n) pattern += "abc"[random() % 3];
        const auto made = finder::create({.pattern = pattern});
        const auto match = made->forward(content, 0, model.size(), false, nullptr);
        for (char &c : model) c = static_cast<char>(c | 0x20);
        CHECK_EQUAL(model.find(pattern), match ? match->begin() : model.npos);
    }
}

TEST(regex, does_not_follow_what_only_begins_like_the_pattern) {
    // Slow, were every place where the pattern's first word stands gone into.
    std::string many;
    while (many.size() < 2'000'000) many += "word ";
    CHECK_FOUND(static_cast<long>(many.size() - 5), static_cast<long>(many.size() + 3), "word end",
                many + "end");
}

TEST(regex, finds_backward) {
    const auto f = finder::create({.pattern = "a+"});
    const auto r = finder::create({.pattern = "a+", .regular = true});
    const text in("aa b\naaa\nab");
    CHECK_EQUAL(9, r->backward(in, 99, false, nullptr)->begin());
    CHECK_EQUAL(5, r->backward(in, 9, false, nullptr)->begin());
    CHECK_EQUAL(0, r->backward(in, 5, false, nullptr)->begin());
    CHECK_FALSE(r->backward(in, 0, false, nullptr).has_value());
    CHECK_FALSE(f->backward(in, 99, false, nullptr).has_value());
}

TEST(regex, replaces_by_groups) {
    const auto f = finder::create({.pattern = "(\\w+) (\\w+)", .regular = true});
    const text in("say hello world");
    const auto match = f->forward(in, 4, in.size(), false, nullptr);
    STRCMP_EQUAL("world, hello", f->replacement(in, *match, "\\2, \\1").c_str());
    STRCMP_EQUAL("hello world\n\\\t", f->replacement(in, *match, "\\0\\n\\\\\\t\\7").c_str());
}

TEST(regex, agrees_with_the_library_about_where_matches_begin) {
    std::mt19937_64 random{3};
    const char *atoms[] = {"a", "b", "c", ".", "[ab]", "(a)", "(b|c)", "(ab|a)", "^", "$", "[^a]"};
    const char *repeats[] = {"", "", "", "*", "+", "?", "{2}", "{0,2}"};
    for (int i = 0; i < 4000; ++i) {
        std::string pattern, content;
        for (size_t n = 1 + random() % 5; n > 0; --n) {
            const std::string atom = atoms[random() % 11];
            const bool anchor = atom == "^" || atom == "$";
            pattern += atom + (anchor ? "" : repeats[random() % 8]);
            if (n > 1 && random() % 6 == 0) pattern += '|';
        }
        for (size_t n = random() % 12; n > 0; --n) content += "abc"[random() % 3];
        regex_t library;
        if (regcomp(&library, pattern.c_str(), REG_EXTENDED | REG_NEWLINE) != 0) continue;
        regmatch_t expected;
        const bool there = regexec(&library, content.c_str(), 1, &expected, 0) == 0;
        regfree(&library);
        const found is = search(pattern, content);
        if (is.begin != (there ? expected.rm_so : -1))
            FAIL(("/" + pattern + "/ in \"" + content + "\"").c_str());
    }
}
