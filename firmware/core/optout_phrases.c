#include "core/optout_phrases.h"

#include "base/check.h"

#include <string.h>

/* Classes of words in phrases, by their letter there. */
static const char *class_of(char letter)
{
    switch (letter) {
    case 'E': /* make an end of */
        return " stop quit cease end discontinue cancel halt stpo sotp stopp stp st0p ";
    case 'F': /* fills the place between */
        return " all of my the these those this that your ur any with automatic automated auto sending me us "
               "further "
               "future more please pls plz it and f fucking fuckin damn stupid annoying random unwanted "
               "text ";
    case 'G': /* what we do */
        return " texting txting texing textin txtin messaging messagin msging contacting bothering harassing "
               "spamming "
               "pestering bugging annoying blasting reaching writing ";
    case 'N': /* what we send */
        return " texts txts messages msgs mesages massages messges spam sms notifications alerts "
               "subscription "
               "communications texting ";
    case 'X': /* not */
        return " dont donot dnt never ";
    case 'V':
        return " ever please pls plz you u dare even again fucking ";
    case 'T':
        return " text txt texts message msg contact sms bother harass spam ";
    case 'S':
        return " me us any more these those this your ur anymore further stupid of the to receive get such "
               "automated ";
    case 'U': /* spanish and portuguese: (do not) write, send, call */
        return " mande mandes manden mandar mandem envie envies envien enviar enviem escriba escribas "
               "escriban escribir "
               "escreva texte textee textees texteen texten contacte contactes contacten contactar contate "
               "llame llames "
               "llamen moleste molestes molesten molestar ligue incomode ";
    case 'D':
        return " mandar mandarme mandarem enviar enviarme enviarem escribir escribirme molestar molestarme "
               "llamar "
               "llamarme textear textearme mensajear contactar contactarme joder me ";
    case 'Q':
        return " quiteme quitame quitenme saqueme sacame saquenme eliminame elimineme eliminenme borrame "
               "borreme "
               "borrenme desuscribeme desuscribame ";
    default:
        return " ";
    }
}

/* When a phrase is meant for us. */
enum stance {
    ALWAYS,
    ENDING,  /* unless negated, or somebody speaks of their own texting */
    FORBID,  /* unless said of others or for a while */
    LISTED,  /* unless it is about an appointment or a contract */
    CALLING, /* unless they ask for texts instead */
    PERHAPS  /* never surely */
};

/* Capitals are classes, * any number of them, | or, ^ and $ the ends of a sentence. */
struct phrase {
    const char *pattern;
    enum stance stance;
};

