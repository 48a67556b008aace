#include "lib/backup.hpp"

#include "lib/choice.hpp"
#include "lib/target.hpp"

#include <cstdlib>
#include <cstring>
#include <dirent.h>

namespace {

/// The highest N of all `path`.~N~, or 0.
unsigned long highest(const std::string &path) {
    DIR *listing = opendir(directory_part(path).c_str());
    if (!listing) return 0;
    const std::string prefix = last_component(path) + ".~";
    unsigned long found = 0;
    while (const dirent *each = readdir(listing)) {
        if (std::strncmp(each->d_name, prefix.c_str(), prefix.size()) != 0) continue;
        char *end;
        const unsigned long number = std::strtoul(each->d_name + prefix.size(), &end, 10);
        if (std::strcmp(end, "~") == 0 && number > found) found = number;
    }
    closedir(listing);
    return found;
}

}  // namespace

bool backup_plan::set(const char *control) {
    static constexpr int none = static_cast<int>(kind::none),
                         simple = static_cast<int>(kind::simple),
                         numbered = static_cast<int>(kind::numbered),
                         existing = static_cast<int>(kind::existing);
    static constexpr choice choices[] = {
        {"none", none},         {"off", none},     {"simple", simple},     {"never", simple},
        {"existing", existing}, {"nil", existing}, {"numbered", numbered}, {"t", numbered}};
    if (!control && *this) return true;
    const char *const variable = std::getenv("VERSION_CONTROL");
    const char *const word = control ? control : variable && *variable ? variable : "existing";
    const auto value = choose(control ? "backup type" : "$VERSION_CONTROL", word, choices);
    if (value) kind_ = static_cast<kind>(*value);
    return value.has_value();
}

bool backup_plan::set_suffix(const char *suffix) {
    suffix_ = suffix;
    return set(nullptr);
}

std::string backup_plan::name_for(const std::string &operand) const {
    std::string path = operand;
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    if (kind_ != kind::simple) {
        const unsigned long last = highest(path);
        if (last || kind_ == kind::numbered) return path + ".~" + std::to_string(last + 1) + '~';
    }
    const char *const variable = std::getenv("SIMPLE_BACKUP_SUFFIX");
    const char *const given = suffix_ ? suffix_ : variable;
    return path + (given && *given && !std::strchr(given, '/') ? given : "~");
}
