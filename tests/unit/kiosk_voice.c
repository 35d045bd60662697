/* The voice: languages within one sentence, recorded clips, the order of a page by ear, the letter picker, the headset's socket. */
#include <SDL.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/jack.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/picker.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"
#include "kiosk/ui/voice.h"

#include <linux/input.h> /* last: its names of keys are also the keyboard’s */

#define TEST(name) cmocka_unit_test(name)

/* ---- sentences */

static void assert_heard(const char *lang, const struct strbuf *utterance, const char *wanted)
{
	struct strbuf plain = STRBUF_INIT;

	utter_plain(strbuf_str(utterance), lang, &plain);
	assert_string_equal(strbuf_str(&plain), wanted);
	strbuf_done(&plain);
}

static void parts_of_a_sentence_keep_their_languages(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	utter(&out, "fr", "Langue");
	utter(&out, "en", "English");
	utter(&out, "fr", "");
	utter(&out, "fr", "bouton");
	utter_stop(&out);
	utter(&out, "fr", "Que cherchez-vous ?");
	utter_stop(&out);
	assert_heard("fr", &out, "Langue, [en] English, bouton. Que cherchez-vous ?");
	strbuf_done(&out);
}

static void names_of_here_in_an_arabic_sentence_are_french(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	utter(&out, "ar", "قطع الماء في rue des Tisserands غدًا");
	utter_stop(&out);
	assert_heard("ar", &out, "قطع الماء في [fr] rue des Tisserands غدًا.");
	strbuf_clear(&out);
	utter(&out, "ar", "3 من 8");
	assert_heard("ar", &out, "3 من 8");
	strbuf_clear(&out);
	utter(&out, "ar", "المادة \u200E6.1.e\u200E من القانون"); /* a number behind a mark of direction begins the name */
	assert_heard("ar", &out, "المادة [fr] 6.1.e من القانون");
	strbuf_done(&out);
}

/* ---- engines: one that only writes down what it was asked to say */

struct notes {
	struct strbuf text;
	atomic_int asked;
};

static bool note_open(void *ctx, int *ret_hz)
{
	(void)ctx;
	*ret_hz = 22050;
	return true;
}

static void note_speak(void *ctx, const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink, void *sink_ctx)
{
	struct notes *notes = ctx;
	int16_t quiet[64] = { 0 };

	(void)rate;
	(void)stop;
	strbuf_addf(&notes->text, "(%s) %s|", lang, text);
	notes->asked++;
	sink(sink_ctx, quiet, ARRAY_LEN(quiet));
}

static void note_close(void *ctx)
{
	(void)ctx;
}

static const struct voice_engine noting = { .open = note_open, .speak = note_speak, .close = note_close };

static void say_to_the_end(struct voice *voice, const char *utterance)
{
	voice_say(voice, utterance);
	for (int i = 0; i < 500 && voice_state(voice) == VOICE_SPEAKS; i++)
		SDL_Delay(10);
	assert_int_equal(voice_state(voice), VOICE_SILENT);
}

static void the_voice_changes_within_an_utterance(void **state)
{
	struct notes notes = { .text = STRBUF_INIT };
	struct voice *voice = voice_new((struct voice_source[VOICE_SOURCES]){ { &noting, &notes } }, SDL_USEREVENT, 70);
	struct strbuf out = STRBUF_INIT;

	(void)state;
	utter(&out, "fr", "Langue");
	utter(&out, "fr", "choisie");
	utter(&out, "en", "English");
	utter(&out, "fr", "bouton");
	utter_stop(&out);
	say_to_the_end(voice, strbuf_str(&out));
	voice_free(voice);
	assert_string_equal(strbuf_str(&notes.text), "(fr) Langue, choisie,|(en) English,|(fr) bouton.|");
	strbuf_done(&notes.text);
	strbuf_done(&out);
}

/* ---- clips, as a person would have recorded them; espeak-ng lends its voice */

struct recording {
	int16_t samples[200000];
	size_t count;
};

static void record(void *ctx, const int16_t *samples, size_t count)
{
	struct recording *r = ctx;

	count = MIN(count, ARRAY_LEN(r->samples) - r->count);
	memcpy(r->samples + r->count, samples, count * sizeof(*samples));
	r->count += count;
}

