#pragma once

#include <string>

/// What becomes of a file that cp, mv or ln put another one in place of: the options -b, --backup
/// and -S.
class backup_plan {
public:
    /// Takes --backup's argument (none, simple, numbered, existing and their other names), or
    /// null for -b, when VERSION_CONTROL decides. False after a message.
    [[nodiscard]] bool set(const char *control);
    /// Takes -S's argument; means -b.
    [[nodiscard]] bool set_suffix(const char *suffix);

    explicit operator bool() const { return kind_ != kind::none; }
    /// The name that `path` is kept as.
    [[nodiscard]] std::string name_for(const std::string &path) const;

private:
    enum class kind : char { none, simple, numbered, existing };
    kind kind_ = kind::none;
    const char *suffix_ = nullptr;  ///< null: SIMPLE_BACKUP_SUFFIX, or ~
};
