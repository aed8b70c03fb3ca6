/* The desk: what the agent and the team write to the box. Orders are read here and handed on; what could do
 * harm in the wrong hands waits for a code; all else is words for a lead, if it is clear for which. */
#include "core/core_desk.h"

#include "base/copy.h"
#include "core/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MINUTE_MS = 60 * 1000,
    CODE_MS = DESK_CODE_MINUTES * MINUTE_MS,
    CODE_TRIES = 3,
    CODE_MEMORY_MS = 60 * MINUTE_MS,
    BARE_MS = 15 * MINUTE_MS /* so long after a lead's words a bare answer is for them */
};

void desk_answer_with(struct turn *turn, const char *words)
{
    core_tell(turn->core, turn->member, turn->line, words, turn->now, turn->out);
}

void desk_answer(struct turn *turn)
{
    desk_answer_with(turn, turn->words);
}

void desk_answer_and_tell(struct turn *turn)
{
    char words[DESK_WORDS_MAX + TB_LINE_NAME_MAX + 8];

    desk_answer(turn);
    if (turn->member == 0)
        return;
    (void)snprintf(words, sizeof words, "By %s: %s", core_member_name(turn->core, turn->member), turn->words);
    core_tell(turn->core, 0, turn->line, words, turn->now, turn->out);
}

/* --- codes --- */

