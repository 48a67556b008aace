#include <vfs/io_object.hpp>

namespace vfs {

outcome<std::size_t> io_object::read(description &, uint64_t, char *, std::size_t) {
    return fail(EINVAL);
}

outcome<std::size_t> io_object::write(description &, uint64_t, const char *, std::size_t) {
    return fail(EINVAL);
}

outcome<int> io_object::control(description &, uint32_t, uint64_t, char *, std::size_t &) {
    return fail(ENOTTY);
}

outcome<mappable> io_object::map(bool) { return fail(ENODEV); }

}  // namespace vfs
