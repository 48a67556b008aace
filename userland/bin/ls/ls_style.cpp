#include "bin/ls/ls_style.hpp"

#include <cstring>
#include <fnmatch.h>

bool ls_style::shows(const char *name) const {
    if (name[0] == '.' && !all) {
        if (!almost_all) return false;
        if (!name[1] || (name[1] == '.' && !name[2])) return false;
    }
    if (no_backups && name[std::strlen(name) - 1] == '~') return false;
    for (const char *pattern : ignore)
        if (fnmatch(pattern, name, FNM_PERIOD) == 0) return false;
    if (all || almost_all) return true;
    for (const char *pattern : hide)
        if (fnmatch(pattern, name, FNM_PERIOD) == 0) return false;
    return true;
}
