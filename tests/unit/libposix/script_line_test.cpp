#include <script_line.hpp>

#include <string>

#include <CppUTest/TestHarness.h>

using posix::script_line;

TEST_GROUP(script_line) {
    script_line line;
    bool parse(std::string_view text) { return posix::parse_script_line(text, line); }
    void expect(std::string_view interpreter, std::string_view argument) {
        CHECK(line.interpreter == interpreter);
        CHECK(line.argument == argument);
    }
};

TEST(script_line, splits) {
    CHECK(parse("#!/bin/sh\necho\n"));
    expect("/bin/sh", "");
    CHECK(parse("#! \t/bin/sh  -e  -x \t\n"));
    expect("/bin/sh", "-e  -x");
    CHECK(parse("#!/bin/sh"));
    expect("/bin/sh", "");
    CHECK(parse(std::string_view("#!/bin/sh\0x", 11)));
    expect("/bin/sh", "");
}

TEST(script_line, refuses) {
    CHECK_FALSE(parse(""));
    CHECK_FALSE(parse("#"));
    CHECK_FALSE(parse("#!"));
    CHECK_FALSE(parse("#!\n/bin/sh"));
    CHECK_FALSE(parse("#!   \n"));
    CHECK_FALSE(parse("echo"));
}

TEST(script_line, a_name_that_was_cut_is_refused) {
    const std::string whole(posix::script_line_max - 2, 'a');
    const std::string uncut = "#!/bin/sh " + whole.substr(8), cut = "#!" + whole;
    CHECK_FALSE(parse(cut));
    CHECK(parse(uncut));
    CHECK(line.interpreter == "/bin/sh");
}
