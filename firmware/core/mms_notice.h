/* Who sent the picture that a WAP push tells of. Pure.
 *
 * The notice comes from the network's message centre, in the US mostly from a number of its own such as
 * +11113010000; who sent the picture or the long message stands inside, as From of the m-notification-ind
 * (OMA MMS encapsulation): "+12025550143/TYPE=PLMN". */
#ifndef CORE_MMS_NOTICE_H
#define CORE_MMS_NOTICE_H

#include "core/number.h"

#include <stdbool.h>

/* body: the joined octets, as sms_join() shows them. False if no telephone number stands there; out is then
 * left as it is. */
bool mms_notice_sender(const char *body, const char *country, char out[NUMBER_MAX]);

#endif
