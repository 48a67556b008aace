# Reads the disassembly of a kernel. Its code shall leave the floating-point and SIMD registers alone, which hold the values of whatever
# thread used them last: but for what copies many bytes, and gives the registers back, and what saves and loads them. A compiler
# that is told to use none (-mgeneral-regs-only) still saves some for a function that calls one by preserve_none.
/^[0-9a-f]+ </ { name = $2 }
/[ \t,{\[]([bhsdq][0-9]+|v[0-9]+\.[0-9a-z]+|%[xyz]?mm[0-9]+)([],}]|$)/ {
    if (name !~ /^<(machine_(clear_page|copy_page|copy_unchecked)|copy_many(_begin|_end|_fault)?|machine_(save|load)_fp)>:$/) {
        print name, $0
        found = 1
    }
}
END { exit found }
