UNIT_SOURCES := servers/console/line_discipline.cpp
UNIT_INCLUDES := servers/console
