#include "lib/mount_table.hpp"

#include <cerrno>
#include <mntent.h>
#include <cstdlib>
#include <sys/stat.h>

std::optional<std::vector<mount_entry>> read_mount_table() {
    FILE *file = setmntent("/proc/self/mounts", "re");
    if (!file) return {};
    std::vector<mount_entry> table;
    while (const mntent *entry = getmntent(file))
        table.push_back({entry->mnt_fsname, entry->mnt_dir, entry->mnt_type, entry->mnt_opts});
    endmntent(file);
    return table;
}

namespace {

std::optional<std::string> topmost_folder(const char *path, dev_t device) {
    char *whole = realpath(path, nullptr);
    if (!whole) return {};
    std::string folder = whole;
    free(whole);
    while (folder.size() > 1) {
        const size_t slash = folder.rfind('/');
        const std::string above = folder.substr(0, slash ? slash : 1);
        struct stat status{};
        if (stat(above.c_str(), &status) != 0) return {};
        if (status.st_dev != device) break;
        folder = above;
    }
    return folder;
}

}  // namespace

std::optional<mount_entry> find_mount(const std::vector<mount_entry> &table, const char *path) {
    struct stat wanted{}, folder{};
    if (stat(path, &wanted) != 0) return {};
    char *const device = S_ISBLK(wanted.st_mode) ? realpath(path, nullptr) : nullptr;
    const std::string whole = device ? device : "";
    free(device);
    const mount_entry *found = nullptr;
    for (const mount_entry &entry : table) {
        if (!whole.empty() && entry.device == whole) return entry;
        if (stat(entry.folder.c_str(), &folder) != 0 || folder.st_dev != wanted.st_dev) continue;
        // Of several views of one file system, take the one with the shortest name.
        if (!found || entry.folder.size() <= found->folder.size()) found = &entry;
    }
    if (found) return *found;
    const auto top = topmost_folder(path, wanted.st_dev);
    if (!top) return {};
    return mount_entry{"-", *top, "-", ""};
}
