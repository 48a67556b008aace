#pragma once

#include <optional>
#include <string>

#include "edit/core/recovery_record.hpp"
#include "edit/open_file.hpp"

namespace edit {

/// Beside the file, ".NAME.edit-recovery"; for a text without a name, in the home directory.
[[nodiscard]] std::string recovery_path_for(const std::string &path);

/// What refers to the file on disk can do without what has not changed in it.
enum class recovery_content { changes, complete };

/// Writes the document's present state to its recovery file, which takes the place of an older one
/// of this process. Another's is never touched: then the name gets the process number. Returns 0 or
/// an errno.
[[nodiscard]] int write_recovery_file(open_file &file, recovery_content content);

/// Removes the one that this process wrote, if there is one.
void remove_recovery_file(open_file &file);

/// A recovery file that was found.
struct found_recovery {
    std::string path;
    recovery_header header;
    bool process_lives = false;
    bool complete = false;  ///< needs nothing of the file
};

/// The recovery file of `file`, if there is a readable one that belongs to this user.
[[nodiscard]] std::optional<found_recovery> find_recovery(const open_file &file);

/// Makes the document what the recovery file says. An error is a text for people.
[[nodiscard]] const char *recover(open_file &file, const found_recovery &from);

}  // namespace edit
