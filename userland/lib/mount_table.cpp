#include "lib/mount_table.hpp"

#include <cerrno>
#include <mntent.h>
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

const mount_entry *find_mount(const std::vector<mount_entry> &table, const char *path) {
    struct stat wanted{}, folder{};
    if (stat(path, &wanted) != 0) return nullptr;
    const mount_entry *found = nullptr;
    for (const mount_entry &entry : table) {
        if (S_ISBLK(wanted.st_mode) && entry.device == path) return &entry;
        if (stat(entry.folder.c_str(), &folder) != 0 || folder.st_dev != wanted.st_dev) continue;
        // Of several views of one file system, take the one with the shortest name.
        if (!found || entry.folder.size() <= found->folder.size()) found = &entry;
    }
    if (!found) errno = ENOENT;
    return found;
}
