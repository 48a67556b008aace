/* No-senders notifications (mach/ipc/ipc_port.cpp, drop_send; Mach 3 Kernel Interfaces,
 * mach_port_request_notification): a server makes send rights, clients copy and drop them, and the server
 * asks to be told when none is left. The notification carries the make-send count, and the server ends its
 * object only if it has made no right since: so an object never ends while somebody has a right to it, and
 * ends when nobody has.
 */
#define CLIENTS 2

byte send_rights = 0, make_send_count = 0;
bool armed = false, lock = false;
byte in_flight = 0;          /* notifications that the server has not received */
byte noted[4];               /* their make-send counts, first in first out */
bool object = true;
byte held[CLIENTS];          /* rights of each client */

inline take() { atomic { !lock -> lock = true } }
inline give() { lock = false }

inline drop_send() {
    assert(send_rights > 0);
    send_rights--;
    if
    :: send_rights == 0 && armed ->
        armed = false;
        noted[in_flight] = make_send_count;
        in_flight++
    :: else
    fi
}

/* Copies its right, drops both; all under the port's lock, as each operation is. */
proctype client(byte me) {
    held[me] > 0;
    if
    :: take(); send_rights++; held[me]++; give()
    :: true
    fi;
    do
    :: held[me] > 0 -> take(); assert(object); held[me]--; drop_send(); give()
    :: else -> break
    od
}

active proctype server() {
    byte next = 0, count;
    byte known;              /* the make-send count as the server knows it */
    run client(0);
    run client(1);
    /* Asks before it has made any right: the notification comes at once if there is none then. */
    do
    :: next < CLIENTS && object ->
        take();              /* makes a right for the next client */
        make_send_count++;
        known = make_send_count;
        send_rights++;
        held[next] = 1;
        armed = true;
        next++;
        give()
    :: in_flight > 0 ->
        take();
        count = noted[0];
        noted[0] = noted[1];
        noted[1] = noted[2];
        in_flight--;
#ifdef BROKEN
        count = known;
#endif
        if
        :: count == known && next == CLIENTS ->
            assert(send_rights == 0);
            object = false
        :: count == known && next < CLIENTS -> skip    /* it will make more: goes on */
        :: count != known -> armed = send_rights != 0  /* made since: asks again */
        fi;
        give()
    :: !object -> break
    od;
    assert(held[0] == 0 && held[1] == 0)
}

ltl ends { <> !object }