static void write_wav(const char *path, const struct recording *r, int hz)
{
	uint32_t bytes = (uint32_t)(r->count * 2), chunk = bytes + 36, sixteen = 16, rate = (uint32_t)hz, second = rate * 2;
	uint16_t one = 1, align = 2, bits = 16;
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fwrite("RIFF", 1, 4, file);
	fwrite(&chunk, 4, 1, file);
	fwrite("WAVEfmt ", 1, 8, file);
	fwrite(&sixteen, 4, 1, file);
	fwrite(&one, 2, 1, file);
	fwrite(&one, 2, 1, file);
	fwrite(&rate, 4, 1, file);
	fwrite(&second, 4, 1, file);
	fwrite(&align, 2, 1, file);
	fwrite(&bits, 2, 1, file);
	fwrite("data", 1, 4, file);
	fwrite(&bytes, 4, 1, file);
	fwrite(r->samples, 2, r->count, file);
	fclose(file);
}

static void a_clip_takes_the_place_of_the_synthesiser(void **state)
{
	static struct recording said, played;
	char folder[] = "/tmp/pvclipsXXXXXX", path[128];
	struct notes notes = { .text = STRBUF_INIT };
	struct strbuf out = STRBUF_INIT;
	struct voice *voice;
	atomic_bool stop = false;
	void *clips;
	int hz = 0;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/fr", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(voice_espeak.open(NULL, &hz));
	voice_espeak.speak(NULL, tr("fr", "speech.button"), "fr", VOICE_RATE, &stop, record, &said);
	voice_espeak.close(NULL);
	assert_true(said.count > (size_t)hz / 10);
	snprintf(path, sizeof(path), "%s/fr/speech.button.wav", folder);
	write_wav(path, &said, hz);

	clips = voice_clips_new(folder);
	assert_true(voice_clips.open(clips, &hz));
	assert_true(voice_clips.knows(clips, "bouton,", "fr"));
	assert_false(voice_clips.knows(clips, "bouton,", "en"));
	assert_false(voice_clips.knows(clips, "Faire une demande,", "fr"));
	voice_clips.speak(clips, "bouton.", "fr", VOICE_RATE, &stop, record, &played);
	assert_int_equal(played.count, said.count);
	assert_memory_equal(played.samples, said.samples, said.count * sizeof(int16_t));

	voice = voice_new((struct voice_source[VOICE_SOURCES]){ { &voice_clips, clips }, { &noting, &notes } }, SDL_USEREVENT, 70);
	utter(&out, "fr", "Faire une demande");
	utter(&out, "fr", tr("fr", "speech.button"));
	utter(&out, "fr", "3 sur 8");
	utter_stop(&out);
	say_to_the_end(voice, strbuf_str(&out));
	voice_free(voice);
	assert_string_equal(strbuf_str(&notes.text), "(fr) Faire une demande,|(fr) 3 sur 8.|");
	voice_clips_free(clips);
	unlink(path);
	snprintf(path, sizeof(path), "%s/fr", folder);
	rmdir(path);
	rmdir(folder);
	strbuf_done(&notes.text);
	strbuf_done(&out);
}

static void without_a_sound_device_it_is_absent_and_nothing_waits(void **state)
{
	struct notes notes = { .text = STRBUF_INIT };
	struct voice *voice;

	(void)state;
	while (SDL_WasInit(SDL_INIT_AUDIO))
		SDL_QuitSubSystem(SDL_INIT_AUDIO);
	setenv("SDL_AUDIODRIVER", "none-such", 1);
	voice = voice_new((struct voice_source[VOICE_SOURCES]){ { &noting, &notes } }, SDL_USEREVENT, 70);
	voice_say(voice, "\x1e" "fr\x1f" "Bonjour.");
	for (int i = 0; i < 500 && voice_state(voice) != VOICE_ABSENT; i++)
		SDL_Delay(10);
	assert_int_equal(voice_state(voice), VOICE_ABSENT);
	setenv("SDL_AUDIODRIVER", "dummy", 1); /* and it is back when somebody plugs one in */
	voice_say(voice, "\x1e" "fr\x1f" "Bonjour.");
	for (int i = 0; i < 500 && !notes.asked; i++)
		SDL_Delay(10);
	assert_int_equal(notes.asked, 1);
	voice_free(voice);
	strbuf_done(&notes.text);
}

