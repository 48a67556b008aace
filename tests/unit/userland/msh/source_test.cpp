#include <msh/source.hpp>

#include <CppUTest/TestHarness.h>

using namespace msh;

TEST_GROUP(source){};

TEST(source, nothing_has_no_second_character) {
    string_reader nothing("");
    source from(nothing);
    CHECK_EQUAL(source::end, from.peek_second());
    CHECK_EQUAL(source::end, from.get());
    CHECK_TRUE(from.ended());
}

TEST(source, the_second_character_is_the_same_lines) {
    string_reader text("a\nb");
    source from(text);
    CHECK_EQUAL('\n', from.peek_second());
    from.skip();
    CHECK_EQUAL(source::end, from.peek_second());
    CHECK_EQUAL('\n', from.get());
    CHECK_EQUAL('b', from.get());
}
