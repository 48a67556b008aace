#include "lib/mount_flags.hpp"
#include "lib/mount_table.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/proc_file.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstring>
#include <mntent.h>
#include <optional>
#include <string>
#include <sys/mount.h>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: mount [-t TYPE]\n"
    "  or:  mount [-rw] [-t TYPE] [-o OPTIONS] [DEVICE] FOLDER\n"
    "  or:  mount -a [-t TYPE]\n"
    "Print what is mounted; mount a file system; or all that /etc/fstab names.\n\n"
    "  -a, --all           what /etc/fstab names, except what has the option noauto\n"
    "  -B, --bind          show the folder DEVICE at FOLDER, too\n"
    "  -f, --fake          do everything but mount\n"
    "  -M, --move          move what is mounted at DEVICE to FOLDER\n"
    "  -o, --options=LIST  options, with commas between\n"
    "  -r, --read-only     as -o ro\n"
    "  -t, --types=TYPE    the type of the file system; without it, all that the system knows\n"
    "                      for disks are tried\n"
    "  -v, --verbose       say what has been mounted\n"
    "  -w, --rw            as -o rw\n"
    "      --help          show this text\n";
constexpr long_option names[] = {{"all", 'a'},
                                 {"bind", 'B'},
                                 {"fake", 'f'},
                                 {"move", 'M'},
                                 {"options", 'o', long_option::required},
                                 {"read-only", 'r'},
                                 {"types", 't', long_option::required},
                                 {"verbose", 'v'},
                                 {"rw", 'w'},
                                 {"read-write", 'w'}};

// As util-linux has them.
constexpr int usage_status = 1, failure = 32, some_failed = 64;

struct mounter {
    mount_options options;
    const char *type = nullptr;
    bool fake = false, verbose = false;

    [[nodiscard]] bool mount_one(const char *device, const char *folder) const;
    [[nodiscard]] int mount_all() const;
    /// Mounts what /etc/fstab says of a device or a folder.
    [[nodiscard]] bool mount_known(const char *name) const;
};

/// The types that /proc/filesystems does not mark with "nodev".
std::vector<std::string> disk_types() {
    std::vector<std::string> types;
    const auto text = read_proc_file("/proc/filesystems");
    for (size_t at = 0; text && at < text->size();) {
        size_t end = text->find('\n', at);
        if (end == text->npos) end = text->size();
        if ((*text)[at] == '\t') types.push_back(text->substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return types;
}

bool mounter::mount_one(const char *device, const char *folder) const {
    std::vector<std::string> types;
    constexpr unsigned long needs_none =
        MS_BIND | MS_MOVE | MS_REMOUNT | MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE;
    if (type && std::strcmp(type, "auto") != 0)
        types.emplace_back(type);
    else if (options.flags & needs_none)
        types.emplace_back("none");
    else
        types = disk_types();
    int reason = ENODEV;
    for (const std::string &each : types) {
        if (fake || mount(device, folder, each.c_str(), options.flags, options.data.c_str()) == 0) {
            if (verbose) out.print("%s mounted on %s.\n", device, folder);
            return true;
        }
        // Another type may fit, if this one did not know what it found.
        reason = errno;
        if (reason != EINVAL && reason != ENODEV) break;
    }
    errno = reason;
    if (reason == ENODEV && type)
        warn("%s: unknown filesystem type '%s'.", folder, type);
    else if (reason == EINVAL && types.size() > 1)
        warn("%s: wrong fs type, bad option, or bad superblock on %s.", folder, device);
    else
        warn_errno("%s: cannot mount %s", folder, device);
    return false;
}

/// Calls `use` for the entries of /etc/fstab; false, with errno set, if it cannot be read.
template <typename Use>
bool for_each_known(Use use) {
    FILE *file = setmntent("/etc/fstab", "re");
    if (!file) return false;
    while (const mntent *entry = getmntent(file)) use(*entry);
    endmntent(file);
    return true;
}

mounter with_entry(const mounter &asked, const mntent &entry) {
    mounter result = asked;
    result.options = {};
    result.options.add(entry.mnt_opts);
    result.options.flags |= asked.options.flags;
    if (!asked.options.data.empty()) result.options.add(asked.options.data.c_str());
    result.type = entry.mnt_type;
    return result;
}

int mounter::mount_all() const {
    int tried = 0, failed = 0;
    const bool read = for_each_known([&](const mntent &entry) {
        if (hasmntopt(&entry, "noauto") || std::strcmp(entry.mnt_type, "swap") == 0) return;
        if (type && std::strcmp(type, entry.mnt_type) != 0) return;
        ++tried;
        if (!with_entry(*this, entry).mount_one(entry.mnt_fsname, entry.mnt_dir)) ++failed;
    });
    if (!read) {
        warn_errno("/etc/fstab");
        return failure;
    }
    return failed == 0 ? 0 : failed == tried ? failure : some_failed;
}

bool mounter::mount_known(const char *name) const {
    bool found = false, good = false;
    for_each_known([&](const mntent &entry) {
        if (found ||
            (std::strcmp(entry.mnt_dir, name) != 0 && std::strcmp(entry.mnt_fsname, name) != 0))
            return;
        found = true;
        good = with_entry(*this, entry).mount_one(entry.mnt_fsname, entry.mnt_dir);
    });
    if (!found) warn("%s: can't find in /etc/fstab.", name);
    return good;
}

int print_table(const char *type) {
    const auto table = read_mount_table();
    if (!table) {
        warn_errno("cannot read table of mounted file systems");
        return failure;
    }
    for (const mount_entry &entry : *table)
        if (!type || entry.type == type)
            out.print("%s on %s type %s (%s)\n", entry.device.c_str(), entry.folder.c_str(),
                      entry.type.c_str(), entry.options.c_str());
    return 0;
}

}  // namespace

int mount_main(int, char **argv) {
    options parser(argv, "aBfMo:rt:vw", names, help, usage_status);
    mounter asked;
    bool all = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': all = true; break;
        case 'B': asked.options.add("bind"); break;
        case 'f': asked.fake = true; break;
        case 'M': asked.options.add("move"); break;
        case 'o': asked.options.add(parser.argument()); break;
        case 'r': asked.options.add("ro"); break;
        case 't': asked.type = parser.argument(); break;
        case 'v': asked.verbose = true; break;
        case 'w': asked.options.add("rw"); break;
        default: return usage_status;
        }
    const auto words = parser.operands();
    if (words.size() > 2) return usage_error(usage_status, "extra operand '%s'", words[2]);
    if (all && !words.empty()) return usage_error(usage_status, "extra operand '%s'", words[0]);
    if (all) return asked.mount_all();
    if (words.empty()) return print_table(asked.type);
    if (words.size() == 2) return asked.mount_one(words[0], words[1]) ? 0 : failure;
    if (asked.options.flags & MS_REMOUNT) return asked.mount_one("none", words[0]) ? 0 : failure;
    return asked.mount_known(words[0]) ? 0 : failure;
}
