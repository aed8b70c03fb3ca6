/* STOP, what may be STOP, and what is not (RULES.md 1.3). */
#include "core/optout.h"

#include "support/unit.h"

static const char *const STOPS[] = {
    /* keywords of 47 CFR 64.1200(a)(10), in every dress */
    "stop", "STOP", "Stop", "sToP", "stopall", "STOPALL", "stop all", "quit", "QUIT", "end", "End.", "revoke",
    "opt out", "opt-out", "optout", "Opt Out!", "OPT-OUT", "opt - out", "opted out", "opt me out", "cancel",
    "Cancel.", "unsubscribe", "Unsubscribe!", "unsubscribe me", "un-subscribe", "UNSUB", "  stop  ", "stop.",
    "STOP!!!", "stop?", "\"STOP\"", "No \"STOP\"", "No, “stop”", "'stop'", "(stop)", "*stop*", "/stop",
    "#stop", "stop\n", "\n\nstop\n\n", "Stop\r\n", "s t o p", "S.T.O.P.", "S-T-O-P", "st op", "stoppppp",
    "STOOOOP", "stop stop stop", "\u200bstop\u200b", "st\u00adop", "\ufeffSTOP", "ＳＴＯＰ", "Ⓢⓣⓞⓟ", "𝐒𝐓𝐎𝐏",
    "𝘴𝘵𝘰𝘱", "🅂🅃🄾🄿", "stop 🛑", "🛑", "🛑🛑🛑", "STOP 😡😡", "🙏 stop 🙏", "s\u0301top", "Stöp",
    "stop\u00a0please",
    /* slips */
    "stpo", "sotp", "stopp", "STP", "st0p", "5top", "sto", "tsop", "dtop", "unsubcribe", "unsubscibe",
    "unsuscribe", "unscribe", "unsubscirbe", "Unsubscribed", "unsubscribe.", "unsubsribe", "cancle",
    "cancell", "plsstop", "stopit", "revok",
    /* with small words */
    "stop please", "pls stop", "Stop. Thank you", "please stop", "PLEASE STOP!!", "ok stop", "stop it",
    "no stop", "yes stop", "stop thanks", "thanks, stop", "No thanks stop", "stop now", "just stop",
    "I said stop", "stop, sir", "hi stop", "Hello, stop", "stop it now please", "stop this", "stop all",
    "stop everything", "end please", "please cancel", "Cancel. Thank you", "cancel, please", "quit it",
    "please quit", "unsubscribe please", "unsubscribe me from this list", "unsubscribe from all",
    "i want to unsubscribe", "I would like to opt out", "how do i opt out?", "how can I unsubscribe",
    "can you stop", "could you please stop?", "will you stop", "opt out of texts", "stop texts",
    "stop messages", "I want to stop", "reply stop", "Reply STOP to opt out", "not interested stop",
    "Not interested. Stop.", "no longer interested, stop", "Wrong number stop", "wrong number, please stop",
    "Wrong person. STOP", "Who is this? Stop", "stop who is this?", "Please STOP, not interested, thanks",
    /* a clause of its own */
    "We already bought a house. Stop.", "we bought a place already, please stop",
    "STOP. We already have an agent.", "I never called you! Stop!", "Found one\nstop",
    "Stop\nI have an agent",
    /* phrases */
    "stop texting me", "Please stop texting me", "stop texting", "please stop messaging me",
    "stop contacting me!", "Stop sending me texts", "stop sending me these messages", "stop sending",
    "stop all these messages", "stop the texts", "stop with the texts", "stop your spam", "stop text",
    "stop harassing me", "stop bothering me", "quit texting me", "cease texting", "cease and desist",
    "end these messages", "cancel my subscription", "cancel the alerts", "I asked you to stop texting me",
    "I want you to stop texting me", "I want you to stop texting", "I said stop texting my phone",
    "STOP\nEnviado desde mi iPhone", "STOP\nEnvoyé de mon iPhone", "I wish you would stop texting",
    "I beg stop texting me", "why wont you stop texting me", "I said stop texting me",
    "Who is this? Stop texting me", "stop calling me", "please stop calling", "do not text", "don't text",
    "dont text me", "Don’t text me", "don't ever text me again", "do not text me again",
    "Please do not contact me", "don't message me", "never text me again", "do not contact us again",
    "don't text this number", "don't text my phone", "dont text, call me", "please not text me",
    "don't send me any more texts", "do not send me anything", "dont send me messages",
    "I don't want any more texts", "I don't want your messages", "I do not wish to receive texts",
    "no longer wish to be contacted", "do not call me again", "don't call or text me",
    "do not call this number", "never call me", "no more texts", "No more texts please",
    "no more messages from you", "no more", "No texts", "no texts please", "remove me", "please remove me",
    "Remove me from your list", "remove my number", "delete my number", "delete me", "remove", "take me off",
    "Take me off your list", "take my number off", "please get me off this list", "off your list now",
    "leave me alone", "leave me the f alone", "kindly stop", "STOP I am not interested",
    "Don't send any more", "Alto a los mensajes", "Leave us alone!", "lose my number",
    "unsubscribe me please from this", "fuck off", "go away", "I revoke my consent",
    "I do not consent to this", "wrong number. please stop",
    "they gave you a wrong number for our bob and the word here is optout",
    "you have the wrong person here my friend and i will unsubscribe myself from all of it",
    /* signed */
    "STOP - Ann", "Stop\n- Ann Lee", "Stop -Ann", "STOP\nAnn", "Stop\n\nJohn Q Public", "stop — Ann",
    "please stop ~Ann", "STOP\nSent from my iPhone", "Stop Sent from my iPhone",
    "stop\n\nGet Outlook for iOS", "Unsubscribe\n--\nAnn",
    "Cancel\nSent from my Verizon, Samsung Galaxy smartphone", "Alto\nEnviado desde mi iPhone", "END\n\nAnn",
    /* other languages */
    "alto", "ALTO", "¡Alto!", "parar", "pare", "Para", "basta", "Basta ya", "¡Basta!", "detener",
    "deténganse", "no más", "No mas", "no mas, gracias", "ya no", "alto por favor", "pare por favor",
    "cancelar", "baja", "no más mensajes", "No me mande mensajes", "no me escriba más", "no me contacte",
    "No me llame", "no quiero mensajes", "deje de escribirme", "Deja de mandar mensajes",
    "quíteme de la lista", "borrame por favor", "dejame en paz", "darme de baja", "numero equivocado, pare",
    "arrêt", "ARRET", "arrêter", "arrêtez", "Arrêtez svp", "arrêtez de m'écrire",
    "ne m'envoyez plus de messages", "laissez-moi tranquille", "Stopp", "stopp bitte", "abmelden",
    "keine SMS mehr", "keine weiteren Nachrichten", "lassen Sie mich in Ruhe", "nao me mande mais",
    "não quero receber", "sair", "smettila", "dừng lại", "dừng", "ngừng", "đừng nhắn tin nữa", "стоп", "СТОП",
    "хватит", "Не пишите мне", "停止", "退订", "取消", "请不要再发短信", "停止してください", "중지", "그만",
    "توقف", "sispann", "itigil", "tama na"};

