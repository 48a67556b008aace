#include "lib/account.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstring>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: id [OPTION]... [USER]...\n"
    "Print the identity of each USER, or that of this process.\n\n"
    "  -a             has no effect\n"
    "  -g, --group    only the group\n"
    "  -G, --groups   only all groups\n"
    "  -u, --user     only the user\n"
    "  -n, --name     names instead of numbers, with one of -g, -G, -u\n"
    "  -r, --real     the real one instead of the effective, with -g, -G, -u\n"
    "  -z, --zero     end what is printed with NUL, with -g, -G, -u\n"
    "      --help     show this text\n";
constexpr long_option names[] = {{"group", 'g'}, {"groups", 'G'}, {"user", 'u'},
                                 {"name", 'n'},  {"real", 'r'},   {"zero", 'z'}};

struct identity {
    uid_t user = 0, effective_user = 0;
    gid_t group = 0, effective_group = 0;
    std::vector<gid_t> groups;  ///< the group first, then the others

    static bool of_process(identity &result);
    static bool of_user(const char *name, identity &result);
};

void add_once(std::vector<gid_t> &groups, gid_t group) {
    for (const gid_t each : groups)
        if (each == group) return;
    groups.push_back(group);
}

bool identity::of_process(identity &result) {
    result = {getuid(), geteuid(), getgid(), getegid(), {}};
    const int count = getgroups(0, nullptr);
    std::vector<gid_t> others(count > 0 ? static_cast<size_t>(count) : 0);
    if (count < 0 || getgroups(count, others.data()) < 0) {
        warn_errno("failed to get groups for the current process");
        return false;
    }
    result.groups = {result.group};
    add_once(result.groups, result.effective_group);
    for (const gid_t group : others) add_once(result.groups, group);
    return true;
}

bool identity::of_user(const char *name, identity &result) {
    const passwd *entry = getpwnam(name);
    if (!entry)
        if (const auto number = find_user(name)) entry = getpwuid(*number);
    if (!entry) {
        warn("'%s': no such user", name);
        return false;
    }
    result = {entry->pw_uid, entry->pw_uid, entry->pw_gid, entry->pw_gid, {entry->pw_gid}};
    int count = 0;
    getgrouplist(entry->pw_name, entry->pw_gid, nullptr, &count);
    std::vector<gid_t> others(count > 0 ? static_cast<size_t>(count) : 0);
    if (getgrouplist(entry->pw_name, entry->pw_gid, others.data(), &count) >= 0)
        for (const gid_t group : others) add_once(result.groups, group);
    return true;
}

/// What is asked for of an identity: a letter, or 0 for all of it.
struct request {
    char what = 0;
    bool by_name = false, real = false;
    char end = '\n';

    bool print(const identity &who) const;

private:
    bool print_one(unsigned number, const char *name, const char *kind) const;
};

bool request::print_one(unsigned number, const char *name, const char *kind) const {
    if (by_name && name) {
        out.write(name);
        return true;
    }
    if (by_name) warn("cannot find name for %s ID %u", kind, number);
    out.print("%u", number);
    return !by_name;
}

void print_both(const char *title, unsigned number, const char *name) {
    out.print(name ? "%s%u(%s)" : "%s%u", title, number, name);
}

bool request::print(const identity &who) const {
    bool good = true;
    if (what == 'u') {
        const uid_t user = real ? who.user : who.effective_user;
        good = print_one(user, user_name(user), "user");
    } else if (what == 'g') {
        const gid_t group = real ? who.group : who.effective_group;
        good = print_one(group, group_name(group), "group");
    } else if (what == 'G') {
        for (size_t i = 0; i < who.groups.size(); ++i) {
            if (i) out.put(end == '\0' ? '\0' : ' ');
            good &= print_one(who.groups[i], group_name(who.groups[i]), "group");
        }
    } else {
        print_both("uid=", who.user, user_name(who.user));
        print_both(" gid=", who.group, group_name(who.group));
        if (who.effective_user != who.user)
            print_both(" euid=", who.effective_user, user_name(who.effective_user));
        if (who.effective_group != who.group)
            print_both(" egid=", who.effective_group, group_name(who.effective_group));
        const char *title = " groups=";
        for (const gid_t group : who.groups) {
            print_both(title, group, group_name(group));
            title = ",";
        }
    }
    return good;
}

}  // namespace

int id_main(int, char **argv) {
    options parser(argv, "agGunrz", names, help);
    request asked;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': break;
        case 'n': asked.by_name = true; break;
        case 'r': asked.real = true; break;
        case 'z': asked.end = '\0'; break;
        case options::invalid: return 1;
        default:
            if (asked.what && asked.what != code) {
                warn("cannot print \"only\" of more than one choice");
                return 1;
            }
            asked.what = static_cast<char>(code);
        }
    if (!asked.what && (asked.by_name || asked.real)) {
        warn("cannot print only names or real IDs in default format");
        return 1;
    }
    if (!asked.what && asked.end == '\0') {
        warn("option --zero not permitted in default format");
        return 1;
    }
    const auto users = parser.operands();
    identity who;
    bool good = true;
    if (users.empty()) {
        good = identity::of_process(who) && asked.print(who);
        out.put(asked.end);
        return good ? 0 : 1;
    }
    for (const char *user : users) {
        if (!identity::of_user(user, who)) {
            good = false;
            continue;
        }
        good &= asked.print(who);
        out.put(asked.end);
        // With several users, another NUL separates lists of groups.
        if (asked.what == 'G' && asked.end == '\0' && users.size() > 1) out.put('\0');
    }
    return good ? 0 : 1;
}
