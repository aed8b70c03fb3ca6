#include "core/optout.h"

#include "base/check.h"
#include "core/optout_phrases.h"

#include <string.h>

enum { SMALL_MAX = 12 }; /* words: more than this is a sentence, not a keyword with courtesies */

/* --- lists: each word between blanks --- */

static const char STRONG[] = " stop stopall quit revoke unsubscribe unsubscribed unsubscribing unsub optout ";
static const char SLIPS[] = " stpo sotp tsop stopp stp st0p 5top stoo sstop stopo stpop stoip stiop dtop "
                            "wtop stpp sttop stopit stopnow "
                            "stopplease pleasestop plsstop stoptexting stopmessaging stopthis stopstop quitt "
                            "qiut revok optoit outout opout "
                            "optoutt ";
static const char WEAK[] = " end cancel cancle cancell cancal canel cansel endd ";
/* Alone, or a clause by themselves; they mean other things in longer texts ("Palo Alto", "para"). */
static const char FOREIGN[] =
    " alto pare paren parar parad para basta detener detente detenga detengan detenganse cese cesar terminar "
    "suspender "
    "baja salir fin cancelar cancela cancele cancelen desuscribir desuscribirme desuscribirse dejame dejeme "
    "dejenme "
    "chega sair descadastrar arret arreter arretez arrete arretes assez desabonner desinscrire "
    "desinscription stopper "
    "stoppen halt abmelden aufhoren aufhoeren schluss ende ferma fermare fermati fermatevi smettila smettere "
    "annulla "
    "cancella disiscrivi sispann kanpe dung ngung huy tigil itigil tigilan hinto przestan koniec стоп хватит "
    "отмена "
    "прекратите прекрати отписаться отписка 停 停止 停下 退订 退訂 取消 不要 请停止 請停止 やめて ストップ "
    "중지 그만 정지 취소 "
    "수신거부 توقف قف إلغاء الغاء remove delete discontinue cease desist sto stops stoop atop ";
static const char POLITE[] =
    " please kindly pls plz plse plis plese pleas thanks thank you thx ty tks thnx thanx "
    "thankyou sir maam madam mam miss mr "
    "mrs ms hi hello hey dear sorry bye goodbye por favor porfavor porfa gracias "
    "hola merci svp sil vous plait bitte "
    "danke obrigado obrigada grazie ";
static const char DIRECT[] =
    " ok okay okey k kk yes no yep yeah yea ya yup nope nah si it now just i im am ive "
    "id said say saying already all me "
    "us this that these those and so right immediately asap to want wanna would "
    "like u ur your the my a from of for "
    "everything everyone anything texts text texting txt messages message messaging "
    "msgs sms spam alerts list number "
    "phone man lol bro dude guys good fine really seriously how do ever forever "
    "again anymore any more asking told "
    "tell asked reply type here once at with ";
static const char START[] = " start unstop restart resubscribe subscribe optin comenzar iniciar empezar ";
static const char HELP[] = " help ayuda hilfe aide ";
static const char RESTART[] = " again back texting messages texts me up ";

/* Keywords and small talk of more than one word. */
enum kind {
    KIND_OTHER,
    KIND_POLITE,
    KIND_DIRECT,
    KIND_SOFT,
    KIND_STRONG,
    KIND_WEAK,
    KIND_START,
    KIND_HELP,
    KIND_INFO
};

static const struct {
    const char *pattern;
    enum kind kind;
} UNITS[] = {
    {"opt|opted|opting out", KIND_STRONG},
    {"un subscribe", KIND_STRONG},
    {"no mas|more", KIND_STRONG},
    {"ya no", KIND_STRONG},
    {"dung lai", KIND_STRONG},
    {"tama na", KIND_STRONG},
    {"ca suffit", KIND_STRONG},
    {"nao mais", KIND_STRONG},
    {"un stop", KIND_START},
    {"opt in", KIND_START},
    {"opt back in", KIND_START},
    {"no longer interested", KIND_SOFT},
    {"not interested", KIND_SOFT},
    {"wrong number|person", KIND_SOFT},
    {"numero equivocado", KIND_SOFT},
    {"who is this", KIND_DIRECT},
    {"whos this", KIND_DIRECT},
    {"who are you", KIND_DIRECT},
    {"can|could|would|will you|u|we", KIND_DIRECT},
    {"you|u can", KIND_DIRECT},
    {"how can i", KIND_DIRECT},
};

