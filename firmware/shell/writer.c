#include "shell/writer.h"

#include "base/now.h"
#include "shell/ledger.h"
#include "shell/statusfile.h"
#include "shell/thread.h"
#include "shell/writer_private.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MAX_MS   30000

int64_t writer_now_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void writer_lock(struct writer *self)
{
    CHECK(pthread_mutex_lock(&self->lock) == 0);
}

void writer_unlock(struct writer *self)
{
    CHECK(pthread_mutex_unlock(&self->lock) == 0);
}

/* Under the lock, after a change of state. */
void writer_publish(struct writer *self)
{
    const uint64_t one = 1;

    (void)!write(self->event_fd, &one, sizeof one); /* fails only when it is readable anyhow */
}

/* ---- records ---- */

/* One transaction with everything taken. */
static bool write_taken(struct writer *self)
{
    if (!ledger_begin(self->ledger))
        return false;
    for (const struct put *put = self->taken.first; put != NULL; put = put->next) {
        if (ledger_apply(self->ledger, &put->record))
            continue;
        /* The core asked for what must never be, such as a second text for a call. Nothing of it has left the
         * box: it would wait for durable. */
        if (ledger_fault(self->ledger) == LEDGER_FAULT_REFUSED)
            tb_check_failed(ledger_why(self->ledger), __FILE__, __LINE__);
        return false;
    }
    return ledger_commit(self->ledger);
}

void writer_set_aside(struct writer *self, const char *why)
{
    bool ok = ledger_set_aside(self->ledger); /* if not, the next commit says so, and goes on with it */

    (void)ok;
    writer_lock(self);
    self->check_tries = 0; /* a check under way has looked at the former file */
    self->state.set_aside++;
    (void)snprintf(self->state.why, sizeof self->state.why, "%s", why);
    writer_publish(self);
    writer_unlock(self);
}

/* Under the lock. The ledger holds all it ever will of this life: end it, the next one begins from there. */
static void end_if_holed(const struct writer *self)
{
    if (self->hole && self->queue.first == NULL && self->step.first == NULL && !self->stop)
        tb_check_failed("no record was lost while the disk failed", __FILE__, __LINE__);
}

static void announce_durable(struct writer *self)
{
    struct put_queue done;
    uint64_t sequence = self->state.durable; /* only this thread writes it */

    for (const struct put *put = self->taken.first; put != NULL; put = put->next)
        sequence = put->sequence;
    put_queue_init(&done);
    self->backoff_ms = 0;
    self->unreadable = 0;
    writer_lock(self);
    end_if_holed(self);
    put_queue_take(&done, &self->taken);
    if (!self->hole)
        self->state.durable = sequence;
    self->state.commits += done.first != NULL;
    self->state.failing = false;
    self->state.forgetting = ledger_forgetting(self->ledger);
    writer_publish(self);
    writer_unlock(self);
    put_queue_free(&done);
}

/* The pause after one of that length. */
static int64_t next_pause(int64_t pause_ms)
{
    if (pause_ms == 0)
        return BACKOFF_FIRST_MS;
    return pause_ms < BACKOFF_MAX_MS / 2 ? pause_ms * 2 : BACKOFF_MAX_MS;
}

static void announce_failure(struct writer *self)
{
    self->backoff_ms = next_pause(self->backoff_ms);
    self->retry_at = writer_now_ms() + self->backoff_ms;
    writer_lock(self);
    self->look = true; /* also with nothing taken it is tried again */
    self->state.failing = true;
    (void)snprintf(self->state.why, sizeof self->state.why, "%s", ledger_why(self->ledger));
    writer_publish(self);
    writer_unlock(self);
}

/* A page that could not be read once may be a loose plug, and what SQLite then calls malformed was not read
 * either; again and again it is a bad sector, or damage. */
static bool is_damaged(const struct writer *self, int *in_a_row)
{
    bool bad = ledger_unreadable(self->ledger) || ledger_fault(self->ledger) == LEDGER_FAULT_DAMAGED;

    *in_a_row = bad ? *in_a_row + 1 : 0;
    return *in_a_row >= WRITER_UNREADABLE_MAX;
}

/* Somebody deleted it, or its card was pulled and another put in. */
static bool put_back(struct writer *self)
{
    if (!ledger_put_back(self->ledger))
        return false;
    writer_lock(self);
    self->check_tries = 0;
    self->state.put_back++;
    writer_publish(self);
    writer_unlock(self);
    return true;
}

/* Also with nothing taken: one that has to be opened, or is gone from its place. */
static void commit_taken(struct writer *self)
{
    bool ok = write_taken(self);

    if (!ok && is_damaged(self, &self->unreadable)) {
        char why[160];
        (void)snprintf(why, sizeof why, "%s", ledger_why(self->ledger));
        writer_set_aside(self, why);
        ok = write_taken(self);
    }
    if (ledger_gone(self->ledger)) /* what it took is in a file that nobody finds */
        ok = put_back(self) && (ok || write_taken(self));
    if (!ok) {
        announce_failure(self);
        return;
    }
    announce_durable(self);
    ledger_tidy(self->ledger); /* after the announcement: a checkpoint is two more syncs */
}

