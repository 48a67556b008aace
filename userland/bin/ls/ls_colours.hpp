#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

/// The colours of file names: dircolors' defaults, changed by the environment's LS_COLORS.
class ls_colours {
public:
    /// False if neither LS_COLORS nor the terminal's name allows colours.
    [[nodiscard]] bool load();

    /// The colour (the text between `ESC [` and `m`) of a file with this name and mode; empty for
    /// none. `broken`: a link that points nowhere, or with the mode 0 what it points to.
    [[nodiscard]] std::string_view of(std::string_view name, mode_t mode, bool broken) const;

    /// Whether it matters where links point to; in the long format, where their targets are shown.
    [[nodiscard]] bool checks_links(bool long_format) const {
        return is_set(orphan) || links_as_targets() || (long_format && is_set(missing));
    }
    /// Whether a link's own colour is that of what it points to.
    [[nodiscard]] bool links_as_targets() const { return kinds_[link] == "target"; }

private:
    enum kind {
        directory,
        link,
        fifo,
        socket,
        block,
        character,
        orphan,
        executable,
        set_user,
        set_group,
        sticky,
        writable,
        sticky_writable,
        file,
        missing,
        kinds
    };
    [[nodiscard]] bool is_set(kind which) const {
        return !kinds_[which].empty() && kinds_[which] != "0" && kinds_[which] != "00";
    }
    void set(std::string_view key, std::string_view value);

    std::string_view kinds_[kinds] = {"01;34", "01;36", "33",    "01;35", "01;33",
                                      "01;33", "",      "01;32", "37;41", "30;43",
                                      "37;44", "34;42", "30;42", "",      ""};
    struct suffix {
        std::string_view text, colour;
    };
    std::vector<suffix> suffixes_;
};