static const struct phrase PHRASES[] = {
    {"E F* G", ENDING},
    {"E F* N", ENDING},
    {"stop|stpo|quit text|txt|txts|message|msg", ENDING},
    {"E sending S* N", ENDING},
    {"E sending S* $", ENDING},
    {"E F* calling", CALLING},
    {"X V* T", FORBID},
    {"do not V* T", FORBID},
    {"don t V* T", FORBID},
    {"not ever|text|message|contact|txt me", FORBID},
    {"X|not V* send S* N|anything|stuff|crap|shit|nothing", FORBID},
    {"X|not V* send any|more|anymore S* $", FORBID},
    {"alto a los mensajes|textos", ALWAYS},
    {"dont|not want|wish|need|like S* N|anything|contact", ALWAYS},
    {"dont|not want|wish to hear|receive|be", ALWAYS},
    {"no longer want|wish", ALWAYS},
    {"X call me again|anymore|ever", FORBID},
    {"not call me again|anymore|ever", FORBID},
    {"never call me", FORBID},
    {"X|not call this number", FORBID},
    {"X|not call or text|message", FORBID},
    {"^ X|not call", PERHAPS},
    {"^ do not call", PERHAPS},
    {"please|pls|plz X|not call", PERHAPS},
    {"please|pls|plz do not call", PERHAPS},
    {"no more|further N|contact|text|calls|communication", ALWAYS},
    {"^ no N $", ALWAYS},
    {"^ no text|txt $", PERHAPS}, /* "I saw the call. No text." */
    {"^ no N please|pls|thanks|thank|from", ALWAYS},
    {"remove|delete|erase|drop me|us", LISTED},
    {"remove|delete|erase|drop|lose|forget my|this number|phone|cell|info|contact", LISTED},
    {"remove|delete my name", LISTED},
    {"take my|this number|name off", LISTED},
    {"take|get me|us off", LISTED},
    {"off your|ur|this list", LISTED},
    {"off of your|ur|this list", LISTED},
    {"leave me|us F* alone", ALWAYS},
    {"unsubscribe|unsub me|us", ALWAYS},
    {"opt me|us out", ALWAYS},
    {"fuck|f|piss|buzz off", ALWAYS},
    {"get lost", ALWAYS},
    {"^ go away $", ALWAYS},
    {"cease and desist", ALWAYS},
    {"revoke|withdraw my|any|all consent|permission", ALWAYS},
    {"revoke|withdraw consent|permission", ALWAYS},
    {"do not consent", ALWAYS},
    {"dont consent", ALWAYS},
    {"wrong number|person", PERHAPS},
    {"do not call|contact registry|list", PERHAPS},
    {"dnc", PERHAPS},
    {"this is harassment|spam|illegal", PERHAPS},
    {"^ spam $", PERHAPS},
    {"sue|report|reporting you|u", PERHAPS},
    {"fuck|screw you|u", PERHAPS},
    {"get off my phone|line", PERHAPS},
    {"numero equivocado", PERHAPS},
    {"no me U", ALWAYS},
    {"no U mas|mensajes", ALWAYS},
    {"no mas mensajes|textos|sms|llamadas|mensaje|texto", ALWAYS},
    {"no quiero mas|mensajes|textos|recibir", ALWAYS},
    {"deje|deja|dejen|dejar|pare|para|paren de D", ALWAYS},
    {"Q", ALWAYS},
    {"dejeme|dejame|dejenme en paz", ALWAYS},
    {"dar|darme|dame|deme|denme de baja", ALWAYS},
    {"nao me U", ALWAYS},
    {"nao envie|mande|quero mais|receber", ALWAYS},
    {"me remova|remove|tire|deixe da|do|em", ALWAYS},
    {"ne menvoyez|mecrivez|mappelez|mecris|menvoie|me "
     "plus|contactez|textez|appelez|ecrivez|contacte|derangez",
     ALWAYS},
    {"arretez|arrete|arreter de menvoyer|mecrire|me|mappeler|envoyer|texter", ALWAYS},
    {"laissez|laisse moi tranquille", ALWAYS},
    {"retirez|enlevez moi", ALWAYS},
    {"plus de messages|sms|textos", ALWAYS},
    {"keine sms|nachrichten|texte|weiteren mehr|nachrichten|sms", ALWAYS},
    {"mich in ruhe", ALWAYS},
    {"mir nicht mehr", ALWAYS},
    {"^ hor|hoer|horen auf", ALWAYS},
    {"dung nhan tin", ALWAYS},
    {"не пишите|звоните|пиши|отправляйте|присылайте", ALWAYS},
    {"хватит|перестаньте|прекратите писать|отправлять|слать|присылать", ALWAYS},
};

/* Without blanks between words nothing else tells where one ends. */
static const char *const PARTS[] = {"不要再发", "别再发", "停止发", "不要发",   "别发了",   "请勿发",
                                    "不要联系", "退订",   "退訂",   "停止して", "送らない", "보내지"};

/* --- matching --- */

/* A sentence begins with word i, or the text has ended. */
static bool begins(const struct words *text, size_t i)
{
    return i == 0 || i >= text->count || (text->mark[i] & (WORDS_MARK_HARD | WORDS_MARK_LINE)) != 0;
}

/* One element of a pattern, n bytes long: a class, or words with | between them. */
static bool fits(const char *element, size_t n, const char *word)
{
    size_t length = strlen(word);
    for (const char *p = element; p < element + n; p += strcspn(p, "|* ") + 1) {
        bool class = *p >= 'A' && *p <= 'Z';
        if (class ? words_in(class_of(*p), word)
                  : strncmp(p, word, length) == 0 && strcspn(p, "| ") == length)
            return true;
    }
    return false;
}

