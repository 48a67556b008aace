/// \file
/// The entries of a directory: blocks that are each a row of entries without gaps between them.
///
/// Directories with a hash tree are read as what they also are, plain rows; the tree is given up
/// with the first change, as its format provides for.
#pragma once

#include <string_view>

#include <ext2/inode.hpp>

namespace ext2 {

/// What stands in a directory.
struct found_entry {
    uint32_t inode;
    uint8_t type;
    std::string_view name;  ///< in `name_bytes`
    char name_bytes[256];
};

/// A view of one directory; made for each use. Names are 1 to 255 bytes.
class directory {
public:
    directory(volume &v, inode &node) : volume_(v), inode_(node) {}

    /// The inode that a name stands for. ENOENT, EIO, EUCLEAN.
    outcome<uint32_t> find(std::string_view name);
    /// The name is not there. ENOSPC.
    outcome<> add(std::string_view name, uint32_t number, uint16_t mode);
    outcome<> remove(std::string_view name);
    /// Lets a name that is there stand for something else.
    outcome<> replace(std::string_view name, uint32_t number, uint16_t mode);
    /// Nothing but "." and "..".
    outcome<bool> empty();
    /// Gives a new directory its first block.
    outcome<> begin(uint32_t parent);
    /// The entry at `position` or behind it; `position` is then behind that. Any position is legal.
    /// \return false at the end.
    outcome<bool> next(uint64_t &position, found_entry &to);
    /// The name under which `number` is here, other than "." and "..". ENOENT.
    outcome<> name_of(uint32_t number, found_entry &to);

private:
    /// An entry in its block, which stays in memory meanwhile.
    struct place {
        buffer_ref block;
        directory_entry *entry = nullptr, *before = nullptr;
    };
    uint64_t blocks() const { return inode_.size() / volume_.block_size(); }
    outcome<buffer_ref> block(uint64_t index);
    outcome<directory_entry *> entry_at(const buffer_ref &b, uint32_t offset);
    outcome<place> locate(std::string_view name);
    outcome<bool> add_to(const buffer_ref &b, std::string_view name, uint32_t number, uint8_t type);
    uint8_t stored_type(uint16_t mode) const;
    void changed();

    volume &volume_;
    inode &inode_;
};

}  // namespace ext2
