#include "lib/mount_table.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/mount.h>

namespace {

constexpr char help[] =
    "Usage: umount [-flv] DEVICE|FOLDER...\n"
    "  or:  umount -a [-t TYPE]\n"
    "Unmount file systems.\n\n"
    "  -a, --all         all that are mounted, except /proc, /sys and /dev\n"
    "  -f, --force       even if its server does not answer\n"
    "  -l, --lazy        hide it now, and let it go once nobody uses it\n"
    "  -t, --types=TYPE  with -a: only of TYPE\n"
    "  -v, --verbose     say what has been unmounted\n"
    "      --help        show this text\n";
constexpr long_option names[] = {{"all", 'a'},
                                 {"force", 'f'},
                                 {"lazy", 'l'},
                                 {"types", 't', long_option::required},
                                 {"verbose", 'v'}};
constexpr int usage_status = 1, failure = 32;

struct unmounter {
    int flags = 0;
    bool verbose = false;

    [[nodiscard]] bool operator()(const char *folder) const {
        if (umount2(folder, flags) == 0) {
            if (verbose) out.print("umount: %s unmounted\n", folder);
            return true;
        }
        if (errno == EINVAL)
            warn("%s: not mounted.", folder);
        else if (errno == EBUSY)
            warn("%s: target is busy.", folder);
        else if (errno == EPERM)
            warn("%s: must be superuser to unmount.", folder);
        else
            warn_errno("%s", folder);
        return false;
    }
};

bool belongs_to_system(const mount_entry &entry) {
    for (const char *folder : {"/", "/proc", "/sys", "/dev"})
        if (entry.folder == folder) return true;
    return false;
}

}  // namespace

int umount_main(int, char **argv) {
    options parser(argv, "aflt:v", names, help, usage_status);
    unmounter unmount;
    bool all = false;
    const char *type = nullptr;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': all = true; break;
        case 'f': unmount.flags |= MNT_FORCE; break;
        case 'l': unmount.flags |= MNT_DETACH; break;
        case 't': type = parser.argument(); break;
        case 'v': unmount.verbose = true; break;
        default: return usage_status;
        }
    const auto words = parser.operands();
    if (words.empty() && !all) return usage_error(usage_status, "missing operand");
    const auto table = read_mount_table();
    if (!table) {
        warn_errno("cannot read table of mounted file systems");
        return failure;
    }
    int status = 0;
    // What was mounted last may stand on what was mounted before.
    if (all)
        for (size_t i = table->size(); i--;) {
            const mount_entry &entry = (*table)[i];
            if (type ? entry.type != type : belongs_to_system(entry)) continue;
            if (!unmount(entry.folder.c_str())) status = failure;
        }
    for (const char *word : words) {
        const char *folder = word;
        for (const mount_entry &entry : *table)
            if (entry.device == word && entry.device[0] == '/') folder = entry.folder.c_str();
        if (!unmount(folder)) status = failure;
    }
    return status;
}
