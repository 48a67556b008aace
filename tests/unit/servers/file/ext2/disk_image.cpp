#include <disk_image.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

namespace {

std::string output_of(const std::string &command, int &status) {
    std::string text;
    FILE *pipe = popen(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str(), "r");
    char part[4096];
    while (std::size_t got = fread(part, 1, sizeof part, pipe)) text.append(part, got);
    status = pclose(pipe);
    return text;
}

void save(const std::string &path, const std::vector<char> &bytes) {
    FILE *file = fopen(path.c_str(), "wb");
    fwrite(bytes.data(), 1, bytes.size(), file);
    fclose(file);
}

}  // namespace

temporary_folder::temporary_folder() {
    char name[] = "/tmp/ext2-test-XXXXXX";
    path = mkdtemp(name);
}
temporary_folder::~temporary_folder() {
    int status;
    output_of("rm -rf " + path, status);
}

ext2::outcome<> memory_disk::read(uint64_t offset, void *to, uint32_t count) {
    TRY(operation());
    if (offset > bytes.size() || count > bytes.size() - offset) return ext2::fail(EIO);
    std::memcpy(to, bytes.data() + offset, count);
    return {};
}

ext2::outcome<> memory_disk::write(uint64_t offset, const void *from, uint32_t count) {
    TRY(operation());
    if (offset > bytes.size() || count > bytes.size() - offset) return ext2::fail(EIO);
    if (++writes <= loses_from) std::memcpy(bytes.data() + offset, from, count);
    return {};
}

std::vector<char> make_image(const std::string &options, unsigned kilobytes,
                             const std::string &folder) {
    const temporary_folder at;
    const std::string file = at.path + "/image";
    const std::string from = folder.empty() ? "" : " -d " + folder;
    int status;
    const std::string said = output_of("mke2fs -q -t ext2 -m 0 " + options + from + " " + file +
                                           " " + std::to_string(kilobytes) + "k 2>&1",
                                       status);
    std::vector<char> bytes(std::size_t{kilobytes} * 1024);
    FILE *image = fopen(file.c_str(), "rb");
    if (status != 0 || !image || fread(bytes.data(), 1, bytes.size(), image) != bytes.size()) {
        fprintf(stderr, "mke2fs failed: %s\n", said.c_str());
        abort();
    }
    fclose(image);
    return bytes;
}

std::string check_image(const std::vector<char> &bytes) {
    const temporary_folder at;
    save(at.path + "/image", bytes);
    int status;
    const std::string said = output_of("e2fsck -fn " + at.path + "/image 2>&1", status);
    return status == 0 ? "" : said;
}

std::string ask_debugfs(const std::vector<char> &bytes, const std::string &request) {
    const temporary_folder at;
    save(at.path + "/image", bytes);
    int status;
    return output_of("debugfs -R '" + request + "' " + at.path + "/image 2>/dev/null", status);
}
