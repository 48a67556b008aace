/// \file
/// Errors as values: `result<T>` is a T or a kern_return_t that is not KERN_SUCCESS.
#pragma once

#include <expected>
#include <utility>

#include <mach/kern_return.h>

template <class T = void>
using result = std::expected<T, kern_return_t>;

/// Never leaves the kernel: a user page is not resident and its address stands in the thread
/// (`user_copy.hpp`).
inline constexpr kern_return_t KERN_PAGE_WAIT = -1000;

[[nodiscard]] constexpr std::unexpected<kern_return_t> error(kern_return_t code) {
    return std::unexpected(code);
}

/// The plain code of a result, for a reply.
[[nodiscard]] constexpr kern_return_t code_of(const result<> &r) {
    return r ? KERN_SUCCESS : r.error();
}

namespace detail {
template <class T>
constexpr T take(result<T> &r) {
    if constexpr (!std::is_void_v<T>) return std::move(*r);
}
}  // namespace detail

/// Value of `expression`, or returns its error from the enclosing function.
#define TRY(expression)                                  \
    ({                                                   \
        auto try_result_ = (expression);                 \
        if (!try_result_) [[unlikely]]                   \
            return std::unexpected(try_result_.error()); \
        ::detail::take(try_result_);                     \
    })
