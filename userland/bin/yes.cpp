#include "lib/options.hpp"
#include "lib/output.hpp"

#include <string>

int yes_main(int, char **argv) {
    options parser(argv, "", {},
                   "Usage: yes [STRING]...\nWrite the STRINGs, or 'y', again and again.\n");
    if (parser.next() != options::end) return 1;
    std::string line;
    for (const char *word : parser.operands()) {
        if (!line.empty()) line += ' ';
        line += word;
    }
    if (parser.operands().empty()) line = "y";
    line += '\n';
    while (!out.failed()) out.write(line);
    return 1;
}