/* --- keywords --- */

/* "unsubcribe", "unsuscribe", "unsubscirbe" ... are spelled in more ways than a list can hold. */
static bool is_unsubscribe(const char *word)
{
    static const char *const ENDS[] = {"rib", "ibe", "irb", "rbe", "ripe", "ride"};
    size_t n = strlen(word);
    if (n < 7 || n > 14 || word[0] != 'u' || (strstr(word, "su") == NULL && strstr(word, "sc") == NULL))
        return false;
    for (size_t i = 0; i < TB_COUNT(ENDS); i++) {
        if (strstr(word, ENDS[i]) != NULL)
            return true;
    }
    return false;
}

static enum kind kind_of(const char *word)
{
    if (words_in(STRONG, word) || words_in(SLIPS, word) || words_in(FOREIGN, word) || is_unsubscribe(word))
        return KIND_STRONG;
    if (words_in(WEAK, word))
        return KIND_WEAK;
    if (words_in(START, word))
        return KIND_START;
    if (words_in(HELP, word))
        return KIND_HELP;
    if (words_in(" info information informacion ", word))
        return KIND_INFO;
    if (words_in(POLITE, word))
        return KIND_POLITE;
    return words_in(DIRECT, word) || words_in(RESTART, word) ? KIND_DIRECT : KIND_OTHER;
}

/* The kind of what begins at word i, and where it ends. */
static enum kind unit_at(const struct words *text, size_t i, size_t *end)
{
    for (size_t k = 0; k < TB_COUNT(UNITS); k++) {
        *end = optout_match(text, i, UNITS[k].pattern);
        if (*end != 0)
            return UNITS[k].kind;
    }
    *end = i + 1;
    return kind_of(words_at(text, i));
}

/* Words i.. read as one: "S T O P", "un sub scribe". */
static enum kind joined(const struct words *text, size_t from, size_t to)
{
    char word[32] = "";
    for (size_t i = from; i < to; i++) {
        const char *part = words_at(text, i);
        if (strlen(word) + strlen(part) >= sizeof word)
            return KIND_OTHER;
        memcpy(word + strlen(word), part, strlen(part) + 1);
    }
    enum kind kind = kind_of(word);
    return kind == KIND_STRONG || kind == KIND_START ? kind : KIND_OTHER;
}

/* The words from..to - 1 if they are a keyword and small words only; else none. */
static enum optout_word small_talk(const struct words *text, size_t from, size_t to)
{
    unsigned seen[KIND_INFO + 1] = {0};
    if (to - from > SMALL_MAX)
        return OPTOUT_NONE;
    enum kind whole = to - from > 1 ? joined(text, from, to) : KIND_OTHER;
    if (whole != KIND_OTHER)
        return whole == KIND_STRONG ? OPTOUT_STOP : OPTOUT_START;
    for (size_t i = from; i < to;) {
        enum kind kind = unit_at(text, i, &i);
        if (kind == KIND_OTHER)
            return OPTOUT_NONE;
        seen[kind]++;
    }
    bool stops = seen[KIND_STRONG] + seen[KIND_WEAK] > 0, starts = seen[KIND_START] > 0;
    bool helps = seen[KIND_HELP] + seen[KIND_INFO] > 0, polite = seen[KIND_DIRECT] + seen[KIND_SOFT] == 0;
    if (stops && (starts || helps))
        return OPTOUT_MAYBE;
    if (stops)
        return seen[KIND_STRONG] > 0 || polite ? OPTOUT_STOP : OPTOUT_MAYBE;
    if (starts)
        return helps ? OPTOUT_NONE : OPTOUT_START;
    if (helps)
        return polite && (seen[KIND_INFO] == 0 || to - from == 1) ? OPTOUT_HELP : OPTOUT_NONE;
    return seen[KIND_SOFT] > 0 ? OPTOUT_MAYBE : OPTOUT_NONE;
}

