/* machine/vector_state.hpp */
    .text
    .globl posix_save_vector
    .type posix_save_vector, @function
posix_save_vector:
    fxsave64 (%rdi)
    ret
    .size posix_save_vector, . - posix_save_vector

    .globl posix_load_vector
    .type posix_load_vector, @function
posix_load_vector:
    fxrstor64 (%rdi)
    ret
    .size posix_load_vector, . - posix_load_vector

    .section .note.GNU-stack, "", @progbits
