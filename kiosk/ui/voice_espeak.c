/* espeak-ng in process: the callback hands over samples as they are made. */
#include <espeak-ng/speak_lib.h>

#include "kiosk/ui/voice.h"

/* The voice of each language of the interface. One that is not here is tried by its own name, then French speaks. */
static const struct {
	const char *lang, *voice;
	int percent; /* of the rate: easy words are said more slowly */
} voices[] = {
	{ "fr", "fr-fr", 100 }, { "fr-simple", "fr-fr", 90 }, { "en", "en-gb", 100 }, { "ar", "ar", 100 }, { "es", "es", 100 },
	{ "pt", "pt", 100 }, { "it", "it", 100 }, { "de", "de", 100 }, { "nl", "nl", 100 }, { "pl", "pl", 100 }, { "tr", "tr", 100 },
	{ "uk", "uk", 100 },
};

/* espeak-ng's callback has no context of its own: what it needs lives here, on the voice thread, while it speaks. */
static _Thread_local struct {
	const atomic_bool *stop;
	voice_sink *sink;
	void *ctx;
} speaking;

static int samples_made(short *samples, int count, espeak_EVENT *events)
{
	(void)events;
	if (*speaking.stop)
		return 1;
	if (samples && count > 0)
		speaking.sink(speaking.ctx, samples, (size_t)count);
	return 0;
}

/* The library is one a process, and stays: its own end waits for ever where it comes at the wrong moment (1.51), and what
 * ends it is the program's end. */
static bool espeak_open(void *ctx, int *ret_hz)
{
	static int hz;

	(void)ctx;
	if (!hz)
		hz = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 20, NULL, espeakINITIALIZE_DONT_EXIT);
	if (hz <= 0)
		return false;
	*ret_hz = hz;
	espeak_SetSynthCallback(samples_made);
	return true;
}

static int choose(const char *lang)
{
	char plain[8];

	for (size_t i = 0; i < ARRAY_LEN(voices); i++)
		if (streq(voices[i].lang, lang) && espeak_SetVoiceByName(voices[i].voice) == EE_OK)
			return voices[i].percent;
	snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(lang, "-"), lang);
	if (espeak_SetVoiceByName(plain) != EE_OK)
		(void)espeak_SetVoiceByName(voices[0].voice);
	return 100;
}

static void espeak_speak(void *ctx, const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink,
                         void *sink_ctx)
{
	int percent = choose(lang);

	(void)ctx;
	espeak_SetParameter(espeakRATE, rate * percent / 100, 0);
	speaking.stop = stop;
	speaking.sink = sink;
	speaking.ctx = sink_ctx;
	espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, NULL);
}

static void espeak_close(void *ctx)
{
	(void)ctx;
}

const struct voice_engine voice_espeak = { .open = espeak_open, .speak = espeak_speak, .close = espeak_close };
