/* Ledgers as released versions left them, and what is in them. */
#ifndef TESTS_LEDGER_OLD_LEDGER_H
#define TESTS_LEDGER_OLD_LEDGER_H

#include "ledger/sample.h"

/* What released versions wrote. Never edited: such files are out there. */
/* clang-format off */
static const char schema_1[] =
    "CREATE TABLE boots(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE calls(id INTEGER PRIMARY KEY CHECK(id>0),"
    " line TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, called TEXT NOT NULL,"
    " began_wall INTEGER, began_mono INTEGER, began_boot INTEGER,"
    " last_ring_wall INTEGER, last_ring_mono INTEGER, last_ring_boot INTEGER,"
    " ended_wall INTEGER, ended_mono INTEGER, ended_boot INTEGER,"
    " outcome TEXT NOT NULL CHECK(outcome IN ('ringing','missed','gave_up','answered','interrupted')),"
    " verdict TEXT CHECK(verdict IN ('text','hold','skip')),"
    " reason TEXT CHECK(reason IN ('withheld','short_code','invalid','toll_free','premium','special','foreign',"
    "  'own_number','agent','team','skip_list','client','contact','opted_out','undeliverable','repeat',"
    "  'conversation','cap_hour','cap_day','too_old','too_short','paused','closed','holiday','answered',"
    "  'no_config')),"
    " message TEXT,"
    " alerted INTEGER NOT NULL CHECK(alerted IN (0,1)),"
    " CHECK((verdict IS 'skip') = (reason IS NOT NULL)),"
    " CHECK((verdict IS 'text' OR verdict IS 'hold') = (message IS NOT NULL))) STRICT;"
    "CREATE INDEX calls_open ON calls(id) WHERE (verdict IS NULL OR outcome='ringing');"
    "CREATE TABLE texts(id INTEGER PRIMARY KEY CHECK(id>0), call INTEGER, relays INTEGER,"
    " direction TEXT NOT NULL CHECK(direction IN ('out','in')),"
    " kind TEXT NOT NULL CHECK(kind IN ('auto','confirm','typed','relay','alert','received')),"
    " state TEXT NOT NULL CHECK(state IN ('prepared','sending','accepted','delivered','failed','in_doubt',"
    "  'expired','held','received','relayed','partial')),"
    " line TEXT NOT NULL, number TEXT NOT NULL, parts INTEGER NOT NULL CHECK(parts BETWEEN 0 AND 255),"
    " created_wall INTEGER, created_mono INTEGER, created_boot INTEGER,"
    " sent_wall INTEGER, sent_mono INTEGER, sent_boot INTEGER,"
    " settled_wall INTEGER, settled_mono INTEGER, settled_boot INTEGER,"
    " error TEXT, body TEXT,"
    " CHECK((direction='in') = (kind='received')),"
    " CHECK((direction='in') = (state IN ('received','relayed','partial'))),"
    " CHECK(kind<>'auto' OR call IS NOT NULL)) STRICT;"
    "CREATE UNIQUE INDEX texts_one_auto_a_call ON texts(call) WHERE kind='auto' AND direction='out';"
    "CREATE INDEX texts_open ON texts(id) WHERE state IN ('prepared','sending','held','received','partial');"
    "CREATE INDEX texts_call ON texts(call) WHERE call IS NOT NULL;"
    "CREATE TABLE parts(text INTEGER NOT NULL, seq INTEGER NOT NULL CHECK(seq BETWEEN 1 AND 255),"
    " ref INTEGER NOT NULL CHECK(ref BETWEEN 0 AND 255),"
    " status INTEGER NOT NULL CHECK(status BETWEEN -1 AND 255),"
    " PRIMARY KEY(text, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE waiting_parts(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE, line TEXT NOT NULL,"
    " received_wall INTEGER, received_mono INTEGER, received_boot INTEGER,"
    " pdu TEXT NOT NULL) STRICT;"
    "CREATE TABLE seen(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE,"
    " at_wall INTEGER, at_mono INTEGER, at_boot INTEGER) STRICT;"
    "CREATE TABLE people(number TEXT PRIMARY KEY, name TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK(kind IN ('lead','client','contact','skip','agent','team')),"
    " opted_out INTEGER NOT NULL CHECK(opted_out IN (0,1)),"
    " undeliverable INTEGER NOT NULL CHECK(undeliverable IN (0,1)),"
    " texted_wall INTEGER, texted_mono INTEGER, texted_boot INTEGER,"
    " typed INTEGER NOT NULL CHECK(typed IN (0,1)), touched_wall INTEGER) STRICT, WITHOUT ROWID;"
    "CREATE INDEX people_opted_out ON people(number) WHERE opted_out=1;"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA application_id=1413634124; PRAGMA user_version=1;";

static const char data_1[] =
    "INSERT INTO boots VALUES(1,'an-older-boot'),(2,'" SAMPLE_BOOT "');"
    "INSERT INTO calls VALUES(41,'main','+12025550143','SMITH','',1776276000123,1000000,2,1776276005123,1005000,2,"
    " 1776276006123,1006000,2,'missed','hold',NULL,'text',0);"
    "INSERT INTO calls VALUES(42,'main','+12025550144','','',NULL,5,1,NULL,6,1,NULL,7,1,'gave_up','skip','repeat',"
    " NULL,0);"
    "INSERT INTO texts VALUES(77,41,NULL,'out','auto','held','main','+12025550143',2,1776276006123,1006000,2,"
    " NULL,NULL,NULL,NULL,NULL,NULL,NULL,'Sorry I missed you');"
    "INSERT INTO texts VALUES(78,NULL,NULL,'in','received','received','main','+12025550144',1,1776276006123,1006000,"
    " 2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'12 Elm St');"
    "INSERT INTO people VALUES('+12025550144','Sam','lead',1,0,1776276006124,1006001,2,1,1776276006124);"
    "INSERT INTO people VALUES('+12025550145','','client',0,1,NULL,NULL,NULL,0,NULL);"
    "INSERT INTO waiting_parts VALUES(1,99,'main',1776276007123,1007000,2,'0791');"
    "INSERT INTO seen VALUES(1,98,1776276007123,1007000,2);"
    "INSERT INTO meta VALUES('concat_ref','9'),('.max_call','50');";
/* clang-format on */

#endif
