#include "bin/find/comparison.hpp"
#include "bin/find/test_reader.hpp"
#include "lib/account.hpp"
#include "lib/mode.hpp"
#include "lib/quote.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

mode_t type_of(char letter) {
    switch (letter) {
    case 'b': return S_IFBLK;
    case 'c': return S_IFCHR;
    case 'd': return S_IFDIR;
    case 'f': return S_IFREG;
    case 'l': return S_IFLNK;
    case 'p': return S_IFIFO;
    case 's': return S_IFSOCK;
    default: return 0;
    }
}

}  // namespace

/// -type, and -xtype, which looks through a link that is not followed (and the other way round).
find_node_pointer test_reader::type(bool other) {
    const char *letters = argument();
    if (!letters) return nullptr;
    const auto fail = [&](const char *format, int letter = 0) {
        warn(format, words_[at_ - 1], letter);
        failed_ = true;
        return nullptr;
    };
    if (!*letters) return fail("Arguments to %s should contain at least one letter");
    std::vector<mode_t> types;
    for (const char *at = letters;; ++at) {
        if (!*at)
            return fail(
                "Last file type in list argument to %s is missing, i.e., list is ending on: ','");
        const mode_t wanted = type_of(*at);
        if (!wanted) return fail("Unknown argument to %s: %c", *at);
        for (const mode_t each : types)
            if (each == wanted)
                return fail("Duplicate file type '%2$c' in the argument list to %1$s.", *at);
        types.push_back(wanted);
        if (!*++at) break;
        if (*at != ',') return fail("Must separate multiple arguments to %s using: ','");
    }
    return make_test([=, links = walk_.links](const find_context &c) {
        mode_t mode = c.entry->status.st_mode;
        struct stat status;
        const bool follow = links == tree_walk::follow::always ||
                            (links == tree_walk::follow::operands && !c.entry->depth);
        if (other &&
            fstatat(c.entry->folder, c.entry->name, &status, follow ? AT_SYMLINK_NOFOLLOW : 0) == 0)
            mode = status.st_mode;
        for (const mode_t each : types)
            if ((mode & S_IFMT) == each) return true;
        return false;
    });
}

find_node_pointer test_reader::size() {
    const char *text = argument(), *rest = nullptr;
    if (!text) return nullptr;
    const auto wanted = parse_comparison(text, &rest);
    static constexpr struct {
        char letter;
        int64_t bytes;
    } units[] = {{'b', 512}, {'c', 1}, {'w', 2}, {'k', 1024}, {'M', 1048576}, {'G', 1073741824}};
    int64_t unit = 0;
    for (const auto &each : units)
        if (rest && each.letter == (*rest ? *rest : 'b')) unit = each.bytes;
    if (!wanted || (*rest && rest[1]) || !unit) {
        warn("invalid -size type `%s'", text);
        failed_ = true;
        return nullptr;
    }
    return make_test([=](const find_context &c) {
        return wanted->holds((c.entry->status.st_size + unit - 1) / unit);
    });
}

find_node_pointer test_reader::permissions() {
    const char *text = argument();
    if (!text) return nullptr;
    const char kind = *text == '-' || *text == '/' ? *text : 0;
    const auto mode = parse_mode(text + (kind != 0), 0, false, 0);
    const auto folder_mode = parse_mode(text + (kind != 0), 0, true, 0);
    if (!mode || !folder_mode) {
        warn("invalid mode %s", quoted(text).c_str());
        failed_ = true;
        return nullptr;
    }
    return make_test([kind, mode = *mode, folder_mode = *folder_mode](const find_context &c) {
        const mode_t has = c.entry->status.st_mode & 07777;
        const mode_t wanted = S_ISDIR(c.entry->status.st_mode) ? folder_mode : mode;
        return kind == '-' ? (has & wanted) == wanted
               : kind      ? !wanted || (has & wanted)
                           : has == wanted;
    });
}

find_node_pointer test_reader::same_file() {
    const char *text = argument();
    struct stat status;
    if (!text) return nullptr;
    if (lstat(text, &status) != 0) {
        warn_errno("%s", quoted(text).c_str());
        failed_ = true;
        return nullptr;
    }
    return make_test([device = status.st_dev, inode = status.st_ino](const find_context &c) {
        return c.entry->status.st_ino == inode && c.entry->status.st_dev == device;
    });
}

