/* A person is erased: what stays is that calls and texts happened, for the report's sums, and whatever keeps
 * texts away from the number. */
#include "shell/ledger_private.h"

/* ?1 is the number. Words about a person stand in three more places than in texts from and to them: in what
 * relays their words to the desk, and in what the agent wrote to the box for them. An alert names its caller
 * as the agent reads numbers; such a text loses its words too. In this order: the first two find their rows
 * by the third's. */
static const char *const forget_sql[] = {
    "UPDATE texts SET body=NULL WHERE id IN (SELECT relays FROM texts WHERE number=?1 AND relays>0)"
    " OR relays IN (SELECT id FROM texts WHERE number=?1 AND direction='in')",
    "UPDATE texts SET body=NULL WHERE body IS NOT NULL AND (instr(body,?1)>0 OR (length(?1)=12 AND"
    " substr(?1,1,2)='+1' AND instr(body,substr(?1,3,3)||'-'||substr(?1,6,3)||'-'||substr(?1,9))>0))",
    "UPDATE texts SET number='',body=NULL WHERE number=?1",
    "UPDATE calls SET number='',name='',called='' WHERE number=?1",
    "DELETE FROM leads WHERE number=?1",
    "UPDATE people SET name='',texted_wall=NULL,texted_mono=NULL,texted_boot=NULL,typed=0,mark=''"
    " WHERE number=?1",
    "DELETE FROM people WHERE number=?1 AND opted_out=0 AND doubtful=0 AND undeliverable=0",
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
        return true;                                        /* withheld callers have no number in common */
    bool ok = ledger_exec(self, "PRAGMA secure_delete=ON"); /* the freed bytes too */
    for (size_t i = 0; ok && i < TB_COUNT(forget_sql); i++)
        ok = run(self, forget_sql[i], number);
    return ledger_exec(self, "PRAGMA secure_delete=OFF") && ok;
}
