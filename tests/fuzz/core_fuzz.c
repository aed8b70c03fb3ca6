/* Fuzzes the whole core: any bytes from two modems, any time, any progress of the disk. A tiny modem answers
 * what the core asks unless the input mutes it. Checked: no crash, no Ctrl-Z before its record is durable,
 * records numbered one by one, every body decodes, deadlines that are kept, equal actions for equal events.
 *
 * The input is a list of operations:  l TEXT \n   a line from modem 0, L from modem 1;  r N BYTES   raw
 * bytes; t N   N * 100 ms, T N   N * 10 min;  d   the disk is done, D   it stalls from now on;  m   modem 0
 * answers nothing from now on, M   it answers again;  u / x   link up, link down of modem 0;  w N   the wall
 * clock steps; f / F   the disk fails, works;  o   the configuration is read again, O   another one with
 * other people at the desk;  s P TEXT \n   person P (0 the agent, 1 and 2 the team, the others anybody)
 * writes TEXT, in which "$" stands for the code that the desk waits for;  c P   that person calls and gives
 * up; q   stop;  k   the first modem's wires are there, b / B   the button goes down, up, v N   its wire (bit
 * 2: of the button instead) is gone, or STATUS shows N's lowest bit. */
#include "base/check.h"
#include "core/core.h"
#include "core/core_private.h"
#include "fuzz_main.h"
#include "sms/sms.h"
#include "sms/sms_network.h"

#include <string.h>

enum { LINES = 2, OUTPUT = 1 << 15, TWICE_MAX = 128 };

struct box {
    struct core *core;
    struct tb_now now;
    uint64_t sequence, durable;
    uint64_t hash; /* of all actions so far */
    unsigned said; /* texts that people wrote */
    bool stalls, muted, failing;
    struct {
        char input[1024];
        size_t length;
        bool body;
    } modem[LINES];
    uint8_t output[LINES][OUTPUT];
    size_t output_length[LINES];
};

static struct box box;
static struct config config, other; /* with other people at the desk */
static struct actions actions;

static void say(unsigned line, const char *bytes, size_t length)
{
    if (box.output_length[line] + length > OUTPUT)
        return;
    memcpy(box.output[line] + box.output_length[line], bytes, length);
    box.output_length[line] += length;
}

