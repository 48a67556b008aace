/// \file
/// The end of the machine.
#pragma once

namespace process_server {

/// Has the file systems on disks left in order; waits some seconds at most.
void shut_down_files();

}  // namespace process_server
