/** \file
 * How numbers and characters are written in a message, for protocols that say so (OSF MIG's network
 * data representation). The kernel's and the servers' do not.
 */
#ifndef MACH_NDR_H
#define MACH_NDR_H

#include <stdint.h>

typedef struct {
    uint8_t mig_vers, if_vers, reserved1, mig_encoding; /* zero */
    uint8_t int_rep;                                    /* NDR_INT_* */
    uint8_t char_rep;                                   /* NDR_CHAR_ASCII */
    uint8_t float_rep;                                  /* NDR_FLOAT_IEEE */
    uint8_t reserved2;
} NDR_record_t;

#define NDR_INT_BIG_ENDIAN 0
#define NDR_INT_LITTLE_ENDIAN 1
#define NDR_CHAR_ASCII 0
#define NDR_FLOAT_IEEE 0

/** This machine's. */
static const NDR_record_t NDR_record __attribute__((unused)) = {
    0, 0, 0, 0, NDR_INT_LITTLE_ENDIAN, NDR_CHAR_ASCII, NDR_FLOAT_IEEE, 0};

#endif
