UNIT_SOURCES := servers/process/id_table.cpp servers/process/signal_queue.cpp
UNIT_INCLUDES := servers/process
