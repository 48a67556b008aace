# The whole shell but for its main().
UNIT_SOURCES := $(filter-out userland/msh/main.cpp,$(wildcard userland/msh/*.cpp userland/msh/builtin/*.cpp))
