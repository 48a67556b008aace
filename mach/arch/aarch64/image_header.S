// The first page of the image: the Linux/arm64 boot header, which QEMU's -kernel and GRUB look for, and within it a PE/COFF header, by
// which UEFI firmware and GRUB start the same file as an application (its entry is efi_entry in efi_stub.cpp).
//
// Linux Documentation/arch/arm64/booting.rst (as an external interface); Microsoft PE/COFF specification 8.3; UEFI 2.10, 2.1.1.

#include <machine/layout.h>

    .section .head, "ax"
    .globl _start
_start:
    .inst 0xfa405a4d                    // "MZ"; as an instruction a conditional compare without effect
    b       primary_entry
    .quad   0                           // text_offset: loaded exactly at a 2 MiB boundary
    .quad   header_image_size   // image_size, bss included
    .quad   0x0a                        // little endian, 4 KiB pages, anywhere in memory
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   pe_header - _start

pe_header:
    .ascii  "PE\0\0"
    .short  0xaa64                      // Machine: ARM64
    .short  2                           // NumberOfSections
    .long   0, 0, 0                     // TimeDateStamp, PointerToSymbolTable, NumberOfSymbols
    .short  section_table - optional_header
    .short  0x206                       // executable, line numbers stripped, debug stripped
optional_header:
    .short  0x20b                       // PE32+
    .byte   0, 0                        // linker version
    .long   header_text_size     // SizeOfCode
    .long   header_data_file_size      // SizeOfInitializedData
    .long   header_bss_size      // SizeOfUninitializedData
    .long   header_efi_entry    // AddressOfEntryPoint
    .long   header_text_begin   // BaseOfCode
    .quad   0                           // ImageBase
    .long   4096                        // SectionAlignment
    .long   512                         // FileAlignment
    .short  0, 0, 0, 0, 0, 0            // operating system, image and subsystem versions
    .long   0                           // Win32VersionValue
    .long   header_image_size   // SizeOfImage
    .long   header_text_begin   // SizeOfHeaders
    .long   0                           // CheckSum
    .short  10                          // Subsystem: EFI application
    .short  0x0100                      // DllCharacteristics: NX compatible
    .quad   0, 0, 0, 0                  // stack and heap sizes
    .long   0                           // LoaderFlags
    .long   6                           // NumberOfRvaAndSizes
    .quad   0, 0, 0, 0, 0, 0            // no directories: position-independent, so there is nothing to relocate
section_table:
    .ascii  ".text\0\0\0"
    .long   header_text_size     // VirtualSize
    .long   header_text_begin   // VirtualAddress
    .long   header_text_size     // SizeOfRawData
    .long   header_text_begin   // PointerToRawData
    .long   0, 0
    .short  0, 0
    .long   0x60000020                  // code, execute, read
    .ascii  ".data\0\0\0"
    .long   header_data_size
    .long   header_data_begin
    .long   header_data_file_size
    .long   header_data_begin
    .long   0, 0
    .short  0, 0
    .long   0xc0000040                  // initialized data, read, write
