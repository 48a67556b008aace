/* The end of a port (mach/ipc/ipc_port_destroy.cpp) against a sender with a full queue, a receiver, and the
 * holder of a send right: each message is received or destroyed, exactly one of them and once, and nobody
 * waits for a dead port.
 */
#define MESSAGES 3
#define ROOM 1

bool lock = false;
bool active_ = true;
byte queued = 0;             /* messages in the port's queue */
byte sent = 0, received = 0, destroyed = 0;
byte references = 3;         /* receive right, the sender's send right, the receiver's look */
bool freed = false;

bool sender_linked = false;  /* waits for room, its message in its hands */
bool sender_claimed = false;
bool work_left = false;      /* the reaper has the port */

inline take() { atomic { !lock -> assert(!freed); lock = true } }
inline give() { lock = false }
inline release() {
    atomic {
        references--;
        if
        :: references == 0 -> assert(!freed && queued == 0 && !sender_linked); freed = true
        :: else
        fi
    }
}

/* A dequeue or the death wakes the sender: unlinked and claimed under the port's lock. */
inline admit() {
    if
    :: sender_linked && queued < ROOM ->
        sender_linked = false; queued++; sender_claimed = true
    :: else
    fi
}

active proctype sender() {
    byte i = 0;
    do
    :: i < MESSAGES ->
        i++;
        sent++;
        take();
        if
        :: !active_ -> give(); destroyed++             /* lost, as Mach says */
        :: active_ && queued < ROOM -> queued++; give()
        :: active_ && queued >= ROOM ->
            sender_claimed = false;
            sender_linked = true;
            give();
            if
            :: sender_claimed
#ifndef BROKEN
            :: true ->                                 /* a time-out: it gets its message back */
                take();
                if
                :: sender_linked -> sender_linked = false; sent--
                :: else -> assert(sender_claimed)
                fi;
                give()
#endif
            fi
        fi
    :: i == MESSAGES -> break
    od;
    release()
}

active proctype receiver() {
    byte i = 0;
    do
    :: i < 2 ->
        i++;
        take();
        if
        :: active_ && queued > 0 -> queued--; received++; admit()
        :: else -> skip
        fi;
        give()
    :: i == 2 -> break
    od;
    release()
}

/* mach_port_mod_refs of the receive right, then the reaper, piece by piece. */
active proctype destroyer() {
    bool reaping;
    take();
    active_ = false;
    work_left = queued > 0 || sender_linked;
    reaping = work_left;
    if :: reaping -> references++ :: else fi;          /* the reaper's */
    give();
    release();
    do
    :: work_left ->
        take();
        if
        :: queued > 0 -> queued--; destroyed++
#ifdef BROKEN
        :: queued == 0 && sender_linked -> work_left = false
#else
        :: queued == 0 && sender_linked ->
            sender_linked = false; sender_claimed = true; destroyed++
#endif
        :: else -> work_left = false
        fi;
        give()
    :: else -> break
    od;
    if :: reaping -> release() :: else fi
}

ltl accounted { <> [] (freed && received + destroyed == sent) }
