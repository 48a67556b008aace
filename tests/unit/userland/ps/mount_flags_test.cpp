#include <lib/mount_flags.hpp>

#include <CppUTest/TestHarness.h>
#include <sys/mount.h>

TEST_GROUP(mount_flags){};

TEST(mount_flags, later_options_win) {
    mount_options options;
    options.add("ro,nosuid,noexec");
    options.add("rw,exec");
    LONGS_EQUAL(MS_NOSUID, options.flags);
    STRCMP_EQUAL("", options.data.c_str());
}

TEST(mount_flags, what_is_unknown_goes_to_the_file_system) {
    mount_options options;
    options.add(",size=1m,,ro,mode=755,defaults");
    options.add("uid=0");
    LONGS_EQUAL(MS_RDONLY, options.flags);
    STRCMP_EQUAL("size=1m,mode=755,uid=0", options.data.c_str());
}
