/// \file
/// Everything that can be done with a volume, done to one that may be damaged anywhere.
#pragma once

#include <disk_image.hpp>

/// Mounts, walks the tree and reads all files, makes, grows, renames and removes some, and
/// unmounts. Whatever is wrong ends the step with an error.
void exercise(memory_disk &disk);

/// Bytes of a file, at any offset. Shorter at the end.
ext2::outcome<std::string> read_bytes(ext2::volume &v, ext2::inode &node, uint64_t offset,
                                      std::size_t count);
/// Makes the file longer if needed. What finds no room is not written.
ext2::outcome<> write_bytes(ext2::volume &v, ext2::inode &node, uint64_t offset,
                            const std::string &text);
