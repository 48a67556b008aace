#include "lib/mode.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/root_guard.hpp"
#include "lib/tree_walk.hpp"

#include <cerrno>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: chmod [OPTION]... MODE[,MODE]... FILE...\n"
    "       chmod [OPTION]... --reference=RFILE FILE...\n"
    "Change the permissions of each FILE. A MODE is octal, or [ugoa]*([-+=]([rwxXst]*|[ugo]))+.\n\n"
    "  -c, --changes         name the files whose mode is changed\n"
    "  -f, --silent          no messages about files that cannot be changed\n"
    "      --no-preserve-root  do not treat '/' specially\n"
    "      --reference=RFILE take the mode of RFILE\n"
    "  -R, --recursive       directories with what is in them\n"
    "  -v, --verbose         name every file\n"
    "      --help            show this text\n";
constexpr int reference_code = 256, preserve_code = 257, no_preserve_code = 258;
constexpr long_option names[] = {{"changes", 'c'},
                                 {"no-preserve-root", no_preserve_code},
                                 {"preserve-root", preserve_code},
                                 {"quiet", 'f'},
                                 {"recursive", 'R'},
                                 {"reference", reference_code, long_option::required},
                                 {"silent", 'f'},
                                 {"verbose", 'v'}};

struct mode_changer final : tree_visitor {
    const char *mode = nullptr;
    mode_t mask = 0;
    bool changes = false, silent = false, recursive = false, verbose = false;
    bool mode_is_option = false;
    bool failure_seen = false;
    root_guard guard;

    verdict enter(const tree_entry &entry) override;
    void failed(const tree_entry &entry, failure what, int reason) override;

private:
    void report(const std::string &name, mode_t old, mode_t wanted) const;
};

tree_visitor::verdict mode_changer::enter(const tree_entry &entry) {
    // The permissions of links count for nothing; those met on the way are passed over.
    if (S_ISLNK(entry.status.st_mode)) {
        if (entry.depth == 0) {
            if (!silent) warn("cannot operate on dangling symlink %s", quoted(entry.path).c_str());
            failure_seen = true;
        }
        return verdict::skip;
    }
    if (recursive && guard.refuses(entry)) {
        failure_seen = true;
        return verdict::skip;
    }
    const bool directory = S_ISDIR(entry.status.st_mode);
    const mode_t old = entry.status.st_mode & 07777;
    const mode_t wanted = *parse_mode(mode, old, directory, mask);
    const std::string name = quoted(entry.path);
    if (fchmodat(entry.folder, entry.name, wanted, 0) != 0) {
        if (!silent) warn_errno("changing permissions of %s", name.c_str());
        failure_seen = true;
    } else {
        report(name, old, wanted);
        // The mask kept a permission that the mode takes away from all.
        const mode_t unmasked = *parse_mode(mode, old, directory, 0);
        if (mode_is_option && wanted & ~unmasked & 07777) {
            const auto is = mode_text(wanted), asked = mode_text(unmasked);
            warn("%s: new permissions are %s, not %s", quoted_if_needed(entry.path).c_str(),
                 is.data() + 1, asked.data() + 1);
            failure_seen = true;
        }
    }
    return recursive ? verdict::descend : verdict::skip;
}

void mode_changer::report(const std::string &name, mode_t old, mode_t wanted) const {
    if (!verbose && (!changes || old == wanted)) return;
    const auto was = mode_text(old), is = mode_text(wanted);
    if (old == wanted)
        out.print("mode of %s retained as %04o (%s)\n", name.c_str(), wanted, is.data() + 1);
    else
        out.print("mode of %s changed from %04o (%s) to %04o (%s)\n", name.c_str(), old,
                  was.data() + 1, wanted, is.data() + 1);
}

void mode_changer::failed(const tree_entry &entry, failure what, int reason) {
    failure_seen = true;
    if (!silent) complain(entry, what, reason);
}

/// Letters of modes that take permissions away (-w) look like options; they are moved aside.
bool is_mode(const char *word) {
    return word[0] == '-' && word[1] && std::strchr("rwxXstugoa,+=01234567", word[1]);
}

}  // namespace

int chmod_main(int argc, char **argv) {
    std::vector<char *> words;
    std::string mode;
    bool ended = false;
    for (int each = 0; each < argc; ++each) {
        if (std::strcmp(argv[each], "--") == 0) ended = true;
        if (each && !ended && is_mode(argv[each]))
            (mode += mode.empty() ? "" : ",") += argv[each];
        else
            words.push_back(argv[each]);
    }
    words.push_back(nullptr);
    options parser(words.data(), "cfRv", names, help);
    mode_changer work;
    const char *reference = nullptr;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c': work.changes = true; break;
        case 'f': work.silent = true; break;
        case 'R': work.recursive = true; break;
        case 'v': work.verbose = true; break;
        case preserve_code: work.guard.on = true; break;
        case no_preserve_code: work.guard.on = false; break;
        case reference_code: reference = parser.argument(); break;
        default: return 1;
        }
    std::span<char *> operands = parser.operands();
    char octal[8];
    if (reference) {
        struct stat status;
        if (stat(reference, &status) != 0) {
            warn_errno("failed to get attributes of %s", quoted(reference).c_str());
            return 1;
        }
        std::snprintf(octal, sizeof octal, "%05o", status.st_mode & 07777u);
        work.mode = octal;
    } else if (!mode.empty()) {
        work.mode = mode.c_str();
        work.mode_is_option = true;
    } else if (!operands.empty()) {
        work.mode = operands[0];
        operands = operands.subspan(1);
    }
    if (operands.empty()) {
        if (!work.mode) return usage_error(1, "missing operand");
        return usage_error(1, "missing operand after %s", quoted(work.mode).c_str());
    }
    if (!parse_mode(work.mode, 0, false, 0))
        return usage_error(1, "invalid mode: %s", quoted(work.mode).c_str());
    work.mask = umask(0);
    umask(work.mask);
    for (const char *name : operands) tree_walk(work, tree_walk::follow::operands).visit(name);
    return work.failure_seen;
}
