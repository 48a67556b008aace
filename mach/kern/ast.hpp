/// \file
/// What a thread does on its way out to user mode when others have asked for it.
#pragma once

class thread;

/// Serves the ASTs of `self`, the current thread, other than AST_PREEMPT. Afterwards it may go on,
/// wait, or be gone (processor::current null).
void ast_serve(thread &self);
