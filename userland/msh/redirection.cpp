#include "msh/redirection.hpp"

#include "msh/expander.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

void saved_descriptors::save_closed(int descriptor) {
    const int copy = save(descriptor) ? entries_[count_ - 1].copy : closed;
    if (copy == closed) return;
    close(copy);
    entries_[count_ - 1].copy = closed;
}

bool saved_descriptors::save(int descriptor) {
    for (int i = 0; i < count_; i++)
        if (entries_[i].descriptor == descriptor) return true;
    // A copy of somebody else's that the user now wants to have: it moves away.
    const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    if (copy < 0 && errno != EBADF) return false;
    if (count_ == capacity_) {
        capacity_ *= 2;
        auto *bigger =
            static_cast<entry *>(need_memory(static_cast<size_t>(capacity_) * sizeof(entry)));
        memcpy(bigger, entries_, static_cast<size_t>(count_) * sizeof(entry));
        if (entries_ != few_) free(entries_);
        entries_ = bigger;
    }
    entries_[count_++] = {descriptor, copy < 0 ? closed : copy};
    return true;
}

void saved_descriptors::restore() {
    while (count_) {
        const entry &e = entries_[--count_];
        if (e.copy == closed) {
            close(e.descriptor);
        } else {
            dup2(e.copy, e.descriptor);
            close(e.copy);
        }
    }
    keep();
}

void saved_descriptors::keep() {
    while (count_)
        if (entries_[--count_].copy != closed) close(entries_[count_].copy);
    if (entries_ != few_) free(entries_);
    entries_ = few_;
    capacity_ = 4;
}

int move_high(int descriptor) {
    int high = fcntl(descriptor, F_DUPFD_CLOEXEC, 60);
    if (high < 0) high = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    if (high >= 0) close(descriptor);
    return high;
}

namespace {

// An open file with the text, to be read. Short ones fit a pipe; others are written by a child.
int open_text(std::string_view text) {
    int ends[2];
    if (pipe(ends) != 0) {
        complain("cannot make a pipe: %s", error_text(errno));
        return -1;
    }
    if (text.size() <= 4096) {
        write_all(ends[1], text);
    } else {
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_all(ends[1], text);
            _exit(0);
        }
        if (child < 0) complain("cannot fork: %s", error_text(errno));
    }
    close(ends[1]);
    return ends[0];
}

// With noclobber only what is no regular file may be there already.
int open_new(const char *name) {
    const int fresh = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fresh >= 0 || errno != EEXIST) return fresh;
    const int there = open(name, O_WRONLY);
    if (there < 0) return -1;
    struct stat status;
    if (fstat(there, &status) == 0 && !S_ISREG(status.st_mode)) return there;
    close(there);
    errno = EEXIST;
    return -1;
}

int open_file(redirection_kind kind, const char *name) {
    switch (kind) {
    case redirection_kind::input: return open(name, O_RDONLY);
    case redirection_kind::read_write: return open(name, O_RDWR | O_CREAT, 0666);
    case redirection_kind::append:
    case redirection_kind::both_append: return open(name, O_WRONLY | O_CREAT | O_APPEND, 0666);
    case redirection_kind::output:
    case redirection_kind::both:
        if (shell.on(option::noclobber)) return open_new(name);
        [[fallthrough]];
    default: return open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    }
}

bool complain_about(redirection_kind kind, const char *name) {
    const int error = errno;
    const bool creates = kind != redirection_kind::input;
    const char *why = error_text(error);
    if (error == ENOENT)
        why = creates ? "nonexistent directory" : "no such file";
    else if (error == EEXIST)
        why = "File exists";
    complain("can't %s %s: %s", creates ? "create" : "open", name, why);
    return false;
}

