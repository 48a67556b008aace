#include "lib/root_guard.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cstring>

bool root_guard::refuses(const tree_entry &entry) const {
    struct stat root;
    if (!on || !S_ISDIR(entry.status.st_mode) || stat("/", &root) != 0 ||
        entry.status.st_ino != root.st_ino || entry.status.st_dev != root.st_dev)
        return false;
    const bool by_name = std::strcmp(entry.path, "/") == 0;
    warn("it is dangerous to operate recursively on %s%s", quoted(entry.path).c_str(),
         by_name ? "" : " (same as '/')");
    warn("use --no-preserve-root to override this failsafe");
    return true;
}
