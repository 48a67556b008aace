#include "edit/file_image.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace edit {

namespace {

constexpr size_t worth_mapping = size_t{4} << 20;

volatile sig_atomic_t cut;

// A page behind the end of a file that another program has cut: zeros take its place, and the fault
// does not come again.
void replace_page(int, siginfo_t *info, void *) {
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    void *at = reinterpret_cast<void *>(reinterpret_cast<uintptr_t>(info->si_addr) & ~(page - 1));
    const int saved = errno;
    if (mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        _exit(128 + SIGBUS);
    cut = 1;
    errno = saved;
}

void survive_cuts() {
    struct sigaction action = {};
    action.sa_sigaction = replace_page;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGBUS, &action, nullptr);
}

}  // namespace

bool file_image::was_cut() { return cut != 0; }

void file_image::release() {
    if (mapped_) munmap(mapped_, size_);
    mapped_ = nullptr;
}

int file_image::read_all(int descriptor, size_t expected) {
    constexpr size_t part = 65536;
    std::string bytes;
    bytes.reserve(expected + 1);
    for (;;) {
        char buffer[part];
        const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        if (count == 0) break;
        bytes.append(buffer, static_cast<size_t>(count));
    }
    release();
    read_ = std::move(bytes);
    return 0;
}

int file_image::load(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return errno;
    const bool large = S_ISREG(status.st_mode) && status.st_size >= off_t{worth_mapping};
    if (!large) return read_all(descriptor, 0);
    const auto size = static_cast<size_t>(status.st_size);
    void *at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (at == MAP_FAILED) return errno == ENODEV ? read_all(descriptor, size) : errno;
    survive_cuts();
    release();
    mapped_ = at;
    size_ = size;
    return 0;
}

int file_image::detach() {
    if (!mapped_) return 0;
    void *copy = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return errno;
    const std::string_view from = mapped_bytes();
    from.copy(static_cast<char *>(copy), size_);
    munmap(mapped_, size_);
    mapped_ = copy;
    return 0;
}

}  // namespace edit
