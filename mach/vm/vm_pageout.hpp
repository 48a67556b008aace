/// \file
/// What happens when memory runs short.
#pragma once

#include <cstdint>

class thread;

/// What a fault without memory does next.
enum class vm_room : uint8_t {
    retry,    ///< some has been freed
    yield,    ///< others have to run first
    waiting,  ///< the thread is queued until a page has been written
    none,     ///< nothing can be freed
};

/// Called without locks when an allocation for a user has failed. Frees what can be freed: dead
/// objects, pages that their pagers have; begins to write anonymous pages to the swap space; when
/// there is nothing left, ends the largest task that is a POSIX process. \param attempt how often
/// the same fault has called it. \param waiter the thread that is to wait if need be; null: it is
/// only to be told. \param for_server it does not wait for pagers, one of which it may be.
[[nodiscard]] vm_room vm_make_room(unsigned attempt, thread *waiter, bool for_server);
/// Gives up to `want` pages of paged objects back. \return how many were freed at once.
unsigned vm_pageout(unsigned want);
/// Ends the largest process, unless the one before is not quite gone yet. `none` without processes.
[[nodiscard]] vm_room vm_out_of_memory();
