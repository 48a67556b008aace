#include "bin/ls/ls_listing.hpp"

#include "lib/output.hpp"
#include "lib/version_order.hpp"

#include <algorithm>
#include <cstring>

namespace {

std::string_view extension(const std::string &name) {
    const size_t dot = name.rfind('.');
    return dot == name.npos ? std::string_view{} : std::string_view(name).substr(dot);
}

bool before(const timespec &a, const timespec &b) {
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

bool is_directory(const ls_file &file) {
    return S_ISDIR(file.status.st_mode) || S_ISDIR(file.target_mode);
}

/// Less than 0 if `a` comes first, before names decide.
int compare(const ls_file &a, const ls_file &b, const ls_style &style) {
    switch (style.sort) {
    case ls_style::order::size:
        return a.status.st_size == b.status.st_size  ? 0
               : a.status.st_size > b.status.st_size ? -1
                                                     : 1;
    case ls_style::order::time: {
        const timespec &first = a.time(style.time), &second = b.time(style.time);
        return before(second, first) ? -1 : before(first, second);
    }
    case ls_style::order::extension: return extension(a.name).compare(extension(b.name));
    case ls_style::order::version: return version_order(a.name, b.name);
    case ls_style::order::width:
        return static_cast<int>(a.name.size()) - static_cast<int>(b.name.size());
    default: return 0;
    }
}

}  // namespace

void ls_listing::sort() {
    if (style_.sort == ls_style::order::none && !style_.directories_first) return;
    // Pointers are moved, as the files are large.
    std::vector<ls_file *> order;
    order.reserve(files_.size());
    for (ls_file &each : files_) order.push_back(&each);
    const bool by_name = style_.sort == ls_style::order::name;
    std::sort(order.begin(), order.end(), [&](const ls_file *a, const ls_file *b) {
        if (style_.directories_first && is_directory(*a) != is_directory(*b))
            return is_directory(*a);
        if (style_.sort == ls_style::order::none) return a < b;
        if (style_.reverse) std::swap(a, b);
        const int result = by_name ? 0 : compare(*a, *b, style_);
        return result ? result < 0 : std::strcmp(a->name.c_str(), b->name.c_str()) < 0;
    });
    std::vector<ls_file> sorted;
    sorted.reserve(files_.size());
    for (ls_file *each : order) sorted.push_back(std::move(*each));
    files_ = std::move(sorted);
}

void ls_listing::print_total() const {
    uint64_t blocks = 0;
    for (const ls_file &each : files_) blocks += static_cast<uint64_t>(each.status.st_blocks);
    out.print("total %s%c", style_.block_size(blocks * 512).c_str(), style_.zero ? '\0' : '\n');
}

void ls_listing::print() const {
    switch (style_.layout) {
    case ls_style::format::vertical:
    case ls_style::format::across: return print_columns();
    case ls_style::format::commas: return print_commas();
    default: return print_lines();
    }
}
