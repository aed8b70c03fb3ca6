#include "shell/thread.h"

#include <signal.h>

#define STACK_BYTES ((size_t)256 * 1024) /* SQLite needs some 40 KB at its deepest */

bool thread_start(pthread_t *thread, void *(*entry)(void *), void *arg)
{
    pthread_attr_t attr;
    sigset_t all, before;

    if (pthread_attr_init(&attr) != 0)
        return false;
    (void)pthread_attr_setstacksize(&attr, STACK_BYTES);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(thread, &attr, entry, arg) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attr);
    return ok;
}
