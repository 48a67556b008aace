#include "lib/options.hpp"

#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

options::options(char **arguments, const char *letters, std::span<const long_option> names,
                 const char *help, int error_status)
    : arguments_(arguments + 1),
      letters_(letters),
      names_(names),
      help_(help),
      error_status_(error_status),
      first_operand_ends_(*letters == '+') {
    if (first_operand_ends_) ++letters_;
}

int options::next() {
    argument_ = nullptr;
    if (*cluster_) return next_letter();
    while (char *word = *arguments_) {
        if (word[0] != '-' || !word[1]) {
            if (first_operand_ends_) break;
            operands_.push_back(word);
            ++arguments_;
            continue;
        }
        ++arguments_;
        if (word[1] != '-') {
            cluster_ = word + 1;
            return next_letter();
        }
        if (!word[2]) break;
        return next_long(word + 2);
    }
    while (*arguments_) operands_.push_back(*arguments_++);
    return end;
}

std::span<char *> options::files(const char *otherwise) {
    // Operands are only read.
    if (operands_.empty()) operands_.push_back(const_cast<char *>(otherwise));
    return operands_;
}

int options::next_letter() {
    const char letter = *cluster_++;
    const char *known = letter == ':' ? nullptr : std::strchr(letters_, letter);
    if (!known) {
        usage_error(error_status_, "invalid option -- '%c'", letter);
        return invalid;
    }
    if (known[1] != ':') return letter;
    if (*cluster_)
        argument_ = cluster_;
    else if (known[2] != ':')
        argument_ = *arguments_ ? *arguments_++ : nullptr;
    cluster_ = "";
    if (argument_ || known[2] == ':') return letter;
    usage_error(error_status_, "option requires an argument -- '%c'", letter);
    return invalid;
}

void options::warn_ambiguous(const char *name, size_t length) const {
    std::string possibilities;
    for (const long_option &candidate : names_) {
        if (std::strncmp(candidate.name, name, length) != 0) continue;
        possibilities += " '--";
        possibilities += candidate.name;
        possibilities += '\'';
    }
    usage_error(error_status_, "option '--%s' is ambiguous; possibilities:%s", name,
                possibilities.c_str());
}

int options::next_long(const char *name) {
    const char *equals = std::strchr(name, '=');
    const size_t length = equals ? static_cast<size_t>(equals - name) : std::strlen(name);
    const long_option *match = nullptr;
    bool ambiguous = false;
    for (const long_option &candidate : names_) {
        if (std::strncmp(candidate.name, name, length) != 0) continue;
        if (!candidate.name[length]) {
            match = &candidate;
            ambiguous = false;
            break;
        }
        if (match && match->code != candidate.code) ambiguous = true;
        match = &candidate;
    }
    if (!match && answer_standard_option(name - 2, help_)) std::exit(out.finish(0));
    if (ambiguous) {
        warn_ambiguous(name, length);
        return invalid;
    }
    if (!match) {
        usage_error(error_status_, "unrecognized option '--%s'", name);
        return invalid;
    }
    if (equals && match->argument == long_option::plain) {
        usage_error(error_status_, "option '--%s' doesn't allow an argument", match->name);
        return invalid;
    }
    if (equals)
        argument_ = equals + 1;
    else if (match->argument == long_option::required) {
        argument_ = *arguments_ ? *arguments_++ : nullptr;
        if (!argument_) {
            usage_error(error_status_, "option '--%s' requires an argument", match->name);
            return invalid;
        }
    }
    return match->code;
}

bool answer_standard_option(const char *word, const char *help) {
    const size_t length = std::strlen(word);
    if (length < 3) return false;
    const bool helps = std::strncmp("--help", word, length) == 0;
    if (helps) out.write(help);
    if (helps || std::strncmp("--version", word, length) != 0) return helps;
    out.print("%s (Portolan)\n", program_name);
    return true;
}
