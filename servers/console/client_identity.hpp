/// \file
/// Who asks something of a terminal.
#pragma once

#include <cstdint>

#include <mach/audit.h>
#include <mach/message.h>

/// A client's place among sessions and groups, from its audit token.
struct client_identity {
    uint32_t pid, process_group, session, euid;
    static client_identity of(const audit_token_t &token) {
        return {token.val[AUDIT_PID], token.val[AUDIT_PGRP], token.val[AUDIT_SID],
                token.val[AUDIT_EUID]};
    }
};
