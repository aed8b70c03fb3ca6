#include "modemsim/sim_send.h"

#include "base/check.h"
#include "modemsim/sim_at.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_join.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_store.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"
#include "sms/sms.h"

#include <stdio.h>
#include <string.h>

#define LATE_RESULT_MS 45000

bool sim_submit_blocks(const struct sim *sim)
{
    for (size_t i = 0; i < SIM_SUBMITS_MAX; i++) {
        if (sim->submit[i].pending && sim->submit[i].blocks)
            return true;
    }
    return false;
}

int64_t sim_submits_deadline(const struct sim *sim)
{
    int64_t at = TB_NEVER;

    for (size_t i = 0; i < SIM_SUBMITS_MAX; i++) {
        if (sim->submit[i].pending)
            at = tb_earlier(at, sim->submit[i].due);
    }
    return at;
}

void sim_submits_forget(struct sim *sim)
{
    memset(sim->submit, 0, sizeof(sim->submit));
}

void sim_submits_tick(struct sim *sim)
{
    for (size_t i = 0; i < SIM_SUBMITS_MAX; i++) {
        struct sim_submit *s = &sim->submit[i];
        if (!s->pending || s->due > sim->now)
            continue;
        s->pending = false;
        sim->answer_due = sim->now;
        if (s->error == 0 && !s->no_ref)
            sim_info(sim, "+CMGS: %u", s->ref);
        sim_result(sim, s->error == 0 ? SIM_OK : SIM_CMS(s->error));
    }
}

/* The network's answer, to be given later. */
static void owe(struct sim *sim, unsigned error, unsigned ref)
{
    struct sim_submit *s = &sim->submit[0];
    bool late = sim_fault_use(sim, FAULT_LATE_RESULT);

    for (size_t i = 0; i < SIM_SUBMITS_MAX; i++) {
        if (!sim->submit[i].pending) {
            s = &sim->submit[i];
            break;
        }
    }
    *s = (struct sim_submit){.pending = true,
                             .blocks = !late,
                             .due = sim->now + (late ? LATE_RESULT_MS : sim_delay(sim, 1500, 4000)),
                             .error = error,
                             .ref = ref,
                             .no_ref = sim_fault_use(sim, FAULT_OK_WITHOUT_REF)};
}

/* Why the network does not take this part, as a CMS code; 0 if it does. */
static unsigned refusal(struct sim *sim, const struct sim_pdu *pdu, const struct sms_pdu *decoded)
{
    if (pdu->sca_len == 1 && (sim->smsc[0] == '\0' || sim_fault_on(sim, FAULT_SMSC_EMPTY)))
        return 330;
    if (!sim_reachable(sim))
        return 331;
    if (decoded->address[0] == '\0' || decoded->address[strspn(decoded->address, "+")] == '\0')
        return 28;
    return sim_fault_cms(sim);
}

/* A part leaves for the network. Returns the answer the host gets now. */
static int submit(struct sim *sim, const struct sim_pdu *pdu)
{
    char hex[2 * SIM_PDU_MAX + 1], to[TB_NUMBER_MAX];
    struct sms_pdu decoded;

    sim_hex(pdu, hex, sizeof(hex));
    if (!sms_decode(hex, strlen(hex), false, &decoded))
        return SIM_CMS(304);
    unsigned error = refusal(sim, pdu, &decoded);
    sim_e164(decoded.address, decoded.toa, to);
    if (error != 0) {
        struct sim_event *ev = sim_event_add(sim, SIM_EV_SMS_REFUSED, to);
        ev->error = error;
        (void)snprintf(ev->text, sizeof(ev->text), "%s", hex);
        owe(sim, error, 0);
        return SIM_LATER;
    }
    sim->ref = (sim->ref + 1) & 0xFF;
    if (sim_fault_use(sim, FAULT_NO_RESULT_LOST))
        return SIM_LATER;
    struct sim_sent_ref *sent = &sim->sent[sim->ref];
    *sent = (struct sim_sent_ref){.used = true, .report = decoded.report_wanted, .toa = decoded.toa};
    sent->at = sim_wall_s(sim);
    (void)snprintf(sent->number, sizeof(sent->number), "%s", decoded.address);
    sim_join_part(sim, to, pdu, &decoded, hex);
    if (!sim_fault_use(sim, FAULT_NO_RESULT))
        owe(sim, 0, sim->ref);
    return SIM_LATER;
}

