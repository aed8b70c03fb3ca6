/* The router: read top to bottom it is the main path. Machines do not call each other; what one has to say
 * goes through here into the next. */
#include "base/copy.h"
#include "core/alert_words.h"
#include "core/core_private.h"

#include <stdio.h>
#include <string.h>

size_t core_size(unsigned lines)
{
    return sizeof(struct core) + lines * sizeof(struct line);
}

static struct modem_setup modem_setup(const struct cfg_line *cfg)
{
    struct modem_setup setup = {.profile = cfg->modem, .smsc = cfg->smsc};

    for (uint8_t i = 0; i < cfg->init_count && i < TB_INIT_MAX; i++)
        setup.init[i] = cfg->init[i];
    return setup;
}

static void init_line(struct core *self, unsigned index)
{
    struct line *line = &self->line[index];
    struct modem_setup setup = modem_setup(&self->config->line[index]);

    modem_init(&line->modem, &setup);
    struct call_rules rules = core_call_rules(self->config, line->modem.profile);
    calls_init(&line->calls, &rules);
    line->look_ms = line->hello_ms = line->light.dead_ms = line->light.due_ms = TB_NEVER;
}

void core_init(struct core *self, const struct config *config, uint64_t seed)
{
    CHECK(config->line_count >= 1 && config->line_count <= TB_LINES_MAX);
    self->config = config;
    self->line_count = config->line_count;
    self->concat_ref = (uint8_t)seed;
    self->desk.callback_ms = -1;
    self->desk.random = seed;
    for (unsigned i = 0; i < self->line_count; i++)
        init_line(self, i);
}

unsigned core_line_index(const struct core *self, const struct line *line)
{
    return (unsigned)(line - self->line);
}

uint8_t core_line_named(const struct core *self, const char *name)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (strcmp(self->config->line[i].name, name) == 0)
            return (uint8_t)i;
    return 0;
}

struct line *core_line_of(struct core *self, const char *name)
{
    uint8_t line = core_line_named(self, name);

    return strcmp(self->config->line[line].name, name) == 0 ? &self->line[line] : NULL;
}

/* --- what the ledger keeps --- */

uint64_t core_record(struct core *self, struct actions *out, const struct record *record)
{
    action_record(out, ++self->sequence, record);
    return self->sequence;
}

void core_record_text(struct core *self, struct actions *out, const struct text_record *text)
{
    struct record record = {.kind = RECORD_TEXT, .text = *text};
    (void)core_record(self, out, &record);
}

void core_record_call(struct core *self, struct actions *out, const struct call_record *call)
{
    struct record record = {.kind = RECORD_CALL, .call = *call};
    (void)core_record(self, out, &record);
}

void core_record_person(struct core *self, struct actions *out, const char *number, const char *name)
{
    struct person *person = people_get(&self->people, number);
    struct record record = {.kind = RECORD_PERSON};

    if (person == NULL)
        return;
    person->kind = policy_kind(self->config, person, number);
    if (person->kind == PERSON_LEAD && self->contacts != NULL &&
        contacts_find(self->contacts, number) != NULL)
        person->kind = PERSON_CONTACT;
    people_record(person, number, name, &record.person);
    (void)core_record(self, out, &record);
}

void core_record_meta(struct core *self, struct actions *out, const char *key, const char *value)
{
    struct record record = {.kind = RECORD_META};

    tb_copy(record.meta.key, sizeof record.meta.key, key);
    tb_copy(record.meta.value, sizeof record.meta.value, value);
    (void)core_record(self, out, &record);
}

/* While the disk takes nothing, memory is the record: the box still answers calls, and says so. */
bool core_is_durable(const struct core *self, uint64_t sequence)
{
    return sequence <= self->durable || self->ledger_failing;
}

const char *core_log_number(const struct core *self, const char *number, char out[TB_NUMBER_MAX])
{
    if (number[0] == '\0')
        return "withheld";
    if (self->config->log_numbers_full)
        (void)snprintf(out, TB_NUMBER_MAX, "%s", number);
    else
        number_masked(number, out, TB_NUMBER_MAX);
    return out;
}

/* --- modem events --- */

