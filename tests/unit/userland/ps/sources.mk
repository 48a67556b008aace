UNIT_SOURCES := userland/bin/ps/tree.cpp userland/lib/signal_name.cpp userland/lib/mount_flags.cpp
