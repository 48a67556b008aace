#pragma once

/// A part of a text.
struct text_match {
    const char *begin = nullptr, *end = nullptr;
    explicit operator bool() const { return begin != nullptr; }
};
