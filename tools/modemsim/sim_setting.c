/* Commands that set, read and test a value. */
#include "modemsim/sim_at.h"

#include "base/check.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_recv.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

#define NO_FAULT FAULT_COUNT

/* A setting of one value. */
struct plain {
    const char *name;
    enum sim_setting set;
    int lo, hi;
    enum sim_fault_id refused;
};

static const struct plain CMEE = {"+CMEE", SET_CMEE, 0, 2, NO_FAULT};
static const struct plain CLIP = {"+CLIP", SET_CLIP, 0, 1, FAULT_CLIP_REFUSED};
static const struct plain CRC = {"+CRC", SET_CRC, 0, 1, FAULT_CRC_REFUSED};
static const struct plain CNAP = {"+CNAP", SET_CNAP, 0, 1, NO_FAULT};
static const struct plain COLP = {"+COLP", SET_COLP, 0, 1, NO_FAULT};
static const struct plain CDIP = {"+CDIP", SET_CDIP, 0, 1, NO_FAULT};
static const struct plain CREG = {"+CREG", SET_CREG, 0, 2, NO_FAULT};
static const struct plain CGREG = {"+CGREG", SET_CGREG, 0, 2, NO_FAULT};
static const struct plain CEREG = {"+CEREG", SET_CEREG, 0, 2, NO_FAULT};
static const struct plain CMGF = {"+CMGF", SET_CMGF, 0, 1, NO_FAULT};
static const struct plain CSDH = {"+CSDH", SET_CSDH, 0, 1, NO_FAULT};
static const struct plain CTZU = {"+CTZU", SET_CTZU, 0, 1, NO_FAULT};
static const struct plain CTZR = {"+CTZR", SET_CTZR, 0, 2, NO_FAULT};
static const struct plain CGSMS = {"+CGSMS", SET_CGSMS, 0, 3, NO_FAULT};
static const struct plain CMMS = {"+CMMS", SET_CMMS, 0, 2, NO_FAULT};
static const struct plain UCALLSTAT = {"+UCALLSTAT", SET_UCALLSTAT, 0, 1, NO_FAULT};
static const struct plain CVHU = {"+CVHU", SET_CVHU, 0, 2, NO_FAULT};

/* Takes a value in range into a setting. */
static int take(struct sim *sim, const struct plain *p, struct sim_args *args)
{
    int v = -1;

    if (!sim_arg_int(args, &v) || v < p->lo || v > p->hi)
        return SIM_CME(50);
    if (p->refused != NO_FAULT && sim_fault_use(sim, p->refused))
        return SIM_ERROR;
    sim->set[p->set] = v;
    return SIM_OK;
}

/* The command of a plain setting; `extra` is what the read form shows behind the value. */
static int plain(struct sim *sim, const struct plain *p, struct sim_args *args, const char *extra)
{
    if (args->form == FORM_SET)
        return take(sim, p, args);
    if (args->form == FORM_READ)
        sim_info(sim, "%s: %d%s", p->name, sim->set[p->set], extra);
    else if (args->form == FORM_TEST)
        sim_info(sim, "%s: (%d-%d)", p->name, p->lo, p->hi);
    else
        sim->set[p->set] = p->lo; /* AT+CMGF alone means the default */
    return SIM_OK;
}

static int run_cmee(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CMEE, args, "");
}

static int run_clip(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CLIP, args, ",1");
}

static int run_crc(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CRC, args, "");
}

static int run_cnap(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CNAP, args, ",0");
}

static int run_colp(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &COLP, args, ",1");
}

static int run_cdip(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CDIP, args, ",0");
}

/* +CREG and its kin: the state stands behind the value, and with 2 the cell too. */
static int registration(struct sim *sim, const struct plain *p, struct sim_args *args)
{
    char extra[48];
    int reg = p->set == SET_CREG && sim_fault_on(sim, FAULT_IMS_OFF) ? 0 : sim->reg;

    if (p->set == SET_CEREG && sim->profile->no_lte)
        return SIM_ERROR;
    if (sim->set[p->set] == 2 && reg == 1)
        (void)snprintf(extra, sizeof(extra), ",%d,\"1A2B\",\"01C3D4E5\",7", reg);
    else
        (void)snprintf(extra, sizeof(extra), ",%d", reg);
    return plain(sim, p, args, extra);
}

static int run_creg(struct sim *sim, struct sim_args *args)
{
    return registration(sim, &CREG, args);
}

static int run_cgreg(struct sim *sim, struct sim_args *args)
{
    return registration(sim, &CGREG, args);
}

static int run_cereg(struct sim *sim, struct sim_args *args)
{
    return registration(sim, &CEREG, args);
}

