#include "lib/options.hpp"

int true_main(int argc, char **argv) {
    if (argc == 2) answer_standard_option(argv[1], "Usage: true\nDo nothing, with success.\n");
    return 0;
}
