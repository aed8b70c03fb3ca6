/* Does a lead's text hold a time, or say who writes? The text is never altered; a time is only a tag, but a
 * name is what the desk calls the lead by from then on: it is rather missed than made up. Pure. */
#ifndef CORE_SPOT_H
#define CORE_SPOT_H

#include <stdbool.h>
#include <stddef.h>

/* A time of day or a day to meet: "5 pm", "5:30", "at 5", "noon", "tomorrow", "Friday", "this afternoon". */
bool spot_time(const char *utf8);

/* "My name is Ann Lee", "this is Ann", "Ann here": the name, of one or two words that begin with a capital.
 * cap bytes incl. NUL, whole characters. False, and out "", if there is none. */
bool spot_name(const char *utf8, char *out, size_t cap);

#endif
