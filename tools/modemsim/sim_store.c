#include "modemsim/sim_store.h"

#include "base/check.h"
#include "modemsim/sim_at.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_recv.h"
#include "modemsim/sim_show.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"
#include "sms/sms.h"

#include <stdio.h>
#include <string.h>

static const char *const STORE_NAME[STORE_COUNT] = {"SM", "ME", "SR", "MT"};

/* Index in AT+CMGL=, word in text mode; the last one is "all". */
static const char *const STAT_WORD[] = {"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL"};

const char *sim_store_name(enum sim_store store)
{
    return STORE_NAME[store];
}

enum sim_stat sim_stat_by_word(const char *word, enum sim_stat none)
{
    for (unsigned i = 0; i < TB_COUNT(STAT_WORD); i++) {
        bool digit = word[0] == (char)('0' + i) && word[1] == '\0';
        if (digit || strcmp(word, STAT_WORD[i]) == 0)
            return (enum sim_stat)i;
    }
    return none;
}

static unsigned size_of(const struct sim *sim, enum sim_store store)
{
    const struct sim_profile *p = sim->profile;
    const unsigned size[STORE_COUNT] = {p->slots_sm, p->slots_me, p->slots_sr, p->slots_sm + p->slots_me};

    return size[store];
}

struct sim_slot *sim_store_slot(struct sim *sim, enum sim_store store, int index)
{
    unsigned n = (unsigned)(index - sim->profile->first_slot);

    if (index < sim->profile->first_slot || n >= size_of(sim, store))
        return NULL;
    if (store != STORE_MT)
        return &sim->slot[store][n];
    /* MT is the SIM's slots and then the phone's */
    return n < sim->profile->slots_sm ? &sim->slot[STORE_SM][n]
                                      : &sim->slot[STORE_ME][n - sim->profile->slots_sm];
}

/* The last index of a store, and one more. */
static int index_end(const struct sim *sim, enum sim_store store)
{
    return sim->profile->first_slot + (int)size_of(sim, store);
}

static unsigned used(struct sim *sim, enum sim_store store)
{
    unsigned n = 0;

    for (int i = sim->profile->first_slot; i < index_end(sim, store); i++)
        n += sim_store_slot(sim, store, i)->stat != STAT_EMPTY;
    return n;
}

int sim_store_add(struct sim *sim, enum sim_store store, enum sim_stat stat, const struct sim_pdu *pdu)
{
    for (int i = sim->profile->first_slot; i < index_end(sim, store); i++) {
        struct sim_slot *slot = sim_store_slot(sim, store, i);
        if (slot->stat != STAT_EMPTY)
            continue;
        slot->stat = stat;
        slot->pdu = *pdu;
        return i;
    }
    return -1;
}

void sim_store_fill(struct sim *sim)
{
    struct sim_pdu old;

    if (!sim_make_deliver(sim, "+12025550199", "Old message", &old))
        return;
    while (sim_store_add(sim, STORE_MT, STAT_READ, &old) >= 0)
        ;
}

/* AT+CPMS: three stores, each a name, used and total. */
static int set_cpms(struct sim *sim, struct sim_args *args)
{
    enum sim_store mem[3] = {sim->mem[0], sim->mem[1], sim->mem[2]};
    char name[16], meant[16];

    if (sim_fault_use(sim, FAULT_CPMS_REFUSED))
        return SIM_CMS(302);
    for (int i = 0; i < 3 && !sim_arg_done(args); i++) {
        if (!sim_arg_str(args, name, sizeof(name)) || !sim_meant(sim, name, meant, sizeof(meant)))
            return SIM_CMS(302);
        int found = -1;
        for (int s = 0; s < STORE_COUNT; s++)
            found = strcmp(meant, STORE_NAME[s]) == 0 ? s : found;
        if (found < 0 || (i > 0 && found == STORE_SR))
            return SIM_CMS(302);
        mem[i] = (enum sim_store)found;
    }
    memcpy(sim->mem, mem, sizeof(mem));
    sim_info(sim, "+CPMS: %u,%u,%u,%u,%u,%u", used(sim, mem[0]), size_of(sim, mem[0]), used(sim, mem[1]),
             size_of(sim, mem[1]), used(sim, mem[2]), size_of(sim, mem[2]));
    sim_inbox_poke(sim, 1000, 3000);
    return SIM_OK;
}

static int run_cpms(struct sim *sim, struct sim_args *args)
{
    const enum sim_store *m = sim->mem;

    if (args->form == FORM_SET)
        return set_cpms(sim, args);
    if (args->form == FORM_TEST)
        sim_info(sim, "+CPMS: (\"SM\",\"ME\",\"MT\",\"SR\"),(\"SM\",\"ME\",\"MT\"),(\"SM\",\"ME\",\"MT\")");
    else
        sim_info(sim, "+CPMS: \"%s\",%u,%u,\"%s\",%u,%u,\"%s\",%u,%u", STORE_NAME[m[0]], used(sim, m[0]),
                 size_of(sim, m[0]), STORE_NAME[m[1]], used(sim, m[1]), size_of(sim, m[1]), STORE_NAME[m[2]],
                 used(sim, m[2]), size_of(sim, m[2]));
    return SIM_OK;
}