static const char *const MAYBES[] = {"no text",
                                     "I'm on the do not call registry",
                                     "this number is on the Do Not Call list",
                                     "DNC",
                                     "This is harassment",
                                     "this is spam!",
                                     "Spam",
                                     "I will sue you",
                                     "Im reporting you to the FCC",
                                     "Fuck you",
                                     "get off my phone",
                                     "can we cancel the 5 pm showing?",
                                     "I had to unsuscribe from another agent once",
                                     "I will stop calling around",
                                     "See you at the house\nCancel",
                                     "Can we cancel the 5 pm showing?",
                                     "cancel the 5 pm",
                                     "I need to cancel tomorrow",
                                     "please cancel the showing",
                                     "cancel it",
                                     "yes cancel it",
                                     "ok cancel",
                                     "no, end it",
                                     "Please cancel. I found another agent to show it.",
                                     "don't stop now, is it still for sale",
                                     "Don't stop!",
                                     "I will stop by at 5",
                                     "can I stop by at 5?",
                                     "I can stop today",
                                     "I'll stop by the open house",
                                     "when does the open house end?",
                                     "end of the street?",
                                     "at the end of Oak",
                                     "is it a dead end street",
                                     "Is this the end",
                                     "there is a bus stop nearby?",
                                     "next to the stop sign",
                                     "Did you quit your job",
                                     "I'm about to quit renting",
                                     "The seller may revoke the offer",
                                     "Stop. Is the house still for sale?",
                                     "stop! what is the price?",
                                     "stop help",
                                     "START or STOP",
                                     "STOP START",
                                     "help stop",
                                     "can i cancel",
                                     "i want to cancel",
                                     "I'll stop texting you now, talk tomorrow",
                                     "don't stop texting me",
                                     "never stop sending deals my way",
                                     "turn right, stop, then left at the church",
                                     "Do not text me until 5",
                                     "dont text me while I'm driving",
                                     "don't text me after 9 pm",
                                     "please dont text me at work tonight",
                                     "I don't text, call me",
                                     "I do not text",
                                     "you dont text me back",
                                     "why dont you text",
                                     "if you don't text me by 5 I'm out",
                                     "don't text the owner",
                                     "don't text my wife",
                                     "do not contact the seller yet",
                                     "remove me from the showing list",
                                     "delete my number from the contract",
                                     "do not call me",
                                     "Please don't call",
                                     "wrong number",
                                     "Wrong number!",
                                     "Sorry, wrong number",
                                     "you have the wrong person",
                                     "numero equivocado",
                                     "not interested",
                                     "Not interested, thanks",
                                     "not interested sorry",
                                     "stop calling, text me instead",
                                     "I lost my unsubscribe link",
                                     "the stop and go traffic is bad",
                                     "Cancel - the 5pm showing",
                                     "how do we opt out of the hoa",
                                     "stop sending me condos, I want houses",
                                     "is it the last stop on the red line"};

