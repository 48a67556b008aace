#include "msh/builtin.hpp"
#include "msh/history.hpp"
#include "msh/output.hpp"

namespace msh {

int builtin_history(int, char **) {
    for (size_t i = 0; i < history_size(); i++) {
        out.print("%5zu  ", history_number(i));
        out.put(history_line(i));
        out.put('\n');
    }
    return 0;
}

}  // namespace msh
