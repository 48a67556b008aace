#pragma once

#include <optional>
#include <span>
#include <string>
#include <sys/stat.h>

/// Where cp, mv and ln put things: SOURCE DEST, SOURCE... DIRECTORY or -t DIRECTORY SOURCE...
struct target_options {
    const char *directory = nullptr;  ///< -t; set by resolve when the last operand is one
    bool never_directory = false;     ///< -T
    bool follow = true;               ///< a link to a directory is one

    /// Takes the target off `operands`. False after a message.
    [[nodiscard]] bool resolve(std::span<char *> &operands);
    /// The path that `source` gets.
    [[nodiscard]] std::string path_for(const char *source) const;

private:
    const char *file_ = nullptr;
};

/// The last component of a path, without slashes at the end.
[[nodiscard]] std::string last_component(const std::string &path);
/// The directory that a path's last component is in.
[[nodiscard]] std::string directory_part(const std::string &path);
/// Whether two paths name the same entry of the same directory.
[[nodiscard]] bool same_entry(const std::string &a, const std::string &b);
/// `folder` and `name` with a slash between.
[[nodiscard]] std::string joined(const std::string &folder, const std::string &name);

/// A name beside `path` that no file has.
[[nodiscard]] std::string temporary_name(const std::string &path);

/// Whether a directory has nothing in it; no value if it cannot be read.
[[nodiscard]] std::optional<bool> is_empty_directory(int folder, const char *entry);

/// Reads a line from standard input; whether it begins with y.
[[nodiscard]] bool answered_yes();
/// Asks "NAME: VERB 'PATH'? " on standard error; whether the answer begins with y.
[[nodiscard]] bool asked_yes(const char *verb, const std::string &path);
/// Whether the file could be written over as it is.
[[nodiscard]] bool is_writable(const std::string &path, const struct stat &status);
/// Asks whether a file may be written over, or `replaced` by another; tells its mode if that
/// forbids writing.
[[nodiscard]] bool agreed_to_lose(const std::string &path, const struct stat &status,
                                  bool replaced);
