#include "modemsim/sim_recv.h"

#include "base/check.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_show.h"
#include "modemsim/sim_store.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"
#include "sms/sms.h"

#include <stdio.h>
#include <string.h>

#define CENTRE "+12063130004" /* the network's service centre, whatever the SIM says */

enum outcome { TAKEN, WAITS_FOR_ACK, NO_ROOM };

void sim_inbox_poke(struct sim *sim, int64_t lo, int64_t hi)
{
    sim->inbox_at = tb_earlier(sim->inbox_at, sim->now + sim_delay(sim, lo, hi));
}

void sim_inbox_forget_ack(struct sim *sim)
{
    sim->ack_by = TB_NEVER;
    for (size_t i = 0; i < sim->inbox_count; i++)
        sim->inbox[i].given = false;
}

int64_t sim_inbox_deadline(const struct sim *sim)
{
    if (sim->ack_by != TB_NEVER)
        return sim->ack_by;
    bool can = sim->inbox_count > 0 && sim_reachable(sim) && !sim_fault_on(sim, FAULT_SILENT);
    return can ? sim->inbox_at : TB_NEVER;
}

static void say_in(struct sim *sim, const struct sim_inbox *m, bool acked)
{
    if (!m->report)
        sim_event_add(sim, SIM_EV_SMS_IN, m->from)->acked = acked;
}

/* The network's copy is acknowledged. With the fault it is sent once more. */
static void settle(struct sim *sim, size_t i)
{
    struct sim_inbox *m = &sim->inbox[i];

    say_in(sim, m, true);
    if (!m->copy && sim_fault_use(sim, FAULT_DUPLICATE_CMT)) {
        m->copy = true;
        m->given = false;
        return;
    }
    sim->inbox_count--;
    memmove(m, m + 1, (sim->inbox_count - i) * sizeof(*m));
}

static enum outcome no_room(struct sim *sim)
{
    if (!sim->full_said && sim->profile->full != NULL)
        (void)sim_urc(sim, "%s", sim->profile->full);
    sim->full_said = true;
    return NO_ROOM;
}

static enum outcome store_message(struct sim *sim, const struct sim_inbox *m, bool say)
{
    int index = sim_store_add(sim, sim->mem[2], STAT_UNREAD, &m->pdu);

    if (index < 0)
        return no_room(sim);
    if (say && sim_fault_use(sim, FAULT_CMTI_MINUS))
        (void)sim_urc(sim, "+CMTI: \"%s\",-1", sim_store_name(sim->mem[2]));
    else if (say)
        (void)sim_urc(sim, "+CMTI: \"%s\",%d", sim_store_name(sim->mem[2]), index);
    return TAKEN;
}

static enum outcome store_report(struct sim *sim, const struct sim_inbox *m, bool say)
{
    const struct sim_profile *p = sim->profile;
    int index = sim_store_add(sim, STORE_SR, STAT_UNREAD, &m->pdu);

    if (index < 0)
        return NO_ROOM;
    if (say && p->cdsi_mem != NULL)
        (void)sim_urc(sim, "+CDSI: \"%s\",%d", p->cdsi_mem, p->cdsi_index);
    else if (say)
        (void)sim_urc(sim, "+CDSI: \"SR\",%d", index);
    return TAKEN;
}

static enum outcome show_now(struct sim *sim, const struct sim_inbox *m)
{
    char out[SIM_CHUNK_MAX];

    sim_show_direct(sim, &m->pdu, m->report, out, sizeof(out));
    (void)sim_urc(sim, "%s", out);
    if (!m->report && sim_fault_use(sim, FAULT_CMT_STORED))
        (void)sim_store_add(sim, sim->mem[2], STAT_UNREAD, &m->pdu);
    return sim->set[SET_CSMS] == 1 ? WAITS_FOR_ACK : TAKEN;
}

/* As AT+CNMI has it, 27.005 3.4.1. Mode 0 keeps indications to itself. */
static enum outcome deliver(struct sim *sim, const struct sim_inbox *m)
{
    bool say = sim->set[SET_CNMI_MODE] != 0;

    if (m->report) {
        if (sim->set[SET_CNMI_DS] == 1 && say)
            return show_now(sim, m);
        return sim->set[SET_CNMI_DS] == 0 ? TAKEN : store_report(sim, m, say);
    }
    if (sim->set[SET_CNMI_MT] == 2 && say)
        return show_now(sim, m);
    return store_message(sim, m, say && sim->set[SET_CNMI_MT] != 0);
}

static void ack_timeout(struct sim *sim)
{
    sim->ack_by = TB_NEVER;
    for (size_t i = 0; i < sim->inbox_count; i++) {
        if (sim->inbox[i].given)
            say_in(sim, &sim->inbox[i], false);
        sim->inbox[i].given = false;
    }
    sim_inbox_poke(sim, 0, 0);
}

