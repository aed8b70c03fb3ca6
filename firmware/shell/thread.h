/* Threads beside the loop's: few, small, and deaf to signals. */
#ifndef SHELL_THREAD_H
#define SHELL_THREAD_H

#include "base/check.h"

#include <pthread.h>
#include <stdbool.h>

/* Starts entry(arg) with a small stack and every signal blocked, since signals are the loop's. False: there
 * is none to be had. */
TB_MUST_CHECK bool thread_start(pthread_t *thread, void *(*entry)(void *), void *arg);

#endif
