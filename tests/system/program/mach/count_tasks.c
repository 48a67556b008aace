// Writes how many tasks there are, those included that have ended and whose memory is kept.
#include <mach/mach.h>

#include "check.h"

int main(void) {
    host_load_info_data_t load;
    mach_msg_type_number_t count = HOST_LOAD_INFO_COUNT;
    CHECK(host_statistics(mach_host_self(), HOST_LOAD_INFO, (host_info_t)&load, &count));
    printf("%u\n", load.tasks);
    return 0;
}
