#include "bin/find/find_output.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

struct opened_output {
    dev_t device;
    ino_t inode;
    std::unique_ptr<output> file;
};

std::vector<opened_output> &outputs() {
    static std::vector<opened_output> all;
    return all;
}

}  // namespace

output *open_find_output(const char *path) {
    if (std::strcmp(path, "/dev/stdout") == 0) return &out;
    const int descriptor = std::strcmp(path, "/dev/stderr") == 0
                               ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
                               : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        warn_errno("%s", quoted(path).c_str());
        return nullptr;
    }
    for (const opened_output &each : outputs()) {
        if (each.device != status.st_dev || each.inode != status.st_ino) continue;
        close(descriptor);
        return each.file.get();
    }
    outputs().push_back({status.st_dev, status.st_ino, std::make_unique<output>(descriptor)});
    return outputs().back().file.get();
}

int finish_find_outputs(int status) {
    for (const opened_output &each : outputs()) status = each.file->finish(status);
    outputs().clear();
    return status;
}
