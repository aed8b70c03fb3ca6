/* The check of the whole ledger, beside the writer's work. */
#include "shell/ledger.h"
#include "shell/thread.h"
#include "shell/writer_private.h"

#include <stdio.h>

/* Between tries at a page that is not given back or makes no sense. */
#define CHECK_AGAIN_MS 2000

static void run_check(struct writer *self, struct ledger *reader, char *why, size_t cap, bool *damaged)
{
    bool sound = ledger_quick_check(reader);
    enum ledger_fault fault = ledger_fault(reader);

    *damaged = !sound && (fault == LEDGER_FAULT_DAMAGED || ledger_unreadable(reader));
    (void)snprintf(why, cap, "%s", ledger_why(reader));
    writer_lock(self);
    self->check_reader = NULL;
    writer_unlock(self);
}

/* A thread of its own: on the writer's a large file on a slow card would hold up commits for minutes. */
static void *checker_main(void *arg)
{
    struct writer *self = arg;
    char why[160];
    bool damaged = false, stopping;

    struct ledger *reader = ledger_open_reader(self->check_dir, why, sizeof why);
    writer_lock(self);
    stopping = self->stop;
    self->check_reader = stopping ? NULL : reader;
    writer_unlock(self);
    if (reader != NULL && !stopping)
        run_check(self, reader, why, sizeof why, &damaged);
    ledger_close(reader);
    writer_lock(self);
    self->check = CHECK_ENDED;
    self->check_damaged = damaged && !self->stop;
    (void)snprintf(self->check_why, sizeof self->check_why, "%s", why);
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
    return NULL;
}

void writer_begin_check(struct writer *self)
{
    self->check_dir = ledger_dir(self->ledger);
    if (self->check_dir[0] != '\0' && thread_start(&self->checker, checker_main, self))
        return;
    writer_lock(self);
    self->check = CHECK_IDLE; /* in memory, or no thread to be had: nothing was found wrong */
    self->state.checked = true;
    writer_publish(self);
    writer_unlock(self);
}

void writer_end_check(struct writer *self)
{
    (void)pthread_join(self->checker, NULL);
    bool again = self->check_damaged && ++self->check_tries < WRITER_UNREADABLE_MAX;
    if (self->check_damaged && !again)
        writer_set_aside(self, self->check_why);
    writer_lock(self);
    self->check = again ? CHECK_ASKED : CHECK_IDLE;
    self->check_at = writer_now_ms() + CHECK_AGAIN_MS;
    self->state.checked = !again;
    writer_publish(self);
    writer_unlock(self);
}
