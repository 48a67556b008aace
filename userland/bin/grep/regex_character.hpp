#pragma once

#include "bin/grep/regex_set.hpp"

#include <string_view>

/// Takes the first character off `text`, which is not empty.
[[nodiscard]] uint32_t take_character(std::string_view &text, character_set characters);

/// The bytes of a character. Returns how many there are.
size_t character_bytes(uint32_t code, character_set characters, char (&into)[4]);

/// Whether the environment asks for texts in UTF-8.
[[nodiscard]] character_set characters_of_locale();
