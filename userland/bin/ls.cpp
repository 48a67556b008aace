#include "lib/birth_time.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"
#include "bin/ls/ls_listing.hpp"

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace {

class lister {
public:
    explicit lister(const ls_style &style, const ls_colours &colours)
        : style_(style),
          colours_(colours),
          needs_status_(decide_needs()),
          checks_links_(decide_checks()) {}

    int run(const std::vector<char *> &operands);

private:
    struct ancestor {
        dev_t device;
        ino_t inode;
    };

    [[nodiscard]] bool decide_needs() const;
    [[nodiscard]] bool decide_checks() const;
    [[nodiscard]] bool needs(unsigned char type) const;
    bool examine(int folder, const char *at, ls_file &file, bool follow);
    void list_operands(const std::vector<char *> &operands, std::vector<std::string> &folders);
    void list_folder(const std::string &path, bool operand);
    bool read_folder(const std::string &path, DIR *folder, ls_listing &listing);
    void fail(bool serious, const char *what, const std::string &name) {
        const int reason = errno;
        // In the order in which they happened.
        out.flush();
        errno = reason;
        warn_errno("%s %s", what, quoted(name).c_str());
        status_ = std::max(status_, serious ? 2 : 1);
    }

    const ls_style &style_;
    const ls_colours &colours_;
    const bool needs_status_;
    const bool checks_links_;  // where links point to shows
    bool headers_ = false, gap_ = false;
    int status_ = 0;
    std::vector<ancestor> ancestors_;
};

bool lister::decide_needs() const {
    return style_.long_format() || style_.sort == ls_style::order::size ||
           style_.sort == ls_style::order::time || style_.blocks || style_.colour || style_.inode;
}

/// Whether more than the type must be known of a file of this type (readdir's).
bool lister::needs(unsigned char type) const {
    if (needs_status_ || type == DT_UNKNOWN) return true;
    if (type == DT_REG) return style_.indicators == ls_style::indicator::classify;
    return type == DT_LNK && style_.follow == ls_style::links::always &&
           (style_.recursive || style_.directories_first ||
            style_.indicators != ls_style::indicator::none);
}

bool lister::decide_checks() const {
    return style_.directories_first ||
           (style_.colour && colours_.checks_links(style_.long_format())) ||
           (style_.long_format() && style_.indicators >= ls_style::indicator::type);
}

/// Reads what is shown of a file. `at` is its name in `folder`.
bool lister::examine(int folder, const char *at, ls_file &file, bool follow) {
    if (fstatat(folder, at, &file.status, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) return false;
    file.known = true;
    if (style_.time == ls_style::which_time::born)
        file.birth = birth_time(folder, at, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (!S_ISLNK(file.status.st_mode)) return true;
    struct stat target;
    file.target_checked = checks_links_;
    if (checks_links_ && fstatat(folder, at, &target, 0) == 0) file.target_mode = target.st_mode;
    if (!style_.long_format()) return true;
    file.target.resize(static_cast<size_t>(std::max<off_t>(file.status.st_size, 255)) + 1);
    const ssize_t size = readlinkat(folder, at, file.target.data(), file.target.size());
    file.target.resize(size > 0 ? static_cast<size_t>(size) : 0);
    if (size < 0) fail(false, "cannot read symbolic link", file.name);
    return true;
}

void lister::list_operands(const std::vector<char *> &operands, std::vector<std::string> &folders) {
    ls_listing files(style_, colours_), directories(style_, colours_);
    for (const char *name : operands) {
        ls_file file;
        file.name = name;
        bool follow =
            style_.follow == ls_style::links::always || style_.follow == ls_style::links::operands;
        if (style_.follow == ls_style::links::decide) {
            struct stat target;
            follow = stat(name, &target) == 0 && S_ISDIR(target.st_mode);
        }
        if (!examine(AT_FDCWD, name, file, follow)) {
            fail(true, "cannot access", name);
            continue;
        }
        const bool listed = S_ISDIR(file.status.st_mode) && !style_.directories_as_files;
        (listed ? directories : files).add(std::move(file));
    }
    files.sort();
    directories.sort();
    if (!files.empty()) {
        files.print();
        gap_ = true;
    }
    for (const ls_file &each : directories.files()) folders.push_back(each.name);
}

bool lister::read_folder(const std::string &path, DIR *folder, ls_listing &listing) {
    for (;;) {
        errno = 0;
        const dirent *entry = readdir(folder);
        if (!entry) return errno == 0;
        if (!style_.shows(entry->d_name)) continue;
        ls_file file;
        file.name = entry->d_name;
        if (needs(entry->d_type)) {
            if (!examine(dirfd(folder), entry->d_name, file,
                         style_.follow == ls_style::links::always)) {
                fail(false, "cannot access", path == "." ? file.name : joined(path, file.name));
                file.status.st_mode = DTTOIF(entry->d_type);
            }
        } else {
            file.status.st_mode = DTTOIF(entry->d_type);
            struct stat target;
            if (style_.directories_first && entry->d_type == DT_LNK &&
                fstatat(dirfd(folder), entry->d_name, &target, 0) == 0)
                file.target_mode = target.st_mode;
        }
        listing.add(std::move(file));
    }
}

void lister::list_folder(const std::string &path, bool operand) {
    DIR *folder = opendir(path.c_str());
    if (!folder) return fail(operand, "cannot open directory", path);
    struct stat status;
    if (style_.recursive && fstat(dirfd(folder), &status) == 0) {
        for (const ancestor &each : ancestors_)
            if (each.device == status.st_dev && each.inode == status.st_ino) {
                closedir(folder);
                warn("%s: not listing already-listed directory", quoted_if_needed(path).c_str());
                status_ = 2;
                return;
            }
        ancestors_.push_back({status.st_dev, status.st_ino});
    }
    ls_listing listing(style_, colours_);
    const bool complete = read_folder(path, folder, listing);
    if (!complete) fail(operand, "reading directory", path);
    closedir(folder);
    listing.sort();
    if (headers_) {
        if (gap_) out.put('\n');
        gap_ = true;
        const std::string shown =
            style_.quotes == ls_style::quoting::shell && path.find(':') != path.npos ? quoted(path)
            : style_.quotes == ls_style::quoting::shell ? quoted_if_needed(path)
                                                        : path;
        out.print("%s:\n", shown.c_str());
    }
    if (style_.long_format() || style_.blocks) listing.print_total();
    if (!listing.empty()) listing.print();
    if (!style_.recursive) return;
    for (const ls_file &each : listing.files()) {
        if (!S_ISDIR(each.status.st_mode) || each.name == "." || each.name == "..") continue;
        list_folder(joined(path, each.name), false);
    }
    ancestors_.pop_back();
}

int lister::run(const std::vector<char *> &operands) {
    std::vector<std::string> folders;
    if (!operands.empty()) {
        list_operands(operands, folders);
        headers_ = operands.size() > 1 || style_.recursive;
    } else if (style_.directories_as_files) {
        static char here[] = ".";
        list_operands({here}, folders);
    } else {
        folders.emplace_back(".");
        headers_ = style_.recursive;
    }
    for (const std::string &each : folders) list_folder(each, true);
    return status_;
}

}  // namespace

int ls_main(int, char **argv) {
    std::setlocale(LC_CTYPE, "");
    ls_style style;
    std::vector<char *> operands;
    if (const int status = parse_ls_options(argv, style, operands)) return status;
    ls_colours colours;
    if (style.colour && !colours.load()) style.colour = false;
    // Tabs would be counted wrongly between escape sequences.
    if (style.colour) style.tab = 0;
    return lister(style, colours).run(operands);
}
