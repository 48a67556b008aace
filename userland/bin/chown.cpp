#include "lib/account.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/root_guard.hpp"
#include "lib/tree_walk.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

namespace {

constexpr char chown_help[] =
    "Usage: chown [OPTION]... [OWNER][:[GROUP]] FILE...\n"
    "       chown [OPTION]... --reference=RFILE FILE...\n"
    "Change the owner and the group of each FILE; OWNER: takes OWNER's own group.\n\n"
    "  -c, --changes         name the files that are changed\n"
    "  -f, --silent          no messages about files that cannot be changed\n"
    "      --from=[OWNER][:[GROUP]]  only files that have this owner and group\n"
    "  -h, --no-dereference  links themselves, not what they point to\n"
    "  -H, -L, -P            with -R follow links given as FILE; all links; none (default)\n"
    "      --reference=RFILE take owner and group of RFILE\n"
    "  -R, --recursive       directories with what is in them\n"
    "  -v, --verbose         name every file\n"
    "      --help            show this text\n";
constexpr char chgrp_help[] =
    "Usage: chgrp [OPTION]... GROUP FILE...\n"
    "       chgrp [OPTION]... --reference=RFILE FILE...\n"
    "Change the group of each FILE. The options are those of chown.\n";
enum code { reference_code = 256, from_code, dereference_code, preserve_code, no_preserve_code };
constexpr long_option names[] = {{"changes", 'c'},
                                 {"dereference", dereference_code},
                                 {"from", from_code, long_option::required},
                                 {"no-dereference", 'h'},
                                 {"no-preserve-root", no_preserve_code},
                                 {"preserve-root", preserve_code},
                                 {"quiet", 'f'},
                                 {"recursive", 'R'},
                                 {"reference", reference_code, long_option::required},
                                 {"silent", 'f'},
                                 {"verbose", 'v'}};

std::string id_text(const char *name, unsigned id) { return name ? name : std::to_string(id); }

/// An owner and a group; what is not named is left as it is.
struct ownership {
    std::optional<uid_t> user;
    std::optional<gid_t> group;
    std::string user_text, group_text;  ///< as they are named in reports

    [[nodiscard]] bool matches(const struct stat &status) const {
        return (!user || *user == status.st_uid) && (!group || *group == status.st_gid);
    }
    /// Null, or what is wrong with `text`.
    const char *parse(const char *text);
};

const char *ownership::parse(const char *text) {
    const std::string all = text;
    size_t colon = all.find(':');
    if (colon == all.npos && !find_user(text)) {
        colon = all.find('.');
        if (colon != all.npos) warn("warning: '.' should be ':': %s", quoted(all).c_str());
    }
    const std::string owner = all.substr(0, colon);
    if (!owner.empty()) {
        user = find_user(owner.c_str());
        user_text = owner;
        if (!user) return "invalid user";
    }
    if (colon == all.npos) return nullptr;
    const std::string of_group = all.substr(colon + 1);
    if (!of_group.empty()) {
        group = find_group(of_group.c_str());
        group_text = of_group;
        if (!group) return "invalid group";
    } else if (user) {
        const passwd *entry = getpwuid(*user);
        if (!entry) return "invalid spec";
        group = entry->pw_gid;
        group_text = id_text(group_name(*group), *group);
    }
    return nullptr;
}

struct owner_changer final : tree_visitor {
    ownership wanted, from;
    bool group_only = false;
    bool changes = false, silent = false, recursive = false, verbose = false;
    bool follow = true;  ///< what links point to is changed
    bool failure_seen = false;
    root_guard guard;

