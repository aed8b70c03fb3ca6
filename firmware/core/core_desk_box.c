/* Orders of the desk about the box: what it says, when, and how it is. */
#include "core/core_desk.h"

#include "base/copy.h"
#include "core/desk_say.h"
#include "core/hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000 };

/* --- what is remembered --- */

static void restore_callback(struct desk *desk, const char *value)
{
    int64_t ms, of_ms;

    desk->callback_ms = -1;
    if (sscanf(value, "%" SCNd64 " %" SCNd64, &ms, &of_ms) != 2 || ms < 0 || ms > TB_MS_BELIEVED)
        return;
    desk->callback_ms = ms;
    desk->callback_of_ms = of_ms;
}

void core_desk_restore(struct core *self, const char *key, const char *value, const struct tb_now *now)
{
    struct desk *desk = &self->desk;
    int64_t span;

    if (strcmp(key, "desk.pause") == 0)
        until_restore(&desk->pause, value, now);
    else if (strcmp(key, "desk.away") == 0)
        until_restore(&desk->away, value, now);
    else if (strcmp(key, "desk.covering") == 0)
        tb_copy(desk->covering, sizeof desk->covering, value);
    else if (strcmp(key, "desk.relieved") == 0)
        desk_restore_relief(desk, value);
    else if (strcmp(key, "desk.callback") == 0)
        restore_callback(desk, value);
    else if (strcmp(key, "desk.team") == 0)
        tb_copy(desk->team, sizeof desk->team, value);
    else if (strcmp(key, "desk.asked") == 0)
        core_hello_asked(self, value);
    else if (strcmp(key, "desk.say") == 0)
        tb_copy(desk->say, sizeof desk->say, value);
    else if (strcmp(key, "desk.last_call") == 0)
        desk->last_call_s =
            sscanf(value, "%" SCNd64, &span) == 1 && span >= 0 && span <= TB_MS_BELIEVED / 1000 ? span : 0;
    else if (strcmp(key, "desk.n") == 0)
        self->leads.last_n = (uint16_t)(strtoul(value, NULL, 10) % (LEADS_LARGEST_N + 1));
}

int64_t core_callback_ms(const struct core *self)
{
    bool ordered = self->desk.callback_ms >= 0 && self->desk.callback_of_ms == self->config->callback_ms;

    return ordered ? self->desk.callback_ms : self->config->callback_ms;
}

void core_desk_facts(const struct core *self, struct policy_facts *facts, const struct tb_now *now)
{
    const struct desk *desk = &self->desk;

    facts->paused = until_left(&desk->pause, now) > 0 || core_stop_in_part(self, facts->number);
    facts->away = until_left(&desk->away, now) > 0;
    facts->covered = facts->away && desk->covering[0] != '\0';
    facts->no_promise = core_callback_ms(self) == 0;
    facts->say = desk->say;
}

/* --- what callers hear --- */

static void promise(struct turn *turn, const struct command *command)
{
    struct core *core = turn->core;
    char words[32] = "", value[48];

    core->desk.callback_ms = (int64_t)command->when.minutes * MINUTE_MS;
    core->desk.callback_of_ms = core->config->callback_ms;
    (void)snprintf(value, sizeof value, "%" PRId64 " %" PRId64, core->desk.callback_ms,
                   core->desk.callback_of_ms);
    core_record_meta(core, turn->out, "desk.callback", value);
    if (core->desk.callback_ms > 0)
        template_duration_words(core->desk.callback_ms, words, sizeof words);
    desk_callback(turn->words, sizeof turn->words, words);
    desk_answer_and_tell(turn);
}

/* The names to SAY; `repeat` is for people who were texted before, not for choosing. */
static void message_names(const struct config *config, char *out, size_t cap)
{
    size_t used = 0;

    out[0] = '\0';
    for (uint16_t i = 0; i < config->message_count; i++) {
        const char *name = config->message[i].name;
        if ((int16_t)i == config->repeat_message || used + strlen(name) + 3 > cap)
            continue;
        used += (size_t)snprintf(out + used, cap - used, "%s%s", used > 0 ? ", " : "", name);
    }
}

static void say(struct turn *turn, const struct command *command)
{
    enum { NAMES_MAX = 90 };
    struct core *core = turn->core;
    char name[sizeof core->desk.say], names[NAMES_MAX];

    (void)snprintf(name, sizeof name, "%.*s",
                   (int)(command->words.length < sizeof name ? command->words.length : sizeof name - 1),
                   command->words.at);
    int16_t message = template_find(core->config, name);
    if (message < 0) {
        message_names(core->config, names, sizeof names);
        desk_no_such_message(turn->words, sizeof turn->words, name, names);
        desk_answer(turn);
        return;
    }
    tb_copy(core->desk.say, sizeof core->desk.say, message > 0 ? core->config->message[message].name : "");
    core_record_meta(core, turn->out, "desk.say", core->desk.say);
    desk_saying(turn->words, sizeof turn->words, core->desk.say);
    desk_answer_and_tell(turn);
}