/* Shows one message as +CMGR or +CMGL do, and marks it as read. */
static void show_slot(struct sim *sim, struct sim_slot *slot, const char *head)
{
    char out[SIM_CHUNK_MAX];

    sim_show_stored(sim, slot, head, STAT_WORD[slot->stat], out, sizeof(out));
    sim_info(sim, "%s", out);
    if (slot->stat == STAT_UNREAD)
        slot->stat = STAT_READ;
}

static int run_cmgr(struct sim *sim, struct sim_args *args)
{
    int index = -1;

    if (args->form == FORM_TEST)
        return SIM_OK;
    if (args->form != FORM_SET || !sim_arg_int(args, &index))
        return SIM_CMS(321);
    struct sim_slot *slot = sim_store_slot(sim, sim->mem[0], index);
    if (slot == NULL)
        return SIM_CMS(321);
    if (slot->stat == STAT_EMPTY)
        return sim->profile->empty_is_error ? SIM_CMS(321) : SIM_OK;
    show_slot(sim, slot, "+CMGR: ");
    return SIM_OK;
}

static int run_cmgl(struct sim *sim, struct sim_args *args)
{
    char word[64] = "", meant[16], head[24];
    bool text = sim->set[SET_CMGF] != 0;

    if (args->form == FORM_TEST) {
        sim_info(sim, text ? "+CMGL: (\"REC UNREAD\",\"REC READ\",\"STO UNSENT\",\"STO SENT\",\"ALL\")"
                           : "+CMGL: (0-4)");
        return SIM_OK;
    }
    if (!sim_arg_str(args, word, sizeof(word)) || !sim_meant(sim, word, meant, sizeof(meant)))
        return SIM_CMS(304);
    const enum sim_stat none = (enum sim_stat)TB_COUNT(STAT_WORD);
    enum sim_stat want = meant[0] == '\0' ? STAT_UNREAD : sim_stat_by_word(meant, none);
    if (want == none)
        return SIM_CMS(text ? 305 : 304);
    for (int i = sim->profile->first_slot; i < index_end(sim, sim->mem[0]); i++) {
        struct sim_slot *slot = sim_store_slot(sim, sim->mem[0], i);
        if (slot->stat == STAT_EMPTY || (want != STAT_EMPTY && slot->stat != want))
            continue;
        (void)snprintf(head, sizeof(head), "+CMGL: %d,", i);
        show_slot(sim, slot, head);
    }
    return SIM_OK;
}

/* Would AT+CMGD=..,flag delete a message in this state? 27.005 3.5.4. */
static bool flag_takes(int flag, enum sim_stat stat)
{
    static const unsigned TAKES[] = {0, 1u << STAT_READ, 1u << STAT_READ | 1u << STAT_SENT,
                                     1u << STAT_READ | 1u << STAT_SENT | 1u << STAT_UNSENT, 0xF};
    return (TAKES[flag] >> stat & 1) != 0;
}

static void list_used(struct sim *sim)
{
    char list[512];
    size_t n = 0;

    list[0] = '\0';
    for (int i = sim->profile->first_slot; i < index_end(sim, sim->mem[0]); i++) {
        if (sim_store_slot(sim, sim->mem[0], i)->stat != STAT_EMPTY)
            n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%d", n == 0 ? "" : ",", i);
    }
    sim_info(sim, "+CMGD: (%s),(0-4)", list);
}

static int run_cmgd(struct sim *sim, struct sim_args *args)
{
    int index = -1, flag = 0;

    if (args->form == FORM_TEST) {
        list_used(sim);
        return SIM_OK;
    }
    if (args->form != FORM_SET || !sim_arg_int(args, &index) || !sim_arg_int(args, &flag) || flag < 0 ||
        flag > 4)
        return SIM_CMS(304);
    struct sim_slot *slot = sim_store_slot(sim, sim->mem[0], index);
    if (flag == 0 && slot == NULL)
        return SIM_CMS(321);
    if (sim_fault_use(sim, FAULT_DELETE_FAILS))
        return SIM_CMS(500);
    if (flag == 0)
        slot->stat = STAT_EMPTY;
    for (int i = sim->profile->first_slot; i < index_end(sim, sim->mem[0]) && flag > 0; i++) {
        slot = sim_store_slot(sim, sim->mem[0], i);
        if (flag_takes(flag, slot->stat))
            slot->stat = STAT_EMPTY;
    }
    sim->full_said = false;
    sim_inbox_poke(sim, 1000, 3000);
    return SIM_OK;
}

const struct sim_command SIM_STORE_COMMANDS[] = {
    {"+CPMS", NEEDS_SMS, run_cpms}, {"+CMGR", NEEDS_SMS, run_cmgr},     {"+CMGL", NEEDS_SMS, run_cmgl},
    {"+CMGD", NEEDS_SMS, run_cmgd}, {"+CNMA", NEEDS_SMS, sim_run_cnma}, {NULL, NEEDS_NOTHING, NULL}};
