#pragma once

#include <map>
#include <string>
#include <sys/stat.h>

/// The files that one command has put somewhere, so that no later operand of it writes over them:
/// `cp a/f b/f folder`.
class placed_files {
public:
    /// Remembers what is at `path` now, unless that is a directory.
    void add(const std::string &path) {
        struct stat status;
        if (stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode))
            names_[{status.st_dev, status.st_ino}] = path;
    }
    /// Whether this file was put at `path`.
    [[nodiscard]] bool has(const struct stat &status, const std::string &path) const {
        const auto found = names_.find({status.st_dev, status.st_ino});
        return found != names_.end() && found->second == path;
    }

private:
    std::map<std::pair<dev_t, ino_t>, std::string> names_;
};
