#pragma once

#include <string>
#include <vector>

/// The words of env's -S, which a line like `#! /usr/bin/env -S msh -e` needs: separated by blanks,
/// with quotes, escapes and ${NAME}. False after a message.
[[nodiscard]] bool split_words(const char *text, std::vector<std::string> &words);
