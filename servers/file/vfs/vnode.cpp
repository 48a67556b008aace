#include <vfs/vnode.hpp>

#include <vfs/description.hpp>
#include <vfs/record_locks.hpp>

namespace vfs {

vnode::~vnode() { delete locks; }

outcome<ref<vnode>> vnode::lookup(std::string_view) { return fail(ENOTDIR); }
outcome<ref<vnode>> vnode::create(std::string_view, const new_node &) { return fail(EPERM); }
outcome<> vnode::link(std::string_view, vnode &) { return fail(EPERM); }
outcome<> vnode::unlink(std::string_view, vnode &) { return fail(EPERM); }
outcome<> vnode::remove_directory(std::string_view, vnode &) { return fail(EPERM); }
outcome<> vnode::rename(std::string_view, vnode &, vnode &, std::string_view, vnode *) {
    return fail(EPERM);
}
outcome<> vnode::exchange(std::string_view, vnode &, vnode &, std::string_view, vnode &) {
    return fail(EPERM);
}
outcome<> vnode::read_directory(uint64_t, server::directory_packer &) { return fail(ENOTDIR); }
outcome<std::string_view> vnode::read_link(char *) { return fail(EINVAL); }
outcome<> vnode::truncate(uint64_t) { return fail(EINVAL); }
outcome<> vnode::allocate(uint64_t, uint64_t end, bool keep_size) {
    if (keep_size) return fail(EOPNOTSUPP);
    return end > size ? truncate(end) : outcome<>{};
}
outcome<> vnode::punch(uint64_t, uint64_t) { return fail(EOPNOTSUPP); }
outcome<> vnode::fill(std::string_view bytes) {
    description nobody;
    while (!bytes.empty()) {
        const uint64_t at = size;
        bytes.remove_prefix(TRY(write(nobody, at, bytes.data(), bytes.size())));
    }
    return {};
}
outcome<ref<io_object>> vnode::open(uint32_t) { return ref<io_object>(ref<vnode>::share(*this)); }

}  // namespace vfs
