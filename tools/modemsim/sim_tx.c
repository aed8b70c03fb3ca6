#include "modemsim/sim_tx.h"

#include "modemsim/sim_fault.h"

#include <stdio.h>
#include <string.h>

#define OCTET_US    87   /* 10 bits at 115200 */
#define FRAGMENT_US 2000 /* fault `fragments`: one octet every 2 ms, so that each is a read of its own */

/* A number in [lo, hi] from the seed. */
static int64_t sim_random(struct sim *sim, int64_t lo, int64_t hi)
{
    /* splitmix64: small, and good enough to spread delays */
    sim->rng += 0x9E3779B97F4A7C15u;
    uint64_t z = sim->rng;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return lo + (int64_t)(z % (uint64_t)(hi - lo + 1));
}

int64_t sim_delay(struct sim *sim, int64_t lo, int64_t hi)
{
    return sim->latency == SIM_LATENCY_NONE ? 0 : sim_random(sim, lo, hi);
}

struct sim_event *sim_event_add(struct sim *sim, enum sim_event_kind kind, const char *number)
{
    if (sim->event_count == SIM_EVENTS_MAX) {
        sim->event_first = (sim->event_first + 1) % SIM_EVENTS_MAX;
        sim->event_count--;
        sim->events_lost++;
    }
    struct sim_event *ev = &sim->event[(sim->event_first + sim->event_count) % SIM_EVENTS_MAX];
    sim->event_count++;
    ev->kind = kind;
    (void)snprintf(ev->number, sizeof(ev->number), "%s", number);
    ev->by_host = false;
    ev->acked = false;
    ev->ref = ev->seq = ev->total = ev->error = 0;
    ev->text[0] = '\0';
    return ev;
}

bool sim_next_event(struct sim *sim, struct sim_event *out)
{
    if (sim->event_count == 0)
        return false;
    *out = sim->event[sim->event_first];
    sim->event_first = (sim->event_first + 1) % SIM_EVENTS_MAX;
    sim->event_count--;
    return true;
}

struct sim_chunk *sim_put(struct sim *sim, int64_t due, const char *bytes, size_t len)
{
    struct sim_tx *tx = &sim->tx;
    struct sim_chunk *chunk = NULL;

    if (sim_fault_on(sim, FAULT_SILENT))
        return NULL;
    for (size_t i = 0; i < SIM_CHUNKS_MAX && chunk == NULL; i++) {
        if (!tx->chunk[i].used)
            chunk = &tx->chunk[i];
    }
    if (chunk == NULL || len == 0 || len > SIM_CHUNK_MAX) {
        tx->lost += len != 0;
        return NULL;
    }
    chunk->used = true;
    chunk->marked = false;
    chunk->due = due;
    chunk->seq = tx->seq++;
    chunk->sent = 0;
    chunk->len = (uint16_t)len;
    memcpy(chunk->data, bytes, len);
    tx->count++;
    return chunk;
}

struct sim_chunk *sim_put_line(struct sim *sim, int64_t due, const char *text)
{
    static const char NOISE[] = {'\0', '\xFF', '\x80', '\0', '\xFE'};
    static const char *const MESS[][2] = {
        {"\r\r\n", "\r\r\n"}, {"\n", "\n"}, {"\r\n", "\r\n\r\n"}, {"", "\r\n"}};
    char out[SIM_CHUNK_MAX];
    size_t len = 0;
    const char *before = sim->set[SET_VERBOSE] != 0 ? "\r\n" : "";
    const char *behind = "\r\n";

    if (sim_fault_use(sim, FAULT_GARBAGE)) {
        memcpy(out, NOISE, sizeof(NOISE));
        len = sizeof(NOISE);
    }
    if (sim_fault_use(sim, FAULT_CRLF_MESS)) {
        int64_t pick = sim_random(sim, 0, (int64_t)TB_COUNT(MESS) - 1);
        before = MESS[pick][0];
        behind = MESS[pick][1];
    }
    int n = snprintf(out + len, sizeof(out) - len, "%s%s%s", before, text, behind);
    if (n < 0 || (size_t)n >= sizeof(out) - len) {
        sim->tx.lost++;
        return NULL;
    }
    return sim_put(sim, due, out, len + (size_t)n);
}

static TB_PRINTF(3, 0) struct sim_chunk *put_format(struct sim *sim, int64_t due, const char *fmt,
                                                    va_list args)
{
    char text[SIM_CHUNK_MAX];
    int n = vsnprintf(text, sizeof(text), fmt, args);

    if (n < 0 || (size_t)n >= sizeof(text)) {
        sim->tx.lost++;
        return NULL;
    }
    return sim_put_line(sim, due, text);
}

