/* Fuzzes the line splitter, the field walker, the result and URC parsers: any bytes, whole and in fragments,
 * give the same lines, each trimmed and terminated; and no parser looks past them. The first byte chooses the
 * fragments. */
#include "at/at_line.h"
#include "at/at_result.h"
#include "base/check.h"
#include "fuzz_main.h"
#include "modem/urc.h"

#include <string.h>

struct sum {
    uint64_t hash;
    unsigned lines, prompts, overlong;
};

static void add(struct sum *sum, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        sum->hash = (sum->hash ^ (unsigned char)text[i]) * 0x100000001b3U;
}

static void on_line(struct sum *sum, const struct at_line *line)
{
    char exact[TB_AT_LINE_MAX], pdu[] = "07";
    enum at_result result;
    struct urc urc;
    int code;

    CHECK(line->length > 0 && line->length < TB_AT_LINE_MAX);
    CHECK(line->text[line->length] == '\0' && strlen(line->text) == line->length);
    CHECK(line->text[0] != ' ' && line->text[line->length - 1] != ' ');
    CHECK(strpbrk(line->text, "\r\n\x1a\x1b") == NULL);
    memcpy(exact, line->text, line->length + 1U);
    (void)at_result_parse(exact, &result, &code);
    urc_parse(exact, NULL, &urc);
    CHECK(memchr(urc.number, '\0', sizeof urc.number) != NULL &&
          memchr(urc.name, '\0', sizeof urc.name) != NULL);
    urc_parse(exact, pdu, &urc);
    CHECK(urc.ton >= -1 && urc.ton <= 7);
    add(sum, line->text, line->length + 1U);
    sum->lines++;
}

static struct sum split(const uint8_t *data, size_t size, size_t piece)
{
    struct sum sum = {.hash = 0xcbf29ce484222325U};
    struct at_line line;

    at_line_init(&line);
    for (size_t done = 0; done < size;) {
        size_t end = done + piece < size ? done + piece : size;
        while (done < end) {
            size_t used = 0;
            enum at_token token = at_line_feed(&line, data + done, end - done, &used);
            CHECK(used >= 1 && used <= end - done);
            done += used;
            if (token == AT_TOKEN_LINE)
                on_line(&sum, &line);
            sum.prompts += token == AT_TOKEN_PROMPT;
            sum.overlong += token == AT_TOKEN_OVERLONG;
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct sum whole = split(data + 1, size - 1, size);
    struct sum parts = split(data + 1, size - 1, 1U + data[0] % 32U);
    CHECK(whole.hash == parts.hash && whole.lines == parts.lines && whole.prompts == parts.prompts &&
          whole.overlong == parts.overlong);
    return 0;
}
