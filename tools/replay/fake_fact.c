/* What the scripted modem says about itself and the world when nothing depends on it. */
#include "fake.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct maker makers[] = {
    /* a word of the case's `modem`, maker, model, revision */
    {"SIM7600", "SIMCOM INCORPORATED", "SIMCOM_SIM7600G-H", "LE20B04SIM7600G22"},
    {"SIM7670", "SIMCOM INCORPORATED", "SIM7670G-MNGV", "2374B04SIM767XM5A"},
    {"A7670", "SIMCOM INCORPORATED", "A7670SA-FASE", "A7670M7_V1.11.1"},
    {"SIM7080", "SIMCOM_Ltd", "SIMCOM_SIM7080", "1951B08SIM7080"},
    {"SIM7000", "SIMCOM_Ltd", "SIMCOM_SIM7000A", "1351B05SIM7000A"},
    {"SIM5360", "SIMCOM INCORPORATED", "SIMCOM_SIM5360A", "SIM5360A_V1.5"},
    {"SIM808", "SIMCOM_Ltd", "SIMCOM_SIM808", "1418B04SIM808M32"},
    {"SIM800", "SIMCOM_Ltd", "SIMCOM_SIM800L", "1418B05SIM800L24"},
    {"Huawei", "huawei", "E1550", "11.608.12.04.21"},
    {"EP06", "Quectel", "EP06", "EP06ALAR02A07M4G"},
    {"EG25", "Quectel", "EG25", "EG25GGBR07A08M2G"},
    {"EC25", "Quectel", "EC25", "EC25AFAR05A06M4G"},
    {"Quectel", "Quectel", "EC25", "EC25AFAR05A06M4G"},
    {"LARA-L6", "u-blox", "LARA-L6004", "09.11"},
    {"SARA-R410", "u-blox", "SARA-R410M-02B", "L0.0.00.00.05.08"},
    {"SARA", "u-blox", "SARA-U201", "23.60"},
    {"u-blox", "u-blox", "LARA-R202", "30.31"},
    {"Telit", "Telit", "LE910-NA1", "20.00.525"},
    {"ML307", "CMCC", "ML307A", "ML307A-GSLN_V2.0.0"},
    {"TC35", "SIEMENS", "TC35i", "REVISION 02.00"},
    {"nRF9160", "Nordic Semiconductor ASA", "nRF9160-SICA", "mfw_nrf9160_1.3.2"},
    {"", "GENERIC", "GSM MODEM", "1.0"},
};

const struct maker *fake_maker(const char *modem)
{
    size_t i = 0;

    while (strcasestr(modem, makers[i].token) == NULL)
        i++; /* the last one fits all */
    return &makers[i];
}

static void information(const struct maker *m, struct bytes *out)
{
    if (strcmp(m->maker, "Quectel") == 0)
        bytes_format(out, "\r\nQuectel\r\n\r\n%s\r\n\r\nRevision: %s\r\n", m->model, m->revision);
    else if (strcmp(m->maker, "SIMCOM_Ltd") == 0)
        bytes_format(out, "\r\n%s R14.18\r\n", m->model + strlen("SIMCOM_"));
    else
        bytes_format(
            out, "\r\nManufacturer: %s\r\n\r\nModel: %s\r\n\r\nRevision: %s\r\n\r\nIMEI: 351234567890123\r\n",
            m->maker, m->model, m->revision);
}

