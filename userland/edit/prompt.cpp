#include <algorithm>
#include <dirent.h>
#include <sys/stat.h>
#include <utility>

#include "edit/core/decimal.hpp"
#include "edit/core/cluster.hpp"
#include "edit/core/utf8.hpp"
#include "edit/editor.hpp"
#include "edit/file_store.hpp"
#include "edit/painter.hpp"

namespace edit {

namespace {

// A line of text with a cursor: the answer while it is typed.
struct answer_line {
    std::string text;
    size_t cursor = 0;

    void set(std::string to) {
        text = std::move(to);
        cursor = text.size();
    }
    void insert(std::string_view bytes) {
        for (const char c : bytes)
            if (c != '\n' && c != '\r')
                text.insert(text.begin() + static_cast<ptrdiff_t>(cursor++), c);
    }
    void erase(size_t from, size_t to) {
        text.erase(from, to - from);
        cursor = from;
    }
    [[nodiscard]] size_t next() const {
        if (cursor == text.size()) return cursor;
        return cursor + next_cluster(std::string_view(text).substr(cursor), 0, false).size;
    }
    [[nodiscard]] size_t previous() const {
        size_t last = 0;
        for (size_t at = 0; at < cursor;) {
            last = at;
            at += next_cluster(std::string_view(text).substr(at), 0, false).size;
        }
        return last;
    }
    // False if the key is none that edits.
    bool edit(const key_event &key) {
        switch (key.code) {
        case key::left: cursor = previous(); break;
        case key::right: cursor = next(); break;
        case key::home:
        case key::control | 'a': cursor = 0; break;
        case key::end:
        case key::control | 'e': cursor = text.size(); break;
        case key::backspace: erase(previous(), cursor); break;
        case key::erase:
        case key::control | 'd': erase(cursor, next()); break;
        case key::control | 'u':
        case key::control | 'k': erase(0, text.size()); break;
        case key::paste:
        case key::raw: insert(key.text); break;
        default:
            if (key.code < ' ' || key.code >= 0x110000) return false;
            std::string bytes;
            encode(key.code, bytes);
            insert(bytes);
        }
        return true;
    }
};

bool cancels(uint32_t key) {
    return key == key::escape || key == (key::control | 'c') || key == (key::control | 'q');
}

}  // namespace

std::optional<std::string> editor::ask(prompt &&what) {
    answer_line line;
    line.set(what.text);
    size_t past = what.past ? what.past->size() : 0;
    std::string typed;
    for (;;) {
        key_event key;
        const auto draw = [&] {
            painter to(*this);
            to.text();
            std::string label = what.label;
            if (!message_.empty()) label = "[" + message_ + "] " + label;
            to.question(label, line.text, line.cursor);
            to.help_line(what.hints);
        };
        if (next_key(key, draw) == input::gone || cancels(key.code)) return std::nullopt;
        const std::string before = line.text;
        message_.clear();
        if (key.code == key::enter || key.code == (key::control | 'j')) {
            if (what.past && !line.text.empty()) {
                std::erase(*what.past, line.text);
                what.past->push_back(line.text);
            }
            return line.text;
        }
        if (what.past && key.code == key::up && past > 0) {
            if (past == what.past->size()) typed = line.text;
            line.set((*what.past)[--past]);
        } else if (what.past && key.code == key::down && past < what.past->size()) {
            line.set(++past == what.past->size() ? typed : (*what.past)[past]);
        } else if (what.names_file && key.code == key::tab) {
            complete_name(line.text, line.cursor);
        } else if (!(what.other_key && what.other_key(key.code, what.label))) {
            line.edit(key);
        }
        if (what.changed && line.text != before) what.changed(line.text);
    }
}

char editor::choose(const std::string &question, std::string_view answers,
                    std::span<const hint> hints) {
    for (;;) {
        key_event key;
        const auto draw = [&] {
            painter to(*this);
            to.text();
            to.question(question + " ", {}, 0);
            to.help_line(hints);
        };
        if (next_key(key, draw) == input::gone || cancels(key.code)) return 0;
        if (key.code >= 0x80) continue;
        const char letter = static_cast<char>(key.code | 0x20);
        if (answers.find(letter) != answers.npos) return letter;
    }
}

// Adds what all names in the directory have in common that begin as the one before the cursor.
void editor::complete_name(std::string &text, size_t &cursor) {
    const size_t begin = name_offset(text);
    const std::string folder = text.substr(0, begin), stem = text.substr(begin);
    DIR *listing = opendir(folder.empty() ? "." : folder.c_str());
    if (!listing) return;
    std::string common;
    size_t count = 0;
    while (const dirent *entry = readdir(listing)) {
        const std::string_view name = entry->d_name;
        if (!name.starts_with(stem) || (stem.empty() && name.starts_with('.')) || name == "." ||
            name == "..")
            continue;
        if (count++ == 0) common = name;
        size_t same = 0;
        while (same < common.size() && same < name.size() && common[same] == name[same]) ++same;
        common.resize(same);
    }
    closedir(listing);
    if (count == 0) {
        say("no such name");
        return;
    }
    text = folder + common;
    struct stat status;
    if (count == 1 && stat(text.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) text += '/';
    if (count > 1 && common == stem) say(decimal(count) + " names");
    cursor = text.size();
}

}  // namespace edit
