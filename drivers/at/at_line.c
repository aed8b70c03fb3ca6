#include "at/at_line.h"

#include <string.h>
#include <strings.h>

enum { CTRL_Z = 0x1a, ESCAPE = 0x1b };

void at_line_init(struct at_line *self)
{
    memset(self, 0, sizeof *self);
}

static void begin_line(struct at_line *self)
{
    self->length = 0;
    self->quoted = false;
    self->overlong = false;
    self->complete = false;
}

static bool ends_line(uint8_t byte)
{
    return byte == '\r' || byte == '\n' || byte == CTRL_Z || byte == ESCAPE;
}

/* Noise is dropped inside a line too, so that "RI\0NG" is RING. High bytes count only in quoted names. */
static bool is_noise(const struct at_line *self, uint8_t byte)
{
    if (byte >= 0x80)
        return !self->quoted;
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

static enum at_token end_line(struct at_line *self)
{
    bool overlong = self->overlong;

    while (self->length > 0 && self->text[self->length - 1] == ' ')
        self->length--;
    self->text[self->length] = '\0';
    self->complete = true;
    if (overlong)
        return AT_TOKEN_OVERLONG;
    return self->length > 0 ? AT_TOKEN_LINE : AT_TOKEN_NONE;
}

static void add_byte(struct at_line *self, uint8_t byte)
{
    if (byte == '\t')
        byte = ' ';
    if (self->length == 0 && byte == ' ')
        return;
    if (byte == '"')
        self->quoted = !self->quoted;
    if (self->length + 1U >= sizeof self->text) {
        self->overlong = true;
        return;
    }
    self->text[self->length++] = (char)byte;
}

enum at_token at_line_feed(struct at_line *self, const uint8_t *bytes, size_t length, size_t *used)
{
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = bytes[i];

        if (self->complete)
            begin_line(self);
        if (ends_line(byte)) {
            enum at_token token = end_line(self);
            if (token != AT_TOKEN_NONE) {
                *used = i + 1;
                return token;
            }
        } else if (is_noise(self, byte)) {
            continue;
        } else if (byte == '>' && self->length == 0 && !self->overlong) {
            *used = i + 1;
            return AT_TOKEN_PROMPT;
        } else {
            add_byte(self, byte);
        }
    }
    *used = length;
    return AT_TOKEN_NONE;
}

bool at_is_echo(const char *line)
{
    if (strncasecmp(line, "AT", 2) != 0)
        return false;
    if (line[2] == 'D' || line[2] == 'd') /* a number, not a word that begins so */
        return line[3] == '+' || (line[3] >= '0' && line[3] <= '9');
    return line[2] == '\0' || strchr("+^*#$&EeHhIiSsZz", line[2]) != NULL;
}