static void answer(unsigned line, const char *command, bool body)
{
    static const struct {
        const char *prefix, *reply;
    } ROWS[] = {
        {"AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n"},
        {"AT+CREG?", "\r\n+CREG: 0,1\r\n\r\nOK\r\n"},
        {"AT+CSQ", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n"},
        {"AT+CGMM", "\r\nEC25\r\n\r\nOK\r\n"},
        {"AT+CPMS", "\r\n+CPMS: 0,9\r\n\r\nOK\r\n"},
        {"AT+CSMS=1", "\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n"},
        {"AT+CMGS=", "\r\n> "},
    };
    const char *reply = body ? "\r\n+CMGS: 5\r\n\r\nOK\r\n" : "\r\nOK\r\n";

    if (line == 0 && box.muted)
        return;
    for (size_t i = 0; !body && i < TB_COUNT(ROWS); i++)
        if (strncmp(command, ROWS[i].prefix, strlen(ROWS[i].prefix)) == 0)
            reply = ROWS[i].reply;
    say(line, reply, strlen(reply));
}

static void check_body(unsigned line, const char *hex)
{
    struct sms_pdu pdu;
    const struct text *text = outbox_find(&box.core->outbox, box.core->line[line].sending);

    if (strncmp(hex, "AT", 2) == 0)
        return; /* a stray OK in the input ended AT+CMGS before its prompt: this modem still waits for a body
                 */
    CHECK(sms_decode(hex, strlen(hex), false, &pdu) && pdu.kind == SMS_SUBMIT);
    CHECK(pdu.address[0] != '\0');
    CHECK(text == NULL || text->durable <= box.durable || box.failing);
}

static void modem_byte(unsigned line, char byte)
{
    char *input = box.modem[line].input;
    bool body = box.modem[line].body;

    if (byte == 0x1b) {
        box.modem[line].body = false;
        box.modem[line].length = 0;
        return;
    }
    if (byte != (body ? 0x1a : '\r')) {
        CHECK(box.modem[line].length + 1 < sizeof box.modem[line].input);
        input[box.modem[line].length++] = byte;
        return;
    }
    input[box.modem[line].length] = '\0';
    box.modem[line].length = 0;
    if (body)
        check_body(line, input);
    else
        CHECK(input[0] == '\0' || strncmp(input, "AT", 2) == 0); /* empty: a command is cut short */
    /* in a muted modem the prompt comes from the input, so a body may follow all the same */
    box.modem[line].body = !body && strncmp(input, "AT+CMGS=", 8) == 0;
    answer(line, input, body);
}

static void note(const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        box.hash = (box.hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3U;
}

static void perform(void)
{
    for (uint16_t i = 0; i < actions.count; i++) {
        const struct action *action = &actions.list[i];
        note(&action->kind, sizeof action->kind);
        note(&action->sequence, sizeof action->sequence);
        note(action->bytes, action->bytes != NULL ? action->length : 0);
        if (action->kind == ACTION_SEND) {
            for (size_t b = 0; b < action->length; b++)
                modem_byte(action->line, action->bytes[b]);
        } else if (action->kind == ACTION_RECORD) {
            CHECK(action->sequence == ++box.sequence && action->record != NULL);
        } else if (action->kind == ACTION_LOG) {
            CHECK(strlen(action->bytes) == action->length || action->length == 0);
        }
    }
}

static void step(const struct event *event)
{
    (void)core_step(box.core, event, &box.now, &actions);
    perform();
}

static void bytes(unsigned line, const uint8_t *data, size_t length)
{
    for (size_t done = 0; done < length;) {
        struct event event = {
            .kind = EVENT_BYTES, .line = (uint8_t)line, .bytes = data + done, .length = length - done};
        size_t used = core_step(box.core, &event, &box.now, &actions);
        CHECK(used >= 1 && used <= length - done);
        done += used;
        perform();
    }
}

static void settle(void)
{
    static uint8_t chunk[OUTPUT];

    for (unsigned guard = 0, busy = 1; busy != 0; guard++) {
        busy = 0;
        CHECK(guard < 5000);
        for (unsigned line = 0; line < LINES; line++) {
            size_t length = box.output_length[line];
            if (length == 0)
                continue;
            memcpy(chunk, box.output[line], length);
            box.output_length[line] = 0;
            bytes(line, chunk, length);
            busy = 1;
        }
        if (!box.stalls && box.durable < box.sequence) {
            box.durable = box.sequence;
            step(&(struct event){.kind = EVENT_DURABLE, .sequence = box.durable});
            busy = 1;
        }
        if (core_has_more(box.core))
            step(&(struct event){.kind = EVENT_PAPERS});
        if (core_deadline(box.core, &box.now) <= box.now.mono_ms) {
            step(&(struct event){.kind = EVENT_TICK});
            busy = 1;
        }
    }
}

static void pass(int64_t ms)
{
    int64_t end = box.now.mono_ms + ms;

    settle();
    for (unsigned guard = 0; guard < 400; guard++) {
        int64_t due = core_deadline(box.core, &box.now);
        CHECK(due > box.now.mono_ms);
        if (due > end)
            break;
        box.now.wall_ms += due - box.now.mono_ms;
        box.now.mono_ms = due;
        settle();
    }
    if (end > box.now.mono_ms) {
        box.now.wall_ms += end - box.now.mono_ms;
        box.now.mono_ms = end;
    }
    settle();
}

static void link_state(bool up)
{
    box.output_length[0] = 0;
    box.modem[0].body = false;
    box.modem[0].length = 0;
    step(&(struct event){.kind = up ? EVENT_LINK_UP : EVENT_LINK_DOWN});
}

static size_t text_operation(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data + 1, '\n', size - 1);
    size_t used = end != NULL ? (size_t)(end - data) : size;
    unsigned line = data[0] == 'L';

    bytes(line, (const uint8_t *)"\r\n", 2);
    bytes(line, data + 1, used - 1);
    bytes(line, (const uint8_t *)"\r\n", 2);
    return used;
}

static const char *person(uint8_t which)
{
    static char number[16];

    (void)snprintf(number, sizeof number, "+12025550%03u", 100U + which % 16U);
    return number;
}

/* As the network would hand it over; each has a time stamp of its own, or it would be a copy. */
static size_t say_operation(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 2 ? memchr(data + 2, '\n', size - 2) : NULL;
    size_t used = end != NULL ? (size_t)(end - data) : size, length = 0;
    char text[400], hex[SMS_NETWORK_HEX_MAX], line[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;

    for (size_t i = 2; i < used && length + 5 < sizeof text; i++) {
        const char *code = box.core->desk.code[0].digits;
        if (data[i] == '$')
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", code);
        else
            text[length++] = (char)data[i];
    }
    text[length] = '\0';
    if (size < 2 || !sms_plan_text(text, &plan))
        return used;
    box.said++;
    for (unsigned part = 0; part < plan.parts; part++) {
        struct sms_deliver d = {.from = person(data[1]),
                                .text = text,
                                .plan = &plan,
                                .part = part,
                                .ref = (uint8_t)box.said,
                                .time_s = INT64_C(1776276000) + box.said % 10000000};
        if (sms_encode_deliver(&d, hex, sizeof hex, NULL) == 0)
            continue;
        int n = snprintf(line, sizeof line, "\r\n+CMT: \"\",30\r\n%s\r\n", hex);
        bytes(0, (const uint8_t *)line, (size_t)n);
    }
    return used;
}

static void call_operation(uint8_t which)
{
    char line[80];
    int n = snprintf(line, sizeof line, "\r\nRING\r\n\r\n+CLIP: \"%s\",145\r\n", person(which));

    bytes(0, (const uint8_t *)line, (size_t)n);
    pass(2500);
    bytes(0, (const uint8_t *)"\r\nNO CARRIER\r\n", 14);
}

static void switch_operation(uint8_t operation)
{
    switch (operation) {
    case 'd':
    case 'D':
        box.stalls = operation == 'D';
        break;
    case 'm':
    case 'M':
        box.muted = operation == 'm';
        break;
    case 'u':
    case 'x':
        link_state(operation == 'u');
        break;
    case 'f':
    case 'F':
        box.failing = operation == 'f';
        step(&(struct event){.kind = EVENT_LEDGER, .failing = box.failing});
        break;
    case 'o':
    case 'O':
        step(&(struct event){.kind = EVENT_CONFIG, .config = operation == 'O' ? &other : &config});
        break;
    case 'k':
        step(&(struct event){.kind = EVENT_CONTROLS, .controls = 7, .power = {.reset_ms = 200}});
        break;
    case 'b':
    case 'B':
        step(&(struct event){.kind = EVENT_BUTTON, .pressed = operation == 'b', .at_ms = box.now.mono_ms});
        break;
    case 'q':
        step(&(struct event){.kind = EVENT_STOP});
        break;
    default:
        break;
    }
}

static size_t operate(const uint8_t *data, size_t size)
{
    size_t argument = size >= 2 ? data[1] : 0;

    switch (data[0]) {
    case 'l':
    case 'L':
        return text_operation(data, size);
    case 'r':
        argument = 2 + argument < size ? argument : size >= 2 ? size - 2 : 0;
        if (size >= 2)
            bytes(0, data + 2, argument);
        return 2 + argument;
    case 't':
        pass((int64_t)argument * 100);
        return 2;
    case 'T':
        pass((int64_t)argument * 600000);
        return 2;
    case 'w':
        box.now.wall_ms += ((int64_t)argument - 128) * 3600000;
        box.now.wall_ok = argument != 0;
        return 2;
    case 'v':
        step(&(struct event){.kind = (argument & 4) != 0 ? EVENT_BUTTON : EVENT_POWERED,
                             .at_ms = box.now.mono_ms,
                             .gone = (argument & 6) != 0,
                             .powered = (argument & 1) != 0});
        return 2;
    case 's':
        return say_operation(data, size);
    case 'c':
        call_operation((uint8_t)argument);
        return 2;
    default:
        switch_operation(data[0]);
        return 1;
    }
}

static void configure(void)
{
    config = (struct config){
        .textable = true,
        .agent = "Alex",
        .broker = "Example",
        .phone = "+12025550100",
        .country = "US",
        .zone = {.count = 1, .transition = {{.at_s = INT64_MIN, .offset_s = -14400}}},
        .message_count = 1,
        .message = {{.name = "text", .text = "Sorry I missed you. {agent}"}},
        .repeat_message = -1,
        .after_hours_message = -1,
        .give_up_ms = 12000,
        .repeat_ms = 3600000,
        .callback_ms = 900000,
        .max_age_ms = 300000,
        .max_per_hour = 20,
        .max_per_day = 100,
        .max_parts = 3,
        .has_hours = true,
        .closed = {.kind = CFG_ANSWER_HOLD, .message = -1},
        .holiday = {.kind = CFG_ANSWER_NONE, .message = -1},
        .client = {.kind = CFG_ANSWER_NONE, .message = -1},
        .missed = true,
        .remind = true,
        .urgent_call = true,
        .backup_count = 2,
        .backup = {{.name = "Isa", .number = "+12025550101"}, {.name = "Bo", .number = "+12025550102"}},
        .escalate_ms = 300000,
        .line_count = LINES,
        .line = {{.name = "main",
                  .modem = "auto",
                  .message = -1,
                  .stand_in = true,
                  .missed_sender = "+12025550143",
                  .missed_pattern = "c {number}"},
                 {.name = "two", .modem = "auto", .message = -1, .stand_in = true}}};
    for (unsigned i = 0; i < 7; i++)
        config.open[i] = (struct cfg_day){.count = 1, .span = {{480, 1200}}};
    other = config;
    other.backup_count = 1;
    other.backup[0] = config.backup[1];
    other.escalate_ms = 0;
    (void)snprintf(other.phone, sizeof other.phone, "%s", person(3));
    other.rule_count = 1;
    other.rule[0] = (struct cfg_rule){.kind = CFG_RULE_CLIENT, .number = "+12025550105"};
    other.client = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = 0};
}

static uint64_t play(struct core *core, const uint8_t *data, size_t size)
{
    configure();
    memset(core, 0, core_size(LINES));
    memset(&box, 0, offsetof(struct box, output));
    memset(box.output_length, 0, sizeof box.output_length);
    box.core = core;
    box.now = (struct tb_now){.mono_ms = 1000, .wall_ms = INT64_C(1776276000000), .wall_ok = true};
    core_init(core, &config, size);
    core_start(core, &box.now, &actions);
    perform();
    step(&(struct event){.kind = EVENT_LINK_UP, .line = 0});
    step(&(struct event){.kind = EVENT_LINK_UP, .line = 1});
    pass(1000);
    for (size_t done = 0; done < size; settle())
        done += operate(data + done, size - done);
    pass(600000);
    return box.hash;
}

/* Short inputs are played twice: equal events must give equal actions. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct core *core;

    if (core == NULL)
        core = malloc(core_size(LINES));
    CHECK(core != NULL);
    uint64_t hash = play(core, data, size);
    if (size <= TWICE_MAX)
        CHECK(play(core, data, size) == hash);
    return 0;
}
