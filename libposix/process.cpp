#include <process.hpp>

namespace posix {

process_state self;

}  // namespace posix
