#include "edit/core/decimal.hpp"
#include "edit/editor.hpp"

#include <cstring>
#include <ctime>
#include <unistd.h>
#include <utility>

#include "edit/file_store.hpp"
#include "edit/recovery_file.hpp"

namespace edit {

namespace {

constexpr hint save_hints[] = {{"Y", "save"}, {"N", "discard the changes"}, {"Esc", "cancel"}};
constexpr hint yes_hints[] = {{"Y", "yes"}, {"N", "no"}, {"Esc", "cancel"}};
constexpr hint name_hints[] = {{"Enter", "go"}, {"Tab", "complete the name"}, {"Esc", "cancel"}};
constexpr hint recovery_hints[] = {
    {"Y", "recover"}, {"N", "open what is on disk"}, {"D", "delete the recovery file"}};

std::string size_of(size_t bytes) {
    if (bytes < 10000) return decimal(bytes) + (bytes == 1 ? " byte" : " bytes");
    if (bytes < 10000000) return decimal(bytes / 1000) + " kB";
    return decimal(bytes / 1000000) + " MB";
}

}  // namespace

bool editor::open(const std::string &path, size_t line) {
    auto loaded = load_file(path);
    if (!loaded) {
        say(std::move(loaded.error()));
        alert_ = true;
        return false;
    }
    files_.push_back(std::move(*loaded));
    show(files_.size() - 1);
    if (line > 0) doc().move_to(doc().content().line_begin(line - 1));
    return true;
}

void editor::open_empty() {
    files_.push_back(std::make_unique<open_file>(std::make_unique<file_image>()));
    show(files_.size() - 1);
}

void editor::show(size_t number) {
    current_ = number;
    marking_ = false;
}

void editor::offer_recovery() {
    const auto found = find_recovery(file());
    if (!found) return;
    if (found->process_lives) {
        alert_ = true;
        say("Process " + decimal(found->header.process) + " is editing this file, too");
        return;
    }
    const char answer =
        choose(file().name() + ": changes that were not saved were found. Recover them?", "ynd",
               recovery_hints);
    if (answer == 'd') unlink(found->path.c_str());
    if (answer != 'y') return;
    if (const char *problem = recover(file(), *found)) {
        alert_ = true;
        say(found->path + ": " + problem);
    } else {
        say("Recovered; ^S saves it, ^Z shows what was on disk");
    }
}

bool editor::save_to(std::string path) {
    open_file &of = file();
    const std::string before = std::exchange(of.path, path);
    if (before != path) {
        // Another file: nothing is known of it.
        of.known = {};
        of.exists = access(path.c_str(), F_OK) == 0;
        if (of.exists) stat(path.c_str(), &of.known);
        of.base_on_disk = false;
    }
    const auto saved = save_file(of);
    if (saved) {
        say("Saved " + size_of(of.doc.content().size()) + " to " + path);
        if (before != path)
            of.doc.colours().use(syntax_of(path, of.doc.content().chunk(0).substr(0, 256)));
        return true;
    }
    say(saved.error());
    if (!of.recovery_path.empty()) message_ += "; the text is in " + of.recovery_path;
    alert_ = true;
    if (before != path) {
        of.path = before;
        of.exists = false;
    }
    return false;
}

bool editor::save_or_ask() {
    open_file &of = file();
    if (of.path.empty()) {
        save_as();
        return !of.doc.modified();
    }
    if (is_changed_on_disk(of)) {
        const std::string question =
            of.exists && access(of.path.c_str(), F_OK) != 0
                ? of.path + " has been removed. Save it again?"
                : of.path + " was changed by another program. Overwrite that?";
        if (choose(question, "yn", yes_hints) != 'y') {
            say("Not saved");
            return false;
        }
    }
    return save_to(of.path);
}

void editor::save() { save_or_ask(); }

void editor::save_as() {
    const auto answer = ask({.label = "Save as: ",
                             .text = file().path,
                             .past = &past_files_,
                             .hints = name_hints,
                             .names_file = true});
    if (!answer || answer->empty()) return;
    const bool other = *answer != file().path;
    if (other && access(answer->c_str(), F_OK) == 0 &&
        choose(*answer + " is there already. Replace it?", "yn", yes_hints) != 'y')
        return say("Not saved");
    if (other)
        save_to(*answer);
    else
        save_or_ask();
}

void editor::open_prompt() {
    const auto answer = ask({.label = "Open: ",
                             .text = file().path.substr(0, name_offset(file().path)),
                             .past = &past_files_,
                             .hints = name_hints,
                             .names_file = true});
    if (!answer || answer->empty()) return;
    for (size_t i = 0; i < files_.size(); ++i)
        if (files_[i]->path == *answer) return show(i);
    // An empty text without a name makes room.
    const bool unused = file().path.empty() && !doc().modified() && doc().content().size() == 0;
    const size_t before = current_;
    if (!open(*answer, 0)) return;
    if (unused) remove_file(before);
    offer_recovery();
}

void editor::remove_file(size_t number) {
    remove_recovery_file(*files_[number]);
    files_.erase(files_.begin() + static_cast<ptrdiff_t>(number));
    if (current_ > number || current_ == files_.size()) current_ -= current_ > 0;
}

bool editor::may_discard() {
    if (!doc().modified()) return true;
    const char answer = choose("Save the changes to " + file().name() + "?", "yn", save_hints);
    return answer == 'n' || (answer == 'y' && save_or_ask());
}

void editor::close_file() {
    if (!may_discard()) return;
    if (files_.size() == 1) open_empty();
    remove_file(files_.size() == 2 && current_ == 1 && files_[1]->path.empty() ? 0 : current_);
}

void editor::next_file() {
    show((current_ + 1) % files_.size());
    if (files_.size() == 1) say("There is only this file; ^O opens another");
}

void editor::previous_file() { show((current_ + files_.size() - 1) % files_.size()); }

void editor::replace_file(std::unique_ptr<open_file> with) {
    const size_t line = doc().content().line_of(doc().cursor());
    remove_recovery_file(file());
    with->top = file().top;
    files_[current_] = std::move(with);
    doc().move_to(doc().content().line_begin(line));
}

void editor::reload() {
    if (file().path.empty()) return say("This text has no file yet");
    if (doc().modified() &&
        choose("Discard the changes and read the file again?", "yn", yes_hints) != 'y')
        return;
    auto loaded = load_file(file().path);
    if (!loaded) {
        alert_ = true;
        return say(std::move(loaded.error()));
    }
    replace_file(std::move(*loaded));
    say("Read again from disk");
}

void editor::quit() {
    for (size_t i = 0; i < files_.size(); ++i) {
        if (!files_[i]->doc.modified()) continue;
        show(i);
        if (!may_discard()) return;
    }
    for (auto &each : files_) remove_recovery_file(*each);
    done_ = true;
}

}  // namespace edit