namespace {

bool is_empty(const find_context &c) {
    const struct stat &status = c.entry->status;
    if (S_ISREG(status.st_mode)) return status.st_size == 0;
    if (!S_ISDIR(status.st_mode)) return false;
    const int descriptor =
        openat(c.entry->folder, c.entry->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = descriptor < 0 ? nullptr : fdopendir(descriptor);
    if (!listing) return false;
    bool empty = true;
    while (const dirent *each = readdir(listing))
        if (std::strcmp(each->d_name, ".") != 0 && std::strcmp(each->d_name, "..") != 0)
            empty = false;
    closedir(listing);
    return empty;
}

}  // namespace

find_node_pointer test_reader::read_kind() {
    if (is("-type")) return type(false);
    if (is("-xtype")) return type(true);
    if (is("-empty")) return make_test(is_empty);
    if (is("-perm")) return permissions();
    if (is("-size")) return size();
    if (is("-samefile")) return same_file();
    if (is("-true")) return make_test([](const find_context &) { return true; });
    if (is("-false")) return make_test([](const find_context &) { return false; });
    return nullptr;
}

find_node_pointer test_reader::read_number() {
    enum { links, inode, user, group, depth } what;
    if (is("-links"))
        what = links;
    else if (is("-inum"))
        what = inode;
    else if (is("-uid"))
        what = user;
    else if (is("-gid"))
        what = group;
    else
        return nullptr;
    const char *text = argument();
    if (!text) return nullptr;
    const auto wanted = parse_comparison(text);
    if (!wanted) return bad("invalid argument `%2$s' to `%1$s'", text);
    return make_test([wanted = *wanted, what](const find_context &c) {
        const struct stat &status = c.entry->status;
        return wanted.holds(what == links   ? static_cast<int64_t>(status.st_nlink)
                            : what == inode ? static_cast<int64_t>(status.st_ino)
                            : what == user  ? status.st_uid
                                            : status.st_gid);
    });
}

find_node_pointer test_reader::read_owner() {
    if (is("-nouser"))
        return make_test([](const find_context &c) { return !user_name(c.entry->status.st_uid); });
    if (is("-nogroup"))
        return make_test([](const find_context &c) { return !group_name(c.entry->status.st_gid); });
    const bool user = is("-user");
    if (!user && !is("-group")) return nullptr;
    const char *text = argument();
    if (!text) return nullptr;
    const auto id = user ? find_user(text) : find_group(text);
    if (!id) {
        warn(
            user ? "%s is not the name of a known user" : "%s is not the name of an existing group",
            quoted(text).c_str());
        failed_ = true;
        return nullptr;
    }
    return make_test([id = *id, user](const find_context &c) {
        return (user ? c.entry->status.st_uid : c.entry->status.st_gid) == id;
    });
}

find_node_pointer test_reader::read_access() {
    const int mode = is("-readable")     ? R_OK
                     : is("-writable")   ? W_OK
                     : is("-executable") ? X_OK
                                         : -1;
    if (mode < 0) return nullptr;
    return make_test([mode](const find_context &c) {
        return faccessat(c.entry->folder, c.entry->name, mode, 0) == 0;
    });
}

const char *test_reader::argument() {
    if (at_ + 1 < words_.size()) return words_[++at_];
    warn("missing argument to `%s'", words_[at_]);
    failed_ = true;
    return nullptr;
}

find_node_pointer test_reader::read() {
    using reader = find_node_pointer (test_reader::*)();
    static constexpr reader readers[] = {&test_reader::read_name,  &test_reader::read_kind,
                                         &test_reader::read_time,  &test_reader::read_number,
                                         &test_reader::read_owner, &test_reader::read_access};
    for (const reader each : readers) {
        find_node_pointer node = (this->*each)();
        if (node || failed_) return node;
    }
    return nullptr;
}

find_node_pointer make_find_test(std::span<char *> words, size_t &at, find_walk &walk,
                                 bool &failed) {
    return test_reader(words, at, walk, failed).read();
}
