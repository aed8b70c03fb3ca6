/* What makes one modem family differ from another, as const data. A new family is one more table in
 * its maker's file, listed in sim_profile.c; what it says there must have been seen on such a modem
 * (QUIRKS.md, cases/, transcripts). */
#ifndef TB_MODEMSIM_SIM_PROFILE_H
#define TB_MODEMSIM_SIM_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One line of the boot sequence. */
struct sim_boot_line {
    int64_t after_ms; /* from power-up, realistic latency; with no latency all lines come at once */
    const char *text; /* %p = the state of the SIM ("READY", "SIM PIN", "NOT INSERTED"); NULL ends the list */
};

struct sim_profile {
    const char *name;
    const char *maker, *model, *revision, *imei;
    const char *ident;        /* answer to ATI, its lines divided by \n */
    const char *const *knows; /* commands of its own that are taken to no effect; NULL ends the list */
    const char *no_such;      /* answer to a command it does not know, or NULL: ERROR */
    const struct sim_boot_line *boot;
    int64_t ready_ms;          /* answers AT from here */
    int64_t sms_ready_ms;      /* until here: SIM busy */
    const char *prompt;        /* what asks for a body */
    const char *clip_tail;     /* behind the type of number in +CLIP */
    const char *withheld_tail; /* the same for a caller who hides the number (type 128) */
    const char *ccwa_tail;     /* behind the type of number in +CCWA */
    /* Lines at the end of a call by the caller, and what follows AT+CHUP; NULL ends the list.
     * %n number, %t time as 09:12PM. */
    const char *const *missed_end, *const *answered_end, *const *host_end;
    const char *answered;  /* line when a call is taken, or NULL */
    const char *cmt_alpha; /* the name field of +CMT, +CMGR and +CMGL in PDU mode, always empty in one way or
                              another */
    int first_slot;        /* index of the first slot of a store */
    bool empty_is_error;   /* AT+CMGR of an empty slot: CMS 321, else a bare OK */
    const char *full;      /* line when a store is full, or NULL */
    const char *cdsi_mem;  /* store named in +CDSI, NULL: SR */
    int cdsi_index;        /* slot named there if cdsi_mem is set */
    unsigned cnmi_mt, cnmi_ds; /* bit n: value n is accepted */
    bool ccinfo;               /* AT+QINDCFG="ccinfo" is known */
    bool dsci;                 /* AT^DSCI is known */
    bool ucallstat;            /* AT+UCALLSTAT is known */
    bool clcc_urc;             /* AT+CLCC=1 switches unsolicited +CLCC on */
    bool no_voice;             /* nobody can call it */
    bool no_lte;               /* AT+CEREG is not known */
    /* The question whether the network lets it be called, and the two answers; NULL: it knows none. */
    const char *voice_command, *voice_on, *voice_off;
    unsigned slots_sm, slots_me, slots_sr;
    int64_t gap_ms; /* between two unsolicited lines of one event, realistic latency */
};

/* Ends of calls as the standards have them. */
extern const char *const SIM_END_NO_CARRIER[], *const SIM_END_NOTHING[];

extern const struct sim_profile SIM_PROFILE_SIM800, SIM_PROFILE_SIM7600, SIM_PROFILE_A7670,
    SIM_PROFILE_SIM7670, SIM_PROFILE_EC25, SIM_PROFILE_EP06, SIM_PROFILE_EC200, SIM_PROFILE_HUAWEI,
    SIM_PROFILE_UBLOX, SIM_PROFILE_SARA_R5, SIM_PROFILE_TELIT;

#endif
