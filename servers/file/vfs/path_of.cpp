#include <vfs/path_of.hpp>

#include <cstring>

#include <vfs/filesystem.hpp>
#include <vfs/mount.hpp>

namespace vfs {

outcome<std::string_view> path_of(vnode &node, const vnode &root, char *buffer) {
    char *const end = buffer + path_length_max;
    char *at = end;
    ref<vnode> here = ref<vnode>::share(node);
    for (;;) {
        // Up out of what is mounted, unless the caller's world ends here.
        while (here != &root && here->fs().mounted_at &&
               here == here->fs().mounted_at->root().get())
            here = here->fs().mounted_at->covered();
        if (here == &root || here == mounts.root().get()) break;
        const name_in_directory found = here->name();
        if (!found.directory) return fail(ENOENT);
        if (found.name.size() + 1 > static_cast<std::size_t>(at - buffer))
            return fail(ENAMETOOLONG);
        at -= found.name.size();
        std::memcpy(at, found.name.data(), found.name.size());
        *--at = '/';
        here = found.directory;
    }
    if (at == end) *--at = '/';
    return std::string_view(at, static_cast<std::size_t>(end - at));
}

}  // namespace vfs