/* splitmix64: four digits that nobody guesses in three tries; the seed came from the kernel. */
static unsigned random_digits(struct desk *desk)
{
    uint64_t z = (desk->random += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (unsigned)((z ^ (z >> 31)) % 10000);
}

static bool needs_code(const struct turn *turn, const struct command *command)
{
    return command_needs_code(command) || desk_is_long_pause(turn, command);
}

/* A code is waited for, from this member. */
static bool awaits_code(const struct turn *turn)
{
    const struct desk_code *code = &turn->core->desk.code[turn->member];

    return code->tries > 0 && turn->now->mono_ms - code->given_ms < CODE_MS;
}

static void ask_code(struct turn *turn, const struct command *command, const char *body)
{
    struct desk_code *code = &turn->core->desk.code[turn->member];
    char what[DESK_WORDS_MAX / 2], former[sizeof code->digits] = "";

    if (!desk_what(turn, command, what, sizeof what))
        return;
    if (awaits_code(turn))
        memcpy(former, code->digits, sizeof former);
    (void)snprintf(code->digits, sizeof code->digits, "%04u", random_digits(&turn->core->desk));
    tb_copy(code->words, sizeof code->words, body);
    code->tries = CODE_TRIES;
    code->given_ms = turn->now->mono_ms;
    desk_code(turn->words, sizeof turn->words, code->digits, what);
    if (former[0] != '\0' && strcmp(former, code->digits) != 0)
        desk_code_voids(turn->words, sizeof turn->words, former);
    desk_answer(turn);
}

/* So soon after a code was given four digits are one, however late or wrong, and no words for a lead. */
static bool was_given_code(const struct turn *turn)
{
    const struct desk_code *code = &turn->core->desk.code[turn->member];

    return code->digits[0] != '\0' && turn->now->mono_ms - code->given_ms < CODE_MEMORY_MS;
}

static void order(struct turn *turn, const struct command *command);

static void take_code(struct turn *turn, const char *digits)
{
    struct desk_code *code = &turn->core->desk.code[turn->member];
    struct command command;
    char body[COMMAND_LOW_MAX];

    if (strcmp(code->digits, digits) == 0) {
        code->tries = 0;
        memcpy(body, code->words, sizeof body); /* the order may ask for a code of its own */
        command_parse(body, turn->core->config->country, &command);
        order(turn, &command);
        return;
    }
    code->tries--;
    desk_wrong_code(turn->words, sizeof turn->words, code->tries);
    desk_answer(turn);
}

/* --- bare words --- */

/* Each open lead in a few words; what does not fit goes without. */
static void open_rows(const struct turn *turn, char *out, size_t cap)
{
    struct core *core = turn->core;
    char who[DESK_WHO_MAX];
    bool room = true;

    out[0] = '\0';
    for (struct lead *lead = leads_after(&core->leads, 0); lead != NULL && room;
         lead = leads_after(&core->leads, lead->record.n)) {
        core_lead_who(core, lead, who);
        room = desk_add_row(out, cap, lead->record.n, who);
    }
}

/* The one open lead, if its words came to this member, and so lately that an answer without a number is for
 * them. */
static struct lead *meant(const struct turn *turn)
{
    struct lead *lead = leads_after(&turn->core->leads, 0);
    bool one = lead != NULL && leads_after(&turn->core->leads, lead->record.n) == NULL &&
               core_concerns(turn->core, lead, turn->member);

    return one && lead->relayed_ms != 0 && turn->now->mono_ms - lead->relayed_ms < BARE_MS ? lead : NULL;
}

/* Its consonants: "lst" is LIST, "hlp" HELP. */
static void consonants(const char *word, char out[16])
{
    size_t n = 0;

    for (; *word != '\0' && n + 1 < 16; word++)
        if (strchr("aeiouy", *word) == NULL)
            out[n++] = *word;
    out[n] = '\0';
}

static bool is_order_word(const char *word)
{
    static const char *const ORDERS[] = {
        "help",   "status", "list",  "leads",  "done", "take",     "block", "unblock", "client", "skip",
        "forget", "note",   "pause", "resume", "away", "callback", "test",  "report",  "code",   "voicemail"};
    char skeleton[16]; /* "lst", "pse" */

    if (words_in(" stop start unsubscribe remove delete cancel quit all menu commands ", word))
        return true;
    for (size_t i = 0; i < TB_COUNT(ORDERS); i++) {
        consonants(ORDERS[i], skeleton);
        if (strcmp(word, ORDERS[i]) == 0 || (strlen(word) >= 3 && strcmp(word, skeleton) == 0))
            return true;
    }
    return false;
}

/* A word or two that were meant for the box, if for anybody: they reach no lead without a number before them.
 */
static bool looks_like_an_order(const char *body)
{
    struct words words;

    words_read(body, &words);
    bool order = words.count <= 4 && strcmp(words_at(&words, 0), "test") == 0;
    for (size_t i = 0; i < words.count && words.count <= 2; i++)
        order = order || is_order_word(words_at(&words, i));
    return order;
}

/* A person's STOP means something; the desk's is for callers, or for itself. */
static bool is_stop(const char *body)
{
    struct words words;

    words_read(body, &words);
    return words.count <= 2 && words_in(" stop stopall unsubscribe ", words_at(&words, 0));
}

/* "(1) yes", "0144 ok": the lead's number, or the end of its phone number, in front. NULL if there is none
 * such; *rest is behind it. */
static struct lead *addressed(const struct turn *turn, const char *body, const char **rest)
{
    char digits[8];
    size_t open = body[0] == '(' ? 1 : 0, n = strspn(body + open, "0123456789");
    const char *behind = body + open + n + (open > 0 && body[open + n] == ')' ? 1 : 0);

    if (n == 0 || n > LEADS_TAIL_DIGITS || *behind != ' ' || (open == 0 && n != LEADS_TAIL_DIGITS))
        return NULL;
    (void)snprintf(digits, sizeof digits, "%.*s", (int)n, body + open);
    struct lead *lead = n == LEADS_TAIL_DIGITS
                            ? leads_ending(&turn->core->leads, digits)
                            : leads_numbered(&turn->core->leads, (unsigned)strtoul(digits, NULL, 10));
    if (lead != NULL) /* else it is the number of a house, say */
        *rest = behind + strspn(behind, " ");
    return lead;
}

/* "reply 1 yes", "text 2 come by": an address, but not one to be sure of. */
static bool is_half_addressed(const char *body)
{
    struct words words;

    words_read(body, &words);
    return words.count > 1 && words_in(" reply text send answer tell lead ", words_at(&words, 0)) &&
           strspn(words_at(&words, 1), "0123456789") == strlen(words_at(&words, 1));
}

static void bare(struct turn *turn, const char *body)
{
    enum { ROWS_MAX = 90 /* with the sentence around it one part */ };
    char rows[ROWS_MAX];
    const char *rest = body;
    struct lead *first = leads_after(&turn->core->leads, 0), *lead = addressed(turn, body, &rest);

    const char *usage = command_shouted(body);
    if (lead == NULL && !is_half_addressed(body))
        lead = meant(turn);
    if (usage != NULL || (lead != NULL && rest == body && looks_like_an_order(body))) {
        desk_like_an_order(turn->words, sizeof turn->words, usage != NULL ? usage : "",
                           lead != NULL ? lead->record.n : 0, body);
        desk_answer(turn);
        return;
    }
    if (lead != NULL) {
        desk_send(turn, lead, rest);
        return;
    }
    open_rows(turn, rows, sizeof rows);
    desk_which(turn->words, sizeof turn->words, rows, first != NULL ? first->record.n : 0);
    desk_answer(turn);
}

/* --- any text --- */

static void order(struct turn *turn, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_TO_LEAD:
    case COMMAND_DONE:
    case COMMAND_TAKE:
    case COMMAND_BLOCK:
    case COMMAND_UNBLOCK:
    case COMMAND_CLIENT:
    case COMMAND_SKIP:
    case COMMAND_FORGET:
    case COMMAND_NOTE:
        desk_lead_order(turn, command);
        break;
    case COMMAND_HELP:
    case COMMAND_STATUS:
    case COMMAND_LIST:
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
    case COMMAND_AWAY:
    case COMMAND_BACK:
    case COMMAND_CALLBACK:
    case COMMAND_SAY:
    case COMMAND_TEST:
    case COMMAND_TEST_BUSY:
    case COMMAND_TEST_OFF:
    case COMMAND_REPORT:
        desk_box_order(turn, command);
        break;
    case COMMAND_NONE:
    case COMMAND_ACK:
    case COMMAND_BAD:
    case COMMAND_CODE:
        break;
    }
}

