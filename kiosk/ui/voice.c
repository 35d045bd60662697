#include "kiosk/ui/voice.h"

#include <SDL.h>

#include "kiosk/ui/utterance.h"

enum { AUDIBLE = 64 };  /* of 32,768 */
enum { BUFFER = 256 }; /* samples: 12 ms at 22,050 Hz, most of what lies between a key and its first sound */

struct voice {
	struct voice_source sources[VOICE_SOURCES];
	bool usable[VOICE_SOURCES]; /* it could be opened */
	SDL_Thread *thread;
	SDL_mutex *lock;
	SDL_cond *more;
	_Atomic SDL_AudioDeviceID device;
	uint32_t event;
	atomic_bool stop;       /* what is being said is over */
	bool leave, opened;     /* opened: the engines were, once */
	int hz;                 /* samples a second, once opened */
	atomic_bool speaks, absent;
	char *text;             /* what to say next; under the lock */
	atomic_int volume, rate;
	_Atomic int64_t first_sound;
};

static void changed(struct voice *voice)
{
	SDL_Event event = { .type = voice->event };

	SDL_PushEvent(&event);
}

/* How many samples at the beginning of an utterance are quiet: a "k" begins with a twentieth of a second of nothing, which only
 * keeps the person waiting. Notes when the first that is not was handed over. */
static size_t quiet(struct voice *voice, const int16_t *samples, size_t count)
{
	struct timespec now;
	size_t n = 0;

	if (voice->first_sound)
		return 0;
	while (n < count && abs(samples[n]) <= AUDIBLE)
		n++;
	if (n < count) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		voice->first_sound = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 + (int64_t)BUFFER * 1000000 / MAX(voice->hz, 1);
	}
	return n;
}

int64_t voice_first_sound(const struct voice *voice)
{
	return voice->first_sound;
}

static void into_queue(void *ctx, const int16_t *samples, size_t count)
{
	struct voice *voice = ctx;
	int16_t louder[1024];
	size_t skipped = quiet(voice, samples, count);

	samples += skipped;
	count -= skipped;
	while (count && !voice->stop) {
		size_t n = MIN(count, ARRAY_LEN(louder));

		for (size_t i = 0; i < n; i++)
			louder[i] = (int16_t)(samples[i] * voice->volume / 100);
		SDL_QueueAudio(voice->device, louder, (uint32_t)(n * sizeof(*louder)));
		samples += n;
		count -= n;
	}
}

static bool open_engines(struct voice *voice)
{
	bool any = false;

	if (voice->opened)
		return voice->hz > 0;
	voice->opened = true;
	/* the last one first: it is the synthesiser, and clips are brought to its rate */
	for (size_t i = VOICE_SOURCES; i-- > 0;) {
		const struct voice_source *source = &voice->sources[i];

		voice->usable[i] = source->engine && source->engine->open(source->ctx, &voice->hz);
		any |= voice->usable[i];
	}
	return any && voice->hz > 0;
}