/* --- how things stand --- */

/* "you", the name of another of the team; alone, whether it is answered. */
static const char *has_it(const struct turn *turn, const struct lead *lead)
{
    const struct core *core = turn->core;
    int owner = core_member(core, lead->record.owner);

    if (core->config->backup_count == 0)
        return lead->record.answered.set ? "answered" : "";
    if (owner == (int)turn->member)
        return "you";
    return owner >= 0 ? core_member_name(core, (unsigned)owner) : "";
}

/* person: NULL if the box knows nothing of them. */
static enum desk_reach reach_of(struct core *self, const struct person *person, const char *number)
{
    if (outbox_held(&self->outbox, number) != NULL)
        return DESK_HELD;
    if (person == NULL || !person->texted)
        return DESK_NOT_TEXTED; /* the network refused it, or there was none */
    return person->undeliverable ? DESK_NOT_REACHED : DESK_REACHED;
}

static void list_row(const struct turn *turn, const struct lead *lead, char *out, size_t cap)
{
    char who[DESK_WHO_MAX], time[HOURS_WORDS_MAX];
    const struct person *person = people_find(&turn->core->people, lead->record.number);
    const struct stamp *touched = &lead->record.touched;

    core_lead_who(turn->core, lead, who);
    hours_words_short_at(&turn->core->config->zone, touched->set && touched->wall_ok, touched->wall_ms, time);
    struct desk_row row = {.n = lead->record.n,
                           .who = who,
                           .time = time,
                           .owner = has_it(turn, lead),
                           .words = lead->record.last_text,
                           .note = lead->record.note,
                           .stopped = person != NULL && person->stopped,
                           .reach = reach_of(turn->core, person, lead->record.number)};
    desk_list_row(out, cap, &row);
}

/* True if a text of these words holds 70 characters a part, not 160. */
static bool is_costly(const char *words)
{
    struct sms_plan plan;

    return !sms_plan_text(words, &plan) || plan.alphabet != SMS_GSM7;
}

/* As many texts as it takes, each of whole rows, the first leads first. A row in another alphabet has a text
 * of its own: its accents stay, and do not make the others dear. */
static void list(struct turn *turn)
{
    enum { ROWS_A_TEXT = 5, ROW_MAX = 200 };
    struct core *core = turn->core;
    char text[ROWS_A_TEXT * ROW_MAX] = "", row[ROW_MAX];
    unsigned rows = 0;
    bool costly = false;

    for (const struct lead *lead = leads_after(&core->leads, 0); lead != NULL;
         lead = leads_after(&core->leads, lead->record.n)) {
        list_row(turn, lead, row, sizeof row);
        if (rows == ROWS_A_TEXT || (rows > 0 && is_costly(row) != costly)) {
            desk_answer_with(turn, text);
            text[0] = '\0';
            rows = 0;
        }
        costly = is_costly(row);
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", rows > 0 ? "\n" : "", row);
        rows++;
    }
    if (rows > 0) {
        desk_answer_with(turn, text);
        return;
    }
    desk_list_empty(turn->words, sizeof turn->words);
    desk_answer(turn);
}

static void line_words(const struct core *self, unsigned index, char *out, size_t cap)
{
    struct core_line_status line;
    char signal[32];

    core_line_status(self, index, &line);
    desk_signal(signal, sizeof signal, line.signal);
    desk_say(out, cap, "%s%s%s%s%s", self->line_count > 1 ? line.name : "", self->line_count > 1 ? ": " : "",
             line.armed ? signal : line.why, line.armed && line.operator_name[0] != '\0' ? ", " : "",
             line.armed ? line.operator_name : "");
}

/* The first lines, and how many more there are. */
static void lines_words(const struct core *self, char *out, size_t cap)
{
    char one[140];
    size_t used = 0;

    for (unsigned i = 0; i < self->line_count; i++) {
        line_words(self, i, one, sizeof one);
        if (i > 0 && used + strlen(one) + 20 > cap) {
            desk_say(out + used, cap - used, "; %u more lines", self->line_count - i);
            return;
        }
        desk_say(out + used, cap - used, "%s%s", i > 0 ? "; " : "", one);
        used = strlen(out);
    }
}

