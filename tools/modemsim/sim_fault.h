/* Faults by name: what is wrong with the modem, its SIM or its network. The table with the words is in
 * sim_fault.c; the place where a fault acts asks sim_fault_use (counts) or sim_fault_on (does not). */
#ifndef TB_MODEMSIM_SIM_FAULT_H
#define TB_MODEMSIM_SIM_FAULT_H

#include "modemsim/simmodem.h"

#define SIM_FAULT_ENDLESS 0xFFFFFFFFu

enum sim_fault_id {
    /* sending */
    FAULT_NO_PROMPT,
    FAULT_PROMPT_CRLF,
    FAULT_PROMPT_BARE,
    FAULT_NO_RESULT,
    FAULT_LATE_RESULT,
    FAULT_NO_RESULT_LOST,
    FAULT_OK_WITHOUT_REF,
    FAULT_SMSC_EMPTY,
    FAULT_URC_BEFORE_PROMPT,
    /* answers */
    FAULT_SILENT,
    FAULT_NO_ANSWER,
    FAULT_LATE_ANSWER,
    FAULT_ECHO_ON,
    FAULT_GARBAGE,
    FAULT_CRLF_MESS,
    FAULT_FRAGMENTS,
    FAULT_URC_NOISE,
    FAULT_AT_ERROR,
    FAULT_BUSY,
    /* calls */
    FAULT_CLIP_LATE,
    FAULT_CLIP_MISSING,
    FAULT_CLIP_FIRST,
    FAULT_CLIP_NAME,
    FAULT_CLIP_161,
    FAULT_NO_END,
    FAULT_MISSED_ONLY,
    FAULT_HANGUP_UNANSWERED,
    FAULT_DIAL_LATE,
    FAULT_DIAL_BUSY,
    FAULT_DIAL_REFUSED,
    /* messages in */
    FAULT_DUPLICATE_CMT,
    FAULT_CMT_STORED,
    FAULT_CMTI_MINUS,
    FAULT_DELETE_FAILS,
    FAULT_SIM_FULL,
    /* settings refused */
    FAULT_CNMI_REFUSED,
    FAULT_CSMS_REFUSED,
    FAULT_CCWA_REFUSED,
    FAULT_CLIP_REFUSED,
    FAULT_CRC_REFUSED,
    FAULT_CPMS_REFUSED,
    FAULT_PDU_REFUSED,
    FAULT_FORWARD_REFUSED,
    FAULT_FORWARD_STAYS,
    /* SIM and network */
    FAULT_PIN,
    FAULT_PUK,
    FAULT_NO_SIM,
    FAULT_DENY,
    FAULT_SEARCH,
    FAULT_IMS_OFF,
    FAULT_SIGNAL_UNKNOWN,
    FAULT_CLOCK_UNSET,
    /* power */
    FAULT_RESTART,
    FAULT_RESTART_QUIET,
    FAULT_POWER_DOWN,
    FAULT_SLOW_BOOT,
    FAULT_COUNT
};

/* Is the fault on? */
bool sim_fault_on(const struct sim *sim, enum sim_fault_id id);

/* Is the fault on? If so one of its uses is gone. */
bool sim_fault_use(struct sim *sim, enum sim_fault_id id);

/* The CMS code with which the network refuses this part, or 0. Counts. */
unsigned sim_fault_cms(struct sim *sim);

#endif
