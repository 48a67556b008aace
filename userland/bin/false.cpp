#include "lib/options.hpp"

int false_main(int argc, char **argv) {
    if (argc == 2) answer_standard_option(argv[1], "Usage: false\nDo nothing, without success.\n");
    return 1;
}
