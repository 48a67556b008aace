// Small translations between Linux's ABI and the protocol.
#include <descriptor_path.hpp>
#include <errno_of.hpp>
#include <ioctl_table.hpp>
#include <protocol/error.hpp>
#include <signal_info.hpp>

#include <cerrno>
#include <string_view>

#include <CppUTest/TestHarness.h>

using namespace posix;

TEST_GROUP(abi){};

TEST(abi, errors) {
    LONGS_EQUAL(0, errno_of(KERN_SUCCESS));
    LONGS_EQUAL(-ENOENT, errno_of(protocol::unix_error(ENOENT)));
    LONGS_EQUAL(-EFAULT, errno_of(KERN_INVALID_ADDRESS));
    LONGS_EQUAL(-ENOMEM, errno_of(KERN_NO_SPACE));
    LONGS_EQUAL(-EIO, errno_of(MIG_SERVER_DIED));
    LONGS_EQUAL(-EBADF, errno_of(MACH_SEND_INVALID_DEST));
}

TEST(abi, ioctl_arguments) {
    CHECK(shape_of(0x5401).use == argument_use::out);
    LONGS_EQUAL(36, shape_of(0x5401).size);
    CHECK(shape_of(0x80045430).use == argument_use::out);  // TIOCGPTN, _IOR('T', 0x30, unsigned)
    LONGS_EQUAL(4, shape_of(0x80045430).size);
    CHECK(shape_of(0x40045431).use == argument_use::in);     // TIOCSPTLCK
    CHECK(shape_of(0xffffffff).use == argument_use::value);  // larger than a message takes
}

TEST(abi, descriptor_paths) {
    LONGS_EQUAL(3, descriptor_of_path(std::string_view("/dev/fd/3")));
    LONGS_EQUAL(12, descriptor_of_path(std::string_view("/proc/self/fd/12")));
    LONGS_EQUAL(1, descriptor_of_path(std::string_view("/dev/stdout")));
    for (const std::string_view other :
         {"/dev/fd/", "/dev/fd/x", "/dev/fd/3/a", "/dev/stdinx", "", "/dev/fd/99999999"})
        LONGS_EQUAL(-1, descriptor_of_path(other));
}
