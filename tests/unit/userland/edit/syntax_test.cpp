#include <algorithm>
#include <random>
#include <string>

#include "edit/core/document.hpp"
#include "edit/core/syntax.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

// Each byte's colour as a letter.
std::string shown(const std::vector<colour> &colours) {
    std::string result;
    for (const colour c : colours) result += ".cs#kTpev"[static_cast<size_t>(c)];
    return result;
}

std::string colours_of(std::unique_ptr<syntax> language, std::string_view program) {
    std::string result;
    line_state state = 0;
    std::vector<colour> colours;
    for (size_t at = 0; at <= program.size();) {
        const size_t end = std::min(program.find('\n', at), program.size());
        state = language->colour_line(program.substr(at, end - at), state, colours);
        result += shown(colours) + "\n";
        at = end + 1;
    }
    return result;
}

}  // namespace

TEST_GROUP(syntax){};

TEST(syntax, knows_its_files) {
    const auto language = [](const char *path, const char *head) {
        const auto made = syntax_of(path, head);
        return std::string(made ? made->name() : "");
    };
    STRCMP_EQUAL("C", language("a/b.cpp", "").c_str());
    STRCMP_EQUAL("C", language("x.h", "").c_str());
    STRCMP_EQUAL("Shell", language("run.sh", "").c_str());
    STRCMP_EQUAL("Shell", language("run", "#!/bin/sh -e\n").c_str());
    STRCMP_EQUAL("Shell", language("run", "#! /usr/bin/env bash\n").c_str());
    STRCMP_EQUAL("", language("run", "#!/usr/bin/env\n").c_str());
    STRCMP_EQUAL("", language("run", "#!/usr/bin/python3\n").c_str());
    STRCMP_EQUAL("", language("sh", "text").c_str());
}

TEST(syntax, colours_c) {
    STRCMP_EQUAL("TTT.....#.ccc\n", colours_of(make_c_syntax(), "int xx= 1;//a").c_str());
    STRCMP_EQUAL("kkkkkk.ssees.\n", colours_of(make_c_syntax(), "return \"a\\n\";").c_str());
    STRCMP_EQUAL("pppppppp.sssss\n", colours_of(make_c_syntax(), "#include <a.h>").c_str());
    STRCMP_EQUAL("..ccc\ncccc.\n", colours_of(make_c_syntax(), "a /*x\ny */;").c_str());
    STRCMP_EQUAL("ssssss\nss\nsss.\n", colours_of(make_c_syntax(), "R\"x(a\"\n)\"\n)x\";").c_str());
    STRCMP_EQUAL("cccc\nccc\n...\n", colours_of(make_c_syntax(), "// \\\nabc\nabc").c_str());
    STRCMP_EQUAL("#######.......\n", colours_of(make_c_syntax(), "1'000.5 abc1 x").c_str());
}

TEST(syntax, colours_the_shell) {
    STRCMP_EQUAL("vvv...kk.....ccc\n", colours_of(make_shell_syntax(), "abc=x;if a#b #cc").c_str());
    STRCMP_EQUAL("kk.....kkkk\n", colours_of(make_shell_syntax(), "if ls; then").c_str());
    STRCMP_EQUAL("TTTT.svvvvssss.\n", colours_of(make_shell_syntax(), "echo \"$abc de\";").c_str());
    STRCMP_EQUAL("......kkk\nsss\nkkk\n....\n",
                 colours_of(make_shell_syntax(), "cat <<EOF\na $\nEOF\nls x").c_str());
    STRCMP_EQUAL(".....ss\nsss.\n", colours_of(make_shell_syntax(), "grep 'a\nbc';").c_str());
}

TEST(syntax, cache_agrees_with_colouring_from_the_top) {
    std::mt19937_64 random{11};
    const char *parts[] = {"/*", "*/", "\n", "int x;", "\"", "R\"a(", ")a\"", "//", "\\\n", "\n\n"};
    document doc("");
    doc.colours().use(make_c_syntax());
    std::vector<colour> is, expected;
    for (int i = 0; i < 600; ++i) {
        const size_t size = doc.content().size();
        const size_t from = random() % (size + 1);
        const size_t to =
            from + (size > 300 ? random() % (size - from + 1) : random() % 3) % (size - from + 1);
        if (random() % 8 == 0)
            (void)(random() % 2 ? doc.undo() : doc.redo());
        else
            doc.replace(from, to, parts[random() % 10]);
        const text &content = doc.content();
        const size_t line = random() % content.lines();
        doc.colours().colours_of(content, line, is);
        syntax_cache fresh;
        fresh.use(make_c_syntax());
        fresh.colours_of(content, line, expected);
        if (is != expected) FAIL(content.copy(0, content.size()).c_str());
    }
}

TEST(syntax, takes_any_bytes) {
    std::mt19937_64 random{5};
    static constexpr char letters[] = "\"'\\/*#$<>(){}R-=EOF \t\0\xff\xc3 if for 0x";
    const std::string_view alphabet(letters, sizeof letters - 1);
    for (auto make : {make_c_syntax, make_shell_syntax}) {
        const auto language = make();
        line_state state = 0;
        std::vector<colour> colours;
        for (int i = 0; i < 6000; ++i) {
            std::string line;
            for (size_t n = random() % 30; n > 0; --n) line += alphabet[random() % alphabet.size()];
            state = language->colour_line(line, state, colours);
            CHECK_EQUAL(line.size(), colours.size());
        }
    }
}
