/* Each family's bring-up, a call and messages as it does them (tests/vectors/at): whole, a byte at a time,
 * and with the link lost behind each byte. */
#include "support/transcript.h"

static char *load(const char *kind, const char *profile, char path[256])
{
    size_t length;

    (void)snprintf(path, 256, "%s/tests/vectors/at/%s-%s.txt", TB_SOURCE_DIR, kind, profile);
    return unit_file(path, &length);
}

/* A modem of that family: armed, or before its first AT. */
static struct mrig *rig_of(const char *profile, bool armed)
{
    static struct modem_setup setup;
    setup = (struct modem_setup){.profile = profile, .smsc = ""};
    struct mrig *rig = armed ? mrig_ready(&setup) : mrig_new(NULL);

    if (armed) {
        mrig_run(rig, 1000);
    } else {
        rig->muted = true;
        modem_link_up(&rig->modem, rig->now);
        mrig_settle(rig);
    }
    return rig;
}

/* The link is gone and comes back: each command has completed once, and the modem is armed again. */
static void lose_and_find(struct play *play)
{
    struct mrig *rig = play->rig;

    play->lost = true;
    modem_link_down(&rig->modem);
    mrig_settle(rig);
    if (play->finished != play->asked)
        fail_msg("%s, cut at %ld: %u asked, %u finished", play->path, play->mode, play->asked,
                 play->finished);
    rig->output_length = rig->input_length = 0;
    rig->body = rig->muted = false;
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 5000);
    if (!modem_is_armed(&rig->modem) || play->finished != play->asked)
        fail_msg("%s, cut at %ld: %s, %u asked, %u finished", play->path, play->mode,
                 modem_why_words(rig->modem.why), play->asked, play->finished);
}

static long play_one(const char *kind, const char *profile, long mode)
{
    bool bringup = strcmp(kind, "bringup") == 0;
    struct play *play = calloc(1, sizeof *play);
    char path[256];
    char *text = load(kind, profile, path);

    assert_non_null(play);
    play->rig = rig_of(profile, !bringup);
    play->path = path;
    play->mode = mode;
    play->wire = bringup ? strlen("^[|") : play->rig->wire_length;
    long said = play_transcript(play, text);
    if (play->lost) {
        lose_and_find(play);
    } else if (mode < 0) {
        if (strcmp(play->got, play->want) != 0)
            fail_msg("%s: wanted\n%sgot\n%s", path, play->want, play->got);
        assert_int_equal(play->asked, play->finished);
        assert_true(modem_is_armed(&play->rig->modem));
        assert_string_equal(play->rig->modem.profile->name, profile);
    }
    free(text);
    free(play->rig);
    free(play);
    return said;
}

static const char *const KINDS[] = {"bringup", "call", "sms"};

static void test_whole(void **state)
{
    (void)state;
    for (size_t k = 0; k < TB_COUNT(KINDS); k++)
        for (unsigned i = 0; profile_at(i) != NULL; i++) /* no profile without its transcripts */
            assert_true(play_one(KINDS[k], profile_at(i)->name, PLAY_WHOLE) > 100);
}

static void test_a_byte_at_a_time(void **state)
{
    (void)state;
    for (size_t k = 0; k < TB_COUNT(KINDS); k++)
        for (unsigned i = 0; profile_at(i) != NULL; i++)
            assert_true(play_one(KINDS[k], profile_at(i)->name, PLAY_BYTES) > 100);
}

static void test_cut_behind_every_byte(void **state)
{
    unsigned long cuts = 0;
    (void)state;
    for (size_t k = 0; k < TB_COUNT(KINDS); k++)
        for (unsigned i = 0; profile_at(i) != NULL; i++) {
            long bytes = play_one(KINDS[k], profile_at(i)->name, PLAY_WHOLE);
            for (long n = 0; n <= bytes; n++, cuts++)
                assert_true(play_one(KINDS[k], profile_at(i)->name, n) == n);
        }
    (void)printf("%lu cuts\n", cuts);
    assert_true(cuts > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_a_byte_at_a_time),
        cmocka_unit_test(test_cut_behind_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
