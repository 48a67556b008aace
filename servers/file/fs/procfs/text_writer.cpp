#include <fs/procfs/text_writer.hpp>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace procfs {

void text_writer::print(const char *format, ...) {
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length > 0)
        add({piece, std::min<std::size_t>(static_cast<std::size_t>(length), sizeof piece - 1)});
}

void text_writer::add(std::string_view text) {
    const std::size_t used = text_.size();
    if (text_.size() + text.size() > 0 &&
        (!text_.reserve(std::max<std::size_t>(256, (used + text.size()) * 3 / 2)) ||
         !text_.resize(used + text.size()))) {
        failed_ = true;
        return;
    }
    std::memcpy(text_.data() + used, text.data(), text.size());
}

}  // namespace procfs
