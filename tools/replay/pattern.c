#include "pattern.h"

#include "bytes.h"

#include <regex.h>
#include <stdlib.h>

struct patterns {
    regex_t compiled[PATTERN_COUNT];
};

#define LINE  "(^|[\r\n])"
#define NOISE "(^|[^ -~])" /* control characters and what is no ASCII may stand before a line */
#define END   "([^A-Za-z0-9_]|$)"

static const char *const expressions[PATTERN_COUNT] = {
    [PATTERN_FINAL] = NOISE "(OK|ERROR|\\+CM[ES] ERROR:[^\r\n]*|COMMAND NOT SUPPORT)[ \t]*[\r\n]",
    [PATTERN_CMS] = "\\+CM[SE] ERROR:[ \t]*[^\r\n]+",
    [PATTERN_GATED] =
        LINE "(\\+?C?RING" END "|\\+CLIP|\\+CLCC: [0-9]+,1|\\+CMT:|\\+CMTI|\\^SMMEMFULL|\\+SMS FULL"
             "|\\+CDSI?:|\\+QIND: \"ccinfo|\\^DSCI|\\+UCALLSTAT|\\+CLASS0|MISSED_CALL)",
    [PATTERN_BOOT] = LINE "(RDY|Call Ready|SMS Ready|SMS DONE|PB DONE|\\*ATREADY[^\r\n]*)[\r\n]",
    [PATTERN_DOWN] = "POWER DOWN",
    [PATTERN_RING] = NOISE "(RING|\\+CRING)",
    [PATTERN_CALL_END] =
        LINE "[^ -~]*(NO CARRIER|\\^CEND|VOICE CALL: END|BUSY|NO ANSWER|REMOTE CALL END|MISSED_CALL"
             "|\\+CLCC: [0-9]+,1,6|\\+QIND: \"ccinfo\",[0-9]+,1,-1|\\^DSCI: [0-9]+,1,6"
             "|\\+UCALLSTAT: [0-9]+,6)",
    [PATTERN_CALLER] = "\\+CLIP: \"([^\"]*)\"|\\+CLCC: [0-9]+,1,[0-6],0,0,\"([^\"]*)\""
                       "|ccinfo\",[0-9]+,1,-?[0-9],0,0,\"([^\"]*)\"|DSCI: [0-9]+,1,[0-9],0,([^,]*)"
                       "|MISSED_CALL: [^ \t\r\n]+ ([^ \t\r\n]+)|\\+CCWA: \"([^\"]*)\"",
    [PATTERN_UCS2_HEX] = "^(00[23][0-9A-F])(00[23][0-9A-F])(00[23][0-9A-F])(00[23][0-9A-F])+$",
    [PATTERN_DELIVER] = "\\+CMT:[^\r\n]*\r\n([0-9A-F]+)\r\n",
    [PATTERN_ROW] = "\\+CMG([RL]): ([^\r\n]*)\r\n([0-9A-F]+)\r\n",
    [PATTERN_ANNOUNCED] = "\\+C(MTI|DSI): ?\"?([A-Za-z0-9_]*)\"?,(-?[0-9]+)",
    [PATTERN_NEWS] = "\\^SMMEMFULL|SMS FULL|\\+CMTI: [^\r\n]*,-1|\\+CMT:",
    [PATTERN_PIN] = "\\+CPIN: ([A-Z ]+)",
    [PATTERN_REGISTERED] = LINE "\\+(CREG|CEREG|CGREG): 0*([0-9]{1,2})([\r\n]|,\"|,[0-9A-F]{4})",
    [PATTERN_REFERENCE] = "\\+CMGS: ([0-9]+)",
    [PATTERN_STOPISH] =
        "^[^A-Za-z0-9_]*(stop|stopall|unsubscribe|cancel|end|quit|optout|opt[^A-Za-z0-9_]?out|revoke"
        "|help|info|start|unstop)" END,
};

struct patterns *patterns_new(void)
{
    struct patterns *self = bytes_room(NULL, 1, sizeof *self);

    for (size_t i = 0; i < PATTERN_COUNT; i++)
        CHECK(regcomp(&self->compiled[i], expressions[i],
                      REG_EXTENDED | (i == PATTERN_STOPISH ? REG_ICASE : 0)) == 0);
    return self;
}

void patterns_free(struct patterns *self)
{
    for (size_t i = 0; i < PATTERN_COUNT; i++)
        regfree(&self->compiled[i]);
    free(self);
}

bool pattern_find(const struct patterns *self, enum pattern pattern, const char *text, size_t length,
                  size_t from, struct match *out)
{
    regmatch_t found[PATTERN_GROUPS] = {{.rm_so = (regoff_t)from, .rm_eo = (regoff_t)length}};

    if (from > length || regexec(&self->compiled[pattern], text, PATTERN_GROUPS, found,
                                 REG_STARTEND | (from > 0 ? REG_NOTBOL : 0)) != 0)
        return false;
    for (size_t i = 0; out != NULL && i < PATTERN_GROUPS; i++) {
        out->set[i] = found[i].rm_so >= 0;
        out->begin[i] = out->set[i] ? (size_t)found[i].rm_so : 0;
        out->end[i] = out->set[i] ? (size_t)found[i].rm_eo : 0;
    }
    return true;
}