static const char *const NONES[] = {
    "Please don't call, text only",
    "That price is unsustainable",
    "",
    " ",
    "\n",
    "...",
    "👍",
    "🏠🏠",
    "yes",
    "Yes",
    "YES?",
    "no",
    "No thanks",
    "ok",
    "thanks",
    "hi",
    "k",
    "1402 Oak St",
    "Is it still available?",
    "call me at 5",
    "2 bed 2 bath",
    "what's the price",
    "weekend works",
    "this weekend?",
    "endless options lol",
    "has the showing been canceled?",
    "was it cancelled",
    "Is the stopped auction on?",
    "I stopped by yesterday",
    "the bus stops there?",
    "nonstop",
    "unstoppable",
    "Palo Alto",
    "the house in Palo Alto",
    "casa para mi familia",
    "una casa para mi",
    "baja el precio?",
    "el precio es muy alto",
    "Is 5 pm ok",
    "I'm not interested in the blue one, what about Oak?",
    "text me the address",
    "please text me",
    "Don't forget to text me",
    "don't hesitate to contact me",
    "Don't call, text me",
    "please don't call just text me",
    "can you text my wife",
    "send me the contract",
    "don't send the contract yet",
    "I have no messages from you on here? odd",
    "can you help me find a house",
    "I need help buying",
    "help me find a place",
    "info please",
    "more info",
    "send info on 1402 Oak",
    "can I get information",
    "when can we start looking?",
    "I want to start in June",
    "don't start",
    "start the offer please",
    "can we start over at 5",
    "Yes please",
    "Yes, this is Ann",
    "Remove the carpet?",
    "can you remove the fence",
    "take the second exit",
    "is 1402 Oak off the list",
    "the spot on top",
    "step by step",
    "I got lost",
    "leave the key",
    "leave me a message",
    "quite nice",
    "I'm quite sure",
    "unsure",
    "front stoop needs work",
    "on top of the hill",
    "revoked",
    "ending soon?",
    "canceling noise?",
    "la basta",
    "halt the press",
    "one more thing",
    "no more than 500k",
    "is there any more room",
    "any texts from the seller?",
    "- Ann",
    "Sent from my iPhone",
    "\xff\xfe\x80",
    "Liked \xe2\x80\x9cHi, Alex Agent with Example Realty. Reply STOP to opt out.\xe2\x80\x9d",
    "Loved “Sorry I missed your call. Text STOP to end.”",
    "Laughed at “stop”",
    "👍 to “Reply STOP to opt out.”",
    "Disliked \"Reply STOP to opt out.\"",
    "Le gustó “Responda STOP”",
    "No le gusta “Responda STOP”",
    "Emphasized “stop texting me”",
    "Thanks\nAnn",
    "My email is ann@example.com"};

static const char *const STARTS[] = {"start",
                                     "START",
                                     "Start!",
                                     "unstop",
                                     "UNSTOP",
                                     "un-stop",
                                     "start again",
                                     "Start again please",
                                     "please start",
                                     "ok start",
                                     "restart",
                                     "resubscribe",
                                     "subscribe",
                                     "opt in",
                                     "opt-in",
                                     "optin",
                                     "opt back in",
                                     "start please",
                                     "START\nAnn",
                                     "you can start texting me again",
                                     "start texting me",
                                     "yes start",
                                     "S T A R T",
                                     "start - Ann"};

static const char *const HELPS[] = {"help",
                                    "HELP",
                                    "Help?",
                                    "help!",
                                    "help please",
                                    "please help",
                                    "ayuda",
                                    "¡Ayuda!",
                                    "Ayuda por favor",
                                    "info",
                                    "INFO",
                                    "Info?",
                                    "help, thanks",
                                    "HELP\nSent from my iPhone",
                                    "Ayuda\nEnviado desde mi iPhone",
                                    "aide\nEnvoyé de mon iPhone",
                                    "help - Ann",
                                    "hilfe"};

