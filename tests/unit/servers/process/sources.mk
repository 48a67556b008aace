UNIT_SOURCES := servers/process/signal_queue.cpp
UNIT_INCLUDES := servers/process
