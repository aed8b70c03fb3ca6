/* What kind of message came in, by its headers: 23.038 clause 4, 23.040 9.2.3.9. */
#include "core/content.h"
#include "support/unit.h"

static const char VOICEMAIL[] = "(somebody left a message on the voicemail of my SIM)";

static void test_kinds(void **state)
{
    static const struct {
        uint8_t pid, dcs;
        bool ports;
        uint16_t port_to;
        const char *body;
        enum content content;
        bool nobodys;
        const char *words;
    } ROWS[] = {
        {0, 0x00, false, 0, "Is it free?", CONTENT_WORDS, false, "Is it free?"},
        {0, 0x00, false, 0, "", CONTENT_EMPTY, false, "(empty text)"},
        {0, 0x00, true, 2948, "x", CONTENT_PICTURE, false,
         "(sent a picture or long message that I cannot open)"},
        {0, 0x00, true, 5000, "x", CONTENT_WORDS, false, "x"},
        {0x40, 0x00, false, 0, "x", CONTENT_WORDS, true, "x"}, /* type 0 */
        {0, 0xC8, false, 0, "", CONTENT_EMPTY, false, VOICEMAIL},
        {0, 0xC0, false, 0, "", CONTENT_EMPTY, true, VOICEMAIL}, /* nothing waits any more */
        {0, 0xD8, false, 0, "", CONTENT_EMPTY, false, VOICEMAIL},
        {0, 0xD8, false, 0, "Two new", CONTENT_WORDS, false, "Two new"},
        {0, 0xE8, false, 0, "", CONTENT_EMPTY, false, VOICEMAIL},
        {0, 0xF1, false, 0, "", CONTENT_EMPTY, false, "(empty text)"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct sms_pdu pdu = {
            .pid = ROWS[i].pid, .dcs = ROWS[i].dcs, .has_ports = ROWS[i].ports, .port_to = ROWS[i].port_to};
        enum content content = content_of(&pdu, ROWS[i].body);
        if (content != ROWS[i].content || content_is_nobodys(&pdu, content) != ROWS[i].nobodys ||
            strcmp(content_words(&pdu, content, ROWS[i].body), ROWS[i].words) != 0)
            fail_msg("row %zu: %d %d <%s>", i, (int)content, content_is_nobodys(&pdu, content),
                     content_words(&pdu, content, ROWS[i].body));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
