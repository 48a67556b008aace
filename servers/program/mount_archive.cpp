// mount_archive: has the server archive show an archive's files below a folder.

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>
#include <protocol/archive.hpp>
#include <protocol/error.hpp>
#include <protocol/posix_image.hpp>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

/// The bytes of a file in memory of its own, which whoever gets it may keep.
struct content {
    void *data = MAP_FAILED;
    std::size_t size = 0;
};

[[noreturn]] void fail(const char *what, int error) {
    const char *why = error == EUCLEAN ? "not a sound archive" : std::strerror(error);
    std::fprintf(stderr, "mount_archive: %s: %s\n", what, why);
    std::exit(1);
}

int number_of(kern_return_t result) {
    if (result == protocol::file_elsewhere) return EXDEV;
    return protocol::is_unix_error(result) ? protocol::unix_error_number(result) : EIO;
}

content read_file(const char *name) {
    const int file = open(name, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) fail(name, errno);
    if (!S_ISREG(status.st_mode)) fail(name, EINVAL);
    content made{.size = static_cast<std::size_t>(status.st_size)};
    if (made.size == 0) fail(name, EUCLEAN);
    if (made.size > UINT_MAX) fail(name, EFBIG);
    made.data =
        mmap(nullptr, made.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made.data == MAP_FAILED) fail(name, errno);
    for (std::size_t done = 0; done < made.size;) {
        const ssize_t n = read(file, static_cast<char *>(made.data) + done, made.size - done);
        if (n <= 0) fail(name, n < 0 ? errno : EIO);
        done += static_cast<std::size_t>(n);
    }
    close(file);
    return made;
}

void put(protocol::path_tail &to, const char *path) {
    to.count = static_cast<uint32_t>(std::strlen(path));
    std::memcpy(to.items, path, to.count);
}

/// The process's own root folder, as its library has it.
mach_port_t root_folder() {
    const auto &image =
        *reinterpret_cast<const protocol::posix_image_header *>(protocol::posix_image_base);
    return reinterpret_cast<const protocol::posix_directories *>(image.directories)->root;
}

/// Has the file server look for paths below `folder` at `server` from now on.
kern_return_t mount(const char *folder, mach_port_t server) {
    mach::rpc::exchange<protocol::file_mount> x;
    x.request().server = mach::rpc::port_descriptor(server, MACH_MSG_TYPE_MOVE_SEND);
    x.request().flags = protocol::file_mount_read_only;
    put(x.request().variable, folder);
    return x.call(root_folder());
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fputs(
            "Usage: mount_archive FILE FOLDER\nShow the files of an archive (cpio newc) "
            "below a folder; umount FOLDER ends it.\n",
            stderr);
        return 2;
    }
    char folder[PATH_MAX];
    if (realpath(argv[2], folder) == nullptr) fail(argv[2], errno);
    const content archive = read_file(argv[1]);
    const mach_port_t server = server::lookup_within("archive", 5000);
    if (server == MACH_PORT_NULL) fail("the server archive is not there", ESRCH);
    mach::rpc::exchange<protocol::archive_open> x;
    x.request().data =
        mach::rpc::ool_descriptor(archive.data, static_cast<mach_msg_size_t>(archive.size));
    put(x.request().variable, folder);
    if (const kern_return_t kr = x.call(server); kr != KERN_SUCCESS) fail(argv[1], number_of(kr));
    if (const kern_return_t kr = mount(folder, x.reply().root.name); kr != KERN_SUCCESS)
        fail(argv[2], number_of(kr));
}
