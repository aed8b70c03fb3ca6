/* Final result codes: V.250 5.7, 27.007 9.2 (+CME ERROR), 27.005 3.2.5 (+CMS ERROR). */
#ifndef AT_RESULT_H
#define AT_RESULT_H

#include <stdbool.h>

enum at_result {
    AT_RESULT_OK,
    AT_RESULT_ERROR,   /* bare ERROR, or a vendor's word for it */
    AT_RESULT_CME,     /* +CME ERROR: code */
    AT_RESULT_CMS,     /* +CMS ERROR: code */
    AT_RESULT_TIMEOUT, /* no answer by the command's deadline */
    AT_RESULT_LOST,    /* the link went away, or the command was given up before it was sent */
    AT_RESULT_NO_CALL  /* ATD: the call did not come about; the code says why, CALL_NO_CARRIER and its kin */
};

enum {
    AT_CODE_NONE = -1, /* an error without a number that we know */
    CME_SIM_NOT_INSERTED = 10,
    CME_SIM_PIN = 11,
    CME_SIM_PUK = 12,
    CME_SIM_FAILURE = 13,
    CME_SIM_BUSY = 14,
    CME_SIM_WRONG = 15,
    CME_WRONG_PASSWORD = 16,
    CMS_SIM_BUSY = 314,
    CMS_MEMORY_FULL = 322,
    CMS_NO_NETWORK = 331,
    CMS_NETWORK_TIMEOUT = 332,
    /* V.250 table 1, as ATV0 shows them */
    CALL_NO_CARRIER = 3,
    CALL_NO_DIALTONE = 6,
    CALL_BUSY = 7,
    CALL_NO_ANSWER = 8
};

/* True if the line ends a command; *result and *code then say how. BUSY and NO CARRIER are not final here:
 * they end a call (field case end-13), unless the command in flight dials. */
bool at_result_parse(const char *line, enum at_result *result, int *code);

/* True if the line tells that a call that was dialled did not come about (V.250 6.3.1); *code is then
 * CALL_NO_CARRIER, CALL_NO_DIALTONE, CALL_BUSY or CALL_NO_ANSWER. Of meaning only while ATD is in flight. */
bool at_result_parse_dial(const char *line, int *code);

#endif