/* ---- the thread ---- */

/* One round's work, decided under the lock. */
struct work {
    bool commit, begin_check, end_check, forget, prune, end;
    struct ledger_keep keep;
    struct put_file *files;
};

/* When the next slice of somebody's traces is to go, monotonic ms. */
static int64_t forget_at(const struct writer *self)
{
    return ledger_forgetting(self->ledger) && self->backoff_ms == 0 ? self->forget_at : TB_NEVER;
}

/* Under the lock. False: nothing to do yet. */
static bool find_work(struct writer *self, struct work *work)
{
    bool waiting = self->backoff_ms > 0 && writer_now_ms() < self->retry_at && !self->stop;

    put_queue_take(&self->taken, &self->queue);
    *work = (struct work){
        .commit = (self->taken.first != NULL || self->look) && !waiting,
        .begin_check = self->check == CHECK_ASKED && writer_now_ms() >= self->check_at && !self->stop,
        .end_check = self->check == CHECK_ENDED,
        .forget = forget_at(self) <= writer_now_ms() && !self->stop,
        .prune = self->prune && self->backoff_ms == 0 && !self->stop,
        .keep = self->keep,
        .files = self->files,
        .end = self->stop && self->check != CHECK_RUNNING,
    };
    if (work->begin_check)
        self->check = CHECK_RUNNING;
    if (work->commit)
        self->look = false;
    self->files = NULL;
    return work->commit || work->begin_check || work->end_check || work->forget || work->prune ||
           work->files != NULL || work->end;
}

/* Under the lock: when there is something to try again, monotonic ms. */
static int64_t next_try(const struct writer *self)
{
    int64_t commit = self->taken.first != NULL || self->look ? self->retry_at : TB_NEVER;
    int64_t check = self->check == CHECK_ASKED && !self->stop ? self->check_at : TB_NEVER;

    int64_t forget = self->stop ? TB_NEVER : forget_at(self);

    return tb_earlier(tb_earlier(commit, check), forget);
}

static void wait_for_work(struct writer *self, struct work *work)
{
    writer_lock(self);
    while (!find_work(self, work)) {
        int64_t at = next_try(self);
        if (at == TB_NEVER) {
            (void)pthread_cond_wait(&self->wake, &self->lock);
            continue;
        }
        struct timespec until = {.tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000};
        (void)pthread_cond_timedwait(&self->wake, &self->lock, &until);
    }
    writer_unlock(self);
}

static void write_files(struct writer *self, struct put_file *file)
{
    uint32_t failed = 0;

    while (file != NULL) {
        struct put_file *next = file->next;
        if (!statusfile_replace(file->dir, file->name, file->bytes, file->length, file->synced))
            failed++;
        free(file);
        file = next;
    }
    if (failed == 0)
        return;
    writer_lock(self);
    self->state.files_failed += failed;
    writer_publish(self);
    writer_unlock(self);
}

/* A page that only these rows are on may be read by nothing else: what it does to commits is counted apart.
 */
static void forget_failed(struct writer *self)
{
    char why[160];
    bool damaged = is_damaged(self, &self->forget_unreadable);

    (void)snprintf(why, sizeof why, "%s", ledger_why(self->ledger));
    if (damaged) {
        writer_set_aside(self, why);
        self->forget_unreadable = 0;
    }
    self->forget_pause_ms = next_pause(self->forget_pause_ms);
    self->forget_at = writer_now_ms() + self->forget_pause_ms;
    writer_lock(self);
    self->look = self->look || damaged; /* the fresh file is gone on with, or its failure told */
    self->state.forget_failures++;
    (void)snprintf(self->state.forget_why, sizeof self->state.forget_why, "%s", why);
    writer_publish(self);
    writer_unlock(self);
}

static void forget_slice(struct writer *self)
{
    bool more;

    if (!ledger_forget_slice(self->ledger, &more)) {
        forget_failed(self);
        return;
    }
    self->forget_pause_ms = 0;
    self->forget_unreadable = 0;
    ledger_tidy(self->ledger);
    writer_lock(self);
    bool news = !more || self->state.forget_failures > 0;
    self->state.forget_failures = 0;
    self->state.forgetting = more;
    if (news)
        writer_publish(self);
    writer_unlock(self);
}

static void prune_slice(struct writer *self, const struct work *work)
{
    bool more = false;

    if (!ledger_prune(self->ledger, &work->keep, &more))
        more = false; /* it can wait: it is asked for again tomorrow */
    ledger_tidy(self->ledger);
    writer_lock(self);
    self->prune = more;
    writer_unlock(self);
}

