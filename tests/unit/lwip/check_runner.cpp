#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "check.h"

struct TCase {
    const char *name;
    SFun setup = nullptr, teardown = nullptr;
    std::vector<const TTest *> tests;
};
struct Suite {
    const char *name;
    std::vector<TCase *> cases;
};
struct SRunner {
    std::vector<Suite *> suites;
    int failed = 0;
};

namespace {
std::jmp_buf test_end;
int run_count = 0;

/// In the process itself: its sanitizers see everything.
bool passes(const TCase &group, const TTest &test) {
    ++run_count;
    if (group.setup) group.setup();
    const bool good = setjmp(test_end) == 0;
    if (good) test.function(0);
    if (group.teardown) group.teardown();
    if (!good) std::printf("%s of %s failed\n", test.name, group.name);
    return good;
}
}  // namespace

Suite *suite_create(const char *name) { return new Suite{name, {}}; }
TCase *tcase_create(const char *name) { return new TCase{name, nullptr, nullptr, {}}; }
void tcase_add_checked_fixture(TCase *tests, SFun setup, SFun teardown) {
    tests->setup = setup;
    tests->teardown = teardown;
}
void tcase_add_test(TCase *tests, const TTest *test) { tests->tests.push_back(test); }
/// lwIP's tests add a group once for each of its tests.
void suite_add_tcase(Suite *suite, TCase *tests) {
    for (const TCase *known : suite->cases)
        if (known == tests) return;
    suite->cases.push_back(tests);
}
SRunner *srunner_create(Suite *suite) { return new SRunner{{suite}, 0}; }
void srunner_add_suite(SRunner *runner, Suite *suite) { runner->suites.push_back(suite); }
void srunner_set_xml(SRunner *, const char *) {}
void srunner_set_fork_status(SRunner *, fork_status) {}
void srunner_run_all(SRunner *runner, print_output) {
    for (const Suite *suite : runner->suites)
        for (const TCase *group : suite->cases)
            for (const TTest *test : group->tests)
                if (!passes(*group, *test)) ++runner->failed;
}
int srunner_ntests_failed(SRunner *runner) { return runner->failed; }
void srunner_free(SRunner *runner) {
    for (Suite *suite : runner->suites) {
        for (const TCase *group : suite->cases) delete group;
        delete suite;
    }
    delete runner;
}

void check_failed(const char *file, int line, const char *what) {
    std::printf("%s:%d: %s\n", file, line, what);
    std::longjmp(test_end, 1);
}
int check_tests_run() { return run_count; }

/// What the configuration's arch/cc.h asks for.
extern "C" {
uint32_t network_random(void) { return static_cast<uint32_t>(std::rand()); }
void network_assertion_failed(const char *what, const char *file, int line) {
    check_failed(file, line, what);
}
}

/// lwIP's own sockets are not in this build.
extern "C" Suite *sockets_suite() { return suite_create("sockets"); }
