/* Windows-1252, what old Windows programs write. The greater part of it is ISO-8859-1. */
#ifndef SHELL_CP1252_H
#define SHELL_CP1252_H

#include <stdint.h>

/* The character of a byte; SMS_UTF_REPLACEMENT for the five bytes that are none. */
uint32_t cp1252_character(uint8_t byte);

#endif
