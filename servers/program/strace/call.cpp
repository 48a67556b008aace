#include <strace/call.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>

#include <netinet/in.h>

#include <lib/decimal.hpp>
#include <strace/flags.hpp>
#include <strace/names.hpp>

namespace strace {

namespace {

using program::decimal;

constexpr uint64_t shown = 32, path_shown = 4096, vector_shown = 32;
/// Results below this are no errors of Linux's but the library's wish to call again.
constexpr int64_t first_restart = -512, last_restart = -516;

std::string address(uint64_t value) { return value == 0 ? "NULL" : hexadecimal(value); }

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        constexpr std::string_view plain = "\n\t\r\f\v", letters = "ntrfv";
        if (const auto at = plain.find(text[i]); at != plain.npos) {
            out += {'\\', letters[at]};
        } else if (c == '"' || c == '\\') {
            out += {'\\', text[i]};
        } else if (c >= ' ' && c < 0x7f) {
            out += text[i];
        } else {
            const bool digit_follows =
                i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7';
            char number[8];
            std::snprintf(number, sizeof number, digit_follows ? "\\%03o" : "\\%o", c);
            out += number;
        }
    }
    return out + '"';
}

std::string bytes(const memory &process, uint64_t at, uint64_t size) {
    if (at == 0) return "NULL";
    const std::string data = process.bytes(at, std::min(size, shown));
    if (data.empty() && size != 0) return hexadecimal(at);
    return quoted(data) + (size > data.size() ? "..." : "");
}

std::string string(const memory &process, uint64_t at) {
    bool whole = false;
    const auto text = process.text(at, path_shown, whole);
    if (!text) return address(at);
    return quoted(*text) + (whole ? "" : "...");
}

std::string pointers(const memory &process, uint64_t at, bool count_only) {
    if (at == 0) return "NULL";
    std::string text = "[";
    unsigned count = 0;
    for (;; ++count) {
        const auto each = process.value<uint64_t>(at + count * sizeof(uint64_t));
        if (!each) return hexadecimal(at);
        if (*each == 0) break;
        if (count < vector_shown) text += (count == 0 ? "" : ", ") + string(process, *each);
    }
    if (count_only) return hexadecimal(at) + " /* " + decimal(count) + " vars */";
    return text + (count > vector_shown ? ", ...]" : "]");
}

std::string vectors(const memory &process, uint64_t at, uint64_t count, uint64_t size) {
    std::string text = "[";
    for (uint64_t i = 0; i < std::min(count, vector_shown); ++i) {
        const auto each = process.value<iovec>(at + i * sizeof(iovec));
        if (!each) return address(at);
        const uint64_t part = std::min<uint64_t>(size, each->iov_len);
        size -= part;
        text += (i == 0 ? "" : ", ") + std::string("{iov_base=") +
                bytes(process, reinterpret_cast<uint64_t>(each->iov_base), part) +
                ", iov_len=" + decimal(static_cast<long long>(each->iov_len)) + "}";
    }
    return text + (count > vector_shown ? ", ...]" : "]");
}

std::string time(const memory &process, uint64_t at) {
    const auto value = process.value<timespec>(at);
    if (!value) return address(at);
    return "{tv_sec=" + decimal(value->tv_sec) + ", tv_nsec=" + decimal(value->tv_nsec) + "}";
}

std::string socket_address(const memory &process, uint64_t at, uint64_t size) {
    const std::string raw = process.bytes(at, std::min<uint64_t>(size, sizeof(sockaddr_storage)));
    if (raw.size() < sizeof(sa_family_t)) return address(at);
    sockaddr_storage any{};
    std::memcpy(&any, raw.data(), raw.size());
    char text[INET6_ADDRSTRLEN] = "?";
    std::string out = "{sa_family=" + family(any.ss_family);
    if (any.ss_family == AF_INET) {
        const auto &in = reinterpret_cast<const sockaddr_in &>(any);
        (void)inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
        out += ", sin_port=htons(" + decimal(ntohs(in.sin_port)) + "), sin_addr=inet_addr(\"" +
               text + "\")";
    } else if (any.ss_family == AF_INET6) {
        const auto &in = reinterpret_cast<const sockaddr_in6 &>(any);
        (void)inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
        out += ", sin6_port=htons(" + decimal(ntohs(in.sin6_port)) + "), inet_pton(AF_INET6, \"" +
               text + "\")";
    } else if (any.ss_family == AF_UNIX) {
        const auto &in = reinterpret_cast<const sockaddr_un &>(any);
        out += ", sun_path=" + quoted({in.sun_path, strnlen(in.sun_path, sizeof in.sun_path)});
    }
    return out + "}";
}

std::string attributes(const memory &process, uint64_t at) {
    const auto value = process.value<struct stat>(at);
    if (!value) return address(at);
    return "{st_mode=" + file_mode(value->st_mode) + ", st_size=" + decimal(value->st_size) +
           ", ...}";
}

