/** \file
 * What lwIP asks of its compiler and platform.
 */
#ifndef ARCH_CC_H
#define ARCH_CC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
uint32_t network_random(void);
uint32_t network_initial_sequence(const void *local, uint16_t local_port, const void *remote,
                                  uint16_t remote_port);
void network_assertion_failed(const char *what, const char *file, int line)
    __attribute__((noreturn));
#ifdef __cplusplus
}
#endif

#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_NO_CTYPE_H 0
#define LWIP_RAND() network_random()
#define LWIP_PLATFORM_DIAG(x)
#define LWIP_PLATFORM_ASSERT(x) network_assertion_failed(x, __FILE__, __LINE__)

#endif
