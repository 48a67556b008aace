#include "bin/tail/tail_follower.hpp"

#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

void tail_follower::head(const tail_file &file) {
    if (!headers || last_ == &file) return;
    last_ = &file;
    out.print("%s==> %s <==\n", first_ ? "" : "\n",
              std::strcmp(file.name, "-") == 0 ? "standard input" : file.name);
    first_ = false;
}

/// Whether there was something new.
bool tail_follower::copy_added(tail_file &file) {
    struct stat now;
    if (fstat(file.descriptor, &now) != 0) return false;
    if (S_ISREG(now.st_mode)) {
        const off_t position = lseek(file.descriptor, 0, SEEK_CUR);
        if (now.st_size < position) {
            warn("%s: file truncated", quoted_if_needed(file.name).c_str());
            lseek(file.descriptor, 0, SEEK_SET);
        }
    } else {
        // What is not a file may have nothing to read now.
        pollfd ready{file.descriptor, POLLIN, 0};
        if (poll(&ready, 1, 0) <= 0 || !(ready.revents & POLLIN)) return false;
    }
    char block[16384];
    bool added = false;
    for (ssize_t size; (size = read(file.descriptor, block, sizeof block)) > 0;) {
        head(file);
        out.write(block, static_cast<size_t>(size));
        added = true;
        if (!S_ISREG(now.st_mode)) break;
    }
    file.status = now;
    return added;
}

/// Opens the file again if its name stands for another one now.
void tail_follower::look_again(tail_file &file) {
    struct stat now;
    const std::string name = quoted(file.name);
    if (std::strcmp(file.name, "-") == 0) return;
    if (stat(file.name, &now) != 0) {
        if (file.descriptor < 0) return;
        warn_errno("%s has become inaccessible", name.c_str());
        close(file.descriptor);
        file.descriptor = -1;
        return;
    }
    const bool same = file.descriptor >= 0 && now.st_ino == file.status.st_ino &&
                      now.st_dev == file.status.st_dev;
    if (same) return;
    const int descriptor = open(file.name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return;
    warn(file.descriptor < 0 ? "%s has appeared;  following new file"
                             : "%s has been replaced;  following new file",
         name.c_str());
    if (file.descriptor >= 0) close(file.descriptor);
    file.descriptor = descriptor;
    file.status = now;
}

void tail_follower::follow(std::vector<tail_file> &files) {
    for (;;) {
        out.flush();
        const bool last_round = process && kill(process, 0) != 0 && errno != EPERM;
        bool any = false;
        for (tail_file &each : files) {
            if (by_name) look_again(each);
            if (each.descriptor < 0) continue;
            copy_added(each);
            any = true;
        }
        out.flush();
        if (last_round || out.failed() || (!any && !by_name)) return;
        // A reader that has gone ends the work, as nothing may ever be written again.
        pollfd reader{STDOUT_FILENO, 0, 0};
        if (poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR)) return;
        nanosleep(&pause, nullptr);
    }
}
