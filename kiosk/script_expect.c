#include "kiosk/script_expect.h"

#include "common/base/utf8.h"
#include "kiosk/kiosk.h"
#include "kiosk/transcript.h"
#include "kiosk/ui/dump.h"

enum { PATIENCE_MS = 1500, PATIENCE_ASKED_MS = 5000 };

/* ---- each check leaves WRONG empty when WHAT holds */

static void check_screen(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	(void)transcript;
	if (!streq(nav_top(&k->nav)->screen->name, what))
		snprintf(wrong, size, "expected the screen %s", what);
}

static void check_text(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	(void)transcript;
	if (!dump_has_text(&k->ui, what))
		snprintf(wrong, size, "expected the text \"%s\"", what);
}

static void check_no_text(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	(void)transcript;
	if (dump_has_text(&k->ui, what))
		snprintf(wrong, size, "did not expect the text \"%s\"", what);
}

static void check_focus(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	const char *focus = nav_top(&k->nav)->focus;

	(void)transcript;
	if (!streq(focus, what + (what[0] == '#')))
		snprintf(wrong, size, "expected the focus on %s, it is on \"%s\"", what, focus);
}

static void check_speech(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	const char *last = transcript_last(transcript);

	(void)k;
	if (!strstr(last, what))
		snprintf(wrong, size, "expected to hear \"%s\", last said was \"%.300s\"", what, last);
}

static void check_said(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	(void)k;
	if (!strstr(strbuf_str(&transcript->heard), what))
		snprintf(wrong, size, "expected \"%s\" to have been said; last said was \"%.300s\"", what, transcript_last(transcript));
}

static void check_silence(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	(void)what;
	if (voice_state(k->voice) == VOICE_SPEAKS)
		snprintf(wrong, size, "expected silence, heard \"%.300s\"", transcript_last(transcript));
}

/* "#send button" */
static void check_role(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size)
{
	const char *space = strchr(what, ' ');
	char id[ID_MAX];
	struct node *node;

	(void)transcript;
	snprintf(id, sizeof(id), "%.*s", space ? (int)(space - what) : 0, what);
	node = node_by_id(k->ui.root, id[0] == '#' ? id + 1 : id);
	if (!space || !node || !streq(role_name(node->role), space + 1))
		snprintf(wrong, size, "expected #%s to be a %s, it is %s", id, space ? space + 1 : "?",
		         node ? role_name(node->role) : "not here");
}

static const struct check {
	const char *word;
	void (*check)(struct kiosk *k, const struct transcript *transcript, const char *what, char *wrong, size_t size);
} checks[] = {
	{ "screen ", check_screen }, { "text ", check_text }, { "no-text ", check_no_text }, { "focus ", check_focus },
	{ "speech ", check_speech }, { "said ", check_said }, { "silence", check_silence },  { "role ", check_role },
};

static const struct check *check_of(const char *what)
{
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if (starts_with(what, checks[i].word))
			return &checks[i];
	return NULL;
}

/* ---- patience */

enum expect_news script_expect(struct expecting *expecting, struct kiosk *k, const struct transcript *transcript,
                               const char *what, char *ret_wrong, size_t size)
{
	const struct check *check = check_of(what);
	int64_t mono = clock_mono(&k->clock);

	ret_wrong[0] = '\0';
	if (check)
		check->check(k, transcript, what + strlen(check->word), ret_wrong, size);
	else
		snprintf(ret_wrong, size, "expect %s: not understood", what);
	if (!ret_wrong[0]) {
		*expecting = (struct expecting){ .patience = 0 };
		return EXPECT_HOLDS;
	}
	if (expecting->patience)
		return mono > expecting->patience ? EXPECT_FAILED : EXPECT_NOT_YET;
	utf8_copy(expecting->what, sizeof(expecting->what), what);
	expecting->patience = mono + (check ? PATIENCE_MS * 1000 : 0);
	return EXPECT_NOT_YET;
}

enum expect_news script_expect_again(struct expecting *expecting, struct kiosk *k, const struct transcript *transcript,
                                     char *ret_wrong, size_t size)
{
	char what[sizeof(expecting->what)];

	ret_wrong[0] = '\0';
	if (!expecting->what[0])
		return EXPECT_HOLDS;
	utf8_copy(what, sizeof(what), expecting->what);
	return script_expect(expecting, k, transcript, what, ret_wrong, size);
}

bool script_expect_later(struct expecting *expecting, int64_t mono, const char *what)
{
	long ms = PATIENCE_ASKED_MS;
	char *end;

	if (!starts_with(what, "screen ") && !starts_with(what, "text "))
		return false;
	utf8_copy(expecting->what, sizeof(expecting->what), what);
	end = strrchr(expecting->what, ' ');
	if (end > strchr(expecting->what, ' ') && end[1] && strspn(end + 1, "0123456789") == strlen(end + 1)) {
		ms = strtol(end + 1, NULL, 10);
		*end = '\0';
	}
	expecting->patience = mono + ms * 1000;
	return true;
}
