/* What the desk gets: leads' words, and answers to its orders. */
#include "words.h"

#include <stdio.h>

static void leads(struct list *list)
{
    static const char WORDS[] = "Is 1402 Oak St still for sale, and could I see it on Friday at 5?";
    struct desk_relay relay = {
        .who = WHO, .n = 12, .role = "Ann", .time = TIME, .words = WORDS, .address = true};

    (void)printf("\nTo the desk, of leads\n");
    SHOW("relay", desk_relay, &relay);
    relay.maybe_stop = true;
    relay.stop_n = 12;
    desk_relay(list->out, sizeof list->out, &relay);
    show(list, "relay, maybe STOP", 2); /* their own words, and what to do about them */
    SHOW("picture", desk_unreadable, WHO, TIME);
    SHOW("soon", desk_remind, DESK_SOON, WHO, 12, BY);
    SHOW("now", desk_remind, DESK_NOW, WHO, 12, BY);
    SHOW("late", desk_remind, DESK_LATE, WHO, 12, BY);
    SHOW("several", desk_remind_many, 7, "1) 0172 2) 0119 3) 0144 4) 0145 5) 0146 6) 0147 7) 0148", 1);
    SHOW("escalate", desk_escalate, WHO, 12, WORDS);
    SHOW("nobody took it", desk_nobody_took, WHO, 12);
    struct desk_row row = {.n = 12, .who = WHO, .time = TIME, .owner = "Isa", .words = WORDS, .note = ""};
    SHOW("list row", desk_list_row, &row);
    row.note = "four bedrooms, a yard, loan approved, calls in the morning";
    SHOW("list row, note", desk_list_row, &row);
    row.stopped = true;
    SHOW("list row, STOP", desk_list_row, &row);
    row.stopped = false;
    row.words = row.note = "";
    for (int reach = DESK_REACHED; reach <= DESK_NOT_REACHED; reach++) {
        row.reach = (enum desk_reach)reach;
        SHOW("list row, no words", desk_list_row, &row);
    }
    SHOW_ALONE("list, empty", desk_list_empty);
}

static void answers_about_leads(struct list *list)
{
    (void)printf("\nTo the desk, answers about leads\n");
    SHOW("sent", desk_sent, WHO);
    SHOW("not sent", desk_not_sent, WHO, "CMS 21");
    SHOW("sent?", desk_sent_maybe, WHO);
    SHOW("said STOP", desk_not_sent_stop, WHO);
    SHOW_ALONE("too long", desk_too_long);
    SHOW("another's", desk_owned, 12, "Isa", false);
    SHOW("another's, may TAKE", desk_owned, 12, "Isa", true);
    SHOW_ALONE("picture from the desk", desk_unreadable_order);
    SHOW("which", desk_which, "1) 0172 2) 0119 3) 0144 4) 0145", 1);
    SHOW("like an order", desk_like_an_order, "", 12, "LIST ALL");
    SHOW("order in capitals", desk_like_an_order, "AWAY until Mon", 12,
         "AWAY next week, and the week after next");
    SHOW("order, for nobody", desk_like_an_order, "AWAY until Mon", 0, "AWAY next week");
    SHOW("which, none open", desk_which, "", 0);
    SHOW("no such lead", desk_no_such_lead, 12);
    SHOW("no such digits", desk_no_such_tail, "0172");
    SHOW("DONE", desk_done, WHO, 12, "");
    SHOW("DONE, to others", desk_done, WHO, 12, "Alexandra Agent");
    SHOW("TAKE", desk_took, WHO, 12);
    SHOW("TAKE, to others", desk_taken, WHO, 12, "Isa");
    SHOW("BLOCK", desk_blocked, WHO, "UNBLOCK 512-555-0172");
    SHOW("UNBLOCK", desk_unblocked, WHO, false);
    SHOW("UNBLOCK, said STOP", desk_unblocked, WHO, true);
    SHOW("CLIENT", desk_marked_client, WHO);
    SHOW("SKIP", desk_marked_skip, WHO);
    SHOW("FORGET", desk_forgotten, "that number", true);
    SHOW("NOTE", desk_noted, WHO);
}

