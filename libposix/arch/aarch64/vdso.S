/* The vDSO's ELF image: headers, dynamic section, symbols and their hash table (System V gABI), by hand because it must lie inside the
 * library's image. Addresses count from posix_vdso. Its functions follow in .vdso.text. */

    .section .vdso.image, "a", %progbits
    .balign 4096
    .globl posix_vdso
posix_vdso:
    .byte 0x7f
    .ascii "ELF"
    .byte 2, 1, 1, 0
    .quad 0
    .2byte 3                       /* ET_DYN */
    .2byte 183
    .4byte 1
    .quad 0
    .quad program_headers - posix_vdso
    .quad 0
    .4byte 0
    .2byte 64, 56, 2, 64, 0, 0

program_headers:
    .4byte 1, 5                    /* PT_LOAD, R X */
    .quad 0, 0, 0, image_size, image_size, 4096
    .4byte 2, 4                    /* PT_DYNAMIC, R */
    .quad dynamic - posix_vdso, dynamic - posix_vdso, dynamic - posix_vdso
    .quad dynamic_end - dynamic, dynamic_end - dynamic, 8

    .balign 8
dynamic:
    .quad 14, soname - strings     /* DT_SONAME */
    .quad 4, hash - posix_vdso     /* DT_HASH */
    .quad 5, strings - posix_vdso  /* DT_STRTAB */
    .quad 6, symbols - posix_vdso  /* DT_SYMTAB */
    .quad 10, strings_end - strings
    .quad 11, 24                   /* DT_SYMENT */
    .quad 0x6ffffff0, symbol_versions - posix_vdso   /* DT_VERSYM */
    .quad 0x6ffffffc, versions - posix_vdso          /* DT_VERDEF */
    .quad 0x6ffffffd, 2                              /* DT_VERDEFNUM */
    .quad 0, 0
dynamic_end:

symbols:
    .4byte 0
    .byte 0, 0
    .2byte 0
    .quad 0, 0
    .macro symbol name, function
    .4byte \name - strings
    .byte 0x12, 0                  /* STB_GLOBAL, STT_FUNC */
    .2byte 1                       /* defined */
    .quad \function - posix_vdso
    .quad 64
    .endm
    symbol name_1, posix_vdso_clock_gettime
    symbol name_2, posix_vdso_clock_getres
    symbol name_3, posix_vdso_gettimeofday
    symbol name_4, posix_vdso_sigreturn

strings:
    .byte 0
soname:
    .asciz "linux-vdso.so.1"
name_1:
    .asciz "__kernel_clock_gettime"
name_2:
    .asciz "__kernel_clock_getres"
name_3:
    .asciz "__kernel_gettimeofday"
name_4:
    .asciz "__kernel_rt_sigreturn"
version:
    .asciz "LINUX_2.6.39"
strings_end:

    .balign 8
    /* The versions: of the object itself, and of its functions. Go's runtime takes it for granted that there are some. */
versions:
    .2byte 1, 1, 1, 1              /* VER_FLG_BASE, the first */
    .4byte 0xdeebfa1
    .4byte base_name - versions, functions_version - versions
base_name:
    .4byte soname - strings, 0
functions_version:
    .2byte 1, 0, 2, 1              /* the second */
    .4byte 0x75fcb89
    .4byte functions_name - functions_version, 0
functions_name:
    .4byte version - strings, 0
symbol_versions:
    .2byte 0, 2, 2, 2, 2

    .balign 8
    /* One bucket; the chain goes through all symbols. */
hash:
    .4byte 1, 5
    .4byte 1
    .4byte 0, 2, 3, 4, 0

    .equ image_size, 4096

    .section .vdso.text, "ax", %progbits
    .balign 16
    nop                            /* unwinders look at the instruction before */
    .globl posix_vdso_sigreturn
    .type posix_vdso_sigreturn, %function
posix_vdso_sigreturn:
    mov x8, #139
    svc #0
    .size posix_vdso_sigreturn, . - posix_vdso_sigreturn

    .section .note.GNU-stack, "", %progbits
