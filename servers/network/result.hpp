/// \file
/// Errors as values: an outcome is a T or an errno number.
#pragma once

#include <cerrno>
#include <expected>
#include <utility>

#include <protocol/error.hpp>

namespace network {

template <class T = void>
using outcome = std::expected<T, int>;

[[nodiscard]] constexpr std::unexpected<int> fail(int number) { return std::unexpected(number); }

template <class T>
kern_return_t code_of(const outcome<T> &o) {
    return o ? KERN_SUCCESS : protocol::unix_error(o.error());
}

namespace detail {
template <class T>
constexpr T take(outcome<T> &o) {
    if constexpr (!std::is_void_v<T>) return std::move(*o);
}
}  // namespace detail

}  // namespace network

/// Value of `expression`, or returns its error from the enclosing function.
#define TRY(expression)                                   \
    ({                                                    \
        auto try_outcome_ = (expression);                 \
        if (!try_outcome_) [[unlikely]]                   \
            return std::unexpected(try_outcome_.error()); \
        ::network::detail::take(try_outcome_);            \
    })
