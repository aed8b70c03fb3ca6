/* A person is erased: what stays is that calls and texts happened, for the report's sums, and whatever keeps
 * texts away from the number. */
#include "shell/ledger_private.h"

#include <string.h>

/* Digits that tell a person's number however it is written. Abroad its country's code may be left out, and
 * the rest has seven at least nearly everywhere. */
enum { NATIONAL_DIGITS = 10, ABROAD_DIGITS = 7 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Do these digits stand in the words, whatever stands between them? */
static bool has_digits(const char *words, const char *digits, size_t count)
{
    char last[TB_NUMBER_MAX] = "";

    for (; *words != '\0'; words++) {
        if (!is_digit(*words))
            continue;
        memmove(last, last + 1, count - 1);
        last[count - 1] = *words;
        if (memcmp(last, digits, count) == 0)
            return true;
    }
    return false;
}

/* names(words, number): 1 if the words give the number away. What is no telephone number counts as it is. */
static void sql_names(sqlite3_context *context, int count, sqlite3_value **value)
{
    const char *words = (const char *)sqlite3_value_text(value[0]);
    const char *number = (const char *)sqlite3_value_text(value[1]);
    bool names = false;

    (void)count;
    if (words != NULL && number != NULL) {
        size_t length = strlen(number);
        if (number[0] == '+' && length > 1 && length <= TB_NUMBER_MAX) {
            size_t digits = number[1] == '1' ? NATIONAL_DIGITS : ABROAD_DIGITS;
            digits = digits < length ? digits : length - 1;
            names = has_digits(words, number + length - digits, digits);
        } else {
            names = strstr(words, number) != NULL;
        }
    }
    sqlite3_result_int(context, names);
}

#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)

#define TO_DESK   "direction='out' AND kind IN ('relay','alert')"
#define FROM_DESK "direction='in' AND number IN (SELECT number FROM temp.forget_desk)"

/* ?1 is the number. Words about a person stand in more places than in texts from and to them: in what relays
 * their words to the desk, in what the agent wrote to the box for them or of them, and in what the box told
 * the desk. There they go by their number in any spelling, by its last digits, or by a lead's small number,
 * which says nothing any more: so notes and lists lose their words whoever they are about. Rather too much is
 * erased than too little. There is no index by number, and commits wait meanwhile: texts are read three times
 * and no more. */
static const char *const forget_sql[] = {
    "CREATE TEMP TABLE forget_own AS SELECT id,relays,direction FROM main.texts WHERE number=?1",
    "CREATE TEMP TABLE forget_desk AS SELECT DISTINCT number FROM main.texts WHERE " TO_DESK,
    "UPDATE texts SET body=NULL,number=iif(number=?1,'',number) WHERE number=?1"
    " OR id IN (SELECT relays FROM temp.forget_own WHERE relays>0)"
    " OR relays IN (SELECT id FROM temp.forget_own WHERE direction='in')"
    " OR names(body,?1)"
    " OR (" TO_DESK " AND (body LIKE '% note: %' OR body LIKE '% replied: ''%'"
    " OR (substr(?1,1,1)='+' AND instr(body,substr(?1,-4))>0)))"
    /* NOTE may be misspelt, or stand behind the lead's number */
    " OR (" FROM_DESK " AND (body LIKE '%note%' OR"
    " ltrim(body,' .,:;#*\"''(-'||char(9,10,13)) LIKE 'n%'))",
    "UPDATE calls SET number='',name='',called='' WHERE number=?1",
    "DELETE FROM leads WHERE number=?1",
    "UPDATE people SET name='',texted_wall=NULL,texted_mono=NULL,texted_boot=NULL,typed=0,mark=''"
    " WHERE number=?1",
    "DELETE FROM people WHERE number=?1 AND opted_out=0 AND doubtful=0 AND undeliverable=0",
    "DROP TABLE temp.forget_own",
    "DROP TABLE temp.forget_desk",
};

static bool run(struct ledger *self, const char *sql, const char *number)
{
    sqlite3_stmt *stmt = ledger_prepare(self, sql);

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, number, -1, SQLITE_STATIC);
    bool ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_finalize(stmt);
    return ok;
}

bool ledger_forget(struct ledger *self, const char *number)
{
    if (number[0] == '\0')
        return true; /* withheld callers have no number in common */
    bool ok = ledger_note(self, sqlite3_create_function(self->db, "names", 2, FUNCTION_FLAGS, NULL, sql_names,
                                                        NULL, NULL)) &&
              ledger_exec(self, "PRAGMA secure_delete=ON"); /* the freed bytes too */
    for (size_t i = 0; ok && i < TB_COUNT(forget_sql); i++)
        ok = run(self, forget_sql[i], number);
    return ledger_exec(self, "PRAGMA secure_delete=OFF") && ok;
}
