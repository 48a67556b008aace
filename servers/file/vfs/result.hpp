/// \file
/// Errors as values: an outcome is a T or an errno number.
#pragma once

#include <cerrno>
#include <expected>
#include <utility>

namespace vfs {

template <class T = void>
using outcome = std::expected<T, int>;

[[nodiscard]] constexpr std::unexpected<int> fail(int number) { return std::unexpected(number); }

/// Beside errno: the path goes on in another server (walker::elsewhere says where).
inline constexpr int EELSEWHERE = 4096;

namespace detail {
template <class T>
constexpr T take(outcome<T> &o) {
    if constexpr (!std::is_void_v<T>) return std::move(*o);
}
}  // namespace detail

}  // namespace vfs

/// Value of `expression`, or returns its error from the enclosing function.
#define TRY(expression)                                   \
    ({                                                    \
        auto try_outcome_ = (expression);                 \
        if (!try_outcome_) [[unlikely]]                   \
            return std::unexpected(try_outcome_.error()); \
        ::vfs::detail::take(try_outcome_);                \
    })
