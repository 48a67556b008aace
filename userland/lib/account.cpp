#include "lib/account.hpp"

#include <grp.h>
#include <memory>
#include <pwd.h>
#include <string>
#include <vector>

namespace {

struct known_name {
    unsigned id;
    std::unique_ptr<std::string> name;  // null: has none
};

template <typename Find>
const char *cached(std::vector<known_name> &cache, unsigned id, Find find) {
    for (const known_name &each : cache)
        if (each.id == id) return each.name ? each.name->c_str() : nullptr;
    const char *name = find();
    cache.push_back({id, name ? std::make_unique<std::string>(name) : nullptr});
    return name ? cache.back().name->c_str() : nullptr;
}

std::optional<unsigned> decimal(const char *text) {
    unsigned value = 0;
    if (*text == '+') ++text;
    if (!*text) return {};
    for (; *text; ++text)
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, static_cast<unsigned>(*text - '0'), &value))
            return {};
    // The last number stands for "no change" in chown(2).
    if (value == ~0u) return {};
    return value;
}

}  // namespace

const char *user_name(uid_t user) {
    static std::vector<known_name> cache;
    return cached(cache, user, [user]() -> const char * {
        const passwd *entry = getpwuid(user);
        return entry ? entry->pw_name : nullptr;
    });
}

const char *group_name(gid_t group) {
    static std::vector<known_name> cache;
    return cached(cache, group, [group]() -> const char * {
        const struct group *entry = getgrgid(group);
        return entry ? entry->gr_name : nullptr;
    });
}

std::optional<uid_t> find_user(const char *text) {
    if (const passwd *entry = getpwnam(text)) return entry->pw_uid;
    return decimal(text);
}

std::optional<gid_t> find_group(const char *text) {
    if (const struct group *entry = getgrnam(text)) return entry->gr_gid;
    return decimal(text);
}
