#include "at/at_result.h"

#include "at/at_field.h"
#include "base/check.h"

#include <stdlib.h>
#include <strings.h>

/* With AT+CMEE=2 left on, or before AT+CMEE=1 took, modems answer in words (SIM800: "SIM busy"). */
static const struct {
    const char *words;
    int cme, cms;
} worded[] = {
    {"SIM not inserted", CME_SIM_NOT_INSERTED, 310},
    {"SIM PIN required", CME_SIM_PIN, 311},
    {"SIM PUK required", CME_SIM_PUK, 316},
    {"SIM failure", CME_SIM_FAILURE, 313},
    {"SIM busy", CME_SIM_BUSY, CMS_SIM_BUSY},
    {"SIM wrong", CME_SIM_WRONG, 315},
    {"incorrect password", CME_WRONG_PASSWORD, AT_CODE_NONE},
    {"memory full", 20, CMS_MEMORY_FULL},
    {"no network service", 30, CMS_NO_NETWORK},
    {"network timeout", 31, CMS_NETWORK_TIMEOUT},
};

static const struct {
    const char *words;
    int code;
} uncalled[] = {
    {"NO CARRIER", CALL_NO_CARRIER},    {"NO DIALTONE", CALL_NO_DIALTONE},
    {"NO DIAL TONE", CALL_NO_DIALTONE}, {"BUSY", CALL_BUSY},
    {"NO ANSWER", CALL_NO_ANSWER},
};

static int parse_code(const char *text, bool cms)
{
    char *end;

    while (*text == ' ')
        text++;
    long value = strtol(text, &end, 10);
    if (end != text && value >= 0 && value <= 9999)
        return (int)value;
    for (size_t i = 0; i < TB_COUNT(worded); i++)
        if (strcasecmp(text, worded[i].words) == 0)
            return cms ? worded[i].cms : worded[i].cme;
    return AT_CODE_NONE;
}

bool at_result_parse(const char *line, enum at_result *result, int *code)
{
    *code = AT_CODE_NONE;
    if (strcasecmp(line, "OK") == 0) {
        *result = AT_RESULT_OK;
    } else if (at_starts_with(line, "+CMS ERROR:")) {
        *result = AT_RESULT_CMS;
        *code = parse_code(line + sizeof "+CMS ERROR:" - 1, true);
    } else if (at_starts_with(line, "+CME ERROR:")) {
        *result = AT_RESULT_CME;
        *code = parse_code(line + sizeof "+CME ERROR:" - 1, false);
    } else if (strcasecmp(line, "ERROR") == 0 || strcasecmp(line, "COMMAND NOT SUPPORT") == 0 ||
               strcasecmp(line, "NOT SUPPORT") == 0) {
        *result = AT_RESULT_ERROR; /* the latter two: Huawei sticks */
    } else {
        return false;
    }
    return true;
}

bool at_result_parse_dial(const char *line, int *code)
{
    for (size_t i = 0; i < TB_COUNT(uncalled); i++) {
        if (strcasecmp(line, uncalled[i].words) == 0) {
            *code = uncalled[i].code;
            return true;
        }
    }
    return false;
}