/* The body in PDU mode. */
static int body_pdu(const struct sim_body *body, struct sim_pdu *pdu)
{
    size_t len = body->len;

    while (len > 0 && strchr("\r\n ", body->data[len - 1]) != NULL)
        len--;
    if (!sim_unhex(body->data, len, pdu) || (unsigned)(pdu->len - pdu->sca_len) != body->length)
        return SIM_CMS(304);
    return SIM_OK;
}

/* The body in text mode: one part, as AT+CSMP and AT+CSCS have it. */
static int body_text(const struct sim *sim, const struct sim_body *body, struct sim_pdu *pdu)
{
    char given[SIM_BODY_MAX + 1], text[SIM_BODY_MAX * 3 + 1], hex[SMS_HEX_MAX];
    bool ucs2 = (sim->set[SET_CMGF_DCS] & 0x0C) == 8;
    struct sms_plan plan;

    memcpy(given, body->data, body->len);
    given[body->len] = '\0';
    if (!sim_meant(sim, given, text, sizeof(text)))
        return SIM_CMS(305);
    bool planned = ucs2 ? sms_plan_as(text, SMS_UCS2, SMS_HEADER_NARROW, &plan) : sms_plan_text(text, &plan);
    if (!planned || plan.parts != 1)
        return SIM_CMS(305);
    struct sms_submit s = {.to = body->number,
                           .text = text,
                           .plan = &plan,
                           .report = (sim->set[SET_CMGF_FO] & 0x20) != 0,
                           .validity = (uint8_t)sim->set[SET_CMGF_VP]};
    unsigned octets = 0;
    size_t len = sms_encode_submit(&s, hex, sizeof(hex), &octets);
    return len > 0 && sim_unhex(hex, len, pdu) ? SIM_OK : SIM_CMS(305);
}

static int write_to_store(struct sim *sim, const struct sim_pdu *pdu)
{
    int index = sim_store_add(sim, sim->mem[1], sim->body.stat, pdu);

    if (index < 0)
        return SIM_CMS(322);
    sim_info(sim, "+CMGW: %d", index);
    return SIM_OK;
}

void sim_body_done(struct sim *sim)
{
    struct sim_body *body = &sim->body;
    struct sim_pdu pdu = {0};
    bool write = body->use == BODY_WRITE;

    body->use = BODY_NONE;
    int64_t arrived = (sim->rx_free_us + 999) / 1000;
    sim->answer_due = sim->latency == SIM_LATENCY_NONE || arrived < sim->now ? sim->now : arrived;
    sim->answer_due += sim_delay(sim, 10, 30);
    sim->busy_until = sim->answer_due;
    int result = body->overflow            ? SIM_CMS(304)
                 : sim->set[SET_CMGF] == 0 ? body_pdu(body, &pdu)
                                           : body_text(sim, body, &pdu);
    if (result == SIM_OK)
        result = write ? write_to_store(sim, &pdu) : submit(sim, &pdu);
    sim_result(sim, result);
}

void sim_body_cancelled(struct sim *sim)
{
    sim->body.use = BODY_NONE;
    sim->answer_due = sim->now + sim_delay(sim, 10, 30);
    sim->busy_until = sim->answer_due;
    sim_result(sim, SIM_OK); /* 27.005 3.5.1: OK, although nothing was sent */
}

static const char *prompt_text(struct sim *sim)
{
    if (sim_fault_use(sim, FAULT_PROMPT_BARE))
        return ">";
    return sim_fault_use(sim, FAULT_PROMPT_CRLF) ? "\r\n>\r\n" : sim->profile->prompt;
}

