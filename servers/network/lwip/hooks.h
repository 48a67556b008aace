/** \file
 * Where lwIP calls back: initial sequence numbers that nobody can guess (RFC 6528).
 */
#ifndef HOOKS_H
#define HOOKS_H

#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) \
    network_initial_sequence(local_ip, local_port, remote_ip, remote_port)

#endif
