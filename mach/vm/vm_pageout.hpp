/// \file
/// What happens when memory runs short.
#pragma once

#include <cstdint>

/// Called without locks when an allocation for a user has failed. Frees what can be freed: dead
/// objects, pages that their pagers have; then ends the largest task that is a POSIX process.
/// \param attempt how often the caller has called it for one need.
/// \return whether it is worth trying again.
[[nodiscard]] bool vm_make_room(unsigned attempt);
/// Gives up to `want` clean pages back, and asks pagers to take dirty ones. \return pages freed.
unsigned vm_pageout(unsigned want);
/// Ends the task that uses most memory among those that have AUDIT_FLAGS set, with a line in the
/// log. False when there is none. Implemented beside the list of tasks.
[[nodiscard]] bool vm_out_of_memory();
