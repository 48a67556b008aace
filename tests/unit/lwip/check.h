/** \file
 * As much of the interface of Check (libcheck.github.io/check) as lwIP's own tests use, so that
 * they run in the unit ring like the others.
 */
#ifndef CHECK_H
#define CHECK_H

#define CHECK_MAJOR_VERSION 0
#define CHECK_MINOR_VERSION 13

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;
typedef void (*SFun)(void);
typedef struct TTest {
    const char *name;
    void (*function)(int);
} TTest;

enum fork_status { CK_FORK, CK_NOFORK };
enum print_output { CK_NORMAL };

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void tcase_add_checked_fixture(TCase *tests, SFun setup, SFun teardown);
void tcase_add_test(TCase *tests, const TTest *test);
void suite_add_tcase(Suite *suite, TCase *tests);
SRunner *srunner_create(Suite *suite);
void srunner_add_suite(SRunner *runner, Suite *suite);
void srunner_set_xml(SRunner *runner, const char *file);
void srunner_set_fork_status(SRunner *runner, enum fork_status status);
void srunner_run_all(SRunner *runner, enum print_output output);
int srunner_ntests_failed(SRunner *runner);
void srunner_free(SRunner *runner);

/* Ends the test. */
void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
/* Tests that srunner_run_all has run in this process. */
int check_tests_run(void);

#ifdef __cplusplus
}
#endif

#define START_TEST(test)                                       \
    static void test##_function(int _i);                       \
    static const TTest test##_test = {#test, test##_function}; \
    static const TTest *test = &test##_test;                   \
    static void test##_function(int _i)
#define END_TEST

#define fail(...) check_failed(__FILE__, __LINE__, "" #__VA_ARGS__)
#define fail_unless(condition, ...) \
    ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define fail_if(condition, ...) fail_unless(!(condition))

#endif
