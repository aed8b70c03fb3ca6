#include "modemsim/sim_fault.h"

#include "base/check.h"
#include "modemsim/sim_call.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_store.h"

#include <stdlib.h>
#include <string.h>

/* USES: can be on for a number of uses. STATE: on until `clear`. MOMENT: happens once, leaves nothing on. */
enum lasting { USES, STATE, MOMENT };

struct fault {
    const char *name, *help;
    enum lasting lasting;
    void (*at_once)(struct sim *sim); /* what happens when it is switched, beside being on; or NULL */
};

static void echo_on(struct sim *sim)
{
    sim->set[SET_ECHO] = 1;
}

static const struct fault FAULTS[FAULT_COUNT] = {
    [FAULT_NO_PROMPT] = {"no-prompt", "AT+CMGS= gets no prompt, but the modem waits for the body", USES,
                         NULL},
    [FAULT_PROMPT_CRLF] = {"prompt-crlf", "the prompt is > CR LF", USES, NULL},
    [FAULT_PROMPT_BARE] = {"prompt-bare", "the prompt is > and nothing else", USES, NULL},
    [FAULT_NO_RESULT] = {"no-result", "the text leaves, but nothing is answered after Ctrl-Z", USES, NULL},
    [FAULT_LATE_RESULT] = {"late-result", "+CMGS and OK come 45 s after Ctrl-Z; the modem answers meanwhile",
                           USES, NULL},
    [FAULT_NO_RESULT_LOST] = {"no-result-lost", "nothing is answered after Ctrl-Z and the text is lost", USES,
                              NULL},
    [FAULT_OK_WITHOUT_REF] = {"ok-without-ref", "the text leaves, but only OK is answered", USES, NULL},
    [FAULT_SMSC_EMPTY] = {"smsc-empty", "AT+CSCA? is empty and texts fail with 330 until AT+CSCA= is written",
                          STATE, NULL},
    [FAULT_URC_BEFORE_PROMPT] = {"urc-before-prompt",
                                 "an unsolicited line stands between AT+CMGS= and the prompt", USES, NULL},
    [FAULT_SILENT] = {"silent",
                      "hangs until its power is cut: no answer, no unsolicited line, nothing is carried out",
                      STATE, NULL},
    [FAULT_NO_ANSWER] = {"no-answer", "a command is carried out but not answered", USES, NULL},
    [FAULT_LATE_ANSWER] = {"late-answer", "a command is answered after 10 s", USES, NULL},
    [FAULT_ECHO_ON] = {"echo-on", "echo is back on, and ATE0 says OK but changes nothing", STATE, echo_on},
    [FAULT_GARBAGE] = {"garbage", "NULs and high bytes before every line", USES, NULL},
    [FAULT_CRLF_MESS] = {"crlf-mess", "lines end in CR CR LF, LF alone, CR LF twice, by turns", USES, NULL},
    [FAULT_FRAGMENTS] = {"fragments", "one octet every 2 ms, each a write of its own", STATE, NULL},
    [FAULT_URC_NOISE] = {"urc-noise", "an unsolicited line in front of every answer and inside it", USES,
                         NULL},
    [FAULT_AT_ERROR] = {"at-error", "a bare AT is answered with ERROR", USES, NULL},
    [FAULT_BUSY] = {"sim-busy", "commands that need the SIM fail with CME 14 or CMS 314", STATE, NULL},
    [FAULT_CLIP_LATE] = {"clip-late", "+CLIP comes 700 ms after its RING", USES, NULL},
    [FAULT_CLIP_MISSING] = {"clip-missing", "RING without +CLIP", USES, NULL},
    [FAULT_CLIP_FIRST] = {"clip-first", "+CLIP comes before its RING", USES, NULL},
    [FAULT_CLIP_NAME] = {"clip-name", "+CLIP has a name with comma and quotes in its fifth field", USES,
                         NULL},
    [FAULT_CLIP_161] = {"clip-161", "+CLIP gives US numbers in ten digits with type 161", STATE, NULL},
    [FAULT_NO_END] = {"no-end", "no line at all at the end of a call", USES, NULL},
    [FAULT_MISSED_ONLY] = {"missed-only", "MISSED_CALL is the only line at the end of a call", USES, NULL},
    [FAULT_HANGUP_UNANSWERED] = {"hangup-unanswered", "AT+CHUP and ATH are carried out but not answered",
                                 USES, NULL},
    [FAULT_DIAL_LATE] = {"dial-late", "ATD is answered at the end of its call; any octet ends it", USES,
                         NULL},
    [FAULT_DIAL_BUSY] = {"dial-busy", "who is dialled refuses at once", USES, NULL},
    [FAULT_DIAL_REFUSED] = {"dial-refused", "ATD fails with CME 30", USES, NULL},
    [FAULT_DUPLICATE_CMT] = {"duplicate-cmt", "the network delivers every message twice", USES, NULL},
    [FAULT_CMT_STORED] = {"cmt-stored", "a message shown by +CMT is in the store as well", USES, NULL},
    [FAULT_CMTI_MINUS] = {"cmti-minus", "+CMTI gives -1 in place of the slot", USES, NULL},
    [FAULT_DELETE_FAILS] = {"delete-fails", "AT+CMGD fails with CMS 500", USES, NULL},
    [FAULT_SIM_FULL] = {"sim-full", "old messages that nobody deleted fill every store", MOMENT,
                        sim_store_fill},
    [FAULT_CNMI_REFUSED] = {"cnmi-refused", "AT+CNMI= fails", USES, NULL},
    [FAULT_CSMS_REFUSED] = {"csms-refused", "AT+CSMS=1 fails", USES, NULL},
    [FAULT_CCWA_REFUSED] = {"ccwa-refused", "AT+CCWA= fails", USES, NULL},
    [FAULT_CLIP_REFUSED] = {"clip-refused", "AT+CLIP= fails", USES, NULL},
    [FAULT_CRC_REFUSED] = {"crc-refused", "AT+CRC= fails", USES, NULL},
    [FAULT_CPMS_REFUSED] = {"cpms-refused", "AT+CPMS= fails", USES, NULL},
    [FAULT_PDU_REFUSED] = {"pdu-refused", "AT+CMGF=0 fails: a modem with text mode alone", USES, NULL},
    [FAULT_FORWARD_REFUSED] = {"forward-refused", "AT+CCFC= fails with CME 4", USES, NULL},
    [FAULT_FORWARD_STAYS] = {"forward-stays", "AT+CCFC=<reason>,4 says OK and erases nothing", USES, NULL},
    [FAULT_PIN] = {"pin", "the SIM wants its PIN (0000, three tries), now and after a restart", STATE,
                   sim_card_lock},
    [FAULT_PUK] = {"puk", "the SIM wants its PUK (12345678)", STATE, sim_card_lock},
    [FAULT_NO_SIM] = {"no-sim", "there is no SIM", STATE, sim_card_lock},
    [FAULT_DENY] = {"deny", "the network denies registration (3)", STATE, sim_reg_changed},
    [FAULT_SEARCH] = {"search", "searching for a network (2)", STATE, sim_reg_changed},
    [FAULT_IMS_OFF] = {"ims-off", "LTE alone and IMS off: texts go, nobody can call (CREG 0, CEREG 1)", STATE,
                       sim_calls_cut},
    [FAULT_SIGNAL_UNKNOWN] = {"signal-unknown", "AT+CSQ says 99,99", STATE, NULL},
    [FAULT_CLOCK_UNSET] = {"clock-unset", "AT+CCLK? says 80/01/06", STATE, NULL},
    [FAULT_RESTART] = {"restart", "restarts at once: boot lines, settings lost", MOMENT, sim_restart},
    [FAULT_RESTART_QUIET] = {"restart-quiet", "restarts with no other sign than its last boot line", MOMENT,
                             sim_restart_quiet},
    [FAULT_POWER_DOWN] = {"power-down", "NORMAL POWER DOWN, then off until `power on`", MOMENT,
                          sim_power_down},
    [FAULT_SLOW_BOOT] = {"slow-boot", "a restart takes its real time even without latency", STATE, NULL},
};

