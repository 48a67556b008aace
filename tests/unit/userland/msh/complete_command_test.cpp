#include <msh/complete_command.hpp>

#include <msh/shell.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;

TEST_GROUP(complete_command){void setup() override{measure_stack();
}
}
;

TEST(complete_command, whole_commands) {
    for (const char *text :
         {"", "echo a", "if a; then b; fi", "echo 'a\nb'", "cat <<E\nx\nE", "f() { a; }", "a # '",
          "echo $((1 + (2)))", "case a in b) c;; esac", "echo \\\\", "echo ${a-b}"})
        CHECK_TEXT(is_complete_command(text), text);
}

TEST(complete_command, what_goes_on) {
    for (const char *text : {"if a", "echo 'a", "echo \"$(b", "cat <<E\nx", "f() {", "a &&", "a |",
                             "echo \\", "case a in", "echo ${a-", "echo $((1", "(", "echo `a"})
        CHECK_TEXT(!is_complete_command(text), text);
}

TEST(complete_command, errors_are_complete) {
    for (const char *text : {"a )", "fi", "a | | b", "for 1 in a", ";;"})
        CHECK_TEXT(is_complete_command(text), text);
}

TEST(complete_command, deep_nesting_is_an_error) {
    CHECK(is_complete_command(std::string(1000000, '(')));
}