static const char *const NAMES[] = {"NONE", "STOP", "MAYBE", "START", "HELP"};

static unsigned wrong(const char *const *rows, size_t count, enum optout_word want)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        enum optout_word got = optout_classify(rows[i]);
        if (got != want) {
            print_error("\"%s\": %s, not %s\n", rows[i], NAMES[got], NAMES[want]);
            failed++;
        }
    }
    return failed;
}

static void test_stop(void **state)
{
    (void)state;
    assert_int_equal(wrong(STOPS, TB_COUNT(STOPS), OPTOUT_STOP), 0);
}

static void test_maybe(void **state)
{
    (void)state;
    assert_int_equal(wrong(MAYBES, TB_COUNT(MAYBES), OPTOUT_MAYBE), 0);
}

static void test_none(void **state)
{
    (void)state;
    assert_int_equal(wrong(NONES, TB_COUNT(NONES), OPTOUT_NONE), 0);
}

static void test_start_and_help(void **state)
{
    (void)state;
    assert_int_equal(wrong(STARTS, TB_COUNT(STARTS), OPTOUT_START), 0);
    assert_int_equal(wrong(HELPS, TB_COUNT(HELPS), OPTOUT_HELP), 0);
}

/* Every keyword of the rule: alone STOP, in a sentence never NONE and never STOP. */
static void test_keywords_in_sentences(void **state)
{
    static const char *const KEYWORDS[] = {"stop",    "quit",   "end",        "revoke",
                                           "opt out", "cancel", "unsubscribe"};
    static const char *const FRAMES[] = {
        "when does %s happen for 1402 Oak", "my husband wants %s there on Monday",
        "%s the tour of 12 Elm Ct at noon", "is 5 pm fine or does the broker %s"};
    char text[200];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(KEYWORDS); i++) {
        assert_int_equal(optout_classify(KEYWORDS[i]), OPTOUT_STOP);
        for (size_t k = 0; k < TB_COUNT(FRAMES); k++) {
            const char *gap = strstr(FRAMES[k], "%s");
            (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(gap - FRAMES[k]), FRAMES[k], KEYWORDS[i],
                           gap + 2);
            if (optout_classify(text) != OPTOUT_MAYBE)
                fail_msg("\"%s\"", text);
        }
    }
}

static void test_long(void **state)
{
    size_t cap = 40000;
    char *text = malloc(cap);
    (void)state;
    assert_non_null(text);
    for (size_t n = 0; n + 6 < cap; n += 5)
        memcpy(text + n, "stop ", 6);
    assert_int_equal(optout_classify(text), OPTOUT_MAYBE);
    memset(text, 'a', cap - 1);
    text[cap - 1] = '\0';
    assert_int_equal(optout_classify(text), OPTOUT_NONE);
    memset(text, ' ', cap - 1);
    memcpy(text + cap - 5, "stop", 4);
    assert_int_equal(optout_classify(text), OPTOUT_STOP);
    for (size_t n = 0; n + 3 < cap; n += 2)
        memcpy(text + n, "a ", 3);
    assert_int_equal(optout_classify(text), OPTOUT_NONE);
    free(text);
}

/* Any bytes: a value, and the same one with blanks around it. */
static void test_hostile(void **state)
{
    static const char *const BITS[] = {
        "stop", " ",    "dont", "text", "me",      "\n",  "- ",   "\"",      "\xe2\x80\x9c",
        "\xff", "\xf0", "Ann",  "?",    "opt out", "end", "Sent", "from my", "Liked ",
        ",",    ".",    "\xe2", "É",    "no mas",  "停",  "👍",    "start",   "help"};
    uint64_t seed = 0x5eed;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        char text[256] = "", padded[270];
        for (unsigned n = unit_below(&seed, 12); n > 0; n--)
            (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                           BITS[unit_below(&seed, TB_COUNT(BITS))], unit_below(&seed, 2) ? " " : "");
        enum optout_word word = optout_classify(text);
        assert_in_range(word, OPTOUT_NONE, OPTOUT_HELP);
        (void)snprintf(padded, sizeof padded, " %s ", text);
        if (strchr(text, '-') == NULL)
            assert_int_equal(optout_classify(padded), word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop),    cmocka_unit_test(test_maybe),
        cmocka_unit_test(test_none),    cmocka_unit_test(test_start_and_help),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_keywords_in_sentences),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