    verdict enter(const tree_entry &entry) override;
    void leave(const tree_entry &entry) override { change(entry); }
    void failed(const tree_entry &entry, failure what, int reason) override;

private:
    void change(const tree_entry &entry);
    void report(const tree_entry &entry, const struct stat &old, bool done) const;
    [[nodiscard]] std::string describe(const std::string &user, const std::string &group) const;
};

tree_visitor::verdict owner_changer::enter(const tree_entry &entry) {
    if (recursive && guard.refuses(entry)) {
        failure_seen = true;
        return verdict::skip;
    }
    if (recursive && S_ISDIR(entry.status.st_mode)) return verdict::descend;
    change(entry);
    return verdict::skip;
}

std::string owner_changer::describe(const std::string &user, const std::string &group) const {
    return !wanted.user ? group : !wanted.group ? user : user + ':' + group;
}

void owner_changer::report(const tree_entry &entry, const struct stat &old, bool done) const {
    const bool changed = (wanted.user && *wanted.user != old.st_uid) ||
                         (wanted.group && *wanted.group != old.st_gid);
    if (!verbose && (!changes || !done || !changed)) return;
    const std::string name = quoted(entry.path);
    const char *what = group_only || !wanted.user ? "group" : "ownership";
    const std::string was = describe(id_text(user_name(old.st_uid), old.st_uid),
                                     id_text(group_name(old.st_gid), old.st_gid));
    const std::string is = describe(wanted.user_text, wanted.group_text);
    if (!done)
        out.print("failed to change %s of %s from %s to %s\n", what, name.c_str(), was.c_str(),
                  is.c_str());
    else if (changed)
        out.print("changed %s of %s from %s to %s\n", what, name.c_str(), was.c_str(), is.c_str());
    else
        out.print("%s of %s retained as %s\n", what, name.c_str(), was.c_str());
}

void owner_changer::change(const tree_entry &entry) {
    struct stat status = entry.status;
    const bool link = S_ISLNK(status.st_mode);
    const std::string name = quoted(entry.path);
    if (link && follow && fstatat(entry.folder, entry.name, &status, 0) != 0) {
        if (!silent) warn_errno("cannot dereference %s", name.c_str());
        failure_seen = true;
        return;
    }
    if (!from.matches(status)) return;
    const uid_t user = wanted.user.value_or(static_cast<uid_t>(-1));
    const gid_t group = wanted.group.value_or(static_cast<gid_t>(-1));
    const bool done =
        fchownat(entry.folder, entry.name, user, group, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0;
    if (!done) {
        if (!silent)
            warn_errno(group_only ? "changing group of %s" : "changing ownership of %s",
                       name.c_str());
        failure_seen = true;
    }
    report(entry, status, done);
}

void owner_changer::failed(const tree_entry &entry, failure what, int reason) {
    failure_seen = true;
    if (!silent) complain(entry, what, reason);
}

class owner_command {
public:
    owner_command(char **argv, const char *help, bool group_only)
        : parser_(argv, "cfhHLPRv", names, help) {
        work_.group_only = group_only;
    }
    int run();

private:
    bool parse();
    bool take_reference();
    bool take_owner(const char *text, ownership &into);

    options parser_;
    owner_changer work_;
    tree_walk::follow links_ = tree_walk::follow::never;
    const char *reference_ = nullptr;
};

bool owner_command::take_owner(const char *text, ownership &into) {
    if (!work_.group_only) {
        const char *problem = into.parse(text);
        if (problem) warn("%s: %s", problem, quoted(text).c_str());
        return !problem;
    }
    if (!*text) return true;
    into.group = find_group(text);
    into.group_text = text;
    if (!into.group) warn("invalid group: %s", quoted(text).c_str());
    return into.group.has_value();
}

bool owner_command::parse() {
    for (int code; (code = parser_.next()) != options::end;) switch (code) {
        case 'c': work_.changes = true; break;
        case 'f': work_.silent = true; break;
        case 'h': work_.follow = false; break;
        case dereference_code: work_.follow = true; break;
        case 'H': links_ = tree_walk::follow::operands; break;
        case 'L': links_ = tree_walk::follow::always; break;
        case 'P': links_ = tree_walk::follow::never; break;
        case 'R': work_.recursive = true; break;
        case 'v': work_.verbose = true; break;
        case reference_code: reference_ = parser_.argument(); break;
        case preserve_code: work_.guard.on = true; break;
        case no_preserve_code: work_.guard.on = false; break;
        case from_code:
            if (const char *problem = work_.from.parse(parser_.argument())) {
                warn("%s: %s", problem, quoted(parser_.argument()).c_str());
                return false;
            }
            break;
        default: return false;
        }
    if (!work_.recursive) links_ = tree_walk::follow::never;
    // A walk that follows no links changes those that it meets.
    if (work_.recursive && links_ == tree_walk::follow::never) work_.follow = false;
    return true;
}

bool owner_command::take_reference() {
    struct stat status;
    if (stat(reference_, &status) != 0) {
        warn_errno("failed to get attributes of %s", quoted(reference_).c_str());
        return false;
    }
    if (!work_.group_only) work_.wanted.user = status.st_uid;
    work_.wanted.user_text = id_text(user_name(status.st_uid), status.st_uid);
    work_.wanted.group = status.st_gid;
    work_.wanted.group_text = id_text(group_name(status.st_gid), status.st_gid);
    return true;
}

int owner_command::run() {
    if (!parse()) return 1;
    std::span<char *> operands = parser_.operands();
    const char *owner = nullptr;
    if (!reference_ && !operands.empty()) {
        owner = operands[0];
        operands = operands.subspan(1);
    }
    if (operands.empty()) {
        if (!owner) return usage_error(1, "missing operand");
        return usage_error(1, "missing operand after %s", quoted(owner).c_str());
    }
    if (reference_ ? !take_reference() : !take_owner(owner, work_.wanted)) return 1;
    for (const char *name : operands) tree_walk(work_, links_).visit(name);
    return work_.failure_seen;
}

}  // namespace

int chown_main(int, char **argv) { return owner_command(argv, chown_help, false).run(); }
int chgrp_main(int, char **argv) { return owner_command(argv, chgrp_help, true).run(); }
