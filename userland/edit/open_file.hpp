#pragma once

#include <memory>
#include <string>
#include <sys/stat.h>

#include "edit/core/document.hpp"
#include "edit/core/layout.hpp"
#include "edit/file_image.hpp"

namespace edit {

/// A file that is being edited: its text, what is known of it on disk, and what is seen of it.
struct open_file {
    explicit open_file(std::unique_ptr<file_image> bytes)
        : image(std::move(bytes)), doc(image->bytes()) {}

    std::unique_ptr<file_image> image;
    document doc;

    std::string path;  ///< as given; empty: it has no name yet
    bool exists = false;
    struct stat known = {};     ///< of the file when it was read or written last, if it exists
    bool base_on_disk = false;  ///< the text's original is what the file has now
    bool changed_on_disk = false;

    size_t top = 0;             ///< where the first row on the screen begins
    size_t wanted_column = 0;   ///< where up and down try to stay
    std::string recovery_path;  ///< of the recovery file that this process wrote; empty: none
    piece_tree recovered;       ///< the state that it has

    [[nodiscard]] std::string name() const { return path.empty() ? "(no name)" : path; }
};

}  // namespace edit
