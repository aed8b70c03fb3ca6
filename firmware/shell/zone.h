/* A time zone's offsets, taken from the C library once, so that the core needs neither library nor
 * environment. */
#ifndef SHELL_ZONE_H
#define SHELL_ZONE_H

#include "base/check.h"
#include "core/config.h"

#include <stdbool.h>
#include <stdint.h>

#define ZONE_NAME_MAX sizeof(((const struct cfg_zone *)0)->name)

/* Fills out with the offsets of an IANA zone ("America/New_York", "UTC") from from_s (UTC seconds) on, for as
 * many years as TB_ZONE_MAX transitions reach (24 with two a year), at most 30. The first one is at
 * INT64_MIN. False, and out unchanged, if the zone database has no such zone; names without a slash, such as
 * EST, which knows no summer time, count as missing. Sets TZ for the moment of the call and puts it back: no
 * other thread may read the environment or local time meanwhile. */
TB_MUST_CHECK bool zone_fill(const char *name, int64_t from_s, struct cfg_zone *out);

/* The zone that was probably meant: "Eastern" -> "America/New_York", "america/chicgo" -> "America/Chicago".
 * False if nothing is near. */
TB_MUST_CHECK bool zone_nearest(const char *name, char out[ZONE_NAME_MAX]);

#endif
