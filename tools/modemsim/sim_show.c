#include "modemsim/sim_show.h"

#include "modemsim/sim_profile.h"
#include "modemsim/sim_text.h"
#include "sms/sms.h"

#include <stdio.h>
#include <string.h>

/* What text mode makes of a PDU. */
struct shown {
    struct sms_pdu pdu;
    char number[4 * SMS_ADDRESS_MAX], stamp[SIM_STAMP_MAX], done[SIM_STAMP_MAX], text[4 * SMS_BODY_MAX + 1];
    unsigned fo;
};

static void look(const struct sim *sim, const struct sim_pdu *raw, bool from_network, struct shown *s)
{
    char hex[2 * SIM_PDU_MAX + 1];

    memset(s, 0, sizeof(*s));
    s->fo = raw->octets[raw->sca_len];
    sim_hex(raw, hex, sizeof(hex));
    if (!sms_decode(hex, strlen(hex), from_network, &s->pdu))
        return;
    (void)sim_shown(sim, s->pdu.address, s->number, sizeof(s->number));
    sim_stamp(s->pdu.time_s, s->pdu.tz_quarters, s->stamp);
    sim_stamp(s->pdu.discharge_s, s->pdu.tz_quarters, s->done);
    sim_text_body(sim, &s->pdu, s->text, sizeof(s->text));
}

/* ,<type>,<fo>,<pid>,<dcs>,"<centre>",<type>,<length>: shown with AT+CSDH=1. */
static void details(const struct sim *sim, const struct shown *s, char *out, size_t cap)
{
    char centre[4 * TB_NUMBER_MAX];

    out[0] = '\0';
    if (sim->set[SET_CSDH] != 0)
        (void)snprintf(out, cap, ",%u,%u,%u,%u,\"%s\",%u,%u", s->pdu.toa, s->fo, s->pdu.pid, s->pdu.dcs,
                       sim_shown(sim, sim->smsc, centre, sizeof(centre)), sim_toa(sim->smsc),
                       (unsigned)s->pdu.body.count);
}

static void report_line(const struct shown *s, const char *head, char *out, size_t cap)
{
    (void)snprintf(out, cap, "%s%u,%u,\"%s\",%u,\"%s\",\"%s\",%u", head, s->fo, s->pdu.ref, s->number,
                   s->pdu.toa, s->stamp, s->done, s->pdu.status);
}

void sim_show_stored(const struct sim *sim, const struct sim_slot *slot, const char *head, const char *word,
                     char *out, size_t cap)
{
    bool in = slot->stat == STAT_UNREAD || slot->stat == STAT_READ;
    char hex[2 * SIM_PDU_MAX + 1], more[160], front[64];
    struct shown s;

    if (sim->set[SET_CMGF] == 0) {
        sim_hex(&slot->pdu, hex, sizeof(hex));
        (void)snprintf(out, cap, "%s%d,%s,%u\r\n%s", head, (int)slot->stat, sim->profile->cmt_alpha,
                       (unsigned)(slot->pdu.len - slot->pdu.sca_len), hex);
        return;
    }
    look(sim, &slot->pdu, in, &s);
    (void)snprintf(front, sizeof(front), "%s\"%s\",", head, word);
    details(sim, &s, more, sizeof(more));
    if (s.pdu.kind == SMS_STATUS_REPORT)
        report_line(&s, front, out, cap);
    else if (in)
        (void)snprintf(out, cap, "%s\"%s\",,\"%s\"%s\r\n%s", front, s.number, s.stamp, more, s.text);
    else
        (void)snprintf(out, cap, "%s\"%s\",%s\r\n%s", front, s.number, more, s.text);
}

void sim_show_direct(const struct sim *sim, const struct sim_pdu *pdu, bool report, char *out, size_t cap)
{
    char hex[2 * SIM_PDU_MAX + 1], more[160];
    struct shown s;

    if (sim->set[SET_CMGF] == 0) {
        unsigned len = (unsigned)(pdu->len - pdu->sca_len);
        sim_hex(pdu, hex, sizeof(hex));
        if (report)
            (void)snprintf(out, cap, "+CDS: %u\r\n%s", len, hex);
        else
            (void)snprintf(out, cap, "+CMT: %s,%u\r\n%s", sim->profile->cmt_alpha, len, hex);
        return;
    }
    look(sim, pdu, true, &s);
    details(sim, &s, more, sizeof(more));
    if (report)
        report_line(&s, "+CDS: ", out, cap);
    else
        (void)snprintf(out, cap, "+CMT: \"%s\",,\"%s\"%s\r\n%s", s.number, s.stamp, more, s.text);
}