// Puts `from` in the place of `to`, and closes it if it was opened for that.
bool place(int from, int to, saved_descriptors *saved) {
    if (from == to) {
        if (saved) saved->save_closed(to);
        return true;
    }
    if (saved && !saved->save(to)) {
        complain("%d: %s", to, error_text(errno));
        close(from);
        return false;
    }
    const bool fine = dup2(from, to) >= 0;
    if (!fine) complain("%d: %s", to, error_text(errno));
    close(from);
    return fine;
}

// The shell's own descriptors are not the user's.
bool is_ours(int descriptor) {
    const int flags = fcntl(descriptor, F_GETFD);
    return flags >= 0 && descriptor >= 10 && (flags & FD_CLOEXEC);
}

bool duplicate(const redirection &r, const char *text, saved_descriptors *saved) {
    if (strcmp(text, "-") == 0) {
        if (is_ours(r.descriptor)) return true;
        if (saved && !saved->save(r.descriptor)) return false;
        close(r.descriptor);
        return true;
    }
    int number = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && number < 100000; p++) number = number * 10 + (*p - '0');
    if (*p || p == text) {
        complain("%s: bad file descriptor", text);
        return false;
    }
    const int flags = fcntl(number, F_GETFL);
    if (flags < 0 || is_ours(number)) {
        complain("%d: Bad file descriptor", number);
        return false;
    }
    // What would be written there is lost. The other way round `<&` is left alone: it is how
    // terminals and sockets are passed on, whatever the direction they were opened in.
    if (r.kind == redirection_kind::duplicate_output && (flags & O_ACCMODE) == O_RDONLY) {
        complain("%d: not open for writing", number);
        return false;
    }
    if (number == r.descriptor) return true;
    if (saved && !saved->save(r.descriptor)) return false;
    if (dup2(number, r.descriptor) >= 0) return true;
    complain("%d: %s", number, error_text(errno));
    return false;
}

bool redirect_one(const redirection &r, std::string_view target, saved_descriptors *saved) {
    shell.line = r.line;
    switch (r.kind) {
    case redirection_kind::here_document: {
        const int text = open_text(target);
        return text >= 0 && place(text, r.descriptor, saved);
    }
    case redirection_kind::here_string: {
        buffer line;
        line.add(target);
        line.add('\n');
        const int text = open_text(line.view());
        return text >= 0 && place(text, r.descriptor, saved);
    }
    case redirection_kind::duplicate_input:
    case redirection_kind::duplicate_output: {
        const bool is_number =
            target == "-" || (!target.empty() && target[0] >= '0' && target[0] <= '9');
        // >&file is what &>file is.
        if (is_number || r.kind == redirection_kind::duplicate_input || r.descriptor != 1)
            return duplicate(r, target.data(), saved);
        break;
    }
    default: break;
    }
    const redirection_kind kind =
        r.kind == redirection_kind::duplicate_output ? redirection_kind::both : r.kind;
    const int file = open_file(kind, target.data());
    if (file < 0) return complain_about(kind, target.data());
    if (!place(file, r.descriptor, saved)) return false;
    if (kind != redirection_kind::both && kind != redirection_kind::both_append) return true;
    if (saved && !saved->save(2)) return false;
    return dup2(1, 2) >= 0;
}

}  // namespace

bool redirect(redirection *list, saved_descriptors *saved, const std::string_view *targets) {
    if (!list) return true;
    out.flush();
    for (; list; list = list->next) {
        const std::string_view target = targets ? *targets++ : expand_text(*list->target);
        if (!target.data() || !redirect_one(*list, target, saved)) return false;
    }
    return true;
}

const std::string_view *expand_redirections(const redirection *list) {
    size_t count = 1;
    for (const redirection *r = list; r; r = r->next) count++;
    auto *targets =
        static_cast<std::string_view *>(scratch.allocate(count * sizeof(std::string_view)));
    std::string_view *next = targets;
    for (; list; list = list->next, next++) {
        *next = expand_text(*list->target);
        if (!next->data()) return nullptr;
    }
    return targets;
}

}  // namespace msh
