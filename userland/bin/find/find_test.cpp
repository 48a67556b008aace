#include "bin/find/comparison.hpp"
#include "bin/find/find_node.hpp"
#include "lib/account.hpp"
#include "lib/date_text.hpp"
#include "lib/mode.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <optional>
#include <regex.h>
#include <unistd.h>

namespace {

/// A test that needs nothing but a function of the file and what is captured.
template <typename Function>
struct function_node final : find_node {
    explicit function_node(Function of) : function(std::move(of)) {}
    bool test(find_context &context) override { return function(context); }
    Function function;
};

template <typename Function>
find_node_pointer make(Function function) {
    return std::make_unique<function_node<Function>>(std::move(function));
}

struct regex_node final : find_node {
    ~regex_node() override {
        if (compiled) regfree(&expression);
    }
    bool test(find_context &context) override {
        regmatch_t match;
        const char *path = context.entry->path;
        return regexec(&expression, path, 1, &match, 0) == 0 && match.rm_so == 0 &&
               !path[match.rm_eo];
    }
    regex_t expression = {};
    bool compiled = false;
};

/// Reads one test's word and argument.
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
    find_node_pointer regex(bool fold);
    find_node_pointer type(bool other);
    find_node_pointer size();
    find_node_pointer permissions();
    find_node_pointer newer(const char *which);
    find_node_pointer same_file();

    std::span<char *> words_;
    size_t &at_;
    find_walk &walk_;
    bool &failed_;
};

const char *test_reader::argument() {
    if (at_ + 1 < words_.size()) return words_[++at_];
    warn("missing argument to `%s'", words_[at_]);
    failed_ = true;
    return nullptr;
}

find_node_pointer test_reader::names(bool path, bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    const int flags = fold ? FNM_CASEFOLD : 0;
    if (path)
        return make(
            [=](const find_context &c) { return fnmatch(pattern, c.entry->path, flags) == 0; });
    return make([=](const find_context &c) {
        return fnmatch(pattern, last_component(c.entry->name).c_str(), flags) == 0;
    });
}

find_node_pointer test_reader::link_names(bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    return make([=](const find_context &c) {
        return S_ISLNK(c.entry->status.st_mode) &&
               fnmatch(pattern, link_target(*c.entry).c_str(), fold ? FNM_CASEFOLD : 0) == 0;
    });
}

find_node_pointer test_reader::regex(bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    auto node = std::make_unique<regex_node>();
    if (regcomp(&node->expression, pattern, fold ? REG_ICASE : 0) != 0)
        return bad("%s: invalid regular expression %s", quoted(pattern).c_str());
    node->compiled = true;
    return node;
}

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

