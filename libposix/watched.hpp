/// \file
/// Which descriptors stand in a set of epoll, so that closing one takes it out of the sets.
#pragma once

namespace posix {

void note_watched(int fd);
void note_set(int fd);
/// Before `fd` is closed or stands for something else.
void forget_watched(int fd);
/// In a child of fork: the sets are the parent's, and what is closed here stays in them.
void forget_all_watched();

}  // namespace posix