size_t optout_match(const struct words *text, size_t i, const char *pattern)
{
    size_t first = i;
    for (const char *p = pattern; *p != '\0';) {
        size_t n = strcspn(p, " ");
        if (*p == '^' || *p == '$') {
            if (!begins(text, i))
                return 0;
        } else if (p[n - 1] == '*') {
            while (i < text->count && fits(p, n - 1, words_at(text, i)))
                i++;
        } else if (i < text->count && (i == first || (text->mark[i] & WORDS_MARK_HARD) == 0) &&
                   fits(p, n, words_at(text, i))) {
            i++;
        } else {
            return 0;
        }
        p += n + (p[n] == ' ');
    }
    return i;
}

bool optout_any(const struct words *text, size_t from, size_t to, const char *list)
{
    for (size_t i = from; i < to && i < text->count; i++) {
        if (words_in(list, words_at(text, i)))
            return true;
    }
    return false;
}

static size_t sentence_of(const struct words *text, size_t i)
{
    while (!begins(text, i))
        i--;
    return i;
}

static size_t sentence_end(const struct words *text, size_t i)
{
    do
        i++;
    while (!begins(text, i));
    return i;
}

/* --- phrases --- */

static bool asks_for_texts(const struct words *text)
{
    for (size_t i = 0; i < text->count; i++) {
        if (optout_match(text, i, "text|txt|message me|us") != 0 ||
            optout_match(text, i, "text|txt instead|only") != 0)
            return true;
    }
    return false;
}

/* "I will stop texting", "don't stop texting". */
static bool is_of_themselves(const struct words *text, size_t from, size_t to)
{
    size_t first = sentence_of(text, from);
    if (from > 0 &&
        words_in(" dont not never cant wont didnt doesnt couldnt shouldnt ", words_at(text, from - 1)))
        return true;
    return from > first && words_in(" i ill im ive id we well ", words_at(text, first)) &&
           !optout_any(text, first, from, " you u ") && !optout_any(text, from, to + 3, " me us my ");
}

/* "I don't text", "don't text the owner", "don't text me until 5". */
static bool is_limited(const struct words *text, size_t from, size_t to)
{
    size_t end = sentence_end(text, from);
    if (from > 0 && !begins(text, from) &&
        words_in(
            " i we they he she you u if why who people did has have had was will would could should still ",
            words_at(text, from - 1)))
        return true;
    if (optout_any(text, to, to + 6 < end ? to + 6 : end,
                   " until till untill til unless while during after before tonight late driving yet now rn "
                   "today tomorrow night "
                   "morning "))
        return true;
    if (to < end && words_in(" me us ", words_at(text, to)))
        to++;
    if (to < end && words_in(" my our ", words_at(text, to)))
        return !optout_any(text, to + 1, to + 2, " number phone cell line ");
    return to < end && words_in(" the a him her them his their your ur ", words_at(text, to));
}

/* A phrase found at from..to - 1: is it meant for us? */
static enum optout_word judge(const struct words *text, size_t from, size_t to, enum stance stance)
{
    bool doubt = false;
    switch (stance) {
    case ALWAYS:
        break;
    case ENDING:
        doubt = is_of_themselves(text, from, to);
        break;
    case FORBID:
        doubt = is_limited(text, from, to);
        break;
    case LISTED:
        doubt = optout_any(
            text, sentence_of(text, from), sentence_end(text, from),
            " showing showings contract offer tour appointment closing lease title deed inspection ");
        break;
    case CALLING:
        doubt = asks_for_texts(text) || is_of_themselves(text, from, to);
        break;
    case PERHAPS:
        return asks_for_texts(text) ? OPTOUT_NONE : OPTOUT_MAYBE;
    }
    return doubt ? OPTOUT_MAYBE : OPTOUT_STOP;
}

enum optout_word optout_phrase(const struct words *text)
{
    enum optout_word found = OPTOUT_NONE;
    for (size_t i = 0; i < text->count; i++) {
        for (size_t k = 0; k < TB_COUNT(PARTS); k++) {
            if (strstr(words_at(text, i), PARTS[k]) != NULL)
                return OPTOUT_STOP;
        }
        for (size_t k = 0; k < TB_COUNT(PHRASES); k++) {
            size_t to = optout_match(text, i, PHRASES[k].pattern);
            enum optout_word word = to != 0 ? judge(text, i, to, PHRASES[k].stance) : OPTOUT_NONE;
            if (word == OPTOUT_STOP)
                return word;
            if (word != OPTOUT_NONE)
                found = word;
        }
    }
    return found;
}
