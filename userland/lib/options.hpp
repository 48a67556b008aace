#pragma once

#include <span>
#include <vector>

/// A long option. `code` is what options::next returns, commonly the short option's letter.
struct long_option {
    const char *name;
    int code;
    enum kind : char { plain, required, optional } argument = plain;
};

/// Command line options as GNU's tools take them: clusters, long names that may be shortened,
/// operands anywhere, `--`. `letters` is as for getopt(3); with a leading '+' the first operand
/// ends the options.
/// --help prints `help` and ends the program, and so does --version with the program's name.
class options {
public:
    options(char **arguments, const char *letters, std::span<const long_option> names,
            const char *help, int error_status = 1);

    static constexpr int end = -1;
    static constexpr int invalid = '?';

    /// The next option's code; `end`; or `invalid` after a message, when the caller returns its
    /// status.
    int next();

    /// The argument of the option that next returned, or null.
    [[nodiscard]] const char *argument() const { return argument_; }
    /// The words behind the option that next returned and its argument.
    [[nodiscard]] char **rest() const { return arguments_; }
    /// Whether the letter that next returned is the first of its word.
    [[nodiscard]] bool starts_word() const { return cluster_ == arguments_[-1] + 2; }
    /// All operands, after next has returned `end`.
    [[nodiscard]] std::span<char *> operands() { return operands_; }

    /// The same, or `otherwise` alone where there are none; "-" is standard input.
    [[nodiscard]] std::span<char *> files(const char *otherwise = "-");

private:
    int next_long(const char *name);
    int next_letter();
    void warn_ambiguous(const char *name, size_t length) const;

    char **arguments_;
    const char *letters_;
    std::span<const long_option> names_;
    const char *help_;
    int error_status_;
    bool first_operand_ends_;
    const char *cluster_ = "";
    const char *argument_ = nullptr;
    std::vector<char *> operands_;
};

/// Prints `help` for --help, or the program's name for --version, in full or shortened. False for
/// any other word.
bool answer_standard_option(const char *word, const char *help);