static int run_cmgf(struct sim *sim, struct sim_args *args)
{
    bool pdu = args->form == FORM_SET && args->at < args->end && *args->at == '0';

    return pdu && sim_fault_use(sim, FAULT_PDU_REFUSED) ? SIM_CMS(303) : plain(sim, &CMGF, args, "");
}

static int run_csdh(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CSDH, args, "");
}

static int run_ctzu(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CTZU, args, "");
}

static int run_ctzr(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CTZR, args, "");
}

static int run_cgsms(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CGSMS, args, "");
}

static int run_cmms(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CMMS, args, "");
}

static int run_cvhu(struct sim *sim, struct sim_args *args)
{
    return plain(sim, &CVHU, args, "");
}

static int run_csms(struct sim *sim, struct sim_args *args)
{
    int v = -1;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CSMS: (0,1)");
    } else if (args->form == FORM_READ) {
        sim_info(sim, "+CSMS: %d,1,1,1", sim->set[SET_CSMS]);
    } else {
        if (!sim_arg_int(args, &v) || v < 0 || v > 1)
            return SIM_CMS(302);
        if (v == 1 && sim_fault_use(sim, FAULT_CSMS_REFUSED))
            return SIM_CMS(303);
        sim->set[SET_CSMS] = v;
        sim_info(sim, "+CSMS: 1,1,1");
    }
    return SIM_OK;
}

static int cnmi_set(struct sim *sim, struct sim_args *args)
{
    int v[5] = {0, 0, 0, 0, 0};
    static const int MOST[5] = {3, 3, 3, 2, 1};

    if (sim_fault_use(sim, FAULT_CNMI_REFUSED))
        return SIM_CMS(303);
    for (int i = 0; i < 5; i++) {
        if (!sim_arg_int(args, &v[i]) || v[i] < 0 || v[i] > MOST[i])
            return SIM_CMS(304);
    }
    if ((sim->profile->cnmi_mt >> v[1] & 1) == 0 || (sim->profile->cnmi_ds >> v[3] & 1) == 0)
        return SIM_CMS(303);
    for (int i = 0; i < 5; i++)
        sim->set[SET_CNMI_MODE + i] = v[i];
    sim_inbox_poke(sim, 0, 0);
    return SIM_OK;
}

/* "0,1,2" for a set of bits. */
static const char *list_of(unsigned bits, char out[16])
{
    size_t n = 0;

    for (unsigned v = 0; v < 4; v++) {
        if ((bits >> v & 1) == 0)
            continue;
        if (n > 0)
            out[n++] = ',';
        out[n++] = (char)('0' + v);
    }
    out[n] = '\0';
    return out;
}

static int run_cnmi(struct sim *sim, struct sim_args *args)
{
    char mt[16], ds[16];

    if (args->form == FORM_SET)
        return cnmi_set(sim, args);
    if (args->form == FORM_READ)
        sim_info(sim, "+CNMI: %d,%d,%d,%d,%d", sim->set[SET_CNMI_MODE], sim->set[SET_CNMI_MT],
                 sim->set[SET_CNMI_BM], sim->set[SET_CNMI_DS], sim->set[SET_CNMI_BFR]);
    else if (args->form == FORM_TEST)
        sim_info(sim, "+CNMI: (0,1,2,3),(%s),(0,1,2,3),(%s),(0,1)", list_of(sim->profile->cnmi_mt, mt),
                 list_of(sim->profile->cnmi_ds, ds));
    return SIM_OK;
}

static int run_csmp(struct sim *sim, struct sim_args *args)
{
    int v[4];

    memcpy(v, &sim->set[SET_CMGF_FO], sizeof(v));
    if (args->form == FORM_READ) {
        sim_info(sim, "+CSMP: %d,%d,%d,%d", v[0], v[1], v[2], v[3]);
    } else if (args->form == FORM_SET) {
        for (int i = 0; i < 4; i++) {
            if (!sim_arg_int(args, &v[i]) || v[i] < 0 || v[i] > 255)
                return SIM_CMS(305);
        }
        memcpy(&sim->set[SET_CMGF_FO], v, sizeof(v));
    }
    return SIM_OK;
}

static int run_cscs(struct sim *sim, struct sim_args *args)
{
    static const char *const NAME[] = {"GSM", "IRA", "UCS2", "UTF-8"};
    char name[12];

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CSCS: (\"GSM\",\"IRA\",\"UCS2\")");
    } else if (args->form == FORM_READ) {
        char shown[64];
        sim_info(sim, "+CSCS: \"%s\"", sim_shown(sim, NAME[sim->charset], shown, sizeof(shown)));
    } else if (args->form == FORM_SET) {
        if (!sim_arg_str(args, name, sizeof(name)))
            return SIM_CME(50);
        for (unsigned i = 0; i < TB_COUNT(NAME); i++) {
            char hex[64];
            sim_ucs2_hex(NAME[i], hex, sizeof(hex));
            if (strcmp(name, NAME[i]) == 0) {
                sim->charset = (enum sim_charset)i;
                return SIM_OK;
            }
        }
        return SIM_CME(50);
    }
    return SIM_OK;
}

