/* The voice: an utterance in (utterance.h), sound out. One thread makes the sound and hands it to SDL's audio queue;
 * everything here is called from the main thread and returns at once. Without a sound device it says so and stays silent;
 * each new utterance looks again whether there is one.
 *
 * What makes the sound stands behind a table of operations. Several may stand in a row: the first that knows a part says it,
 * so recorded clips take the place of the synthesiser where they exist.
 */
#ifndef PARVIS_UI_VOICE_H
#define PARVIS_UI_VOICE_H

#include <stdatomic.h>

#include "common/base/util.h"

struct voice;

enum voice_state {
	VOICE_SILENT,
	VOICE_SPEAKS,
	VOICE_ABSENT,  /* no sound device, or no engine: said on the screen */
};

enum { VOICE_RATE_MIN = 80, VOICE_RATE = 155, VOICE_RATE_MAX = 330, VOICE_RATE_STEP = 25, VOICE_VOLUME_STEP = 15 };

typedef void voice_sink(void *ctx, const int16_t *samples, size_t count); /* a callback, hence a typedef */

struct voice_engine {
	/* *RET_HZ: samples a second, 0 when nothing before it in the row has decided. False: it cannot speak here. */
	bool (*open)(void *ctx, int *ret_hz);
	/* Can it say these words? NULL: anything, and parts of one language are handed to it as one text, which sounds better. */
	bool (*knows)(void *ctx, const char *text, const char *lang);
	/* Calls SINK with pieces of sound until it is done or *STOP is set. Voice thread. */
	void (*speak)(void *ctx, const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink, void *sink_ctx);
	void (*close)(void *ctx);
};

struct voice_source {
	const struct voice_engine *engine;
	void *ctx;
};

extern const struct voice_engine voice_espeak; /* espeak-ng, in process; ctx NULL */
extern const struct voice_engine voice_clips;  /* ctx: what voice_clips_new made */

/* Recorded clips: FOLDER/LANG/KEY.wav says the words that KEY has in that language ("fr/speech.button.wav"). */
void *voice_clips_new(const char *folder);
void voice_clips_free(void *clips); /* NULL is fine */

enum { VOICE_SOURCES = 2 };

/* EVENT: SDL user event sent when the state changes by itself (done, absent). Nothing is opened before the first word.
 * SOURCES in order of preference; a row without an engine ends them. */
struct voice *voice_new(const struct voice_source sources[VOICE_SOURCES], uint32_t event, int volume);
void voice_free(struct voice *voice); /* NULL is fine; stops */

/* Stops what is being said and says UTTERANCE. */
void voice_say(struct voice *voice, const char *utterance);
void voice_stop(struct voice *voice);
enum voice_state voice_state(struct voice *voice);

/* For measuring: when the first sound of the last utterance was handed to the audio device, CLOCK_MONOTONIC µs, with what the
 * device's own buffer adds at most; 0 while there was none. */
int64_t voice_first_sound(const struct voice *voice);

/* In percent and words a minute; kept within their limits, for this session. What it is now. */
int voice_louder(struct voice *voice, int by);
int voice_faster(struct voice *voice, int by);

#endif
