/* Plays tests/vectors/pdu/ through the decoder: every PDU of the field cases and one of each coding. */
#include "sms/sms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 8

struct vector {
    char title[128];
    char pdu[PARTS_MAX][2 * 256 + 8];
    unsigned parts;
    char from[64], text[2048], time[24], discharge[24], concat[24], ports[24], alphabet[8];
    bool has_from, has_text, fail, unknown, more;
    int status, ref, message_class; /* -2: not said */
};

static void vector_path(char *out, size_t cap, const char *name)
{
    (void)snprintf(out, cap, TB_SOURCE_DIR "/tests/vectors/pdu/%s", name);
}

/* Takes the quotes off and undoes the escapes. */
static void read_text(const char *quoted, char *out)
{
    const char *end = strrchr(quoted, '"');
    assert_true(quoted[0] == '"' && end != NULL && end > quoted);
    for (const char *p = quoted + 1; p < end; p++) {
        char c = *p;
        if (c == '\\' && *++p == 'n') {
            c = '\n';
        } else if (c == '\\' && *p == 'u') {
            char digits[5] = {p[1], p[2], p[3], p[4], '\0'};
            c = (char)strtol(digits, NULL, 16); /* control characters only */
            p += 4;
        }
        *out++ = c; /* an escaped backslash is itself */
    }
    *out = '\0';
}

static void copy(char *out, size_t cap, const char *value)
{
    assert_true(strlen(value) < cap);
    (void)snprintf(out, cap, "%s", value);
}

static void read_key(struct vector *v, const char *key, const char *value)
{
    if (strcmp(key, "case") == 0) {
        copy(v->title, sizeof v->title, value);
    } else if (strcmp(key, "pdu") == 0) {
        assert_true(v->parts < PARTS_MAX);
        copy(v->pdu[v->parts], sizeof v->pdu[0], value);
        v->parts++;
    } else if (strcmp(key, "from") == 0) {
        v->has_from = true;
        copy(v->from, sizeof v->from, value);
    } else if (strcmp(key, "text") == 0) {
        v->has_text = true;
        read_text(value, v->text);
    } else if (strcmp(key, "time") == 0) {
        copy(v->time, sizeof v->time, value);
    } else if (strcmp(key, "discharge") == 0) {
        copy(v->discharge, sizeof v->discharge, value);
    } else if (strcmp(key, "concat") == 0) {
        copy(v->concat, sizeof v->concat, value);
    } else if (strcmp(key, "ports") == 0) {
        copy(v->ports, sizeof v->ports, value);
    } else if (strcmp(key, "alphabet") == 0) {
        copy(v->alphabet, sizeof v->alphabet, value);
    } else if (strcmp(key, "class") == 0) {
        v->message_class = atoi(value);
    } else if (strcmp(key, "status") == 0) {
        v->status = (int)strtol(value, NULL, 16);
    } else if (strcmp(key, "ref") == 0) {
        v->ref = (int)strtol(value, NULL, 16);
    } else if (strcmp(key, "fail") == 0) {
        v->fail = true;
    } else if (strcmp(key, "unknown") == 0) {
        v->unknown = true;
    } else if (strcmp(key, "more") == 0) {
        v->more = true;
    } else {
        fail_msg("unknown key %s", key);
    }
}

/* Reads the next block; false at the end of the file. */
static bool next_vector(FILE *file, struct vector *v)
{
    char line[4096];
    *v = (struct vector){.status = -2, .ref = -2, .message_class = -2};
    while (fgets(line, sizeof line, file) != NULL) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        if (line[0] == '#')
            continue;
        if (line[0] == '\0') {
            if (v->parts > 0)
                return true;
            continue;
        }
        char *blank = strchr(line, ' ');
        if (blank != NULL)
            *blank = '\0';
        read_key(v, line, blank != NULL ? blank + 1 : "");
    }
    return v->parts > 0;
}

static void check_stamp(const char *wanted, bool has, int64_t seconds)
{
    if (wanted[0] == '\0')
        return;
    assert_int_equal(has, strcmp(wanted, "none") != 0);
    assert_int_equal(seconds, has ? atoll(wanted) : 0);
}

