/* What people do about what they read on their phones. Each answer depends on the plan's seed and the words
 * alone, so that it stays the same when other things are left out of the plan. */
#include "world.h"

#include <ctype.h>
#include <string.h>

enum {
    THINKS_MS = 30000, /* people who answered do not answer the next text at once: else an answer of two texts
                          gets two */
    READS_MS = 4000,
    READS_WITHIN_MS = 240000
};

bool world_is_desk(const struct world *w, const char *number)
{
    if (strcmp(number, w->config->phone) == 0)
        return true;
    for (unsigned i = 0; i < w->config->backup_count; i++)
        if (strcmp(number, w->config->backup[i].number) == 0)
            return true;
    return false;
}

static void answer(struct world *w, const struct sent *sent, int64_t in_ms, const char *words)
{
    struct later later = {.at_ms = w->ms + in_ms, .kind = LATER_TEXT};

    for (unsigned i = 0; i < w->lines; i++)
        if (w->line[i].sent_id == sent->id)
            later.line = (uint8_t)i;
    (void)snprintf(later.who, sizeof later.who, "%s", sent->to);
    (void)snprintf(later.text, sizeof later.text, "%s", words);
    world_later(w, &later);
}

/* The four digits that the box asks to have sent back, in a text that says so. */
static bool code_in(const char *text, char out[5])
{
    if (strstr(text, "Reply") == NULL && strstr(text, "reply") == NULL)
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        bool begins = at == text || !isalnum((unsigned char)at[-1]);
        if (begins && strspn(at, "0123456789") == 4 && !isalnum((unsigned char)at[4])) {
            (void)snprintf(out, 5, "%.4s", at);
            return true;
        }
    }
    return false;
}

/* # stands for a lead's small number, @ for a word that is in no other text. */
static void fill_in(const char *order, unsigned n, unsigned token, char *out, size_t cap)
{
    size_t used = 0;

    for (; *order != '\0' && used + 8 < cap; order++) {
        if (*order == '#')
            used += (size_t)snprintf(out + used, cap - used, "%u", n);
        else if (*order == '@')
            used += (size_t)snprintf(out + used, cap - used, "q%04uz", token);
        else
            out[used++] = *order;
    }
    out[used] = '\0';
}

static void lead_reads(struct world *w, const struct sent *sent)
{
    char words[PLAN_TEXT_MAX];

    for (unsigned i = 0; i < w->habits && (sent->kind == TEXT_AUTO || sent->kind == TEXT_TYPED); i++) {
        if (strcmp(w->habit[i].who, sent->to) != 0)
            continue;
        fill_in(w->habit[i].text, 1, ++w->tokens, words, sizeof words);
        answer(w, sent, w->habit[i].value, words);
    }
}

/* Most send it back; some mistype it, send it twice, or much later, or it is another one's. */
static void send_code(struct world *w, const struct sent *sent, int64_t in_ms, const char *code,
                      unsigned mind)
{
    enum { LATE_MS = 11 * 60 * 1000 };
    struct sent other = *sent;
    char wrong[5];

    (void)snprintf(wrong, sizeof wrong, "%c%.3s", code[0] == '9' ? '0' : code[0] + 1, code + 1);
    switch (mind % 12) {
    case 0:
        answer(w, sent, in_ms, wrong);
        answer(w, sent, in_ms + THINKS_MS, code);
        break;
    case 1:
        for (unsigned i = 0; i < 4; i++)
            answer(w, sent, in_ms + (int64_t)i * READS_MS, i < 3 ? wrong : code);
        break;
    case 2:
        answer(w, sent, in_ms + LATE_MS, code);
        break;
    case 3:
        for (unsigned i = 0; i < w->config->backup_count; i++) {
            (void)snprintf(other.to, sizeof other.to, "%s", w->config->backup[i].number);
            answer(w, &other, in_ms, code);
        }
        break;
    case 4:
        answer(w, sent, in_ms, code);
        answer(w, sent, in_ms + THINKS_MS, code);
        break;
    default:
        answer(w, sent, in_ms, code);
        break;
    }
}

static void desk_reads(struct world *w, const struct sent *sent)
{
    static const char *const ORDERS[] = {"LIST",
                                         "DONE #",
                                         "# Yes, at five. @",
                                         "Yes it is @",
                                         "TAKE #",
                                         "STATUS",
                                         "# I will call you. @",
                                         "BLOCK #",
                                         "PAUSE 2h",
                                         "RESUME",
                                         "thanks",
                                         "CLIENT #",
                                         "NOTE # likes gardens",
                                         "CALLBACK 30m",
                                         "HELP",
                                         "FORGET #",
                                         "SKIP #",
                                         "OK",
                                         "UNBLOCK #",
                                         "AWAY 3h",
                                         "BACK",
                                         "REPORT"};
    uint64_t mind = plan_mix(w->plan->seed + w->sent_count, sent->text);
    int64_t in_ms = READS_MS + (int64_t)((mind >> 8) % READS_WITHIN_MS);
    char words[80], code[5];

    if (mind % 100 >= w->agent_percent || w->ms < w->agent_free_ms)
        return;
    w->agent_free_ms = w->ms + THINKS_MS;
    if (code_in(sent->text, code)) {
        send_code(w, sent, in_ms, code, (unsigned)(mind >> 20));
        return;
    }
    fill_in(ORDERS[(mind >> 20) % TB_COUNT(ORDERS)], 1 + (unsigned)(mind >> 40) % 3, ++w->tokens, words,
            sizeof words);
    answer(w, sent, in_ms, words);
}

void world_read(struct world *w, const struct sent *sent)
{
    if (world_is_desk(w, sent->to))
        desk_reads(w, sent);
    else
        lead_reads(w, sent);
}