_Static_assert((int)FAULT_COUNT <= SIM_FAULTS_MAX, "make room for the faults");

bool sim_fault_on(const struct sim *sim, enum sim_fault_id id)
{
    return sim->fault[id] != 0;
}

bool sim_fault_use(struct sim *sim, enum sim_fault_id id)
{
    if (sim->fault[id] == 0)
        return false;
    if (sim->fault[id] != SIM_FAULT_ENDLESS)
        sim->fault[id]--;
    return true;
}

unsigned sim_fault_cms(struct sim *sim)
{
    if (sim->cms_fault_left == 0)
        return 0;
    if (sim->cms_fault_left != SIM_FAULT_ENDLESS)
        sim->cms_fault_left--;
    return sim->cms_fault;
}

bool sim_fault_list(unsigned n, const char **name, const char **help)
{
    if (n < FAULT_COUNT) {
        *name = FAULTS[n].name;
        *help = FAULTS[n].help;
        return true;
    }
    if (n == FAULT_COUNT) {
        *name = "cms-CODE";
        *help = "the network refuses texts with this CMS code: cms-21, cms-500-once, `cms-41 3`";
        return true;
    }
    if (n == FAULT_COUNT + 1) {
        *name = "clear";
        *help = "no fault is on any more; until then NAME stays on, NAME-once for one use, NAME N for N uses";
        return true;
    }
    return false;
}

