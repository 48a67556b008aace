#include "edit/editor.hpp"

#include <algorithm>
#include <cstdlib>

#include "edit/core/utf8.hpp"
#include "edit/file_store.hpp"
#include "edit/painter.hpp"
#include "edit/recovery_file.hpp"

namespace edit {

namespace {

/// When nothing has been typed for so long, the recovery file is brought up to date and the disk is
/// looked at.
constexpr int idle_milliseconds = 1500;
/// Of a large text that cannot refer to its file any more, the recovery file is written only when
/// the terminal is lost.
constexpr size_t too_large_for_idle = size_t{16} << 20;

size_t number_in_environment(const char *name) {
    const char *value = std::getenv(name);
    return value ? std::strtoul(value, nullptr, 10) : 0;
}

}  // namespace

int editor::run() {
    resize();
    for (size_t i = files_.size(); i > 0; --i) {
        show(i - 1);
        offer_recovery();
    }
    while (!done_) {
        key_event key;
        if (next_key(key, [this] { paint(); }) == input::gone) break;
        handle(key);
    }
    if (gone_) rescue();
    return status_;
}

void editor::paint() {
    painter draw(*this);
    draw.text();
    draw.status();
    draw.help_line(main_hints());
}

// The next key; meanwhile draws the screen whenever it may have changed, and does what can wait.
editor::input editor::next_key(key_event &key, const std::function<void()> &paint) {
    for (bool worked = false; !gone_;) {
        if (!terminal_.input_waits()) {
            paint();
            terminal_.write(screen_.update());
        }
        switch (terminal_.wait(key, worked ? -1 : idle_milliseconds)) {
        case terminal::event::key:
            if (key.code != key::position) return input::key;
            if (sizing_ && key.row > 0 && key.column > 0) screen_.resize(key.row, key.column);
            sizing_ = false;
            break;
        case terminal::event::resized: resize(); break;
        case terminal::event::idle:
            idle();
            worked = true;
            break;
        case terminal::event::gone: gone_ = true; break;
        }
    }
    return input::gone;
}

void editor::resize() {
    size_t rows = 0, columns = 0;
    terminal_.size(rows, columns);
    if (rows == 0 || columns == 0) {
        // A serial line: what the environment says, or the usual, until the terminal has answered.
        rows = number_in_environment("LINES");
        columns = number_in_environment("COLUMNS");
        sizing_ = true;
    }
    if (rows == 0 || rows > 2000) rows = 24;
    if (columns == 0 || columns > 2000) columns = 80;
    screen_.resize(rows, columns);
    if (sizing_) terminal_.ask_size();
}

void editor::idle() {
    for (auto &each : files_) {
        if (!each->doc.modified()) {
            // Everything that had been typed was taken back.
            remove_recovery_file(*each);
            continue;
        }
        if (each->doc.content().state().is(each->recovered)) continue;
        if (!each->base_on_disk && each->doc.content().size() > too_large_for_idle) continue;
        [[maybe_unused]] const int error = write_recovery_file(*each, recovery_content::changes);
    }
    check_disk();
    if (file_image::was_cut()) {
        alert_ = true;
        say("A file was cut short by another program: what is missing reads as zeros");
    }
}

void editor::check_disk() {
    open_file &current = file();
    const bool changed = is_changed_on_disk(current);
    if (changed && !current.changed_on_disk) say("Changed on disk: M-R reads it again");
    current.changed_on_disk = changed;
}

// The terminal is gone: what has not been saved goes to recovery files.
void editor::rescue() {
    status_ = 129;
    for (auto &each : files_) {
        if (!each->doc.modified()) continue;
        const int error = write_recovery_file(*each, recovery_content::changes);
        if (!error) rescued_.push_back(each->recovery_path);
    }
}

void editor::handle(const key_event &key) {
    message_.clear();
    alert_ = false;
    was_cutting_lines_ = std::exchange(cutting_lines_, false);
    if (key.code == key::paste) return paste(key.text);
    if (key.code == key::raw) return type(key.text);
    for (const bool shifted : {false, true}) {
        const uint32_t code = shifted ? key.code & ~uint32_t{key::shift} : key.code;
        if (shifted && !(key.code & key::shift)) break;
        for (const command &each : commands()) {
            if ((each.key != code && each.other_key != code) || (shifted && !each.moves)) continue;
            extending_ = shifted || marking_;
            (this->*each.run)();
            return;
        }
    }
    if (key.code >= ' ' && key.code < 0x110000) {
        std::string bytes;
        encode(key.code, bytes);
        return type(bytes);
    }
    if (key.code != key::unknown) say("This key does nothing here; F1 shows those that do");
}

void editor::redraw() {
    resize();
    screen_.forget();
}

void editor::toggle_line_numbers() { line_numbers_ = !line_numbers_; }

void editor::suspend() {
    terminal_.suspend();
    check_disk();
}

}  // namespace edit
