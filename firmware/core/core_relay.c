/* A lead's words to the desk: to the agent, and to whoever of the team knows of the lead or has it. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"
#include "core/spot.h"
#include "core/street.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define COVERING UINT_MAX /* in place of a member: who stands in while the agent is away */

enum { PIECE = 1400 /* octets: with a heading at most 22 UCS-2 parts; a common message is one piece */ };

/* One text to a member; the one that settles the incoming message when it is accepted carries its id. */
static void send_piece(struct core *self, unsigned member, const struct text_record *source, bool settles,
                       const char *words, const struct tb_now *now, struct actions *out)
{
    const char *number = member == COVERING ? self->desk.covering : core_member_number(self, member);
    uint8_t line = core_line_named(self, source->line);

    if (member == 0 && number[0] == '\0')
        number = AGENT_UNKNOWN;
    if (number[0] == '\0')
        return;
    struct text *text = core_text_new(self, TEXT_RELAY, number, line, words, now, out);
    if (text == NULL)
        return;
    if (settles) {
        text->source = *source;
        text->source.body = NULL;
        text->record.relays = source->id;
    }
    core_record_text(self, out, &text->record);
}

/* What stands in brackets: the number while there are several, a name, the time. */
static void fill_facts(const struct core *self, const struct lead *lead, const struct tb_now *now,
                       char time[HOURS_WORDS_MAX], struct desk_relay *relay)
{
    hours_words_short_at(&self->config->zone, now->wall_ok, now->wall_ms, time);
    relay->time = time;
    relay->role = lead != NULL ? lead->record.name : "";
    relay->n = lead != NULL && leads_count(&self->leads) > 1 ? lead->record.n : 0;
    relay->stop_n = lead != NULL ? lead->record.n : 0;
}

static void relay_to(struct core *self, unsigned member, const struct text_record *source,
                     struct desk_relay relay, const char *body, const char *note, const struct tb_now *now,
                     struct actions *out)
{
    char piece[PIECE + 1], words[PIECE + 320], heading[DESK_WHO_MAX + 16];
    size_t length = strlen(body), from = 0;

    for (unsigned i = 1;; i++) {
        size_t to = length - from > PIECE ? from + PIECE : length;
        while (to < length && ((unsigned char)body[to] & 0xc0) == 0x80)
            to--; /* never inside a character */
        bool last = to == length;
        (void)snprintf(piece, sizeof piece, "%.*s", (int)(to - from), body + from);
        if (length > PIECE)
            (void)snprintf(heading, sizeof heading, "%s part %u", relay.who, i);
        else
            (void)snprintf(heading, sizeof heading, "%s", relay.who);
        struct desk_relay one = relay;
        one.who = heading;
        one.words = piece;
        if (!last)
            one.address = one.when = one.name = one.maybe_stop = false; /* they stand behind the whole */
        if (relay.picture)
            desk_unreadable(words, sizeof words, relay.who, relay.time);
        else
            desk_relay(words, sizeof words, &one);
        if (last)
            (void)snprintf(words + strlen(words), sizeof words - strlen(words), "%s", note);
        send_piece(self, member, source, last && member == 0, words, now, out);
        if (last)
            return;
        from = to;
    }
}

void core_relay(struct core *self, const struct text_record *source, struct lead *lead, const char *body,
                const struct relay_notes *notes, const struct tb_now *now, struct actions *out)
{
    char who[DESK_WHO_MAX], time[HOURS_WORDS_MAX], name[TB_NAME_MAX];
    size_t begin, length;
    struct desk_relay relay = {.who = who,
                               .address = street_spot(body, &begin, &length),
                               .when = spot_time(body),
                               .name = spot_name(body, name, sizeof name),
                               .maybe_stop = notes->maybe_stop && lead != NULL,
                               .picture = notes->picture};

    if (lead != NULL)
        core_lead_who(self, lead, who);
    else
        desk_who(who, source->number, self->config->country, true);
    fill_facts(self, lead, now, time, &relay);
    relay_to(self, 0, source, relay, body, notes->words, now, out);
    for (unsigned member = 1; member < core_members(self); member++)
        if (lead != NULL && core_concerns(self, lead, member))
            relay_to(self, member, source, relay, body, notes->words, now, out);
    if (lead != NULL && until_left(&self->desk.away, now) > 0 && core_member(self, self->desk.covering) < 0)
        relay_to(self, COVERING, source, relay, body, notes->words, now, out);
    if (lead != NULL)
        lead->shown = true;
}
