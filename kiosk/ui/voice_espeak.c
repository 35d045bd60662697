/* espeak-ng in process: the callback hands over samples as they are made. */
#include <espeak-ng/speak_lib.h>

#include "kiosk/ui/voice.h"

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

static bool espeak_open(int *ret_hz)
{
	*ret_hz = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
	if (*ret_hz <= 0)
		return false;
	espeak_SetSynthCallback(samples_made);
	return true;
}

static void espeak_speak(const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink, void *ctx)
{
	char voice[8];

	snprintf(voice, sizeof(voice), "%.*s", (int)strcspn(lang, "-"), lang);
	if (espeak_SetVoiceByName(streq(voice, "en") ? "en-gb" : voice) != EE_OK)
		(void)espeak_SetVoiceByName("fr");
	espeak_SetParameter(espeakRATE, rate, 0);
	speaking.stop = stop;
	speaking.sink = sink;
	speaking.ctx = ctx;
	espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, NULL);
}

static void espeak_close(void)
{
	espeak_Terminate();
}

const struct voice_engine voice_espeak = { .open = espeak_open, .speak = espeak_speak, .close = espeak_close };
