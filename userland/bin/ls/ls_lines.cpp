// ls with a line for each file, long (-l) or not.

#include "lib/account.hpp"
#include "lib/mode.hpp"
#include "lib/output.hpp"
#include "lib/quote.hpp"
#include "lib/time_format.hpp"
#include "bin/ls/ls_listing.hpp"

#include <algorithm>
#include <cstring>
#include <sys/sysmacros.h>

namespace {

constexpr time_t half_a_year = 31556952 / 2;

size_t digits(uint64_t value) {
    size_t count = 1;
    while (value /= 10) ++count;
    return count;
}

void append_padded(std::string &line, std::string_view text, size_t width) {
    if (text.size() < width) line.append(width - text.size(), ' ');
    line += text;
}

void append_number(std::string &line, uint64_t value, size_t width) {
    char text[20];
    size_t at = sizeof text;
    do text[--at] = static_cast<char>('0' + value % 10);
    while (value /= 10);
    append_padded(line, {text + at, sizeof text - at}, width);
}

bool is_device(const ls_file &file) {
    return S_ISCHR(file.status.st_mode) || S_ISBLK(file.status.st_mode);
}

size_t owner_width(const char *name, unsigned id) { return name ? std::strlen(name) : digits(id); }

}  // namespace

ls_listing::widths ls_listing::measure() const {
    widths result;
    std::string text;
    const auto size_width = [&](const size_format &format, uint64_t bytes) {
        text.clear();
        format.append(text, bytes);
        return text.size();
    };
    size_t device = 0;
    for (const ls_file &each : files_) {
        const struct stat &status = each.status;
        if (style_.inode)
            result.inode = std::max(result.inode, each.known ? digits(status.st_ino) : 1);
        if (style_.blocks)
            result.blocks = std::max(
                result.blocks,
                each.known
                    ? size_width(style_.block_size, static_cast<uint64_t>(status.st_blocks) * 512)
                    : 1);
        if (!style_.long_format()) continue;
        result.links = std::max(result.links, each.known ? digits(status.st_nlink) : 1);
        const char *owner = style_.numeric || !each.known ? nullptr : user_name(status.st_uid);
        const char *group = style_.numeric || !each.known ? nullptr : group_name(status.st_gid);
        if (!each.known) continue;
        result.owner = std::max(result.owner, owner_width(owner, status.st_uid));
        result.group = std::max(result.group, owner_width(group, status.st_gid));
        if (is_device(each)) {
            result.major = std::max(result.major, digits(major(status.st_rdev)));
            result.minor = std::max(result.minor, digits(minor(status.st_rdev)));
            device = result.major + 2 + result.minor;
        } else {
            result.size = std::max(
                result.size, size_width(style_.file_size, static_cast<uint64_t>(status.st_size)));
        }
    }
    result.size = std::max(result.size, device);
    if (device) result.major = result.size - 2 - result.minor;
    return result;
}

void ls_listing::append_owner(std::string &line, const char *name, unsigned id,
                              size_t width) const {
    const size_t start = line.size();
    if (name)
        line += name;
    else
        append_number(line, id, style_.numeric ? 0 : width);
    const size_t used = line.size() - start;
    line.append((width > used ? width - used : 0) + 1, ' ');
}

void ls_listing::append_size(std::string &line, const ls_file &file, const widths &columns) const {
    const struct stat &status = file.status;
    if (is_device(file)) {
        append_number(line, major(status.st_rdev), columns.major);
        line += ", ";
        return append_number(line, minor(status.st_rdev), columns.minor);
    }
    const size_t start = line.size();
    style_.file_size.append(line, static_cast<uint64_t>(status.st_size));
    const size_t used = line.size() - start;
    if (used < columns.size) line.insert(start, columns.size - used, ' ');
}

void ls_listing::append_time(std::string &line, const ls_file &file) const {
    static const timespec now = [] {
        timespec value{};
        clock_gettime(CLOCK_REALTIME, &value);
        return value;
    }();
    const timespec &when = file.time(style_.time);
    if (when.tv_nsec < 0) {
        std::string text;
        append_time_text(text, style_.old_format, {});
        return append_padded(line, "?", text.size());
    }
    const bool future =
        when.tv_sec > now.tv_sec || (when.tv_sec == now.tv_sec && when.tv_nsec > now.tv_nsec);
    const bool recent = !future && when.tv_sec > now.tv_sec - half_a_year;
    append_time_text(line, recent ? style_.recent_format : style_.old_format, when);
}

/// Question marks for a file whose status could not be read.
void ls_listing::append_unknown(std::string &line, const ls_file &file,
                                const widths &columns) const {
    std::string time;
    append_time_text(time, style_.old_format, {});
    line += mode_text(file.status.st_mode)[0];
    line += "????????? ";
    append_padded(line, "?", columns.links);
    line += ' ';
    if (style_.owner) append_padded((line += '?'), " ", columns.owner);
    if (style_.group) append_padded((line += '?'), " ", columns.group);
    append_padded(line, "?", columns.size);
    line += ' ';
    append_padded(line, "?", time.size());
    line += ' ';
}

void ls_listing::print_line(const ls_file &file, const widths &columns, bool sets_off,
                            std::string &line) const {
    const struct stat &status = file.status;
    if (style_.inode) {
        file.known ? append_number(line, status.st_ino, columns.inode)
                   : append_padded(line, "?", columns.inode);
        line += ' ';
    }
    if (style_.blocks) {
        append_padded(
            line,
            file.known ? style_.block_size(static_cast<uint64_t>(status.st_blocks) * 512) : "?",
            columns.blocks);
        line += ' ';
    }
    if (style_.long_format() && !file.known) {
        append_unknown(line, file, columns);
    } else if (style_.long_format()) {
        line.append(mode_text(status.st_mode).data(), 10);
        line += ' ';
        append_number(line, status.st_nlink, columns.links);
        line += ' ';
        if (style_.owner)
            append_owner(line, style_.numeric ? nullptr : user_name(status.st_uid), status.st_uid,
                         columns.owner);
        if (style_.group)
            append_owner(line, style_.numeric ? nullptr : group_name(status.st_gid), status.st_gid,
                         columns.group);
        append_size(line, file, columns);
        line += ' ';
        append_time(line, file);
        line += ' ';
    }
    if (sets_off && !needs_quotes(file.name)) line += ' ';
    append_name(line, file);
    line += style_.zero ? '\0' : '\n';
}

void ls_listing::print_lines() const {
    const widths columns = measure();
    const bool sets_off = style_.long_format() && sets_off_quotes();
    std::string line;
    for (const ls_file &each : files_) {
        line.clear();
        print_line(each, columns, sets_off, line);
        out.write(line);
    }
}
