# What ipctrace makes of the kernel's records.
UNIT_SOURCES := servers/program/ipctrace/exchange.cpp
UNIT_INCLUDES := servers/program