static void clear(struct sim *sim)
{
    bool card = sim->fault[FAULT_PIN] != 0 || sim->fault[FAULT_PUK] != 0 || sim->fault[FAULT_NO_SIM] != 0;
    bool reg = sim->fault[FAULT_DENY] != 0 || sim->fault[FAULT_SEARCH] != 0;

    memset(sim->fault, 0, sizeof(sim->fault));
    sim->cms_fault_left = 0;
    if (card)
        sim_card_unlock(sim);
    if (reg)
        sim_reg_changed(sim);
}

/* A number in decimal, or `none` if it is not one. */
static unsigned number_or(const char *text, unsigned none)
{
    char *end;
    unsigned long v = strtoul(text, &end, 10);

    return *text >= '0' && *text <= '9' && *end == '\0' && v < 100000 ? (unsigned)v : none;
}

/* Cuts "-once" or " N" off `name` and gives the number of uses; 0 if what is there makes no sense. */
static unsigned cut_uses(char *name)
{
    char *blank = strchr(name, ' ');
    size_t len = strlen(name);

    if (blank != NULL) {
        *blank = '\0';
        return number_or(blank + 1 + strspn(blank + 1, " "), 0);
    }
    if (len > 5 && strcmp(name + len - 5, "-once") == 0) {
        name[len - 5] = '\0';
        return 1;
    }
    return SIM_FAULT_ENDLESS;
}

bool sim_fault(struct sim *sim, const char *spec, int64_t now)
{
    char name[40];
    size_t len = strlen(spec);

    sim->now = now;
    if (len >= sizeof(name))
        return false;
    memcpy(name, spec, len + 1);
    unsigned uses = cut_uses(name);
    if (uses == 0)
        return false;
    if (strcmp(name, "clear") == 0) {
        clear(sim);
        return true;
    }
    if (strncmp(name, "cms-", 4) == 0 && number_or(name + 4, 0) != 0) {
        sim->cms_fault = number_or(name + 4, 0);
        sim->cms_fault_left = uses;
        return true;
    }
    for (unsigned id = 0; id < FAULT_COUNT; id++) {
        if (strcmp(FAULTS[id].name, name) != 0)
            continue;
        if (FAULTS[id].lasting != USES && uses != SIM_FAULT_ENDLESS)
            return false;
        sim->fault[id] = FAULTS[id].lasting == MOMENT ? 0 : uses;
        if (FAULTS[id].at_once != NULL)
            FAULTS[id].at_once(sim);
        return true;
    }
    return false;
}
