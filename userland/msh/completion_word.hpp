// What the tabulator is to complete: the word before the cursor, and what may stand there.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

struct completion_word {
    enum class kind : unsigned char { command, file, folder, variable, job };

    kind wanted = kind::file;
    buffer folder;        // the path up to the last slash, without quoting and expanded
    buffer stem;          // what names are to begin with
    char quote = 0;       // that is open before the cursor: ' or "
    bool braces = false;  // a variable behind ${
    bool starts = true;   // nothing of the word stands before the stem
};

// Looks at the text before the cursor.
void find_completion_word(std::string_view before, completion_word &word);

// Adds text behind a word, quoted such that the shell reads it as it is. `starts` says that the
// word begins there.
void add_completion(buffer &into, std::string_view text, char quote, bool starts);

}  // namespace msh