/* A clause that is a strong keyword by itself, no question behind it: "Not for me, stop." Between two commas
 * it is part of a sentence. */
static bool has_own_clause(const struct words *text)
{
    size_t from = 0;
    for (size_t to = 1; to <= text->count; to++) {
        uint8_t mark = text->mark[to];
        if (to < text->count && (mark & (WORDS_MARK_HARD | WORDS_MARK_LINE | WORDS_MARK_COMMA)) == 0)
            continue;
        bool inner = from > 0 && to < text->count &&
                     ((text->mark[from] | mark) & (WORDS_MARK_HARD | WORDS_MARK_LINE | WORDS_MARK_COMMA)) ==
                         WORDS_MARK_COMMA;
        bool strong = false, asked = false;
        for (size_t i = from; i < to; i++)
            strong = strong || kind_of(words_at(text, i)) == KIND_STRONG;
        for (size_t i = to + 1; i <= text->count; i++)
            asked = asked || (text->mark[i] & WORDS_MARK_ASKED) != 0;
        if (strong && !inner && !asked && small_talk(text, from, to) == OPTOUT_STOP)
            return true;
        from = to;
    }
    return false;
}

static bool has_keyword(const struct words *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const char *word = words_at(text, i);
        if (words_in(STRONG, word) || words_in(SLIPS, word) || words_in(WEAK, word) || is_unsubscribe(word) ||
            optout_match(text, i, "opt|opted|opting out") != 0)
            return true;
    }
    return false;
}

static enum optout_word decide(const struct words *text)
{
    enum optout_word small = text->count > 0 ? small_talk(text, 0, text->count) : OPTOUT_NONE;
    if (small != OPTOUT_NONE && small != OPTOUT_MAYBE)
        return small;
    enum optout_word phrase = optout_phrase(text);
    if (phrase == OPTOUT_STOP || has_own_clause(text))
        return OPTOUT_STOP;
    bool wrong = false;
    for (size_t i = 0; i < text->count; i++)
        wrong = wrong || optout_match(text, i, "wrong number|person") != 0 ||
                optout_match(text, i, "numero equivocado") != 0;
    if (wrong && optout_any(text, 0, text->count, STRONG))
        return OPTOUT_STOP;
    return small == OPTOUT_MAYBE || phrase == OPTOUT_MAYBE || has_keyword(text) ? OPTOUT_MAYBE : OPTOUT_NONE;
}

/* --- what is not theirs --- */

static void cut(struct words *text, size_t count)
{
    text->count = (uint16_t)count;
    text->mark[count] &= (uint8_t)~WORDS_MARK_SIGN;
}

/* "Sent from my iPhone" to the end; then "- Ann Lee", or a name in the last line. */
static void drop_signature(struct words *text)
{
    for (size_t i = 1; i < text->count; i++) {
        if (optout_match(text, i, "sent from|via|with my|outlook|yahoo|mail|the") != 0 ||
            optout_match(text, i, "get outlook for") != 0 ||
            optout_match(text, i, "enviado desde|do mi|meu") != 0 ||
            optout_match(text, i, "envoye de mon") != 0) {
            cut(text, i);
            break;
        }
    }
    for (size_t i = text->count; i-- > 1 && i + 3 >= text->count;) {
        const char *word = words_at(text, i);
        if ((text->mark[i] & WORDS_MARK_CAPITAL) == 0 || kind_of(word) == KIND_STRONG ||
            kind_of(word) == KIND_WEAK)
            return;
        if ((text->mark[i] & (WORDS_MARK_SIGN | WORDS_MARK_LINE)) != 0) {
            cut(text, i);
            return;
        }
    }
}

enum optout_word optout_classify(const char *utf8)
{
    struct words text;

    words_read(utf8, &text);
    (void)words_drop_quote(&text);
    enum optout_word whole = decide(&text);
    uint16_t count = text.count;
    drop_signature(&text);
    if (whole == OPTOUT_STOP || text.count == count)
        return whole;
    enum optout_word unsigned_word = decide(&text);
    return unsigned_word != OPTOUT_NONE ? unsigned_word : whole;
}