static int run_qindcfg(struct sim *sim, struct sim_args *args)
{
    char what[16];
    int v = 0;

    if (!sim->profile->ccinfo)
        return SIM_ERROR;
    if (args->form != FORM_SET)
        return SIM_OK;
    if (!sim_arg_str(args, what, sizeof(what)) || !sim_arg_int(args, &v))
        return SIM_CME(50);
    if (strcmp(what, "ccinfo") == 0)
        sim->set[SET_CCINFO] = v;
    return SIM_OK;
}

static int run_dsci(struct sim *sim, struct sim_args *args)
{
    int v = 0;

    if (!sim->profile->dsci)
        return SIM_ERROR;
    if (args->form == FORM_READ)
        sim_info(sim, "^DSCI: %d", sim->set[SET_DSCI]);
    else if (args->form == FORM_SET && sim_arg_int(args, &v))
        sim->set[SET_DSCI] = v;
    return SIM_OK;
}

static int run_ucallstat(struct sim *sim, struct sim_args *args)
{
    return sim->profile->ucallstat ? plain(sim, &UCALLSTAT, args, "") : SIM_ERROR;
}

/* Accepted in every form, to no effect. */
static int run_ok(struct sim *sim, struct sim_args *args)
{
    (void)sim;
    (void)args;
    return SIM_OK;
}

const struct sim_command SIM_SETTING_COMMANDS[] = {{"+CMEE", NEEDS_NOTHING, run_cmee},
                                                   {"+CLIP", NEEDS_NOTHING, run_clip},
                                                   {"+CRC", NEEDS_NOTHING, run_crc},
                                                   {"+CNAP", NEEDS_NOTHING, run_cnap},
                                                   {"+COLP", NEEDS_NOTHING, run_colp},
                                                   {"+CDIP", NEEDS_NOTHING, run_cdip},
                                                   {"+CREG", NEEDS_NOTHING, run_creg},
                                                   {"+CGREG", NEEDS_NOTHING, run_cgreg},
                                                   {"+CEREG", NEEDS_NOTHING, run_cereg},
                                                   {"+CMGF", NEEDS_NOTHING, run_cmgf},
                                                   {"+CSDH", NEEDS_NOTHING, run_csdh},
                                                   {"+CTZU", NEEDS_NOTHING, run_ctzu},
                                                   {"+CTZR", NEEDS_NOTHING, run_ctzr},
                                                   {"+CGSMS", NEEDS_NOTHING, run_cgsms},
                                                   {"+CMMS", NEEDS_NOTHING, run_cmms},
                                                   {"+CVHU", NEEDS_NOTHING, run_cvhu},
                                                   {"+CSMS", NEEDS_SMS, run_csms},
                                                   {"+CNMI", NEEDS_SMS, run_cnmi},
                                                   {"+CSMP", NEEDS_NOTHING, run_csmp},
                                                   {"+CSCS", NEEDS_NOTHING, run_cscs},
                                                   {"+QINDCFG", NEEDS_NOTHING, run_qindcfg},
                                                   {"^DSCI", NEEDS_NOTHING, run_dsci},
                                                   {"+UCALLSTAT", NEEDS_NOTHING, run_ucallstat},
                                                   {"+CMOD", NEEDS_NOTHING, run_ok},
                                                   {"+CSTA", NEEDS_NOTHING, run_ok},
                                                   {"+CR", NEEDS_NOTHING, run_ok},
                                                   {"+CSSN", NEEDS_NOTHING, run_ok},
                                                   {"+CUSD", NEEDS_NOTHING, run_ok},
                                                   {"+CSAS", NEEDS_NOTHING, run_ok},
                                                   {"+CRES", NEEDS_NOTHING, run_ok},
                                                   {"+CSCB", NEEDS_NOTHING, run_ok},
                                                   {"+CMER", NEEDS_NOTHING, run_ok},
                                                   {"+IPR", NEEDS_NOTHING, run_ok},
                                                   {"+IFC", NEEDS_NOTHING, run_ok},
                                                   {"+ICF", NEEDS_NOTHING, run_ok},
                                                   {"+FCLASS", NEEDS_NOTHING, run_ok},
                                                   {"+CGDCONT", NEEDS_NOTHING, run_ok},
                                                   {"+CGATT", NEEDS_NOTHING, run_ok},
                                                   {NULL, NEEDS_NOTHING, NULL}};