static void *writer_main(void *arg)
{
    struct writer *self = arg;
    struct work work;

    do {
        wait_for_work(self, &work);
        if (work.commit)
            commit_taken(self);
        if (work.begin_check)
            writer_begin_check(self);
        if (work.end_check)
            writer_end_check(self);
        if (work.forget)
            forget_slice(self);
        else if (work.prune)
            prune_slice(self, &work);
        write_files(self, work.files);
    } while (!work.end);
    return NULL;
}

/* ---- what the loop calls ---- */

struct writer *writer_start(struct ledger *ledger, char *why, size_t cap)
{
    struct writer *self = calloc(1, sizeof *self);
    pthread_condattr_t attr;

    (void)snprintf(why, cap, "out of memory");
    if (self == NULL)
        return NULL;
    self->ledger = ledger;
    self->look = self->state.failing = ledger_handle(ledger) == NULL;
    self->state.forgetting = ledger_forgetting(ledger);
    put_queue_init(&self->queue);
    put_queue_init(&self->step);
    put_queue_init(&self->taken);
    CHECK(pthread_mutex_init(&self->lock, NULL) == 0 && pthread_condattr_init(&attr) == 0);
    CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
          pthread_cond_init(&self->wake, &attr) == 0);
    (void)pthread_condattr_destroy(&attr);
    self->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->event_fd >= 0 && thread_start(&self->thread, writer_main, self))
        return self;
    (void)snprintf(why, cap, "the writer cannot start: %s", strerror(errno));
    if (self->event_fd >= 0)
        (void)close(self->event_fd);
    free(self);
    return NULL;
}

int writer_fd(const struct writer *self)
{
    return self->event_fd;
}

/* Under the lock. */
static uint32_t queued(const struct writer *self)
{
    return self->queue.count + self->step.count + self->taken.count;
}

void writer_state(struct writer *self, struct writer_state *out)
{
    uint64_t count;

    /* first quiet, then look: what changes in between makes it readable again */
    if (read(self->event_fd, &count, sizeof count) < 0)
        CHECK(errno == EAGAIN);
    writer_lock(self);
    *out = self->state;
    out->queued = queued(self);
    writer_unlock(self);
}

void writer_hold(struct writer *self)
{
    writer_lock(self);
    self->held = true;
    writer_unlock(self);
}

void writer_go(struct writer *self)
{
    writer_lock(self);
    self->held = false;
    put_queue_take(&self->queue, &self->step);
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
}

bool writer_put(struct writer *self, uint64_t sequence, const struct record *record)
{
    struct put *put = put_copy(sequence, record);

    writer_lock(self);
    bool room = put != NULL && queued(self) < WRITER_RECORDS_MAX &&
                self->queue.bytes + self->step.bytes + self->taken.bytes + put->bytes <= WRITER_BYTES_MAX;
    if (room) {
        put_queue_add(self->held ? &self->step : &self->queue, put);
        self->hole = self->hole || (self->refused != 0 && self->refused != sequence);
        self->refused = 0;
        if (!self->held)
            (void)pthread_cond_signal(&self->wake);
    } else if (self->refused == 0) {
        self->refused = sequence;
    }
    writer_unlock(self);
    if (!room)
        free(put);
    return room;
}

void writer_check(struct writer *self)
{
    writer_lock(self);
    if (self->check == CHECK_IDLE) {
        self->check = CHECK_ASKED;
        self->check_at = 0;
        self->check_tries = 0;
    }
    self->state.checked = false;
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
}

void writer_look(struct writer *self)
{
    writer_lock(self);
    self->look = true;
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
}

void writer_prune(struct writer *self, const struct ledger_keep *keep)
{
    writer_lock(self);
    self->prune = true;
    self->keep = *keep;
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
}

bool writer_put_file(struct writer *self, const char *dir, const char *name, const void *bytes, size_t length,
                     bool synced)
{
    struct put_file *file =
        length <= WRITER_FILE_BYTES_MAX ? put_file_copy(dir, name, bytes, length, synced) : NULL;

    if (file == NULL)
        return false;
    writer_lock(self);
    bool room = put_file_add(&self->files, file, WRITER_FILES_MAX, WRITER_FILE_BYTES_MAX);
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
    if (!room)
        free(file);
    return room;
}

bool writer_stop(struct writer *self)
{
    writer_lock(self);
    self->stop = true;
    put_queue_take(&self->queue, &self->step);
    if (self->check_reader != NULL)
        sqlite3_interrupt(ledger_handle(self->check_reader));
    (void)pthread_cond_signal(&self->wake);
    writer_unlock(self);
    (void)pthread_join(self->thread, NULL);
    bool all = self->taken.first == NULL && !self->hole;
    put_queue_free(&self->taken);
    (void)close(self->event_fd);
    (void)pthread_cond_destroy(&self->wake);
    (void)pthread_mutex_destroy(&self->lock);
    free(self);
    return all;
}
