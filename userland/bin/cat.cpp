#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstdint>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: cat [OPTION]... [FILE]...\n"
    "Write the FILEs one after the other; standard input for none or '-'.\n\n"
    "  -A, --show-all          same as -vET\n"
    "  -b, --number-nonblank   number the lines that are not empty\n"
    "  -e                      same as -vE\n"
    "  -E, --show-ends         show $ at the end of each line\n"
    "  -n, --number            number all lines\n"
    "  -s, --squeeze-blank     show only one of adjacent empty lines\n"
    "  -t                      same as -vT\n"
    "  -T, --show-tabs         show tabs as ^I\n"
    "  -u                      ignored\n"
    "  -v, --show-nonprinting  show control characters as ^X, bytes above 127 as M-X\n"
    "      --help              show this text\n";
constexpr long_option names[] = {
    {"number-nonblank", 'b'}, {"number", 'n'},    {"squeeze-blank", 's'}, {"show-nonprinting", 'v'},
    {"show-ends", 'E'},       {"show-tabs", 'T'}, {"show-all", 'A'}};

struct decoration {
    bool number = false, number_nonblank = false, squeeze = false, ends = false, tabs = false,
         nonprinting = false;
    [[nodiscard]] bool any() const {
        return number || number_nonblank || squeeze || ends || tabs || nonprinting;
    }

    void write(std::string_view piece);
    /// Writes what waits for more, at the end.
    void finish() {
        if (return_held_) out.put('\r');
    }

private:
    void begin_line(bool blank);
    void put(unsigned char c);

    bool at_start_ = true;
    bool return_held_ = false;  // a carriage return that may end the line
    unsigned blank_ = 0;
    uint64_t count_ = 0;
};

void decoration::begin_line(bool blank) {
    if (number_nonblank ? !blank : number)
        out.print("%6llu\t", static_cast<unsigned long long>(++count_));
}

void decoration::put(unsigned char c) {
    if (c == '\t') {
        if (tabs)
            out.write("^I");
        else
            out.put('\t');
        return;
    }
    if (nonprinting) {
        if (c >= 128) {
            out.write("M-");
            c &= 127;
        }
        if (c < 32 || c == 127) {
            out.put('^');
            c ^= 64;
        }
    }
    out.put(static_cast<char>(c));
}

void decoration::write(std::string_view piece) {
    for (const char c : piece) {
        const bool newline = c == '\n';
        if (at_start_) {
            blank_ = newline ? blank_ + 1 : 0;
            if (squeeze && blank_ > 1) continue;
            begin_line(newline);
        }
        // A carriage return at a line's end shows as the end does.
        if (return_held_ && !(newline && ends))
            put('\r');
        else if (return_held_)
            out.write("^M");
        return_held_ = ends && !nonprinting && c == '\r';
        at_start_ = newline;
        if (return_held_) continue;
        if (newline && ends) out.put('$');
        if (newline)
            out.put('\n');
        else
            put(static_cast<unsigned char>(c));
    }
}

/// Whether what is written would be read again, without an end.
bool is_output(int descriptor) {
    struct stat in, result;
    return fstat(descriptor, &in) == 0 && fstat(STDOUT_FILENO, &result) == 0 &&
           S_ISREG(result.st_mode) && in.st_dev == result.st_dev && in.st_ino == result.st_ino &&
           lseek(descriptor, 0, SEEK_CUR) < in.st_size;
}

}  // namespace

int cat_main(int, char **argv) {
    options parser(argv, "AbeEnstTuv", names, help);
    decoration style;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'b': style.number_nonblank = true; break;
        case 'n': style.number = true; break;
        case 's': style.squeeze = true; break;
        case 'A': style.tabs = true; [[fallthrough]];
        case 'e': style.nonprinting = true; [[fallthrough]];
        case 'E': style.ends = true; break;
        case 't': style.nonprinting = true; [[fallthrough]];
        case 'T': style.tabs = true; break;
        case 'v': style.nonprinting = true; break;
        case 'u': break;
        default: return 1;
        }
    const auto files = parser.files();
    int status = 0;
    for (const char *name : files) {
        input file;
        if (!file.open(name)) {
            warn_errno("%s", name);
            status = 1;
            continue;
        }
        if (is_output(file.descriptor())) {
            warn("%s: input file is output file", name);
            status = 1;
            continue;
        }
        for (std::string_view piece; !(piece = file.block()).empty() && !out.failed();) {
            if (style.any())
                style.write(piece);
            else
                out.write(piece);
            // What has been read is passed on before the next read, which may wait.
            out.flush();
        }
        if (file.error()) {
            errno = file.error();
            warn_errno("%s", name);
            status = 1;
        }
    }
    style.finish();
    return status;
}