static void pause_and_away(struct list *list)
{
    (void)printf("\nTo the desk and to colleagues, pause and absence\n");
    SHOW("PAUSE", desk_paused, "Mon 12:00 pm");
    SHOW_ALONE("pause over", desk_pause_over);
    SHOW_ALONE("RESUME", desk_resumed);
    SHOW("AWAY", desk_away, "Mon 12:00 pm", "");
    for (int why = DESK_COVER_NO_PERSON; why <= DESK_COVER_AWAY; why++)
        SHOW("AWAY, cannot cover", desk_no_cover, (enum desk_no_cover)why, WHO);
    SHOW("covering, first words", desk_introduce, "Alexandra Agent", "Example Realty", "Mon 12:00 pm");
    SHOW("covering, orders", desk_no_orders, "Alexandra Agent");
    SHOW("covering, over", desk_relieved, "Alexandra Agent", true);
    SHOW("covering, no more", desk_relieved, "Alexandra Agent", false);
    SHOW("AWAY, covered", desk_away, "Mon 12:00 pm", WHO);
    SHOW_ALONE("away over", desk_away_over);
    SHOW_ALONE("BACK", desk_back);
    SHOW("time has been", desk_no_such_time, true);
    SHOW("no clock", desk_no_such_time, false);
}

static void statuses(struct list *list)
{
    struct desk_status status = {.armed = true,
                                 .lines = "Signal good (4/5), T-Mobile",
                                 .mode = "Paused until Mon 12:00 pm",
                                 .say = "",
                                 .legs = "no answer, busy, phone off",
                                 .leads = 12};

    SHOW("STATUS", desk_status, &status);
    status.settings_wrong = true;
    desk_status(list->out, sizeof list->out, &status);
    show(list, "STATUS, settings", 2); /* until it is mended */
    status.settings_wrong = false;
    status.modem =
        "SIMCOM_SIM7600G-H (sim7600): no voice service: the network has not let this modem make calls "
        "(IMS off)";
    desk_status(list->out, sizeof list->out, &status);
    show(list, "STATUS, no calls", 2); /* the box is of no use then: why, and what to do */
}

static void answers_about_the_box(struct list *list)
{
    (void)printf("\nTo the desk, answers about the box\n");
    SHOW_ALONE("HELP", desk_commands);
    statuses(list);
    SHOW_ALONE("STOP", desk_stop_ordered);
    SHOW("CALLBACK", desk_callback, "30 minutes");
    SHOW("CALLBACK OFF", desk_callback, "");
    SHOW("SAY", desk_saying, "open_house");
    SHOW("SAY text", desk_saying, "");
    SHOW("SAY, unknown", desk_no_such_message, "opnhouse", "text, seller, urgent, after_hours, client");
    SHOW("code", desk_code, "0417", "erase everything about 512-555-0172");
    desk_code_voids(list->out, sizeof list->out, "0418");
    show(list, "code, another waited", 1);
    SHOW("wrong code", desk_wrong_code, 2);
    SHOW("wrong code, over", desk_wrong_code, 0);
    SHOW_ALONE("no code", desk_no_code);
    static const struct {
        enum command_kind kind;
        enum command_fault fault;
    } SLIPS[] = {{COMMAND_DONE, COMMAND_NO_LEAD},     {COMMAND_DONE, COMMAND_TWO_LEADS},
                 {COMMAND_NOTE, COMMAND_NO_WORDS},    {COMMAND_SAY, COMMAND_NO_NAME},
                 {COMMAND_CALLBACK, COMMAND_NO_TIME}, {COMMAND_AWAY, COMMAND_BAD_TIME},
                 {COMMAND_BLOCK, COMMAND_BAD_NUMBER}, {COMMAND_DONE, COMMAND_ORDER},
                 {COMMAND_HELP, COMMAND_FINE}};
    for (size_t i = 0; i < TB_COUNT(SLIPS); i++)
        SHOW("slip", desk_bad_command, SLIPS[i].kind, SLIPS[i].fault, 12);
}

void words_desk(struct list *list)
{
    leads(list);
    answers_about_leads(list);
    answers_about_the_box(list);
    pause_and_away(list);
}
