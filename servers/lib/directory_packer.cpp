#include <lib/directory_packer.hpp>

#include <cstring>

#include <sys/stat.h>

namespace server {

namespace {

struct entry_head {
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
};
constexpr std::size_t name_offset = 19;
static_assert(offsetof(entry_head, name) == name_offset);

/// DT_* are the file type bits shifted down.
constexpr uint8_t type_of(uint32_t mode) { return static_cast<uint8_t>((mode & S_IFMT) >> 12); }

}  // namespace

bool directory_packer::add(std::string_view name, uint64_t inode, uint32_t mode, uint64_t next) {
    const std::size_t length = (name_offset + name.size() + 1 + 7) & ~std::size_t{7};
    if (length > size_ - used_) {
        full_ = true;
        return false;
    }
    char *at = buffer_ + used_;
    const auto offset = static_cast<int64_t>(next);
    const auto length16 = static_cast<uint16_t>(length);
    std::memcpy(at, &inode, 8);
    std::memcpy(at + 8, &offset, 8);
    std::memcpy(at + 16, &length16, 2);
    at[18] = static_cast<char>(type_of(mode));
    std::memcpy(at + name_offset, name.data(), name.size());
    std::memset(at + name_offset + name.size(), 0, length - name_offset - name.size());
    used_ += length;
    next_ = next;
    return true;
}

}  // namespace server
