#include "shell/clerk.h"

#include "shell/ledger.h"
#include "shell/thread.h"

#include <errno.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* SQLite looks up from its work so often: some milliseconds. */
#define STEPS_A_LOOK 100000

struct clerk {
    char *state_dir;
    int event_fd;
    bool busy; /* the loop's */
    pthread_t thread;
    atomic_bool stop;
    struct cfg_zone zone; /* copies of what the work points to */
    char dir[4096];
    struct clerk_result result; /* the thread's until event_fd is readable */
};

struct clerk *clerk_new(const char *state_dir, char *why, size_t cap)
{
    struct clerk *self = calloc(1, sizeof *self);

    if (self != NULL) {
        self->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        self->state_dir = strdup(state_dir);
        if (self->event_fd >= 0 && self->state_dir != NULL)
            return self;
        clerk_free(self);
    }
    (void)snprintf(why, cap, "the clerk cannot start: %s", strerror(errno));
    return NULL;
}

int clerk_fd(const struct clerk *self)
{
    return self->event_fd;
}

static int is_stopped(void *arg)
{
    const struct clerk *self = arg;
    return atomic_load(&self->stop);
}

static void work_on(struct clerk *self, struct ledger *ledger)
{
    struct clerk_result *result = &self->result;

    (void)sqlite3_exec(ledger_handle(ledger), "PRAGMA cache_size=-192", NULL, NULL, NULL);
    sqlite3_progress_handler(ledger_handle(ledger), STEPS_A_LOOK, is_stopped, self);
    if (result->work.kind == CLERK_REPORT)
        result->read = report_read(ledger, &result->work.period, &result->figures, NULL, NULL);
    else
        result->read = cardbook_write(ledger, &result->work.wish, &result->card);
}

static void *clerk_main(void *arg)
{
    struct clerk *self = arg;
    const uint64_t one = 1;
    char why[256];
    struct ledger *ledger = ledger_open_reader(self->state_dir, why, sizeof why);

    if (ledger != NULL)
        work_on(self, ledger);
    ledger_close(ledger);
    (void)malloc_trim(0); /* the daemon is small but for such moments */
    (void)!write(self->event_fd, &one, sizeof one);
    return NULL;
}

bool clerk_begin(struct clerk *self, const struct clerk_work *work)
{
    if (self->busy)
        return false;
    self->result = (struct clerk_result){.work = *work};
    if (work->kind == CLERK_CARD) {
        self->zone = *work->wish.zone;
        (void)snprintf(self->dir, sizeof self->dir, "%s", work->wish.dir);
        self->result.work.wish.zone = &self->zone;
        self->result.work.wish.dir = self->dir;
        self->result.work.wish.stop = &self->stop;
    }
    self->busy = thread_start(&self->thread, clerk_main, self);
    return self->busy;
}

bool clerk_done(struct clerk *self, struct clerk_result *out)
{
    uint64_t count;

    if (read(self->event_fd, &count, sizeof count) < 0) {
        CHECK(errno == EAGAIN);
        return false;
    }
    CHECK(pthread_join(self->thread, NULL) == 0);
    self->busy = false;
    *out = self->result;
    out->work.wish.zone = NULL;
    out->work.wish.dir = NULL;
    out->work.wish.stop = NULL;
    return true;
}

void clerk_stop(struct clerk *self)
{
    atomic_store(&self->stop, true);
}

void clerk_free(struct clerk *self)
{
    if (self == NULL)
        return;
    clerk_stop(self);
    if (self->busy)
        (void)pthread_join(self->thread, NULL);
    if (self->event_fd >= 0)
        (void)close(self->event_fd);
    free(self->state_dir);
    free(self);
}
