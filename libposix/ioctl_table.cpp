#include <ioctl_table.hpp>

namespace posix {

namespace {

struct row {
    uint32_t request;
    ioctl_shape shape;
};

constexpr uint16_t termios_size = 36, window_size = 8, integer = 4;

/// About network interfaces (sys/ioctl.h's SIOC*): they take a struct ifreq, but for routes.
constexpr uint32_t interface_requests = 0x89;
constexpr uint16_t interface_request_size = 40, route_size = 120;

// Terminal and disk requests are older than the encoding.
constexpr row rows[] = {
    {0x125e, {argument_use::out, integer}},       // BLKROGET
    {0x1260, {argument_use::out, 8}},             // BLKGETSIZE
    {0x1261, {argument_use::none, 0}},            // BLKFLSBUF
    {0x1268, {argument_use::out, integer}},       // BLKSSZGET
    {0x5401, {argument_use::out, termios_size}},  // TCGETS
    {0x5402, {argument_use::in, termios_size}},   // TCSETS
    {0x5403, {argument_use::in, termios_size}},   // TCSETSW
    {0x5404, {argument_use::in, termios_size}},   // TCSETSF
    {0x5409, {argument_use::value, 0}},           // TCSBRK
    {0x540a, {argument_use::value, 0}},           // TCXONC
    {0x540b, {argument_use::value, 0}},           // TCFLSH
    {0x540c, {argument_use::none, 0}},            // TIOCEXCL
    {0x540d, {argument_use::none, 0}},            // TIOCNXCL
    {0x540e, {argument_use::value, 0}},           // TIOCSCTTY
    {0x540f, {argument_use::out, integer}},       // TIOCGPGRP
    {0x5410, {argument_use::in, integer}},        // TIOCSPGRP
    {0x5411, {argument_use::out, integer}},       // TIOCOUTQ
    {0x5412, {argument_use::in, 1}},              // TIOCSTI
    {0x5413, {argument_use::out, window_size}},   // TIOCGWINSZ
    {0x5414, {argument_use::in, window_size}},    // TIOCSWINSZ
    {0x541b, {argument_use::out, integer}},       // FIONREAD
    {0x5420, {argument_use::in, integer}},        // TIOCPKT
    {0x5422, {argument_use::none, 0}},            // TIOCNOTTY
    {0x5423, {argument_use::in, integer}},        // TIOCSETD
    {0x5424, {argument_use::out, integer}},       // TIOCGETD
    {0x5425, {argument_use::value, 0}},           // TCSBRKP
    {0x5427, {argument_use::none, 0}},            // TIOCSBRK
    {0x5428, {argument_use::none, 0}},            // TIOCCBRK
    {0x5429, {argument_use::out, integer}},       // TIOCGSID
    {0x4b33, {argument_use::out, 1}},             // KDGKBTYPE
    {0x5603, {argument_use::out, 6}},             // VT_GETSTATE
    {0x890b, {argument_use::in, route_size}},     // SIOCADDRT
    {0x890c, {argument_use::in, route_size}},     // SIOCDELRT
};

}  // namespace

ioctl_shape shape_of(uint32_t request) {
    for (const row &r : rows)
        if (r.request == request) return r.shape;
    if (request >> 8 == interface_requests) return {argument_use::in_out, interface_request_size};
    const uint32_t direction = request >> 30, size = (request >> 16) & 0x3fff;
    if (size > 256) return {argument_use::value, 0};
    const auto bytes = static_cast<uint16_t>(size);
    switch (direction) {
    case 1: return {argument_use::in, bytes};
    case 2: return {argument_use::out, bytes};
    case 3: return {argument_use::in_out, bytes};
    default: return {argument_use::value, 0};
    }
}

}  // namespace posix
