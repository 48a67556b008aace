/* The wait protocol of mach/kern/wait.hpp, and the hand-over of a message to a thread that waits.
 *
 * A receiver links itself to a port and begins to wait; a sender, a timer and an aborter want to end the
 * wait. However they interleave, one of them alone claims it, a message is received exactly once, and
 * nobody sleeps on when there is a reason to wake.
 */
mtype = { running, waiting, claimed };
mtype = { nothing, message, timed_out, aborted };

mtype status = running;   /* thread_wait::status */
mtype result = nothing;
bool linked = false;      /* in the port's queue, by its lock */
bool lock = false;
bool ast_abort = false;
bool runnable = false;    /* in a run queue; pushing it twice would be a defect */
bool in_queue = false;    /* the port has a message */
bool aborter_done = false;
bool asleep = false;      /* the receiver has left the processor */
bool in_hand = false;     /* the receiver has it */
byte sent = 0, received = 0;

inline take() { atomic { !lock -> lock = true } }
inline give() { lock = false }

/* One compare-and-swap: whoever wins is the only one to wake. */
inline claim(won) {
    atomic {
        if
        :: status == waiting -> status = claimed; won = true
        :: else -> won = false
        fi
    }
}
inline wake(why) {
    assert(status == claimed);
    result = why;
    atomic { assert(!runnable); runnable = true }
}

active proctype receiver() {
    bool won;
again:
    take();
    if
    :: in_queue -> in_queue = false; in_hand = true; give(); goto got
    :: else
    fi;
    linked = true;
    result = nothing;
    status = waiting;     /* sequentially consistent with the look at the AST bits below */
    give();
    if
    :: ast_abort -> claim(won); if :: won -> wake(aborted) :: else fi
    :: else
    fi;
    asleep = true;
    runnable;             /* the processor runs others until somebody has pushed the thread */
    asleep = false;
    runnable = false;
    status = running;
    take();               /* the continuation unlinks what its waker has not */
    linked = false;
    give();
    if
    :: result == message -> assert(in_hand); goto got
    :: result == timed_out -> assert(!in_hand); goto again
    :: result == aborted -> assert(!in_hand); ast_abort = false; goto again
    fi;
got:
    assert(in_hand);
    in_hand = false;
    received++;
}

active proctype sender() {
    bool won = false;
    take();
    sent++;
    if
    :: linked -> linked = false; claim(won)
    :: else
    fi;
    if
    :: won -> in_hand = true; wake(message)
    :: else -> in_queue = true    /* whoever ended the wait looks at the queue again */
    fi;
    give();
}

/* Fires at any time, also when the wait is over or another's. */
active proctype expiry() {
    bool won;
    claim(won);
    if :: won -> wake(timed_out) :: else fi
}

active proctype aborter() {
    bool won;
#ifdef BROKEN
    claim(won);
    if :: won -> wake(aborted) :: else fi;
    ast_abort = true;
    aborter_done = true
#else
    ast_abort = true;     /* first the bit, then the claim: the waiter does it the other way round */
    claim(won);
    if :: won -> wake(aborted) :: else fi;
    aborter_done = true
#endif
}

/* Who is asleep with an abort pending has been claimed, and is being woken. */
ltl heeded { [] ((asleep && ast_abort && aborter_done) -> status != waiting) }
/* In the end the message has arrived, and nobody is left behind. */
ltl delivered { <> [] (received == 1 && sent == 1 && !in_queue && !in_hand) }
