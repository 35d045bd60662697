#include "kiosk/ui/voice.h"

#include <SDL.h>

struct voice {
	const struct voice_engine *engine;
	SDL_Thread *thread;
	SDL_mutex *lock;
	SDL_cond *more;
	_Atomic SDL_AudioDeviceID device;
	uint32_t event;
	atomic_bool stop;       /* what is being said is over */
	bool leave, opened;
	int hz;                 /* samples a second, once opened */
	atomic_bool speaks, absent;
	char *text;             /* what to say next; under the lock */
	char lang[16];
	atomic_int volume, rate;
};

static void changed(struct voice *voice)
{
	SDL_Event event = { .type = voice->event };

	SDL_PushEvent(&event);
}

static void into_queue(void *ctx, const int16_t *samples, size_t count)
{
	struct voice *voice = ctx;
	int16_t louder[1024];

	while (count && !voice->stop) {
		size_t n = MIN(count, ARRAY_LEN(louder));

		for (size_t i = 0; i < n; i++)
			louder[i] = (int16_t)(samples[i] * voice->volume / 100);
		SDL_QueueAudio(voice->device, louder, (uint32_t)(n * sizeof(*louder)));
		samples += n;
		count -= n;
	}
}

static bool open_sound(struct voice *voice)
{
	SDL_AudioSpec want = { .format = AUDIO_S16SYS, .channels = 1, .samples = 1024 };

	if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0 || !voice->engine->open(&voice->hz))
		return false;
	want.freq = voice->hz;
	voice->device = SDL_OpenAudioDevice(NULL, 0, &want, NULL, 0);
	if (!voice->device)
		return false;
	SDL_PauseAudioDevice(voice->device, 0);
	return true;
}

/* No longer than what is queued lasts: a loudspeaker that was pulled out would speak for ever, and while the voice speaks no
 * session ends. */
static void play_out(struct voice *voice)
{
	enum { GRACE_MS = 3000 };
	uint64_t samples = SDL_GetQueuedAudioSize(voice->device) / sizeof(int16_t);
	uint64_t until = SDL_GetTicks64() + samples * 1000 / (uint64_t)MAX(voice->hz, 1) + GRACE_MS;

	while (!voice->stop && SDL_GetQueuedAudioSize(voice->device) > 0 && SDL_GetTicks64() < until)
		SDL_Delay(30);
	SDL_ClearQueuedAudio(voice->device); /* what is left, when it was stopped or came to nothing */
}

static void say(struct voice *voice, const char *text, const char *lang, int rate)
{
	if (!voice->opened) {
		voice->opened = true;
		voice->absent = !open_sound(voice);
	}
	if (!voice->absent) {
		voice->engine->speak(text, lang, rate, &voice->stop, into_queue, voice);
		play_out(voice);
	}
}

static int run(void *arg)
{
	struct voice *voice = arg;

	SDL_LockMutex(voice->lock);
	while (!voice->leave) {
		char *text = voice->text, lang[sizeof(voice->lang)];
		int rate = voice->rate;

		if (!text) {
			SDL_CondWait(voice->more, voice->lock);
			continue;
		}
		voice->text = NULL;
		voice->stop = false;
		memcpy(lang, voice->lang, sizeof(lang));
		SDL_UnlockMutex(voice->lock);
		say(voice, text, lang, rate);
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

struct voice *voice_new(const struct voice_engine *engine, uint32_t event, int volume)
{
	struct voice *voice = calloc(1, sizeof(*voice));

	if (!voice)
		abort();
	voice->engine = engine;
	voice->event = event;
	voice->volume = volume;
	voice->rate = VOICE_RATE;
	voice->lock = SDL_CreateMutex();
	voice->more = SDL_CreateCond();
	return voice;
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
	if (voice->opened && !voice->absent)
		voice->engine->close();
	free(voice->text);
	SDL_DestroyCond(voice->more);
	SDL_DestroyMutex(voice->lock);
	free(voice);
}

void voice_say(struct voice *voice, const char *text, const char *lang)
{
	SDL_LockMutex(voice->lock);
	free(voice->text);
	voice->text = strdup(text);
	snprintf(voice->lang, sizeof(voice->lang), "%s", lang);
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
	free(voice->text);
	voice->text = NULL;
	voice->stop = true;
	voice->speaks = false;
	SDL_UnlockMutex(voice->lock);
	if (voice->device)
		SDL_ClearQueuedAudio(voice->device);
}

enum voice_state voice_state(struct voice *voice)
{
	if (voice->absent)
		return VOICE_ABSENT;
	return voice->speaks ? VOICE_SPEAKS : VOICE_SILENT;
}

void voice_louder(struct voice *voice, int by)
{
	voice->volume = CLAMP(voice->volume + by, 10, 100);
}

void voice_faster(struct voice *voice, int by)
{
	voice->rate = CLAMP(voice->rate + by, VOICE_RATE_MIN, VOICE_RATE_MAX);
}