/* The one order that is two words. */
static bool is_voicemail_off(const char *body)
{
    struct words words;

    words_read(body, &words);
    return words.count == 2 && strcmp(words_at(&words, 0), "voicemail") == 0 &&
           strcmp(words_at(&words, 1), "off") == 0;
}

/* Not an order: words, a slip, a word of thanks. The same words again so soon are a telephone's that answers
 * by itself; it gets no answer, or the two would go on for ever. */
static void no_order(struct turn *turn, const struct command *command, const char *body)
{
    struct core *core = turn->core;
    bool echo = inbox_is_echo(&core->inbox, core_member_number(core, turn->member), body, turn->now);

    if (command->kind == COMMAND_ACK && turn->member == 0 && core_hello_silence(core, turn->now, turn->out)) {
        desk_silenced(turn->words, sizeof turn->words);
        desk_answer(turn);
        return;
    }
    if (command->kind == COMMAND_ACK || echo)
        return;
    if (command->kind == COMMAND_BAD) {
        desk_bad_command(turn->words, sizeof turn->words, command->meant, command->fault,
                         command->target.lead);
        desk_answer(turn);
    } else if (command->kind == COMMAND_CODE && (was_given_code(turn) || leads_count(&core->leads) == 0)) {
        desk_no_code(turn->words, sizeof turn->words);
        desk_answer(turn);
    } else if (is_voicemail_off(body)) {
        desk_log(turn, "VOICEMAIL OFF");
        core_voicemail_off(core, turn->now, turn->words, sizeof turn->words, turn->out);
        desk_answer(turn);
    } else if (is_stop(body)) {
        desk_stop_ordered(turn->words, sizeof turn->words);
        desk_answer(turn);
    } else {
        bare(turn, body);
    }
}

static bool is_order(enum command_kind kind)
{
    return kind != COMMAND_NONE && kind != COMMAND_ACK && kind != COMMAND_BAD && kind != COMMAND_CODE;
}

/* Half an order may be another one. Once in a while will do: of a very long text each part comes alone. */
static void in_part(struct turn *turn)
{
    struct core *core = turn->core;

    desk_part_missing(turn->words, sizeof turn->words);
    if (!inbox_is_echo(&core->inbox, core_member_number(core, turn->member), turn->words, turn->now))
        desk_answer(turn);
}

void core_desk(struct core *self, uint8_t line, unsigned member, const struct text_record *source,
               const char *body, enum content content, const struct tb_now *now, struct actions *out)
{
    struct turn turn = {
        .core = self, .member = member, .line = line, .source = source, .now = now, .out = out};
    struct command command;

    if (content == CONTENT_PICTURE) {
        desk_unreadable_order(turn.words, sizeof turn.words);
        desk_answer(&turn);
        return;
    }
    if (content == CONTENT_IN_PART) {
        in_part(&turn);
        return;
    }
    if (content == CONTENT_EMPTY)
        return;
    command_parse(body, self->config->country, &command);
    if (is_order(command.kind))
        desk_log_order(&turn, &command);
    if (command.kind == COMMAND_CODE && awaits_code(&turn))
        take_code(&turn, command.code);
    else if (!is_order(command.kind))
        no_order(&turn, &command, body);
    else if (needs_code(&turn, &command))
        ask_code(&turn, &command, body);
    else
        order(&turn, &command);
}
