#include <CppUTest/TestHarness.h>

#include "check.h"

extern "C" int lwip_unittests_run(void);

TEST_GROUP(lwip){};

TEST(lwip, its_own_tests_pass) {
    LONGS_EQUAL(0, lwip_unittests_run());
    CHECK_TRUE(check_tests_run() > 50);
}
