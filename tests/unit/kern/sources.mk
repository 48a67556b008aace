UNIT_SOURCES := tests/unit/kern/world.cpp $(addprefix mach/kern/,address_layout.cpp cpio_reader.cpp elf_image.cpp initial_stack.cpp format.cpp \
    run_queue.cpp timer.cpp wait.cpp load_average.cpp sched_enqueue.cpp processor.cpp gsync.cpp gsync_move.cpp lock_order.cpp)
UNIT_INCLUDES := tests/unit/kern
# A test plays one processor: it reads what locks guard without them.
UNIT_FLAGS := -Wno-thread-safety-analysis
