/* Recorded clips: the words of a message in a language, read by a person. */
#include <SDL.h>
#include <dirent.h>

#include "common/base/arena.h"
#include "common/base/strbuf.h"
#include "common/text/tr.h"
#include "kiosk/ui/voice.h"

enum { CLIPS_MAX = 4000, CLIP_BYTES_MAX = 8 << 20 };

struct clip {
	const char *lang, *words, *path; /* words: the catalogue's own */
};

struct clips {
	struct arena *arena;
	const char *folder;
	struct clip *list;
	size_t count;
	int hz;
};

void *voice_clips_new(const char *folder)
{
	struct clips *clips = calloc(1, sizeof(*clips));

	if (!clips)
		abort();
	clips->arena = arena_new();
	clips->folder = arena_strdup(clips->arena, folder);
	return clips;
}

void voice_clips_free(void *ctx)
{
	struct clips *clips = ctx;

	if (!clips)
		return;
	arena_free(clips->arena);
	free(clips);
}

static void read_folder(struct clips *clips, const char *lang)
{
	const char *folder = arena_printf(clips->arena, "%s/%s", clips->folder, lang);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)) && clips->count < CLIPS_MAX) {
		char *key = arena_strdup(clips->arena, entry->d_name), *dot = strrchr(key, '.');

		if (!dot || !streq(dot, ".wav"))
			continue;
		*dot = '\0';
		if (tr_has(lang, key))
			clips->list[clips->count++] = (struct clip){
				.lang = lang, .words = tr(lang, key), .path = arena_printf(clips->arena, "%s/%s", folder, entry->d_name),
			};
	}
	closedir(dir);
}

static bool clips_open(void *ctx, int *ret_hz)
{
	struct clips *clips = ctx;

	clips->list = ARENA_ARRAY(clips->arena, struct clip, CLIPS_MAX);
	for (size_t i = 0; i < LANGS_LEN; i++)
		read_folder(clips, langs[i].code);
	if (!*ret_hz)
		*ret_hz = 22050;
	clips->hz = *ret_hz;
	return clips->count > 0;
}

/* Without the marks that a sentence puts behind them. */
static size_t bare(const char *text)
{
	size_t len = strlen(text);

	while (len && strchr(" .,:;", text[len - 1]))
		len--;
	return len;
}

static const struct clip *find(const struct clips *clips, const char *text, const char *lang)
{
	size_t len = bare(text);

	for (size_t i = 0; i < clips->count; i++)
		if (streq(clips->list[i].lang, lang) && bare(clips->list[i].words) == len && memcmp(clips->list[i].words, text, len) == 0)
			return &clips->list[i];
	return NULL;
}

static bool clips_know(void *ctx, const char *text, const char *lang)
{
	return find(ctx, text, lang) != NULL;
}

static void clips_speak(void *ctx, const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink,
                        void *sink_ctx)
{
	struct clips *clips = ctx;
	const struct clip *clip = find(clips, text, lang);
	SDL_AudioSpec spec;
	SDL_AudioCVT cvt;
	Uint8 *sound;
	Uint32 size;

	(void)rate; /* a recording has its own */
	if (!clip || *stop || !SDL_LoadWAV(clip->path, &spec, &sound, &size))
		return;
	if (size <= CLIP_BYTES_MAX && SDL_BuildAudioCVT(&cvt, spec.format, spec.channels, spec.freq, AUDIO_S16SYS, 1, clips->hz) >= 0) {
		cvt.len = (int)size;
		cvt.buf = malloc((size_t)size * (size_t)MAX(cvt.len_mult, 1));
		if (!cvt.buf)
			abort();
		memcpy(cvt.buf, sound, size);
		if (!cvt.needed || SDL_ConvertAudio(&cvt) == 0)
			sink(sink_ctx, (const int16_t *)(const void *)cvt.buf, (size_t)(cvt.needed ? cvt.len_cvt : cvt.len) / sizeof(int16_t));
		free(cvt.buf);
	}
	SDL_FreeWAV(sound);
}

static void clips_close(void *ctx)
{
	((struct clips *)ctx)->count = 0;
}

const struct voice_engine voice_clips = { .open = clips_open, .knows = clips_know, .speak = clips_speak, .close = clips_close };