/* The oldest message that finds its way. false if none does. */
static bool deliver_one(struct sim *sim)
{
    for (size_t i = 0; i < sim->inbox_count; i++) {
        switch (deliver(sim, &sim->inbox[i])) {
        case TAKEN:
            settle(sim, i);
            return true;
        case WAITS_FOR_ACK:
            sim->inbox[i].given = true;
            sim->ack_by = sim->now + SIM_ACK_MS;
            return true;
        case NO_ROOM:
            break;
        }
    }
    return false;
}

void sim_inbox_tick(struct sim *sim)
{
    if (sim->ack_by <= sim->now)
        ack_timeout(sim);
    while (sim->ack_by == TB_NEVER && sim->inbox_count > 0 && sim_reachable(sim) &&
           sim->inbox_at <= sim->now && !sim_fault_on(sim, FAULT_SILENT)) {
        sim->inbox_at = TB_NEVER;
        if (deliver_one(sim))
            sim_inbox_poke(sim, 300, 1000);
    }
}

int sim_run_cnma(struct sim *sim, struct sim_args *args)
{
    int n = 0;

    if (args->form == FORM_TEST) {
        if (sim->set[SET_CMGF] == 0)
            sim_info(sim, "+CNMA: (0-2)");
        return SIM_OK;
    }
    if (!sim_arg_int(args, &n) || n < 0 || n > 2)
        return SIM_CMS(304);
    if (sim->ack_by == TB_NEVER)
        return SIM_CMS(340);
    if (n == 2) { /* could not be taken: the network tries again */
        ack_timeout(sim);
        sim->inbox_at = sim->now + SIM_ACK_MS;
        return SIM_OK;
    }
    sim->ack_by = TB_NEVER;
    for (size_t i = 0; i < sim->inbox_count; i++) {
        if (sim->inbox[i].given) {
            settle(sim, i);
            break;
        }
    }
    sim->inbox_at = TB_NEVER;
    sim_inbox_poke(sim, 300, 1000);
    return SIM_OK;
}

/* A message comes into the network's hands. */
static bool enqueue(struct sim *sim, bool report, const char *from, const char *hex, size_t len)
{
    if (sim->inbox_count == SIM_INBOX_MAX)
        return false;
    struct sim_inbox *m = &sim->inbox[sim->inbox_count];
    memset(m, 0, sizeof(*m));
    if (len == 0 || !sim_unhex(hex, len, &m->pdu))
        return false;
    m->report = report;
    m->seq = sim->inbox_seq++;
    sim_e164(from, 0, m->from);
    sim->inbox_count++;
    return true;
}

static size_t encode(const struct sim *sim, const char *from, const char *text, const struct sms_plan *plan,
                     unsigned part, char *hex)
{
    struct sms_deliver d = {.smsc = CENTRE,
                            .from = from,
                            .text = text,
                            .plan = plan,
                            .part = part,
                            .ref = sim->concat_ref,
                            .time_s = sim_wall_s(sim),
                            .tz_quarters = sim->zone_quarters};

    return sms_encode_deliver(&d, hex, SMS_NETWORK_HEX_MAX, NULL);
}

bool sim_make_deliver(const struct sim *sim, const char *from, const char *text, struct sim_pdu *out)
{
    char hex[SMS_NETWORK_HEX_MAX];
    struct sms_plan plan;

    if (!sms_plan_text(text, &plan) || plan.parts != 1)
        return false;
    size_t len = encode(sim, from, text, &plan, 0, hex);
    return len > 0 && sim_unhex(hex, len, out);
}

bool sim_sms(struct sim *sim, const char *number, const char *text, int64_t now)
{
    char hex[SMS_NETWORK_HEX_MAX];
    struct sms_plan plan;

    sim->now = now;
    if (strlen(number) >= TB_NUMBER_MAX || !sms_plan_text(text, &plan) ||
        sim->inbox_count + plan.parts > SIM_INBOX_MAX)
        return false;
    sim->concat_ref++;
    for (unsigned part = 0; part < plan.parts; part++) {
        size_t len = encode(sim, number, text, &plan, part, hex);
        if (!enqueue(sim, false, number, hex, len))
            return false;
    }
    sim_inbox_poke(sim, 1000, 3000);
    sim_inbox_tick(sim);
    return true;
}

bool sim_report(struct sim *sim, unsigned ref, unsigned status, int64_t now)
{
    char hex[SMS_NETWORK_HEX_MAX];

    sim->now = now;
    if (ref > 255 || status > 255 || !sim->sent[ref].used || !sim->sent[ref].report)
        return false;
    struct sms_report r = {.smsc = CENTRE,
                           .to = sim->sent[ref].number,
                           .ref = (uint8_t)ref,
                           .status = (uint8_t)status,
                           .time_s = sim->sent[ref].at,
                           .discharge_s = sim_wall_s(sim),
                           .tz_quarters = sim->zone_quarters};
    size_t len = sms_encode_report(&r, hex, sizeof(hex), NULL);
    if (!enqueue(sim, true, r.to, hex, len))
        return false;
    sim_inbox_poke(sim, 1000, 3000);
    sim_inbox_tick(sim);
    return true;
}
