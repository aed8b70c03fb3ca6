#include "modemsim/sim_join.h"

#include "base/check.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"
#include "sms/sms.h"

#include <stdio.h>
#include <string.h>

static struct sim_joiner *joiner_of(struct sim *sim, const char *to, const struct sms_concat *concat)
{
    struct sim_joiner *oldest = &sim->join[0];

    for (size_t i = 0; i < SIM_JOIN_MAX; i++) {
        struct sim_joiner *j = &sim->join[i];
        if (j->used && j->ref == concat->ref && j->total == concat->total && j->wide == concat->wide &&
            strcmp(j->number, to) == 0)
            return j;
        if (!j->used || (oldest->used && (int32_t)(j->seq - oldest->seq) < 0))
            oldest = j->used || oldest->used ? j : oldest;
    }
    memset(oldest, 0, sizeof(*oldest));
    oldest->used = true;
    oldest->seq = sim->join_seq++;
    oldest->wide = concat->wide;
    oldest->ref = concat->ref;
    oldest->total = concat->total;
    (void)snprintf(oldest->number, sizeof(oldest->number), "%s", to);
    return oldest;
}

/* The whole text is with its recipient. */
static void whole(struct sim *sim, struct sim_joiner *j)
{
    struct sms_pdu decoded[SIM_PARTS_MAX];
    const struct sms_body *parts[SIM_PARTS_MAX];
    char hex[2 * SIM_PDU_MAX + 1];

    for (unsigned i = 0; i < j->total; i++) {
        sim_hex(&j->part[i], hex, sizeof(hex));
        bool ok = sms_decode(hex, strlen(hex), false, &decoded[i]);
        CHECK(ok); /* it was decoded when it came */
        parts[i] = &decoded[i].body;
    }
    struct sim_event *ev = sim_event_add(sim, SIM_EV_SMS_OUT, j->number);
    ev->ref = sim->ref;
    ev->total = j->total;
    (void)sms_join(parts, j->total, ev->text, sizeof(ev->text));
    j->used = false;
}

void sim_join_part(struct sim *sim, const char *to, const struct sim_pdu *pdu, const struct sms_pdu *decoded,
                   const char *hex)
{
    const struct sms_concat *concat = &decoded->concat;
    struct sim_event *ev = sim_event_add(sim, SIM_EV_SMS_PART, to);

    ev->ref = sim->ref;
    ev->seq = concat->present ? concat->seq : 1;
    ev->total = concat->present ? concat->total : 1;
    (void)snprintf(ev->text, sizeof(ev->text), "%s", hex);
    if (!concat->present) {
        const struct sms_body *const part[] = {&decoded->body};
        ev = sim_event_add(sim, SIM_EV_SMS_OUT, to);
        ev->ref = sim->ref;
        ev->total = 1;
        (void)sms_join(part, 1, ev->text, sizeof(ev->text));
        return;
    }
    if (concat->total > SIM_PARTS_MAX)
        return; /* the parts are events, the whole is more than this recipient can hold */
    struct sim_joiner *j = joiner_of(sim, to, concat);
    j->have += j->part[concat->seq - 1].len == 0;
    j->part[concat->seq - 1] = *pdu;
    if (j->have == j->total)
        whole(sim, j);
}
