#include "modem/profile.h"

#include "base/check.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct modem_profile *const profiles[] = {
    &profile_generic,
    &profile_sim7600,
    &profile_a7670,
    &profile_ec25,
};

const struct modem_profile *profile_at(unsigned i)
{
    return i < TB_COUNT(profiles) ? profiles[i] : NULL;
}

static bool matches(const struct modem_profile *profile, const char *model)
{
    for (unsigned i = 0; i < PROFILE_MATCHES_MAX && profile->model[i] != NULL; i++)
        if (strncasecmp(model, profile->model[i], strlen(profile->model[i])) == 0)
            return true;
    return false;
}

const struct modem_profile *profile_by_model(const char *model)
{
    static const char maker[] = "SIMCOM_";

    if (strncasecmp(model, maker, sizeof maker - 1) == 0)
        model += sizeof maker - 1;
    for (unsigned i = 0; i < TB_COUNT(profiles); i++)
        if (matches(profiles[i], model))
            return profiles[i];
    return &profile_generic;
}

const struct modem_profile *profile_by_name(const char *name)
{
    for (unsigned i = 0; i < TB_COUNT(profiles); i++)
        if (strcasecmp(name, profiles[i]->name) == 0)
            return profiles[i];
    return NULL;
}
