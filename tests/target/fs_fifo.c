// FIFOs: opening waits for the other end, unless told not to.
#include <signal.h>
#include <sys/wait.h>

#include "fs_test.h"

static void on_alarm(int number) { (void)number; }

int main(void) {
    char text[32];
    SHOW(mkfifo("fifo", 0644));
    show_mode("fifo");
    DONE(open("fifo", O_WRONLY | O_NONBLOCK));
    const int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    SHOW(read(reader, text, 4));
    const int writer = open("fifo", O_WRONLY | O_NONBLOCK);
    SHOW(read(reader, text, 4));
    SHOW(write(writer, "both", 4));
    SHOW(read(reader, text, 4));
    close(writer);
    SHOW(read(reader, text, 4));
    close(reader);

    if (fork() == 0) {
        const int fd = open("fifo", O_WRONLY);
        write(fd, "from the child", 14);
        _exit(0);
    }
    const int waiting = open("fifo", O_RDONLY);
    ssize_t size = read(waiting, text, sizeof text);
    printf("%.*s\n", (int)size, text);
    SHOW(read(waiting, text, sizeof text));
    close(waiting);
    wait(0);

    if (fork() == 0) {
        usleep(50000);
        const int fd = open("fifo", O_RDONLY);
        size = read(fd, text, sizeof text);
        _exit((int)size);
    }
    const int late = open("fifo", O_WRONLY);
    SHOW(write(late, "12345", 5));
    int status;
    wait(&status);
    printf("the reader got %d\n", WEXITSTATUS(status));
    close(late);

    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, 0);
    alarm(1);
    DONE(open("fifo", O_RDONLY));
    const int both = open("fifo", O_RDWR);
    SHOW(write(both, "self", 4));
    SHOW(read(both, text, 32));
    close(both);
    SHOW(unlink("fifo"));
    return 0;
}