static void every_language_has_a_voice(void **state)
{
	static struct recording said;
	atomic_bool stop = false;
	int hz = 0;

	(void)state;
	assert_true(voice_espeak.open(NULL, &hz));
	for (size_t i = 0; i < LANGS_LEN; i++) {
		said.count = 0;
		voice_espeak.speak(NULL, tr(langs[i].code, "speech.button"), langs[i].code, VOICE_RATE, &stop, record, &said);
		if (said.count < (size_t)hz / 10)
			fail_msg("%s says nothing", langs[i].code);
	}
	voice_espeak.close(NULL);
}

/* ---- a page by ear */

struct page {
	struct arena *arena;
	struct ui_look look;
	struct ui ui;
};

static struct ui *begin(struct page *page)
{
	page->arena = arena_new();
	page->look = (struct ui_look){ .lang = "fr", .metrics = theme_metrics(3.6F, TEXT_LARGE, false), .width = 1080, .height = 1920,
	                               .typing = "" };
	page->ui = ui_begin(page->arena, &page->look);
	page->ui.body = node_open(&page->ui, AXIS_DOWN);
	page->ui.body->role = ROLE_BODY;
	page->ui.actions = node_open(&page->ui, AXIS_ACROSS);
	page->ui.actions->role = ROLE_ACTIONS;
	page->ui.at = page->ui.body;
	return &page->ui;
}

static void a_page_says_its_title_then_how_many_choices(void **state)
{
	struct page page;
	struct ui *ui = begin(&page);
	struct strbuf out = STRBUF_INIT;
	struct reading r;

	(void)state;
	ui_button(ui, (struct ui_button){ .id = "lang:en", .text = "English", .lang = "en", .small = true });
	ui_title(ui, "Que se passe-t-il ?");
	ui_option(ui, (struct ui_option){ .id = "a", .text = "La lampe est éteinte", .chosen = true });
	ui_option(ui, (struct ui_option){ .id = "b", .text = "La lampe clignote" });
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "back", .text = "Retour" });
	ui_button(ui, (struct ui_button){ .id = "next", .text = "Continuer", .primary = true });
	ui_end(ui);
	r = reading_of(ui, false);
	speech_page(ui, &r, &out);
	assert_heard("fr", &out, "Que se passe-t-il ? 5 choix.");
	strbuf_clear(&out);
	for (int at = reading_choice(&r, -1, false), i = 0; i < r.choices; i++, at = reading_choice(&r, at, false))
		speech_piece(ui, &r, at, false, &out);
	assert_heard("fr", &out, "La lampe est éteinte, choix, choisi, 1 sur 5. La lampe clignote, choix, pas choisi, 2 sur 5. "
	                         "Continuer, bouton, 3 sur 5. Retour, bouton, 4 sur 5. [en] English, bouton, 5 sur 5.");
	strbuf_done(&out);
	arena_free(page.arena);
}

static void an_error_is_said_before_its_field(void **state)
{
	struct page page;
	struct ui *ui = begin(&page);
	struct strbuf out = STRBUF_INIT;
	struct reading r;

	(void)state;
	ui_field(ui, (struct ui_field){ .id = "tel", .label = "Téléphone", .value = "", .error = "Ce numéro n’est pas complet.",
	                                .help = "Dix chiffres" });
	r = reading_of(ui, false);
	speech_piece(ui, &r, reading_find(&r, "tel"), false, &out);
	assert_heard("fr", &out, "Ce numéro n’est pas complet. Téléphone, champ, vide, 1 sur 1. Dix chiffres.");
	strbuf_done(&out);
	arena_free(page.arena);
}

/* ---- the picker */

static bool picks(struct page *page, enum ui_keys keys, const char *id, int *ret_presses)
{
	struct picker picker = { .keys = keys, .group = -1 };
	const char *ids[PICKER_KEYS + PICKER_GROUPS];
	int groups = picker_groups(keys, page->look.lang);

	for (int g = 0; g < groups; g++) {
		int n;

		picker.group = g;
		n = picker_ids(&page->ui, &picker, ids);
		for (int i = 0; i < n; i++)
			if (streq(ids[i], id)) { /* the shorter ways round, into the group from its nearer end, OK */
				*ret_presses = MIN(g, groups - g) + MIN(i + 1, n - i) + 1;
				return true;
			}
	}
	return false;
}

