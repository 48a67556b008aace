#include <kern/initial_stack.hpp>

#include <cstring>

uint64_t initial_stack::add_bytes(const void *bytes, std::size_t count) {
    if (strings_ < vectors_room || count > strings_ - vectors_room) return 0;
    strings_ -= count;
    std::memcpy(&image_[strings_], bytes, count);
    return address(strings_);
}

void initial_stack::add_argument(std::string_view text) {
    if (arguments_ == max_arguments) return;
    const char zero = '\0';
    if (strings_ < vectors_room + text.size() + 1) return;
    add_bytes(&zero, 1);
    argument_[arguments_++] = add_bytes(text.data(), text.size());
}

void initial_stack::add_auxiliary(uint64_t tag, uint64_t value) {
    if (auxiliaries_ == max_auxiliary) return;
    auxiliary_[2 * auxiliaries_] = tag;
    auxiliary_[2 * auxiliaries_ + 1] = value;
    ++auxiliaries_;
}

uint64_t initial_stack::finish() {
    // argc, the arguments and a null, an empty environment's null, the vector and its end
    const std::size_t words = 1 + arguments_ + 1 + 1 + 2 * (auxiliaries_ + 1);
    vectors_ = (strings_ - words * sizeof(uint64_t)) & ~std::size_t{15};
    std::size_t at = vectors_;
    const auto put = [&](uint64_t word) {
        std::memcpy(&image_[at], &word, sizeof word);
        at += sizeof word;
    };
    put(arguments_);
    for (std::size_t i = 0; i < arguments_; ++i) put(argument_[i]);
    put(0);
    put(0);
    for (std::size_t i = 0; i < 2 * auxiliaries_; ++i) put(auxiliary_[i]);
    put(0);
    put(0);
    return address(vectors_);
}