static int begin_body(struct sim *sim, enum sim_body_use use)
{
    sim->body.use = use;
    sim->body.len = 0;
    sim->body.overflow = false;
    if (sim_fault_use(sim, FAULT_NO_PROMPT) || sim->answer_lost)
        return SIM_LATER;
    sim->answer_due += sim_delay(sim, 5, 15); /* a prompt takes a little longer than an answer */
    const char *prompt = prompt_text(sim);
    if (sim_fault_use(sim, FAULT_URC_BEFORE_PROMPT))
        (void)sim_put_line(sim, sim->answer_due, "+CTZV: -16,1");
    sim_mark(sim, sim_put(sim, sim->answer_due, prompt, strlen(prompt)), SIM_EV_PROMPT, "");
    return SIM_LATER;
}

/* A recipient in text mode: "number"[,type]. */
static bool take_recipient(struct sim *sim, struct sim_args *args)
{
    char given[4 * TB_NUMBER_MAX], number[TB_NUMBER_MAX];
    int toa = 0;

    if (!sim_arg_str(args, given, sizeof(given)) || !sim_meant(sim, given, number, sizeof(number)) ||
        !sim_is_number(number) || !sim_arg_int(args, &toa))
        return false;
    if (toa == 145 && number[0] != '+')
        (void)snprintf(sim->body.number, sizeof(sim->body.number), "+%.*s", TB_NUMBER_MAX - 2, number);
    else
        (void)snprintf(sim->body.number, sizeof(sim->body.number), "%s", number);
    return true;
}

/* A length in PDU mode, 27.005 4.1: octets without the service centre's. */
static bool take_length(struct sim *sim, struct sim_args *args)
{
    int length = 0;

    if (!sim_arg_int(args, &length) || length < 1 || length > 164)
        return false;
    sim->body.length = (unsigned)length;
    return true;
}

static int run_cmgs(struct sim *sim, struct sim_args *args)
{
    if (args->form == FORM_TEST)
        return SIM_OK;
    if (args->form != FORM_SET)
        return SIM_ERROR;
    if (sim->set[SET_CMGF] != 0)
        return take_recipient(sim, args) ? begin_body(sim, BODY_SEND) : SIM_CMS(305);
    return take_length(sim, args) ? begin_body(sim, BODY_SEND) : SIM_CMS(304);
}

/* AT+CMGW=<length>[,<stat>] or ="number"[,<type>[,"stat"]]. */
static int run_cmgw(struct sim *sim, struct sim_args *args)
{
    char stat[16];

    if (args->form == FORM_TEST)
        return SIM_OK;
    bool text = sim->set[SET_CMGF] != 0;
    if (args->form != FORM_SET || !(text ? take_recipient(sim, args) : take_length(sim, args)) ||
        !sim_arg_str(args, stat, sizeof(stat)))
        return SIM_CMS(text ? 305 : 304);
    sim->body.stat = sim_stat_by_word(stat, STAT_UNSENT);
    return begin_body(sim, BODY_WRITE);
}

static int run_cmss(struct sim *sim, struct sim_args *args)
{
    int index = -1;

    if (args->form == FORM_TEST)
        return SIM_OK;
    if (!sim_arg_int(args, &index))
        return SIM_CMS(321);
    struct sim_slot *slot = sim_store_slot(sim, sim->mem[1], index);
    if (slot == NULL || (slot->stat != STAT_UNSENT && slot->stat != STAT_SENT))
        return SIM_CMS(321);
    slot->stat = STAT_SENT;
    return submit(sim, &slot->pdu);
}

const struct sim_command SIM_SEND_COMMANDS[] = {{"+CMGS", NEEDS_SMS, run_cmgs},
                                                {"+CMGW", NEEDS_SMS, run_cmgw},
                                                {"+CMSS", NEEDS_SMS, run_cmss},
                                                {NULL, NEEDS_NOTHING, NULL}};