std::string limit(const memory &process, uint64_t at) {
    const auto value = process.value<rlimit>(at);
    if (!value) return address(at);
    const auto number = [](rlim_t each) {
        return each == RLIM_INFINITY ? "RLIM_INFINITY" : decimal(static_cast<long long>(each));
    };
    return "{rlim_cur=" + number(value->rlim_cur) + ", rlim_max=" + number(value->rlim_max) + "}";
}

}  // namespace

std::string result_text(std::string_view name, int64_t result) {
    if (result <= first_restart && result >= last_restart)
        return " = ? ERESTARTSYS (To be restarted)";
    if (result < 0 && result > -4096) {
        const int error = static_cast<int>(-result);
        const char *known = error_name(error);
        return std::string(" = -1 ") + (known != nullptr ? known : decimal(error)) + " (" +
               std::strerror(error) + ")";
    }
    return " = " +
           (gives_address(name) ? hexadecimal(static_cast<uint64_t>(result)) : decimal(result));
}

call::call(const memory &process, uint64_t number, const uint64_t (&arguments)[6]) {
    std::copy(std::begin(arguments), std::end(arguments), arguments_);
    const char *name = call_name(number);
    name_ = name != nullptr ? name : "syscall_" + hexadecimal(number);
    shape_ = shape_of(name_.c_str());
    if (!shape_.known) shape_.letters = "xxxxxx";
    for (unsigned i = 0; i < shape_.letters.size(); ++i)
        if (!is_output(shape_.letters[i])) texts_[i] = input(process, i);
}

bool call::is_output(char letter) const {
    return std::string_view("BtPwVTRU").find(letter) != std::string_view::npos;
}

std::string call::input(const memory &process, unsigned index) const {
    const uint64_t value = arguments_[index];
    const uint64_t next = index < 5 ? arguments_[index + 1] : 0;
    switch (shape_.letters[index]) {
    case 'D':
        if (static_cast<int>(value) == AT_FDCWD) return "AT_FDCWD";
        [[fallthrough]];
    case 'd':
    case 'f': return decimal(static_cast<int>(value));
    case 'u':
    case 'l': return decimal(static_cast<long long>(value));
    case 'a': return address(value);
    case 's': return string(process, value);
    case 'b': return bytes(process, value, next);
    case 'v': return vectors(process, value, next, ~uint64_t{0});
    case 'A': return pointers(process, value, false);
    case 'E': return pointers(process, value, true);
    case 'N': return time(process, value);
    case 'n': return socket_address(process, value, next);
    case 'o': return open_flags(value);
    case 'm': return octal(value & 0xffffffff);
    case 'p': return protection(value);
    case 'M': return map_flags(value);
    case 'Y': return access_mode(value);
    case 'k': return clock(value);
    case 'K': return whence(value);
    case 'h': return mask_change(value);
    case 'C': return file_command(value);
    case 'F': return family(value);
    case 'O': return futex_operation(value);
    case 'S': {
        const char *name = signal_name(static_cast<int>(value));
        return name != nullptr ? name : decimal(static_cast<int>(value));
    }
    default: return hexadecimal(value);
    }
}

std::string call::output(const memory &process, unsigned index, int64_t result) const {
    const uint64_t at = arguments_[index];
    if (result < 0 || at == 0) return address(at);
    switch (shape_.letters[index]) {
    case 'B': return bytes(process, at, static_cast<uint64_t>(result));
    case 'V': return vectors(process, at, arguments_[index + 1], static_cast<uint64_t>(result));
    case 't': return attributes(process, at);
    case 'T': return time(process, at);
    case 'R': return limit(process, at);
    case 'w': {
        const auto status = process.value<int>(at);
        return status && result > 0 ? wait_status(*status) : address(at);
    }
    case 'P': {
        struct pair {
            int first, second;
        };
        const auto both = process.value<pair>(at);
        return both ? "[" + decimal(both->first) + ", " + decimal(both->second) + "]" : address(at);
    }
    case 'U': {
        const auto names = process.value<utsname>(at);
        return names ? "{sysname=" + quoted(names->sysname) +
                           ", nodename=" + quoted(names->nodename) + ", ...}"
                     : address(at);
    }
    default: return address(at);
    }
}

std::string call::finished(const memory &process, int64_t result) const {
    std::string text = name_ + "(";
    for (unsigned i = 0; i < shape_.letters.size(); ++i)
        text += (i == 0 ? "" : ", ") +
                (is_output(shape_.letters[i]) ? output(process, i, result) : texts_[i]);
    return text + ")" + result_text(name_, result);
}

std::string call::unfinished() const {
    std::string text = name_ + "(";
    for (unsigned i = 0; i < shape_.letters.size(); ++i)
        text += (i == 0 ? "" : ", ") +
                (is_output(shape_.letters[i]) ? address(arguments_[i]) : texts_[i]);
    return text + ") = ?";
}

}  // namespace strace