/// -type, and -xtype, which looks through a link that is not followed (and the other way round).
find_node_pointer test_reader::type(bool other) {
    const char *letters = argument();
    if (!letters) return nullptr;
    std::vector<mode_t> types;
    for (const char *at = letters; *at; ++at) {
        if (!type_of(*at)) {
            warn("Unknown argument to %s: %c", words_[at_ - 1], *at);
            failed_ = true;
            return nullptr;
        }
        types.push_back(type_of(*at));
        if (at[1] == ',') ++at;
    }
    const bool follow = walk_.links == tree_walk::follow::always;
    return make([=](const find_context &c) {
        mode_t mode = c.entry->status.st_mode;
        struct stat status;
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
    return make([=](const find_context &c) {
        return wanted->holds((c.entry->status.st_size + unit - 1) / unit);
    });
}

find_node_pointer test_reader::permissions() {
    const char *text = argument();
    if (!text) return nullptr;
    const char kind = *text == '-' || *text == '/' ? *text : 0;
    const auto mode = parse_mode(text + (kind != 0), 0, false, 0);
    if (!mode) {
        warn("invalid mode %s", quoted(text).c_str());
        failed_ = true;
        return nullptr;
    }
    const mode_t wanted = *mode;
    return make([=](const find_context &c) {
        const mode_t has = c.entry->status.st_mode & 07777;
        return kind == '-' ? (has & wanted) == wanted
               : kind      ? !wanted || (has & wanted)
                           : has == wanted;
    });
}

const timespec &time_of(const struct stat &status, char which) {
    return which == 'a' ? status.st_atim : which == 'c' ? status.st_ctim : status.st_mtim;
}

/// -newerXY: our time X is later than the file's time Y, or than the time t that is given.
find_node_pointer test_reader::newer(const char *which) {
    const char *text = argument();
    if (!text) return nullptr;
    const char own = which[0], other = which[1];
    timespec limit{};
    if (other == 't') {
        clock_gettime(CLOCK_REALTIME, &limit);
        const auto time = parse_date_text(text, limit);
        if (!time)
            return bad("%s: I cannot figure out how to interpret %s as a date or time",
                       quoted(text).c_str());
        limit = *time;
    } else {
        struct stat status;
        if (stat(text, &status) != 0) {
            warn_errno("%s", quoted(text).c_str());
            failed_ = true;
            return nullptr;
        }
        limit = time_of(status, other);
    }
    return make([=](const find_context &c) {
        const timespec &time = time_of(c.entry->status, own);
        return time.tv_sec > limit.tv_sec ||
               (time.tv_sec == limit.tv_sec && time.tv_nsec > limit.tv_nsec);
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
    return make([device = status.st_dev, inode = status.st_ino](const find_context &c) {
        return c.entry->status.st_ino == inode && c.entry->status.st_dev == device;
    });
}

find_node_pointer test_reader::read_name() {
    if (is("-name")) return names(false, false);
    if (is("-iname")) return names(false, true);
    if (is("-path") || is("-wholename")) return names(true, false);
    if (is("-ipath") || is("-iwholename")) return names(true, true);
    if (is("-lname")) return link_names(false);
    if (is("-ilname")) return link_names(true);
    if (is("-regex")) return regex(false);
    if (is("-iregex")) return regex(true);
    return nullptr;
}

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

find_node_pointer test_reader::read_kind() {
    if (is("-type")) return type(false);
    if (is("-xtype")) return type(true);
    if (is("-empty")) return make(is_empty);
    if (is("-perm")) return permissions();
    if (is("-size")) return size();
    if (is("-samefile")) return same_file();
    if (is("-true")) return make([](const find_context &) { return true; });
    if (is("-false")) return make([](const find_context &) { return false; });
    return nullptr;
}

/// -mtime -amin and so on: age in whole days or minutes.
find_node_pointer test_reader::read_time() {
    const char *name = words_[at_];
    if (is("-newer")) return newer("mm");
    if (is("-anewer")) return newer("am");
    if (is("-cnewer")) return newer("cm");
    if (std::strncmp(name, "-newer", 6) == 0 && std::strlen(name) == 8 &&
        std::strchr("acm", name[6]) && std::strchr("acmt", name[7]))
        return newer(name + 6);
    if (!name[0] || !name[1] || !std::strchr("acm", name[1])) return nullptr;
    const bool days = std::strcmp(name + 2, "time") == 0;
    if (!days && std::strcmp(name + 2, "min") != 0) return nullptr;
    const char *text = argument();
    if (!text) return nullptr;
    const auto wanted = parse_comparison(text);
    if (!wanted) return bad("invalid argument `%2$s' to `%1$s'", text);
    return make([wanted = *wanted, days, which = name[1],
                 &daystart = walk_.daystart](const find_context &c) {
        time_t now = c.now.tv_sec;
        if (daystart) {
            tm parts;
            localtime_r(&now, &parts);
            parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
            ++parts.tm_mday;
            now = mktime(&parts);
        }
        const timespec &time = time_of(c.entry->status, which);
        int64_t age = now - time.tv_sec - (time.tv_nsec > c.now.tv_nsec && !daystart);
        const int64_t unit = days ? 86400 : 60;
        // Minutes are compared exactly, days by whole ones.
        if (!days)
            return wanted.sign > 0   ? age >= wanted.value * unit
                   : wanted.sign < 0 ? age < wanted.value * unit
                                     : (age + unit) / unit == wanted.value;
        age = age >= 0 ? age / unit : -1;
        return wanted.holds(age);
    });
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
    return make([wanted = *wanted, what](const find_context &c) {
        const struct stat &status = c.entry->status;
        return wanted.holds(what == links   ? static_cast<int64_t>(status.st_nlink)
                            : what == inode ? static_cast<int64_t>(status.st_ino)
                            : what == user  ? status.st_uid
                                            : status.st_gid);
    });
}

find_node_pointer test_reader::read_owner() {
    if (is("-nouser"))
        return make([](const find_context &c) { return !user_name(c.entry->status.st_uid); });
    if (is("-nogroup"))
        return make([](const find_context &c) { return !group_name(c.entry->status.st_gid); });
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
    return make([id = *id, user](const find_context &c) {
        return (user ? c.entry->status.st_uid : c.entry->status.st_gid) == id;
    });
}

find_node_pointer test_reader::read_access() {
    const int mode = is("-readable")     ? R_OK
                     : is("-writable")   ? W_OK
                     : is("-executable") ? X_OK
                                         : -1;
    if (mode < 0) return nullptr;
    return make([mode](const find_context &c) {
        return faccessat(c.entry->folder, c.entry->name, mode, 0) == 0;
    });
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

}  // namespace

find_node_pointer make_find_test(std::span<char *> words, size_t &at, find_walk &walk,
                                 bool &failed) {
    return test_reader(words, at, walk, failed).read();
}
