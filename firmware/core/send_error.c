#include "core/send_error.h"

#include "base/check.h"

#include <stdio.h>

static const struct {
    short from, to;
    enum send_class class;
} cms[] = {
    {1, 1, SEND_NUMBER},        {8, 10, SEND_ACCOUNT},      {17, 17, SEND_TEMPORARY},
    {21, 21, SEND_TEXT},        {22, 22, SEND_TEMPORARY},   {27, 27, SEND_ONCE_MORE},
    {28, 30, SEND_NUMBER},      {38, 47, SEND_TEMPORARY},   {50, 50, SEND_ACCOUNT},
    {69, 69, SEND_NUMBER},      {81, 127, SEND_TEXT},       {302, 305, SEND_FORMAT},
    {310, 319, SEND_TEMPORARY}, {320, 320, SEND_ONCE_MORE}, {321, 321, SEND_TEXT},
    {322, 322, SEND_FULL},      {330, 330, SEND_NO_SMSC},   {331, 332, SEND_TEMPORARY},
    {512, 9999, SEND_VENDOR},
};

enum send_class send_error_class(enum at_result result, int code, bool prompted)
{
    if (result == AT_RESULT_CME)
        return SEND_TEMPORARY; /* of the equipment or SIM, not of the network's judgement of the text */
    if (result == AT_RESULT_CMS)
        for (size_t i = 0; i < TB_COUNT(cms); i++)
            if (code >= cms[i].from && code <= cms[i].to)
                return cms[i].class;
    return prompted ? SEND_ONCE_MORE : SEND_FORMAT;
}

void send_error_words(enum at_result result, int code, char *out, size_t cap)
{
    switch (result) {
    case AT_RESULT_CMS:
    case AT_RESULT_CME:
        if (code == AT_CODE_NONE)
            (void)snprintf(out, cap, "error");
        else
            (void)snprintf(out, cap, "%s %d", result == AT_RESULT_CMS ? "CMS" : "CME", code);
        break;
    case AT_RESULT_TIMEOUT:
        (void)snprintf(out, cap, "timeout");
        break;
    case AT_RESULT_LOST:
        (void)snprintf(out, cap, "link lost");
        break;
    case AT_RESULT_OK:
    case AT_RESULT_ERROR:
    case AT_RESULT_NO_CALL:
        (void)snprintf(out, cap, "error");
        break;
    }
}

int send_error_backoff_ms(unsigned failures)
{
    static const int steps[] = {2000, 5000, 10000, 20000, 40000, 60000};

    if (failures == 0)
        return 0;
    return steps[failures <= TB_COUNT(steps) ? failures - 1 : TB_COUNT(steps) - 1];
}

unsigned send_error_retries(enum send_class class)
{
    enum { UNTIL_TOO_OLD = 1000 };

    switch (class) {
    case SEND_TEMPORARY:
        return UNTIL_TOO_OLD;
    case SEND_VENDOR:
    case SEND_FULL:
        return 3;
    case SEND_NO_SMSC:
        return 2;
    case SEND_ONCE_MORE:
    case SEND_FORMAT:
        return 1;
    case SEND_NUMBER:
    case SEND_TEXT:
    case SEND_ACCOUNT:
        break;
    }
    return 0;
}

enum report_meaning report_meaning(unsigned status)
{
    if (status == 0x00)
        return REPORT_DELIVERED;
    if (status < 0x40 || status >= 0x80)
        return REPORT_PENDING; /* 01, 02: forwarded, not confirmed; 20-3F still trying; 80 and up say nothing
                                */
    if (status <= 0x43 || status == 0x45)
        return REPORT_FAILED_NUMBER;
    return REPORT_FAILED;
}
