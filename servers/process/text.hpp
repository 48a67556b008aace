/// \file
/// What procfs shows of a process.
#pragma once

#include <cstdint>

#include <process.hpp>

namespace process_server {

protocol::process_record record_of(const process &p);
/// Name of a right in the process, by what its memory says; MACH_PORT_NULL: none.
mach_port_name_t file_of(const process &p, protocol::process_file_kind kind, int32_t descriptor);
/// Up to 4096 bytes of a text from `offset` on.
/// \param text room for 4096 bytes; \param count receives how many, 0 at the end.
kern_return_t text_of(const process &p, protocol::process_text_kind kind, uint32_t offset,
                      char *text, uint32_t &count);

}  // namespace process_server
