#include "modem/profile.h"

#include "base/check.h"

#include <string.h>
#include <strings.h>

static const struct modem_profile *const profiles[] = {
    &profile_generic, &profile_sim800, &profile_sim7600, &profile_a7670, &profile_ec25,
    &profile_ec200,   &profile_huawei, &profile_ublox,   &profile_telit,
};

const struct modem_profile *profile_at(unsigned i)
{
    return i < TB_COUNT(profiles) ? profiles[i] : NULL;
}

/* Some of this maker put it before the model, some do not. */
static const char *without_maker(const char *model)
{
    static const char maker[] = "SIMCOM_";

    return strncasecmp(model, maker, sizeof maker - 1) == 0 ? model + sizeof maker - 1 : model;
}

/* Characters of the longest beginning that fits, 0 if none does. */
static size_t fit(const char *const *beginnings, const char *model)
{
    size_t best = 0;

    model = without_maker(model);
    for (unsigned i = 0; i < PROFILE_MATCHES_MAX && beginnings[i] != NULL; i++) {
        size_t length = strlen(beginnings[i]);
        if (length > best && strncasecmp(model, beginnings[i], length) == 0)
            best = length;
    }
    return best;
}

const struct modem_profile *profile_by_model(const char *model)
{
    const struct modem_profile *best = &profile_generic;
    size_t best_fit = 0;

    for (unsigned i = 0; i < TB_COUNT(profiles); i++) {
        size_t length = fit(profiles[i]->model, model);
        if (length > best_fit) { /* EC200 before EC20 */
            best = profiles[i];
            best_fit = length;
        }
    }
    return best;
}

bool profile_has_voice(const struct modem_profile *profile, const char *model)
{
    return fit(profile->no_voice, model) == 0;
}

bool profile_has_lte(const struct modem_profile *profile, const char *model)
{
    return fit(profile->no_lte, model) == 0;
}

const struct modem_profile *profile_by_name(const char *name)
{
    for (unsigned i = 0; i < TB_COUNT(profiles); i++)
        if (strcasecmp(name, profiles[i]->name) == 0)
            return profiles[i];
    return NULL;
}

const struct modem_usb *profile_usb(uint16_t vendor, uint16_t product)
{
    const struct modem_usb *any = NULL;

    for (unsigned i = 0; i < TB_COUNT(profiles); i++) {
        for (const struct modem_usb *row = profiles[i]->usb; row != NULL && row->vendor != 0; row++) {
            if (row->vendor == vendor && row->product == product)
                return row;
            if (row->vendor == vendor && row->product == 0 && any == NULL)
                any = row;
        }
    }
    return vendor != 0 ? any : NULL;
}
