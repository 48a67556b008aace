/// \file
/// What remains of a thread's IPC when it ends.
#pragma once

class thread;

/// Releases what an ending thread holds: a message in hand, its place in a queue.
/// No lock held; the thread will not run again.
void ipc_thread_end(thread &self);
