UNIT_SOURCES := servers/bootstrap/description.cpp
UNIT_INCLUDES := servers/bootstrap
