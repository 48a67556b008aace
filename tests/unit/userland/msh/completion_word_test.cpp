#include <msh/completion_word.hpp>
#include <msh/variable.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;
using kind = completion_word::kind;

namespace {

// What is looked for, as KIND:FOLDER:STEM.
std::string looked_for(std::string_view before) {
    static constexpr char kinds[] = "cfdvj";
    completion_word word;
    find_completion_word(before, word);
    std::string text(1, kinds[static_cast<int>(word.wanted)]);
    text += ':';
    text += word.folder.view();
    text += ':';
    text += word.stem.view();
    if (word.quote) text += word.quote;
    return text;
}

std::string added(std::string_view text, char quote, bool starts = true) {
    buffer into;
    add_completion(into, text, quote, starts);
    return std::string(into.view());
}

}  // namespace

TEST_GROUP(completion_word){};

TEST(completion_word, commands) {
    for (const char *text : {"ec", "true; ec", "true|ec", "if ec", "x=$(ec", "echo \"a $(ec",
                             "x=1 ec", "2>file ec", "! ec", "echo `ec", "f() { ec", "a && sudo ec"})
        CHECK_EQUAL(std::string("c::ec"), looked_for(text));
    CHECK_EQUAL(std::string("c:./:ec"), looked_for("./ec"));
}

TEST(completion_word, files) {
    for (const char *text :
         {"ls fi", "ls a b fi", "cat <fi", ">fi", "x=fi", "x=a:fi", "a --file=fi", "echo $(ls fi",
          "echo $(ls) fi", "echo `ls` fi", "x=1 ls fi"})
        CHECK_EQUAL(std::string("f::fi"), looked_for(text));
    CHECK_EQUAL(std::string("f:/usr/:fi"), looked_for("ls /usr/fi"));
    CHECK_EQUAL(std::string("d::fi"), looked_for("cd fi"));
}

TEST(completion_word, quotes) {
    CHECK_EQUAL(std::string("f:a b/:c d"), looked_for("ls a\\ b/c\\ d"));
    CHECK_EQUAL(std::string("f:a b/:c d'"), looked_for("ls 'a b/c d"));
    CHECK_EQUAL(std::string("f::it's\""), looked_for("ls \"it's"));
    CHECK_EQUAL(std::string("f::ab"), looked_for("ls 'a'\"b\""));
    CHECK_EQUAL(std::string("f::a"), looked_for("ls a\\"));
}

TEST(completion_word, variables_and_jobs) {
    CHECK_EQUAL(std::string("v::na"), looked_for("echo $na"));
    CHECK_EQUAL(std::string("v::na\""), looked_for("echo \"x ${na"));
    CHECK_EQUAL(std::string("f::$na'"), looked_for("echo '$na"));
    CHECK_EQUAL(std::string("j::sl"), looked_for("kill %sl"));
    assign("unit_folder", "/some where");
    CHECK_EQUAL(std::string("f:/some where/:x"), looked_for("ls $unit_folder/x"));
    CHECK_EQUAL(std::string("f:/some where/:x\""), looked_for("ls \"${unit_folder}/x"));
}

TEST(completion_word, what_is_added_reads_as_it_is) {
    CHECK_EQUAL(std::string("a\\ \\$b"), added("a $b", 0));
    CHECK_EQUAL(std::string("\\~x"), added("~x", 0));
    CHECK_EQUAL(std::string("~x"), added("~x", 0, false));
    CHECK_EQUAL(std::string("a '\\''"), added("a '", '\''));
    CHECK_EQUAL(std::string("a \\$'"), added("a $'", '"'));
}
