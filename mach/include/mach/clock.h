/** \file
 * Clock services: the classic C interface.
 */
#ifndef MACH_CLOCK_H
#define MACH_CLOCK_H

#include <mach/clock_types.h>
#include <mach/message.h>

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t clock_get_time(clock_serv_t clock, mach_timespec_t *time);
/** \param count in: words of room at `attributes`; out: words written. CLOCK_GET_TIME_RES: one
 * word, the resolution in nanoseconds. */
kern_return_t clock_get_attributes(clock_serv_t clock, int flavor, int *attributes,
                                   uint32_t *count);
/** Sends clock_alarm_reply (<mach/interface/clock.hpp>) to the send-once right made from `port`
 * when the time comes. */
kern_return_t clock_alarm(clock_serv_t clock, alarm_type_t type, mach_timespec_t time,
                          mach_port_t port);

#ifdef __cplusplus
}
#endif

#endif