static void state_changed(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    bool ready = modem_can_send(&line->modem);
    const char *name = self->config->line[core_line_index(self, line)].name;

    if (ready && !line->was_ready) {
        struct call_rules rules = core_call_rules(self->config, line->modem.profile);
        calls_set_rules(&line->calls, &rules);
        core_receive_ready(self, line, now);
    }
    line->was_ready = ready;
    core_place_keep(self, line, out);
    if (modem_is_armed(&line->modem))
        core_hello_armed(self, line, now);
    const char *words = modem_is_armed(&line->modem) ? "armed" : modem_why_words(line->modem.why);
    if (words != line->told)
        action_log(out, LOG_PRIORITY_NOTICE, "line %s: %s", name, words);
    line->told = words;
    core_tend_state(self, line, now, out);
    action_plain(out, ACTION_STATUS, (uint8_t)core_line_index(self, line));
}

static void calls_over(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    struct call_notes notes = {.count = 0};

    calls_interrupted(&line->calls, now, &notes);
    core_calls_notes(self, line, &notes, now, out);
    core_receive_link_down(line);
    core_tend_link_down(self, line, out);
    line->was_ready = false;
}

static void on_urc(struct core *self, struct line *line, const struct urc *urc, const struct tb_now *now,
                   struct actions *out)
{
    struct call_notes notes = {.count = 0};

    calls_urc(&line->calls, urc, now, &notes);
    core_calls_notes(self, line, &notes, now, out);
    core_receive(self, line, urc, now, out);
}

static void on_modem_event(struct core *self, struct line *line, const struct modem_event *event,
                           const struct tb_now *now, struct actions *out)
{
    struct call_notes notes = {.count = 0};
    uint8_t index = (uint8_t)core_line_index(self, line);

    switch (event->kind) {
    case MODEM_EVENT_NONE:
        break;
    case MODEM_EVENT_STATE:
        state_changed(self, line, now, out);
        break;
    case MODEM_EVENT_RESTARTED:
        action_log(out, LOG_PRIORITY_WARNING, "line %s: the modem restarted by itself",
                   self->config->line[index].name);
        calls_over(self, line, now, out);
        break;
    case MODEM_EVENT_REOPEN:
        action_plain(out, ACTION_REOPEN, index);
        break;
    case MODEM_EVENT_LEVEL:
        action_level(out, index, event->control, event->active);
        break;
    case MODEM_EVENT_PIN:
    case MODEM_EVENT_PIN_TRIED:
    case MODEM_EVENT_RECOVER:
        core_tend_event(self, line, event, now, out);
        break;
    case MODEM_EVENT_HEALTHY:
        if (now->mono_ms >= line->look_ms)
            core_receive_ready(self, line, now);
        action_plain(out, ACTION_ALIVE, index);
        break;
    case MODEM_EVENT_URC:
        on_urc(self, line, &event->urc, now, out);
        break;
    case MODEM_EVENT_PROMPT:
        core_send_prompt(self, line, now, out);
        break;
    case MODEM_EVENT_SENT:
        core_send_done(self, line, event, now, out);
        break;
    case MODEM_EVENT_LATE_REFERENCE:
        core_send_late_reference(self, line, event->reference, now, out);
        break;
    case MODEM_EVENT_HUNG_UP:
        calls_hung_up(&line->calls);
        break;
    case MODEM_EVENT_CALLS:
        calls_listed(&line->calls, event->result == AT_RESULT_OK, now, &notes);
        core_calls_notes(self, line, &notes, now, out);
        break;
    case MODEM_EVENT_LISTED:
    case MODEM_EVENT_READ:
    case MODEM_EVENT_DELETED:
        core_receive_event(self, line, event, now, out);
        break;
    case MODEM_EVENT_DIALLED:
    case MODEM_EVENT_DIAL_OVER:
        core_ring_event(self, line, event);
        break;
    case MODEM_EVENT_FORWARD:
        core_voicemail_event(self, line, event, now);
        break;
    case MODEM_EVENT_CLOCK:
        core_clock_told(self, line, event->wall_ms, now, out);
        break;
    case MODEM_EVENT_NOISE:
        action_log(out, LOG_PRIORITY_INFO, "line %s: an over-long line was skipped",
                   self->config->line[index].name);
        break;
    }
}