static void no_letter_of_a_number_is_further_than_five_presses(void **state)
{
	static const char letters[] = "BCDFGHJKLNPRSTVXY";
	struct page page;
	double sum = 0;

	(void)state;
	begin(&page);
	for (const char *c = letters; *c; c++) {
		int presses = 0;

		assert_true(picks(&page, KEYS_NUMBER, ui_fmt(&page.ui, "key:%c", *c), &presses));
		assert_true(presses <= 5);
		sum += presses;
	}
	assert_true(sum / 17 * 16 + 2 < 65); /* a whole number, with the key that opens and the key that ends */
	arena_free(page.arena);
}

static void every_letter_of_a_keyboard_can_be_picked(void **state)
{
	struct page page;
	int missing = 0;

	(void)state;
	begin(&page);
	for (size_t i = 0; i < LANGS_LEN; i++) {
		struct node *board;

		page.look.lang = langs[i].code;
		page.ui.at = page.ui.body;
		keyboard_build(&page.ui, &(struct keyboard){ .keys = KEYS_TEXT, .page = "" });
		board = page.ui.body->last;
		for (const struct node *n = board; n; n = node_next(board, n)) {
			const char *at = n->role == ROLE_KEY ? id_value(n->id) : "^";
			uint32_t c = utf8_next(&at);
			int presses;

			if (!*at && (c >= 0xc0 || (c >= 'a' && c <= 'z')) && !picks(&page, KEYS_TEXT, n->id, &presses))
				print_error("%s: %s cannot be picked, %d\n", langs[i].code, n->id, ++missing);
		}
	}
	assert_int_equal(missing, 0);
	arena_free(page.arena);
}

/* ---- the headset */

static void switch_to(int fd, int value)
{
	struct input_event event = { .type = EV_SW, .code = SW_HEADPHONE_INSERT, .value = value };
	struct input_event end = { .type = EV_SYN };

	assert_int_equal(write(fd, &event, sizeof(event)), sizeof(event));
	assert_int_equal(write(fd, &end, sizeof(end)), sizeof(end));
}

static void a_headset_is_felt_going_in_and_out(void **state)
{
	char folder[] = "/tmp/pvjackXXXXXX", path[64];
	struct jack jack;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/jack", folder);
	jack = jack_of(path);
	assert_int_equal(jack_look(&jack, 0), JACK_NOTHING); /* not there yet */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(jack_look(&jack, 1000), JACK_NOTHING); /* nor looked for so soon again */
	assert_int_equal(jack.fd, -1);
	assert_int_equal(jack_look(&jack, 6000000), JACK_NOTHING);
	assert_true(jack.fd >= 0);
	fd = open(path, O_WRONLY | O_NONBLOCK);
	switch_to(fd, 1);
	assert_int_equal(jack_look(&jack, 7000000), JACK_IN);
	assert_int_equal(jack_look(&jack, 7000000), JACK_NOTHING);
	switch_to(fd, 0);
	assert_int_equal(jack_look(&jack, 8000000), JACK_OUT);
	close(fd);
	jack_done(&jack);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(parts_of_a_sentence_keep_their_languages),
		TEST(names_of_here_in_an_arabic_sentence_are_french),
		TEST(the_voice_changes_within_an_utterance),
		TEST(a_clip_takes_the_place_of_the_synthesiser),
		TEST(without_a_sound_device_it_is_absent_and_nothing_waits),
		TEST(every_language_has_a_voice),
		TEST(a_page_says_its_title_then_how_many_choices),
		TEST(an_error_is_said_before_its_field),
		TEST(no_letter_of_a_number_is_further_than_five_presses),
		TEST(every_letter_of_a_keyboard_can_be_picked),
		TEST(a_headset_is_felt_going_in_and_out),
	};

	setenv("SDL_AUDIODRIVER", "dummy", 1);
	SDL_Init(SDL_INIT_EVENTS);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
