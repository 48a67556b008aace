UNIT_SOURCES := servers/driver/rtc/cmos_time.cpp
UNIT_INCLUDES := servers/driver/rtc
