/// \file
/// The end of the machine.
#pragma once

namespace process_server {

/// Has the file systems on disks left in order; waits a minute at most.
void shut_down_files();

}  // namespace process_server
