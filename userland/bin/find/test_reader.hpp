#pragma once

#include "bin/find/find_node.hpp"
#include "lib/program.hpp"

#include <cstring>

/// A test that needs nothing but a function of the file and what is captured.
template <typename Function>
struct function_node final : find_node {
    explicit function_node(Function of) : function(std::move(of)) {}
    bool test(find_context &context) override { return function(context); }
    Function function;
};

template <typename Function>
find_node_pointer make_test(Function function) {
    return std::make_unique<function_node<Function>>(std::move(function));
}

/// Reads one test's word and argument. Every read_*() returns null if the word is none of its own,
/// and `failed` after a message.
class test_reader {
public:
    test_reader(std::span<char *> words, size_t &at, find_walk &walk, bool &failed)
        : words_(words), at_(at), walk_(walk), failed_(failed) {}
    find_node_pointer read();

private:
    [[nodiscard]] bool is(const char *name) const { return std::strcmp(words_[at_], name) == 0; }
    const char *argument();
    find_node_pointer bad(const char *format, const char *text) {
        warn(format, words_[at_ - 1], text);
        failed_ = true;
        return nullptr;
    }
    find_node_pointer read_name();
    find_node_pointer read_kind();
    find_node_pointer read_time();
    find_node_pointer read_number();
    find_node_pointer read_owner();
    find_node_pointer read_access();
    find_node_pointer names(bool path, bool fold);
    find_node_pointer link_names(bool fold);
    find_node_pointer regex_type();
    find_node_pointer regex(bool fold);
    find_node_pointer type(bool other);
    find_node_pointer size();
    find_node_pointer permissions();
    find_node_pointer newer(const char *which);
    find_node_pointer used();
    find_node_pointer same_file();

    std::span<char *> words_;
    size_t &at_;
    find_walk &walk_;
    bool &failed_;
};