/* --- one line, then the box --- */

static void send_bytes(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    char bytes[TB_AT_COMMAND_MAX + 2];
    size_t length;

    while ((length = modem_pump(&line->modem, now->mono_ms, bytes, sizeof bytes)) > 0)
        action_send(out, (uint8_t)core_line_index(self, line), bytes, length);
}

static void run_line(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    struct modem_event event;

    core_calls_tick(self, line, now, out);
    core_send_pump(self, line, now, out);
    send_bytes(self, line, now, out);
    core_clock_want(self, line, now);
    while (actions_room(out) && modem_next(&line->modem, now->mono_ms, &event))
        on_modem_event(self, line, &event, now, out);
    core_calls_tick(self, line, now, out);
    core_send_pump(self, line, now, out);
    core_receive_pump(self, line, now, out);
    core_voicemail_tick(self, line, now, out);
    core_tend_pump(self, line, out);
    send_bytes(self, line, now, out);
    core_light_line(self, line, now);
}

static void on_durable(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (unsigned i = 0; i < self->line_count && actions_room(out); i++)
        if (self->line[i].prompted)
            core_send_prompt(self, &self->line[i], now, out);
}

static void run_box(struct core *self, const struct tb_now *now, struct actions *out)
{
    core_start_rest(self, now, out);
    on_durable(self, now, out); /* what an earlier step had no room for */
    core_send_tick(self, now, out);
    core_receive_tick(self, now, out);
    core_alerts_tick(self, now, out);
    core_leads_tick(self, now, out);
    core_desk_tick(self, now, out);
    core_trial_tick(self, now, out);
    core_hello_tick(self, now, out);
    core_ring_tick(self, now, out);
    core_report_tick(self, now, out);
    core_light_tick(self, now, out);
    self->news = 0; /* each line looks now */
    for (unsigned i = 0; i < self->line_count && actions_room(out); i++)
        run_line(self, &self->line[i], now, out);
    self->unfinished = !actions_room(out);
}

/* Each line looks for its own: a look at all of them for every text would cost the square of their number.
 * What is left is for a line that cannot send, and the next step comes at once to have all of them look. */
static void run_news(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (unsigned i = 0; i < self->line_count && self->news != 0 && actions_room(out); i++)
        if ((self->news & UINT64_C(1) << i) != 0 && modem_can_send(&self->line[i].modem))
            run_line(self, &self->line[i], now, out);
}

static void on_ledger(struct core *self, bool failing, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    if (failing && !self->ledger_failing) {
        alert_card(words, sizeof words);
        core_alert(self, 0, now, out, "%s", words);
    }
    self->ledger_failing = failing;
    self->unfinished = true; /* what waited for the disk may go */
    on_durable(self, now, out);
}

static void on_config(struct core *self, const struct config *config, struct actions *out)
{
    self->config = config;
    core_held_anew(self);
    for (unsigned i = 0; i < self->line_count; i++) {
        struct line *line = &self->line[i];
        struct call_rules rules = core_call_rules(config, line->modem.profile);
        calls_set_rules(&line->calls, &rules);
        line->prepared.call = 0;
        core_place_keep(self, line, out);                  /* its number reads otherwise in another country */
        line->modem.setup = modem_setup(&config->line[i]); /* the former strings may go away */
        if (line->modem.why == MODEM_WHY_PIN_WRONG || line->modem.why == MODEM_WHY_PIN_WANTED)
            modem_refuse_pin(&line->modem, MODEM_WHY_STARTING); /* the ini may hold another one now */
    }
}

static void on_notice(struct core *self, const struct event *event, const struct tb_now *now,
                      struct actions *out)
{
    const char *words = (const char *)event->bytes;
    char mark[sizeof self->notice] = "";

