/// \file
/// The character devices of this server, and who serves the others.
#include <algorithm>
#include <cstring>
#include <new>

#include <fs/devfs/random.hpp>
#include <vfs/device.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

namespace {

/// Devices that only differ in what they read and whether they have room.
class null_device final : public io_object {
    outcome<std::size_t> read(description &, uint64_t, char *, std::size_t) override { return 0; }
    outcome<std::size_t> write(description &, uint64_t, const char *, std::size_t count) override {
        return count;
    }
};

class zero_device : public io_object {
public:
    outcome<std::size_t> read(description &, uint64_t, char *to, std::size_t count) override {
        std::memset(to, 0, count);
        return count;
    }
    outcome<std::size_t> write(description &, uint64_t, const char *, std::size_t count) override {
        return count;
    }
};

class full_device final : public zero_device {
public:
    outcome<std::size_t> write(description &, uint64_t, const char *, std::size_t count) override {
        return count ? outcome<std::size_t>(fail(ENOSPC)) : 0;
    }
};

class random_device final : public io_object {
    outcome<std::size_t> read(description &, uint64_t, char *to, std::size_t count) override {
        devfs::fill_random(to, count);
        return count;
    }
    outcome<std::size_t> write(description &, uint64_t, const char *from,
                               std::size_t count) override {
        devfs::mix_random(from, count);
        return count;
    }
};

template <class Device>
outcome<device> make() {
    auto *made = new (std::nothrow) Device;
    if (!made) return fail(ENOMEM);
    return device{.here = ref<io_object>::adopt(made)};
}

outcome<device> memory_device(uint32_t minor) {
    switch (minor) {
    case 3: return make<null_device>();
    case 5: return make<zero_device>();
    case 7: return make<full_device>();
    case 8:
    case 9: return make<random_device>();
    default: return fail(ENXIO);
    }
}

/// Numbers that device_open has for the console server's devices (protocol/device.hpp).
constexpr uint32_t remote_console = 0, remote_tty = 1, remote_ptmx = 2, remote_pts = 256;

outcome<device> served_device(uint32_t major, uint32_t minor) {
    constexpr const char *console = "console";
    if (major == 5 && minor == 0) return device{.server = console, .minor = remote_tty};
    if (major == 5 && minor == 1) return device{.server = console, .minor = remote_console};
    if (major == 5 && minor == 2) return device{.server = console, .minor = remote_ptmx};
    if (major == 254 && minor == 0) return device{.server = "rtc", .minor = 0};
    if (major == 136) return device{.server = console, .minor = remote_pts + minor};
    return fail(ENXIO);
}

}  // namespace

outcome<device> find_device(uint32_t mode, uint64_t number) {
    if (S_ISBLK(mode)) return device{.here = TRY(open_block_device(number))};
    const uint32_t major = major_of(number), minor = minor_of(number);
    return major == 1 ? memory_device(minor) : served_device(major, minor);
}

}  // namespace vfs
