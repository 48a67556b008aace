#include "bin/tr/tr_set.hpp"
#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstdio>

namespace {

constexpr char help[] =
    "Usage: tr [OPTION]... SET1 [SET2]\n"
    "Copy standard input to standard output, with bytes of SET1 replaced by those of SET2.\n\n"
    "  -c, -C, --complement   all bytes that are not in SET1\n"
    "  -d, --delete           delete bytes of SET1\n"
    "  -s, --squeeze-repeats  one of adjacent equal bytes of the last set\n"
    "  -t, --truncate-set1    leave out of SET1 what SET2 has no byte for\n"
    "      --help             show this text\n\n"
    "Sets: characters; \\n \\t \\NNN ...; a-z; [:alpha:] and other classes; [=c=]; in SET2 [c*N] "
    "N\n"
    "times c and [c*] as often as SET1 needs. A shorter SET2 is continued with its last byte.\n";
constexpr long_option names[] = {
    {"complement", 'c'}, {"delete", 'd'}, {"squeeze-repeats", 's'}, {"truncate-set1", 't'}};

struct translator {
    bool complement = false, remove = false, squeeze = false, truncate = false;

    /// Prepares the tables. False after a message.
    bool prepare(std::span<char *> sets);
    void run(input &file) const;

private:
    bool translate(const tr_set &from, tr_set &to);
    static bool check_classes(const tr_set &from, const tr_set &to, bool complement);

    unsigned char map_[256];
    bool removed_[256] = {}, squeezed_[256] = {};
};

bool fail(const char *text) {
    warn("%s", text);
    return false;
}

/// In the set to translate to only a case is a class, and only for the other one.
bool translator::check_classes(const tr_set &from, const tr_set &to, bool complement) {
    for (const tr_set::class_use &use : to.classes()) {
        if (use.name != "upper" && use.name != "lower")
            return fail(
                "when translating, the only character classes that may appear in\n"
                "string2 are 'upper' and 'lower'");
        bool paired = false;
        for (const tr_set::class_use &other : from.classes())
            if (other.at == use.at && (other.name == "upper" || other.name == "lower"))
                paired = !complement;
        if (!paired && complement)
            return fail(
                "when translating with string1 longer than string2,\n"
                "the latter string must not end with a character class");
        if (!paired) return fail("misaligned [:upper:] and/or [:lower:] construct");
    }
    if (to.has_equivalence())
        return fail("[=c=] expressions may not appear in string2 when translating");
    return true;
}

bool translator::translate(const tr_set &from, tr_set &to) {
    std::string source = complement ? from.complement() : from.bytes();
    to.fill(source.size());
    if (!check_classes(from, to, complement)) return false;
    std::string target = to.bytes();
    if (truncate) {
        if (source.size() > target.size()) source.resize(target.size());
    } else if (source.size() > target.size()) {
        if (target.empty()) return fail("when not truncating set1, string2 must be non-empty");
        if (!to.classes().empty() && to.classes().back().at + 26 == target.size())
            return fail(
                "when translating with string1 longer than string2,\n"
                "the latter string must not end with a character class");
        target.append(source.size() - target.size(), target.back());
    }
    if (complement && !from.classes().empty()) {
        for (const char c : target)
            if (c != target[0])
                return fail(
                    "when translating with complemented character classes,\n"
                    "string2 must map all characters in the domain to one");
    }
    for (size_t each = 0; each < source.size(); ++each)
        map_[static_cast<unsigned char>(source[each])] = static_cast<unsigned char>(target[each]);
    return true;
}

bool translator::prepare(std::span<char *> sets) {
    for (unsigned c = 0; c < 256; ++c) map_[c] = static_cast<unsigned char>(c);
    tr_set first, second;
    if (!first.parse(sets[0], false)) return false;
    if (sets.size() > 1 && !second.parse(sets[1], true)) return false;
    const std::string source = complement ? first.complement() : first.bytes();
    if (remove)
        for (const char c : source) removed_[static_cast<unsigned char>(c)] = true;
    else if (sets.size() > 1 && !translate(first, second))
        return false;
    if (squeeze)
        for (const char c : sets.size() > 1 ? second.bytes() : source)
            squeezed_[static_cast<unsigned char>(c)] = true;
    return true;
}

void translator::run(input &file) const {
    std::string result;
    int last = -1;
    for (std::string_view piece; !(piece = file.block()).empty() && !out.failed();) {
        result.resize(piece.size());
        char *at = result.data();
        if (!remove && !squeeze) {
            for (const char c : piece)
                *at++ = static_cast<char>(map_[static_cast<unsigned char>(c)]);
        } else {
            for (const char c : piece) {
                if (removed_[static_cast<unsigned char>(c)]) continue;
                const unsigned char mapped = map_[static_cast<unsigned char>(c)];
                if (mapped == last && squeezed_[mapped]) continue;
                last = mapped;
                *at++ = static_cast<char>(mapped);
            }
        }
        out.write(result.data(), static_cast<size_t>(at - result.data()));
    }
}

}  // namespace

int tr_main(int, char **argv) {
    options parser(argv, "+cCdst", names, help);
    translator work;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c':
        case 'C': work.complement = true; break;
        case 'd': work.remove = true; break;
        case 's': work.squeeze = true; break;
        case 't': work.truncate = true; break;
        default: return 1;
        }
    const std::span<char *> sets = parser.operands();
    const size_t least = work.remove == work.squeeze ? 2 : 1,
                 most = work.remove && !work.squeeze ? 1 : 2;
    if (sets.size() < least) {
        if (sets.empty()) return usage_error(1, "missing operand");
        warn("missing operand after %s", quoted(sets.back()).c_str());
        std::fprintf(stderr, "%s\nTry 'tr --help' for more information.\n",
                     work.squeeze
                         ? "Two strings must be given when both deleting and squeezing repeats."
                         : "Two strings must be given when translating.");
        return 1;
    }
    if (sets.size() > most) {
        warn("extra operand %s", quoted(sets[most]).c_str());
        if (sets.size() == 2)
            std::fputs("Only one string may be given when deleting without squeezing repeats.\n",
                       stderr);
        std::fputs("Try 'tr --help' for more information.\n", stderr);
        return 1;
    }
    if (!work.prepare(sets)) return 1;
    input file;
    [[maybe_unused]] const bool opened = file.open("-");
    work.run(file);
    if (!file.error()) return 0;
    errno = file.error();
    warn_errno("read error");
    return 1;
}