static bool is_any(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

bool fake_identity(const struct fake *self, const char *name, struct bytes *out)
{
    static const char *const serial[] = {"+CGSN", "+GSN", NULL}, *const card[] = {"+CCID", "+ICCID", "+QCCID",
                                                                                  "^ICCID", NULL};
    static const char *const maker[] = {"+CGMI", "+GMI", NULL}, *const model[] = {"+CGMM", "+GMM", NULL};
    static const char *const revision[] = {"+CGMR", "+GMR", NULL};
    const struct maker *m = self->maker;

    if (strcmp(name, "I") == 0)
        information(m, out);
    else if (is_any(name, maker))
        bytes_format(out, "\r\n%s\r\n", m->maker);
    else if (is_any(name, model))
        bytes_format(out, "\r\n%s\r\n", m->model);
    else if (is_any(name, revision))
        bytes_format(out, "\r\n+CGMR: %s\r\n", m->revision);
    else if (is_any(name, serial))
        bytes_text(out, "\r\n351234567890123\r\n");
    else if (strcmp(name, "+CIMI") == 0)
        bytes_text(out, "\r\n310260123456789\r\n");
    else if (is_any(name, card))
        bytes_format(out, "\r\n%s: 8901260123456789012\r\n", name);
    else if (strcmp(name, "+CNUM") == 0)
        bytes_text(out, "\r\n+CNUM: \"\",\"" REPLAY_BOX "\",145\r\n");
    else
        return false;
    return true;
}

struct fact {
    const char *key, *answer;
};

static const char *look_up(const struct fact *list, const char *key)
{
    for (; list->key != NULL; list++)
        if (strcmp(list->key, key) == 0)
            return list->answer;
    return NULL;
}

const char *fake_test_answer(const char *name)
{
    static const struct fact list[] = {
        {"+CNMI", "+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)"},
        {"+CMGF", "+CMGF: (0,1)"},
        {"+CPMS", "+CPMS: (\"SM\",\"ME\",\"SR\"),(\"SM\",\"ME\"),(\"SM\",\"ME\")"},
        {"+CLIP", "+CLIP: (0,1)"},
        {"+CSCS", "+CSCS: (\"GSM\",\"IRA\",\"UCS2\")"},
        {"+CSMS", "+CSMS: (0,1)"},
        {"+CRC", "+CRC: (0,1)"},
        {"+CREG", "+CREG: (0-2)"},
        {"+CCWA", "+CCWA: (0,1)"},
        {"+CFUN", "+CFUN: (0,1,4),(0,1)"},
        {"+CMGL", "+CMGL: (0-4)"},
        {"+CMGD", "+CMGD: (1-20),(0-4)"},
        {"+CMEE", "+CMEE: (0-2)"},
        {NULL, NULL},
    };

    return look_up(list, name);
}

const char *fake_fixed_answer(const char *name, const char *kind)
{
    static const struct fact asked[] = {
        /* the modem's clock is that of the box */
        {"+CCLK", "+CCLK: \"26/04/15,18:00:00+00\""},
        {"+COPS", "+COPS: 0,0,\"T-Mobile\",7"},
        {"+CSCS", "+CSCS: \"GSM\""},
        {"+CMEE", "+CMEE: 1"},
        {"+CRC", "+CRC: 0"},
        {"+CCWA", "+CCWA: 1"},
        {"+CIREG", "+CIREG: 0,1"},
        {"+CTZU", "+CTZU: 1"},
        {"+CTZR", "+CTZR: 0"},
        {"+COLP", "+COLP: 0,0"},
        {"+CLIR", "+CLIR: 0,4"},
        {"+IPR", "+IPR: 115200"},
        {"+CUSD", "+CUSD: 0"},
        {"+CGATT", "+CGATT: 1"},
        {"+CSDH", "+CSDH: 0"},
        {"+CGSMS", "+CGSMS: 3"},
        {"+CSMP", "+CSMP: 49,167,0,0"},
        {"+CNSMOD", "+CNSMOD: 0,8"},
        {"+QPINC", "+QPINC: \"SC\",3,10"},
        {"^CVOICE", "^CVOICE:0"},
        {"+CAVIMS", "+CAVIMS: 1"},
        {NULL, NULL},
    };
    static const struct fact always[] = {
        {"+CSQ", "+CSQ: 20,99"},
        {"+CCFC", "+CCFC: 0,7"},
        {"+CPINR", "+CPINR: SIM PIN,3,10"},
        {"+CBC", "+CBC: 0,100,4012"},
        {"+CLCK", "+CLCK: 0"},
        {"+SPIC", "+SPIC: 3,10,0,10"},
        {"+GCAP", "+GCAP: +CGSM"},
        {"^SYSINFO", "^SYSINFO:2,3,0,5,1"},
        {"+QCFG", "+QCFG: \"ims\",1,1"},
        {NULL, NULL},
    };
    bool set = strcmp(kind, "=") == 0;

    if (strcmp(kind, "?") == 0 && look_up(asked, name) != NULL)
        return look_up(asked, name);
    if (set && strcmp(name, "+CCFC") != 0 && strcmp(name, "+CLCK") != 0 && strcmp(name, "+QCFG") != 0)
        return NULL;
    return look_up(always, name);
}
