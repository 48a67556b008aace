#pragma once

#include <cstdlib>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

/// Sorts by the C library's qsort_r, which is in a program once where std::sort is there for every
/// kind of element: for the few, where the size counts and not the time. What compares as equal
/// comes in any order.
template <typename T, typename Before>
void order(std::span<T> elements, const Before &before) {
    static_assert(std::is_trivially_copyable_v<T>, "elements are moved by their bytes");
    if (elements.empty()) return;  // they may be nowhere, which qsort_r does not allow
    qsort_r(
        elements.data(), elements.size(), sizeof(T),
        [](const void *first, const void *second, void *how) {
            const auto &a = *static_cast<const T *>(first), &b = *static_cast<const T *>(second);
            const auto &less = *static_cast<const Before *>(how);
            return less(b, a) - less(a, b);
        },
        const_cast<Before *>(&before));
}

/// The same for elements that are moved by their constructors, once each.
template <typename T, typename Before>
void order(std::vector<T> &elements, const Before &before) {
    std::vector<T *> pointers;
    for (T &each : elements) pointers.push_back(&each);
    order(std::span(pointers), [&](const T *a, const T *b) { return before(*a, *b); });
    std::vector<T> ordered;
    ordered.reserve(elements.size());
    for (T *each : pointers) ordered.push_back(std::move(*each));
    elements = std::move(ordered);
}
