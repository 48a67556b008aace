UNIT_SOURCES := $(filter-out %/grep_options.cpp %/grep_pattern.cpp %/grep_print.cpp %/grep_search.cpp %/library_regex.cpp \
    %/regex_text.cpp,$(wildcard userland/bin/grep/*.cpp)) userland/lib/bytes.cpp
