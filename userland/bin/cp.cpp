#include "bin/copy/tree_copy.hpp"
#include "lib/choice.hpp"
#include "lib/options.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: cp [OPTION]... [-T] SOURCE DEST\n"
    "       cp [OPTION]... SOURCE... DIRECTORY\n"
    "       cp [OPTION]... -t DIRECTORY SOURCE...\n"
    "Copy SOURCE to DEST, or each SOURCE into DIRECTORY.\n\n"
    "  -a, --archive              same as -dR --preserve=all\n"
    "      --attributes-only      all but the contents\n"
    "  -b, --backup[=CONTROL]     keep what DEST was as DEST~, numbered as DEST.~N~; -S, "
    "--suffix=SUFFIX\n"
    "      --copy-contents        with -R read special files\n"
    "  -d                         same as --no-dereference --preserve=links\n"
    "  -f, --force                remove DEST if it cannot be opened for writing\n"
    "  -i, --interactive          ask before writing over a file\n"
    "  -H, -L, -P                 follow links given as SOURCE; all; none (--no-dereference)\n"
    "  -l, --link                 hard links instead of copies; -s, --symbolic-link: symbolic "
    "ones\n"
    "  -n, --no-clobber           leave existing files\n"
    "  -p                         same as --preserve=mode,ownership,timestamps\n"
    "      --preserve[=LIST]      keep mode, ownership, timestamps, links, all; "
    "--no-preserve=LIST\n"
    "      --parents              with the directories of SOURCE's name below DIRECTORY\n"
    "  -R, -r, --recursive        directories with what is in them\n"
    "      --remove-destination   remove DEST first\n"
    "      --reflink[=WHEN]       share blocks with SOURCE: always, auto, never\n"
    "      --sparse=WHEN          holes where zeros are: always, auto, never\n"
    "  -t, --target-directory=DIRECTORY  copy into DIRECTORY\n"
    "  -T, --no-target-directory  DEST is never a directory to copy into\n"
    "  -u, --update               only if SOURCE is newer or DEST missing\n"
    "  -v, --verbose              name each file\n"
    "  -x, --one-file-system      stay in the file system\n"
    "      --help                 show this text\n";
enum code {
    preserve_code = 256,
    no_preserve_code,
    parents_code,
    remove_code,
    reflink_code,
    sparse_code,
    contents_code,
    attributes_code
};
constexpr long_option names[] = {{"archive", 'a'},
                                 {"attributes-only", attributes_code},
                                 {"backup", 'b', long_option::optional},
                                 {"copy-contents", contents_code},
                                 {"dereference", 'L'},
                                 {"force", 'f'},
                                 {"interactive", 'i'},
                                 {"link", 'l'},
                                 {"no-clobber", 'n'},
                                 {"no-dereference", 'P'},
                                 {"no-preserve", no_preserve_code, long_option::required},
                                 {"no-target-directory", 'T'},
                                 {"one-file-system", 'x'},
                                 {"parents", parents_code},
                                 {"preserve", preserve_code, long_option::optional},
                                 {"recursive", 'r'},
                                 {"reflink", reflink_code, long_option::optional},
                                 {"remove-destination", remove_code},
                                 {"sparse", sparse_code, long_option::required},
                                 {"suffix", 'S', long_option::required},
                                 {"symbolic-link", 's'},
                                 {"target-directory", 't', long_option::required},
                                 {"update", 'u'},
                                 {"verbose", 'v'}};

enum preserved { mode, timestamps, ownership, linked, context, attributes, everything };
constexpr choice preserve_choices[] = {
    {"mode", mode},       {"timestamps", timestamps}, {"ownership", ownership}, {"links", linked},
    {"context", context}, {"xattr", attributes},      {"all", everything}};

enum when { when_auto, when_always, when_never };
constexpr choice when_choices[] = {
    {"auto", when_auto}, {"always", when_always}, {"never", when_never}};
static_assert(static_cast<int>(tree_copy::holes::always) == when_always &&
              static_cast<int>(tree_copy::holes::never) == when_never);

/// Sets what --preserve's list names. False after a message.
bool set_preserved(tree_copy &work, const std::string &list, bool keep) {
    for (size_t at = 0; at <= list.size();) {
        const size_t comma = std::min(list.find(',', at), list.size());
        const auto what = choose(keep ? "--preserve" : "--no-preserve",
                                 list.substr(at, comma - at).c_str(), preserve_choices);
        at = comma + 1;
        if (!what) return false;
        const bool all = *what == everything;
        if (all || *what == mode) {
            work.keep_mode = keep;
            work.default_mode = !keep;
        }
        if (all || *what == ownership) work.keep_owner = keep;
        if (all || *what == timestamps) work.keep_times = keep;
        if (all || *what == linked) work.keep_links = keep;
    }
    return true;
}