struct sim_chunk *sim_urc(struct sim *sim, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct sim_chunk *chunk = put_format(sim, sim->now, fmt, args);
    va_end(args);
    return chunk;
}

void sim_info(struct sim *sim, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (!sim->answer_lost)
        (void)put_format(sim, sim->answer_due, fmt, args);
    va_end(args);
}

void sim_mark(struct sim *sim, struct sim_chunk *chunk, enum sim_event_kind kind, const char *number)
{
    if (chunk == NULL) {
        (void)sim_event_add(sim, kind, number);
        return;
    }
    chunk->marked = true;
    chunk->kind = kind;
    (void)snprintf(chunk->number, sizeof(chunk->number), "%s", number);
}

/* The end of a chunk: its room is free, and its event has happened. */
static void finish_chunk(struct sim *sim, struct sim_chunk *chunk)
{
    chunk->used = false;
    sim->tx.count--;
    if (chunk->marked)
        (void)sim_event_add(sim, chunk->kind, chunk->number);
}

void sim_tx_drop(struct sim *sim)
{
    for (size_t i = 0; i < SIM_CHUNKS_MAX; i++) {
        if (sim->tx.chunk[i].used)
            finish_chunk(sim, &sim->tx.chunk[i]);
    }
    sim->tx.current = -1;
}

/* The chunk that leaves next, or -1. */
static int earliest(const struct sim_tx *tx)
{
    int best = -1;

    for (int i = 0; i < SIM_CHUNKS_MAX; i++) {
        const struct sim_chunk *c = &tx->chunk[i];
        if (!c->used)
            continue;
        if (best < 0 || c->due < tx->chunk[best].due ||
            (c->due == tx->chunk[best].due && (int32_t)(c->seq - tx->chunk[best].seq) < 0))
            best = i;
    }
    return best;
}

static int64_t octet_us(const struct sim *sim)
{
    if (sim_fault_on(sim, FAULT_FRAGMENTS))
        return FRAGMENT_US;
    return sim->latency == SIM_LATENCY_NONE ? 0 : OCTET_US;
}

/* Octets of the chunk under way that may have left by now. */
static size_t allowed(const struct sim *sim, const struct sim_chunk *chunk)
{
    int64_t per = octet_us(sim);

    if (per == 0)
        return (size_t)(chunk->len - chunk->sent);
    int64_t done = (sim->now * 1000 - sim->tx.start_us) / per;
    if (done > chunk->len)
        done = chunk->len;
    return done > chunk->sent ? (size_t)(done - chunk->sent) : 0;
}

/* Chooses the next chunk if none is under way. false if none is due. */
static bool begin_chunk(struct sim *sim)
{
    struct sim_tx *tx = &sim->tx;

    if (tx->current >= 0)
        return true;
    int next = tx->count == 0 ? -1 : earliest(tx);
    if (next < 0 || tx->chunk[next].due > sim->now)
        return false;
    tx->current = next;
    int64_t due_us = tx->chunk[next].due * 1000;
    tx->start_us = tx->free_us > due_us ? tx->free_us : due_us;
    return true;
}

size_t sim_read(struct sim *sim, char *buf, size_t cap, int64_t now)
{
    struct sim_tx *tx = &sim->tx;
    size_t got = 0;

    sim->now = now;
    while (got < cap && begin_chunk(sim)) {
        struct sim_chunk *chunk = &tx->chunk[tx->current];
        size_t n = allowed(sim, chunk);
        if (n > cap - got)
            n = cap - got;
        if (sim_fault_on(sim, FAULT_FRAGMENTS) && n > 1)
            n = 1;
        if (n == 0)
            break;
        memcpy(buf + got, chunk->data + chunk->sent, n);
        chunk->sent = (uint16_t)(chunk->sent + n);
        got += n;
        if (chunk->sent == chunk->len) {
            tx->free_us = tx->start_us + chunk->len * octet_us(sim);
            tx->current = -1;
            finish_chunk(sim, chunk);
            if (chunk->marked)
                break;
        }
        if (sim_fault_on(sim, FAULT_FRAGMENTS))
            break;
    }
    return got;
}

int64_t sim_tx_deadline(const struct sim *sim)
{
    const struct sim_tx *tx = &sim->tx;

    if (tx->count == 0)
        return TB_NEVER;
    if (tx->current < 0) {
        const struct sim_chunk *next = &tx->chunk[earliest(tx)];
        int64_t free_ms = octet_us(sim) == 0 ? 0 : (tx->free_us + 999) / 1000;
        return next->due > free_ms ? next->due : free_ms;
    }
    const struct sim_chunk *chunk = &tx->chunk[tx->current];
    return (tx->start_us + (chunk->sent + 1) * octet_us(sim) + 999) / 1000;
}