static bool open_sound(struct voice *voice)
{
	SDL_AudioSpec want = { .format = AUDIO_S16SYS, .channels = 1, .samples = BUFFER };

	if (voice->device)
		return true;
	if (!open_engines(voice) || SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
		return false;
	want.freq = voice->hz;
	voice->device = SDL_OpenAudioDevice(NULL, 0, &want, NULL, 0);
	if (!voice->device)
		return false;
	SDL_PauseAudioDevice(voice->device, 0);
	return true;
}

/* No longer than what is queued lasts: a loudspeaker that was pulled out would speak for ever, and while the voice speaks no
 * session ends. Such a device is closed, and looked for anew with the next words. */
static void play_out(struct voice *voice)
{
	enum { GRACE_MS = 3000, LOOK_MS = 20 };
	uint64_t samples = SDL_GetQueuedAudioSize(voice->device) / sizeof(int16_t);
	uint64_t until = SDL_GetTicks64() + samples * 1000 / (uint64_t)MAX(voice->hz, 1) + GRACE_MS;

	SDL_LockMutex(voice->lock);
	while (!voice->stop && SDL_GetQueuedAudioSize(voice->device) > 0 && SDL_GetTicks64() < until)
		SDL_CondWaitTimeout(voice->more, voice->lock, LOOK_MS);
	if (!voice->stop && SDL_GetQueuedAudioSize(voice->device) > 0) {
		SDL_CloseAudioDevice(voice->device);
		voice->device = 0;
		voice->absent = true;
	} else {
		SDL_ClearQueuedAudio(voice->device); /* what is left, when it was stopped */
	}
	SDL_UnlockMutex(voice->lock);
}

static int source_for(const struct voice *voice, const char *text, const char *lang)
{
	for (int i = 0; i < VOICE_SOURCES; i++) {
		const struct voice_source *source = &voice->sources[i];

		if (voice->usable[i] && (!source->engine->knows || source->engine->knows(source->ctx, text, lang)))
			return i;
	}
	return -1;
}

/* Parts of one language that go to an engine which says anything become one text. */
static void say(struct voice *voice, const char *utterance)
{
	struct strbuf run = STRBUF_INIT, part = STRBUF_INIT;
	char run_lang[16] = "", lang[16];
	int run_by = -1, rate = voice->rate;
	const char *text = utterance;

	while (!voice->stop && text) {
		size_t len = 0;
		int by = -1;

		text = utter_next(&utterance, &len, lang);
		strbuf_clear(&part);
		if (text) {
			strbuf_addn(&part, text, len);
			by = source_for(voice, strbuf_str(&part), lang);
		}
		if (run.len && (!text || by != run_by || !streq(lang, run_lang) || voice->sources[by].engine->knows)) {
			const struct voice_source *source = &voice->sources[run_by];

			source->engine->speak(source->ctx, strbuf_str(&run), run_lang, rate, &voice->stop, into_queue, voice);
			strbuf_clear(&run);
		}
		if (by < 0)
			continue;
		if (run.len)
			strbuf_addc(&run, ' ');
		strbuf_add(&run, strbuf_str(&part));
		snprintf(run_lang, sizeof(run_lang), "%s", lang);
		run_by = by;
	}
	strbuf_done(&run);
	strbuf_done(&part);
}

static int run(void *arg)
{
	struct voice *voice = arg;

	SDL_LockMutex(voice->lock);
	while (!voice->leave) {
		char *text = voice->text;

		if (!text) {
			SDL_CondWait(voice->more, voice->lock);
			continue;
		}
		voice->text = NULL;
		voice->stop = false;
		SDL_UnlockMutex(voice->lock);
		voice->absent = !open_sound(voice);
		if (!voice->absent) {
			say(voice, text);
			play_out(voice);
		}
		explicit_bzero(text, strlen(text));
		free(text);
		SDL_LockMutex(voice->lock);
		if (!voice->text) {
			voice->speaks = false;
			changed(voice);
		}
	}
	SDL_UnlockMutex(voice->lock);
	return 0;
}

struct voice *voice_new(const struct voice_source sources[VOICE_SOURCES], uint32_t event, int volume)
{
	struct voice *voice = calloc(1, sizeof(*voice));

	if (!voice)
		abort();
	memcpy(voice->sources, sources, sizeof(voice->sources));
	voice->event = event;
	voice->volume = volume;
	voice->rate = VOICE_RATE;
	voice->lock = SDL_CreateMutex();
	voice->more = SDL_CreateCond();
	return voice;
}

static void forget(struct voice *voice)
{
	if (voice->text)
		explicit_bzero(voice->text, strlen(voice->text));
	free(voice->text);
	voice->text = NULL;
}

void voice_free(struct voice *voice)
{
	if (!voice)
		return;
	SDL_LockMutex(voice->lock);
	voice->leave = true;
	voice->stop = true;
	SDL_CondSignal(voice->more);
	SDL_UnlockMutex(voice->lock);
	if (voice->thread)
		SDL_WaitThread(voice->thread, NULL);
	if (voice->device)
		SDL_CloseAudioDevice(voice->device);
	for (size_t i = 0; i < VOICE_SOURCES; i++)
		if (voice->usable[i])
			voice->sources[i].engine->close(voice->sources[i].ctx);
	forget(voice);
	SDL_DestroyCond(voice->more);
	SDL_DestroyMutex(voice->lock);
	free(voice);
}

void voice_say(struct voice *voice, const char *utterance)
{
	SDL_LockMutex(voice->lock);
	forget(voice);
	voice->text = strdup(utterance);
	voice->first_sound = 0;
	voice->stop = true;
	voice->speaks = !voice->absent;
	if (!voice->thread)
		voice->thread = SDL_CreateThread(run, "voice", voice);
	if (!voice->thread) {
		voice->absent = true;
		voice->speaks = false;
	}
	SDL_CondSignal(voice->more);
	SDL_UnlockMutex(voice->lock);
}

void voice_stop(struct voice *voice)
{
	SDL_LockMutex(voice->lock);
	forget(voice);
	voice->stop = true;
	voice->speaks = false;
	SDL_CondSignal(voice->more);
	if (voice->device)
		SDL_ClearQueuedAudio(voice->device);
	SDL_UnlockMutex(voice->lock);
}

enum voice_state voice_state(struct voice *voice)
{
	if (voice->absent)
		return VOICE_ABSENT;
	return voice->speaks ? VOICE_SPEAKS : VOICE_SILENT;
}

int voice_louder(struct voice *voice, int by)
{
	voice->volume = CLAMP(voice->volume + by, 10, 100);
	return voice->volume;
}

int voice_faster(struct voice *voice, int by)
{
	voice->rate = CLAMP(voice->rate + by, VOICE_RATE_MIN, VOICE_RATE_MAX);
	return voice->rate;
}