static void check_header(const struct vector *v, const struct sms_pdu *pdu, unsigned seq)
{
    char got[24] = "";
    if (pdu->concat.present) {
        (void)snprintf(got, sizeof got, "%04X%s %u", pdu->concat.ref, pdu->concat.wide ? "w" : "",
                       pdu->concat.total);
        if (v->parts > 1)
            assert_int_equal(pdu->concat.seq, seq);
    }
    assert_string_equal(got, v->concat);
    got[0] = '\0';
    if (pdu->has_ports)
        (void)snprintf(got, sizeof got, "%04X %04X", pdu->port_to, pdu->port_from);
    assert_string_equal(got, v->ports);
}

static void check_pdu(const struct vector *v, const struct sms_pdu *pdu, unsigned seq)
{
    static const char *const ALPHABETS[] = {"gsm7", "8bit", "ucs2"};
    if (v->has_from)
        assert_string_equal(pdu->address, v->from);
    if (v->alphabet[0] != '\0')
        assert_string_equal(ALPHABETS[pdu->body.alphabet], v->alphabet);
    if (v->message_class != -2)
        assert_int_equal(pdu->message_class, v->message_class);
    assert_int_equal(pdu->kind, v->status != -2 ? SMS_STATUS_REPORT : SMS_DELIVER);
    if (v->status != -2) {
        assert_int_equal(pdu->status, v->status);
        assert_int_equal(pdu->ref, v->ref);
    }
    assert_int_equal(pdu->body.table_unknown, v->unknown);
    assert_int_equal(pdu->more_to_come, v->more);
    check_stamp(v->time, pdu->has_time, pdu->time_s);
    check_stamp(v->discharge, pdu->has_discharge, pdu->discharge_s);
    check_header(v, pdu, seq);
}

static void check_vector(const struct vector *v)
{
    struct sms_pdu pdus[PARTS_MAX];
    const struct sms_body *bodies[PARTS_MAX];
    for (unsigned i = 0; i < v->parts; i++) {
        assert_int_equal(sms_decode(v->pdu[i], strlen(v->pdu[i]), true, &pdus[i]), !v->fail);
        bodies[i] = &pdus[i].body;
        if (!v->fail)
            check_pdu(v, &pdus[i], i + 1);
    }
    if (v->has_text) {
        char text[SMS_TEXT_MAX];
        assert_int_equal(sms_join(bodies, v->parts, text, sizeof text), strlen(v->text));
        assert_string_equal(text, v->text);
    }
}

/* Cut at each character: no crash (ASan watches a copy of exact size), and never another sender or longer
 * text. */
static void check_cuts(const struct vector *v)
{
    for (unsigned i = 0; i < v->parts; i++) {
        struct sms_pdu whole, cut;
        bool ok = sms_decode(v->pdu[i], strlen(v->pdu[i]), true, &whole);
        for (size_t n = 0; n < strlen(v->pdu[i]); n++) {
            char *exact = malloc(n + 1);
            assert_non_null(exact);
            memcpy(exact, v->pdu[i], n);
            if (sms_decode(exact, n, true, &cut) && ok) {
                assert_string_equal(cut.address, whole.address);
                assert_true(cut.body.count <= whole.body.count);
                assert_memory_equal(cut.body.data, whole.body.data, cut.body.count);
            }
            free(exact);
        }
    }
}

static void play(const char *name, unsigned at_least)
{
    char path[512];
    struct vector v;
    unsigned count = 0;
    vector_path(path, sizeof path, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    while (next_vector(file, &v)) {
        print_message("%s\n", v.title);
        check_vector(&v);
        check_cuts(&v);
        count++;
    }
    (void)fclose(file);
    assert_true(count >= at_least);
    print_message("%s: %u blocks\n", name, count);
}

static void test_cases(void **state)
{
    (void)state;
    play("cases.txt", 30);
}

static void test_codings(void **state)
{
    (void)state;
    play("coding.txt", 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_codings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