static void mode_words(const struct turn *turn, char *out, size_t cap)
{
    const struct desk *desk = &turn->core->desk;
    const struct until *mode[2] = {&desk->pause, &desk->away};
    static const char *const NAMES[2] = {"Paused", "Away"};
    char until[UNTIL_WORDS_MAX], callback[32];

    out[0] = '\0';
    for (int i = 0; i < 2; i++) {
        if (until_left(mode[i], turn->now) == 0)
            continue;
        until_words(mode[i], &turn->core->config->zone, turn->now, until);
        desk_say(out + strlen(out), cap - strlen(out), "%s%s%s%s", out[0] != '\0' ? ". " : "", NAMES[i],
                 until[0] != '\0' ? " until " : "", until);
    }
    if (core_callback_ms(turn->core) == turn->core->config->callback_ms)
        return;
    template_duration_words(core_callback_ms(turn->core), callback, sizeof callback);
    desk_say(out + strlen(out), cap - strlen(out), "%sCALLBACK %s", out[0] != '\0' ? ". " : "",
             core_callback_ms(turn->core) == 0 ? "off" : callback);
}

static void legs_words(const struct desk *desk, char *out, size_t cap)
{
    out[0] = '\0';
    for (int leg = 0; leg < DESK_LEGS; leg++)
        if (desk->leg_seen[leg])
            desk_say(out + strlen(out), cap - strlen(out), "%s%s", out[0] != '\0' ? ", " : "",
                     desk_leg_words((enum desk_leg)leg));
}

/* The first line that no call comes to, "SIM7670G (a7670): no voice on this model"; false if all is well. */
static bool voice_words(const struct core *self, char *out, size_t cap, bool *deaf)
{
    struct core_line_status line;

    for (unsigned i = 0; i < self->line_count; i++) {
        core_line_status(self, i, &line);
        const char *words = core_voice_words(line.missing);
        if (words[0] == '\0')
            continue;
        desk_say(out, cap, "%s%s%s (%s): %s", self->line_count > 1 ? line.name : "",
                 self->line_count > 1 ? ", " : "", line.modem, line.profile, words);
        *deaf = core_line_is_deaf(self, i);
        return true;
    }
    return false;
}

static void status(struct turn *turn)
{
    struct core *core = turn->core;
    char lines[200], mode[96], legs[48], modem[180];
    bool deaf = false, speechless = voice_words(core, modem, sizeof modem, &deaf);
    bool says = core->desk.say[0] != '\0' && template_find(core->config, core->desk.say) >= 0;

    lines_words(core, lines, sizeof lines);
    mode_words(turn, mode, sizeof mode);
    legs_words(&core->desk, legs, sizeof legs);
    struct desk_status facts = {.armed = core_is_armed(core),
                                .lines = lines,
                                .mode = mode,
                                .say = says ? core->desk.say : "",
                                .legs = legs,
                                .modem = speechless ? modem : NULL,
                                .deaf = deaf,
                                .leads = leads_count(&core->leads),
                                .disk_failing = core->ledger_failing,
                                .settings_wrong = core->notice[0] != '\0'};
    desk_status(turn->words, sizeof turn->words, &facts);
    desk_answer(turn);
}

void core_desk_tell_status(struct core *self, uint8_t line, const struct tb_now *now, struct actions *out)
{
    struct turn turn = {.core = self, .line = line, .now = now, .out = out};

    status(&turn);
}

static enum desk_leg leg_of(enum command_kind kind)
{
    if (kind == COMMAND_TEST_BUSY)
        return DESK_LEG_BUSY;
    return kind == COMMAND_TEST_OFF ? DESK_LEG_OFF : DESK_LEG_NO_ANSWER;
}

void desk_box_order(struct turn *turn, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_STATUS:
        status(turn);
        break;
    case COMMAND_LIST:
        list(turn);
        break;
    case COMMAND_PAUSE:
        desk_pause(turn, command);
        break;
    case COMMAND_RESUME:
    case COMMAND_BACK:
        desk_as_usual(turn, command->kind);
        break;
    case COMMAND_AWAY:
        desk_go_away(turn, command);
        break;
    case COMMAND_CALLBACK:
        promise(turn, command);
        break;
    case COMMAND_SAY:
        say(turn, command);
        break;
    case COMMAND_TEST:
    case COMMAND_TEST_BUSY:
    case COMMAND_TEST_OFF:
        core_trial_begin(turn->core, turn->member, turn->line, leg_of(command->kind), turn->now, turn->out);
        break;
    case COMMAND_REPORT:
        core_report_ask(turn->core, core_member_number(turn->core, turn->member), turn->line, turn->now,
                        turn->out);
        break;
    case COMMAND_HELP:
    case COMMAND_NONE:
    case COMMAND_ACK:
    case COMMAND_BAD:
    case COMMAND_TO_LEAD:
    case COMMAND_DONE:
    case COMMAND_TAKE:
    case COMMAND_BLOCK:
    case COMMAND_UNBLOCK:
    case COMMAND_CLIENT:
    case COMMAND_SKIP:
    case COMMAND_FORGET:
    case COMMAND_NOTE:
    case COMMAND_CODE:
        desk_commands(turn->words, sizeof turn->words);
        desk_answer(turn);
        break;
    }
}