/// Makes the directories of `source`'s name below `folder`, as --parents wants them. `made` is how
/// long the name of the first that was missing is; npos if none was.
bool make_parents(const std::string &folder, const std::string &source, const tree_copy &work,
                  size_t &made) {
    for (size_t slash = source.find('/', 1); slash != source.npos;
         slash = source.find('/', slash + 1)) {
        const std::string part = source.substr(0, slash), target = joined(folder, part);
        struct stat status;
        if (stat(part.c_str(), &status) != 0) {
            warn_errno("failed to get attributes of %s", quoted(part).c_str());
            return false;
        }
        if (!S_ISDIR(status.st_mode)) {
            errno = ENOTDIR;
            warn_errno("failed to get attributes of %s", quoted(part).c_str());
            return false;
        }
        if (mkdir(target.c_str(), work.new_directory_mode(status.st_mode)) == 0) {
            made = std::min(made, slash);
        } else if (errno != EEXIST) {
            warn_errno("cannot make directory %s", quoted(target).c_str());
            return false;
        }
    }
    return true;
}

/// Gives these directories what is to be kept, now that nothing more is put into them.
bool finish_parents(const std::string &folder, const std::string &source, size_t made,
                    tree_copy &work) {
    bool complete = true;
    for (size_t slash = source.find_last_not_of('/') == source.npos ? 0 : source.rfind('/');
         slash && slash != source.npos; slash = source.rfind('/', slash - 1)) {
        const std::string part = source.substr(0, slash);
        complete &= work.copy_attributes(part, joined(folder, part), slash >= made);
    }
    return complete;
}

}  // namespace

int cp_main(int, char **argv) {
    options parser(argv, "abdfHiLlnPprRS:st:Tuvx", names, help);
    tree_copy work;
    target_options where;
    bool parents = false, follow_given = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a':
            work.recursive = work.keep_mode = work.keep_owner = work.keep_times = true;
            [[fallthrough]];
        case 'd': work.keep_links = true; [[fallthrough]];
        case 'P':
            work.links = tree_copy::follow::never;
            follow_given = true;
            break;
        case 'b':
            if (!work.backup.set(parser.argument())) return 1;
            break;
        case 'f': work.force = true; break;
        case 'H':
            work.links = tree_copy::follow::operands;
            follow_given = true;
            break;
        case 'i':
            work.ask = true;
            work.no_clobber = false;
            break;
        case 'L':
            work.links = tree_copy::follow::always;
            follow_given = true;
            break;
        case 'l': work.hard_links = true; break;
        case 'n':
            work.no_clobber = true;
            work.ask = false;
            break;
        case 'p': work.keep_mode = work.keep_owner = work.keep_times = true; break;
        case preserve_code:
        case no_preserve_code:
            if (!set_preserved(work,
                               parser.argument() ? parser.argument() : "mode,ownership,timestamps",
                               code == preserve_code))
                return 1;
            break;
        case parents_code: parents = true; break;
        case 'r':
        case 'R': work.recursive = true; break;
        case remove_code: work.remove_first = true; break;
        case reflink_code: {
            const auto when = parser.argument()
                                  ? choose("--reflink", parser.argument(), when_choices)
                                  : std::optional<int>(when_always);
            if (!when) return 1;
            work.clone = *when == when_always;
            break;
        }
        case sparse_code: {
            const auto when = choose("--sparse", parser.argument(), when_choices);
            if (!when) return 1;
            work.sparse = static_cast<tree_copy::holes>(*when);
            break;
        }
        case contents_code: work.copy_contents = true; break;
        case attributes_code: work.attributes_only = true; break;
        case 'S':
            if (!work.backup.set_suffix(parser.argument())) return 1;
            break;
        case 's': work.symbolic_links = true; break;
        case 't': where.directory = parser.argument(); break;
        case 'T': where.never_directory = true; break;
        case 'u': work.update = true; break;
        case 'v': work.verbose = true; break;
        case 'x': work.one_file_system = true; break;
        default: return 1;
        }
    if (work.backup && work.no_clobber)
        return usage_error(1, "options --backup and --no-clobber are mutually exclusive");
    if (work.recursive && !work.hard_links && !follow_given) work.links = tree_copy::follow::never;
    std::span<char *> operands = parser.operands();
    if (!where.resolve(operands)) return 1;
    if (parents && !where.directory)
        return usage_error(1, "with --parents, the destination must be a directory");
    int status = 0;
    for (const char *source : operands) {
        std::string target = where.path_for(source);
        size_t made = std::string::npos;
        if (parents) {
            target = joined(where.directory, source);
            if (!make_parents(where.directory, source, work, made)) {
                status = 1;
                continue;
            }
        }
        if (!work.copy(source, target)) status = 1;
        if (made != std::string::npos && !finish_parents(where.directory, source, made, work))
            status = 1;
    }
    return status;
}
