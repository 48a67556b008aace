/// \file
/// What clients get of a memory object: rights to map it, for reading or for writing too, and to do
/// nothing else with it. Made when first asked for.
#pragma once

#include <cstdint>

#include <vfs/result.hpp>

namespace memory {

class object_shares {
public:
    object_shares() = default;
    object_shares(const object_shares &) = delete;
    object_shares &operator=(const object_shares &) = delete;
    ~object_shares() { drop(); }

    /// The port of such a right to `object`, this server's own. ENOMEM.
    [[nodiscard]] vfs::outcome<uint32_t> right(uint32_t object, bool writable);
    /// How many there are; each holds a reference to the object.
    int count() const { return (rights_[0] != 0) + (rights_[1] != 0); }
    /// Forgets them; clients keep what they hold.
    void drop();

private:
    uint32_t rights_[2] = {};
};

}  // namespace memory
