/// \file
/// Messages in words.
#pragma once

#include <string>

#include <ipctrace/exchange.hpp>
#include <ipctrace/interfaces.hpp>

namespace ipctrace {

/// Who sent or received: the task's name.
std::string task_name(const record &r);
/// The task that answers: the receiver of the request, or what kind of kernel object it was.
std::string server_name(const exchange &e);
/// Interface and routine, as "io.io_read"; the number when no interface has it.
std::string routine_name(const exchange &e);
/// The request's members.
std::string arguments(const exchange &e);
/// The reply's members but for the result.
std::string results(const exchange &e);
/// The reply's result in words; empty when there is none.
std::string outcome(const exchange &e);
/// Does the reply tell of an error?
bool failed(const exchange &e);

}  // namespace ipctrace
