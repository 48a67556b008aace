#include <vfs/filesystem.hpp>

#include <vfs/vnode.hpp>

namespace vfs {

namespace {
/// Unnamed devices: major 0, minors from 20 on, as Linux hands them out.
uint64_t next_device = 20;
}  // namespace

filesystem::filesystem(bool read_only) : device_(next_device++), read_only_(read_only) {}

}  // namespace vfs
