#include "edit/core/syntax.hpp"

#include <algorithm>
#include <iterator>

namespace edit {

namespace {

constexpr std::string_view c_suffixes[] = {"c", "h", "cc",  "cpp", "cxx", "hpp", "hxx", "hh",
                                           "C", "H", "ipp", "inl", "tpp", "c++", "h++"};
constexpr std::string_view shell_suffixes[] = {"sh", "bash", "ash", "dash", "ksh", "profile"};
constexpr std::string_view shell_names[] = {"profile", ".profile", ".bashrc", ".bash_profile",
                                            ".mshrc",  ".shrc",    "APKBUILD"};

template <typename Table>
bool contains(const Table &table, std::string_view name) {
    return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

// "#!/bin/sh -e", "#!/usr/bin/env bash".
bool runs_in_shell(std::string_view head) {
    if (!head.starts_with("#!")) return false;
    const std::string_view line = head.substr(0, head.find('\n'));
    size_t end = line.find_first_of(" \t\r", line.find_first_not_of(" \t", 2));
    std::string_view program = line.substr(0, end);
    if (program.ends_with("/env") && end != line.npos) {
        const size_t begin = line.find_first_not_of(" \t", end);
        if (begin == line.npos) return false;
        program = line.substr(begin, line.find_first_of(" \t\r", begin) - begin);
    }
    program.remove_prefix(program.find_last_of("/! \t") + 1);
    return program == "msh" || program == "sh" || contains(shell_suffixes, program);
}

}  // namespace

std::unique_ptr<syntax> syntax_of(std::string_view path, std::string_view head) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    const std::string_view suffix = dot == name.npos ? std::string_view() : name.substr(dot + 1);
    if (contains(c_suffixes, suffix)) return make_c_syntax();
    if (contains(shell_suffixes, suffix) || contains(shell_names, name) || runs_in_shell(head))
        return make_shell_syntax();
    return nullptr;
}

}  // namespace edit