    if (event->once) {
        if (words[0] != '\0')
            (void)snprintf(mark, sizeof mark, "%016llx",
                           (unsigned long long)inbox_fingerprint(words, strlen(words)));
        if (strcmp(mark, self->notice) == 0)
            return; /* told at an earlier start, or nothing to tell */
        if (words[0] == '\0')
            words = "Your new settings are on."; /* what was told of before is mended */
        tb_copy(self->notice, sizeof self->notice, mark);
        core_record_meta(self, out, "notice", mark);
    }
    if (words[0] != '\0')
        core_alert(self, 0, now, out, "%s", words);
}

static size_t on_bytes(struct core *self, const struct event *event, const struct tb_now *now,
                       struct actions *out)
{
    struct modem_event modem_event;
    struct line *line = &self->line[event->line];
    size_t used = modem_feed(&line->modem, event->bytes, event->length, now->mono_ms, &modem_event);

    on_modem_event(self, line, &modem_event, now, out);
    run_line(self, line, now, out);
    run_news(self, now, out);
    return used;
}

static size_t dispatch(struct core *self, const struct event *event, const struct tb_now *now,
                       struct actions *out)
{
    switch (event->kind) {
    case EVENT_BYTES:
        return on_bytes(self, event, now, out);
    case EVENT_TICK:
        break;
    case EVENT_PAPERS:
        return 0; /* they were made before this */
    case EVENT_LINK_UP:
        core_place_told(&self->line[event->line], (const char *)event->bytes);
        modem_link_up(&self->line[event->line].modem, now->mono_ms);
        break;
    case EVENT_LINK_DOWN:
        modem_link_down(&self->line[event->line].modem);
        calls_over(self, &self->line[event->line], now, out);
        break;
    case EVENT_DURABLE:
        self->durable = event->sequence;
        on_durable(self, now, out);
        break;
    case EVENT_LEDGER:
        on_ledger(self, event->failing, now, out);
        break;
    case EVENT_CONFIG:
        on_config(self, event->config, out);
        core_team_check(self, out);
        break;
    case EVENT_CONTACTS:
        self->contacts = event->contacts;
        break;
    case EVENT_NOTICE:
        on_notice(self, event, now, out);
        break;
    case EVENT_REPORT:
        core_report_figures(self, event->figures, now, out);
        break;
    case EVENT_CONTROLS:
        modem_controls(&self->line[event->line].modem, event->controls, &event->power);
        break;
    case EVENT_POWERED:
        modem_powered(&self->line[event->line].modem, event->gone ? -1 : (int)event->powered);
        break;
    case EVENT_BUTTON:
        if (event->gone)
            self->button.down = false; /* nobody can let it go any more */
        else
            core_button(self, event->pressed, event->at_ms, now, out);
        break;
    case EVENT_STOP:
        self->stopping = true;
        break;
    }
    run_box(self, now, out);
    return 0;
}

size_t core_step(struct core *self, const struct event *event, const struct tb_now *now, struct actions *out)
{
    CHECK(event->line < self->line_count);
    actions_clear(out);
    core_paperwork(self, out);
    size_t used = dispatch(self, event, now, out);
    core_light_box(self, out);
    actions_sends_first(out);
    return used;
}

bool core_has_more(const struct core *self)
{
    return self->unrecorded > 0;
}

int64_t core_deadline(const struct core *self, const struct tb_now *now)
{
    int64_t due = tb_earlier(outbox_deadline(&self->outbox, now), core_receive_deadline(self, now));

    if (!self->started || core_has_more(self) || self->news != 0 || self->unfinished)
        return now->mono_ms;
    due = tb_earlier(due, core_alerts_deadline(self));
    due = tb_earlier(due, leads_deadline(&self->leads));
    due = tb_earlier(due, core_desk_deadline(self, now));
    due = tb_earlier(due, core_hello_deadline(self));
    due = tb_earlier(due, core_ring_deadline(self));
    due = tb_earlier(due, core_report_deadline(self));
    due = tb_earlier(due, core_light_deadline(self));
    for (unsigned i = 0; i < self->line_count; i++) {
        due = tb_earlier(due, modem_deadline(&self->line[i].modem));
        due = tb_earlier(due, calls_deadline(&self->line[i].calls));
        due = tb_earlier(due, core_voicemail_deadline(&self->line[i], self->config->phone[0] != '\0'));
    }
    return due;
}
