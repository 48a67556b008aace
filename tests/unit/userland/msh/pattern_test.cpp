#include <msh/pattern.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;

TEST_GROUP(pattern){};

TEST(pattern, wildcards) {
    CHECK(matches("a*c", "abbbc"));
    CHECK(!matches("a*c", "abbbd"));
    CHECK(matches("?", "\xc3\xa4"));
    CHECK(matches("*", ""));
    CHECK(!matches("?", ""));
    CHECK(matches("*a*b*", "xxaxxbxx"));
}

TEST(pattern, brackets) {
    CHECK(matches("[a-c]", "b"));
    CHECK(!matches("[!a-c]", "b"));
    CHECK(matches("[]]", "]"));
    CHECK(matches("[a]]", "a]"));
    CHECK(matches("[", "["));
    CHECK(matches("[[:digit:]]x", "7x"));
    CHECK(!matches("[[:alpha:]]", "7"));
    CHECK(matches("[a-]", "-"));
}

TEST(pattern, what_is_quoted_is_itself) {
    CHECK(matches("\1*", "*"));
    CHECK(!matches("\1*", "a"));
    CHECK(matches("\\?", "?"));
}

TEST(pattern, a_bracket_that_nothing_closes_is_text) {
    CHECK(!has_wildcard("["));
    CHECK(!has_wildcard("[["));
    CHECK(!has_wildcard("]["));
    CHECK(!has_wildcard("[]"));
    CHECK(has_wildcard("[a]"));
    CHECK(has_wildcard("[]]"));
    CHECK(has_wildcard("[*"));
}

TEST(pattern, prefix_and_suffix) {
    LONGS_EQUAL(1, match_prefix("*", "abc", false) + 1);
    LONGS_EQUAL(3, match_prefix("*", "abc", true));
    LONGS_EQUAL(2, match_suffix("b*", "abc", false));
    LONGS_EQUAL(-1, match_prefix("x", "abc", true));
}

TEST(pattern, many_stars_end) {
    const std::string stars = "*a*a*a*a*a*a*a*a*a*a*b", text(3000, 'a');
    CHECK(!matches(stars, text));
}
