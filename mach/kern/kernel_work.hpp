/// \file
/// Long work of the kernel's own, such as the end of a big task, cut into pieces. A processor does
/// one piece on each way out of the kernel and lets interrupts in between two of them.
#pragma once

#include <kern/list.hpp>

/// Work that is part of what it is about, and stays where it is until it is done.
class kernel_work {
public:
    /// Does a piece of at most some 20,000 instructions, with no lock held; may take any lock but
    /// must not wait.
    /// \return whether there is more. After false the object may be gone.
    using function = bool (*)(void *object);

    kernel_work(function step, void *object) : step_(step), object_(object) {}
    /// Has it done, by this processor. \pre not submitted, or done since.
    void submit();

    list_hook hook;

private:
    friend bool kernel_work_step();
    function step_;
    void *object_;
};

/// Does one piece of what this processor has to do, or of what ipc and vm have to free. \return
/// whether there is more.
bool kernel_work_step();
/// Is there anything to do?
bool kernel_work_pending();
