/* The voice: text in, sound out. One thread makes the sound (espeak-ng, in process) and hands it to SDL's audio queue;
 * everything here is called from the main thread and returns at once. Without a sound device it says so and stays silent.
 *
 * The engine stands behind a table of operations, so that recorded clips or another synthesiser can take its place.
 */
#ifndef PARVIS_UI_VOICE_H
#define PARVIS_UI_VOICE_H

#include <stdatomic.h>

#include "common/base/util.h"

struct voice;

enum voice_state {
	VOICE_SILENT,
	VOICE_SPEAKS,
	VOICE_ABSENT,  /* no sound device, or no engine: said once on the screen */
};

enum { VOICE_RATE_MIN = 80, VOICE_RATE = 155, VOICE_RATE_MAX = 300, VOICE_RATE_STEP = 25, VOICE_VOLUME_STEP = 15 };

typedef void voice_sink(void *ctx, const int16_t *samples, size_t count); /* a callback, hence a typedef */

struct voice_engine {
	/* RET_HZ: samples a second. False: it cannot speak here. */
	bool (*open)(int *ret_hz);
	/* Synthesises TEXT, calling SINK with pieces until it is done or *STOP is set. Voice thread. */
	void (*speak)(const char *text, const char *lang, int rate, const atomic_bool *stop, voice_sink *sink, void *ctx);
	void (*close)(void);
};

extern const struct voice_engine voice_espeak;

/* EVENT: SDL user event sent when the state changes by itself (done, absent). Nothing is opened before the first word. */
struct voice *voice_new(const struct voice_engine *engine, uint32_t event, int volume);
void voice_free(struct voice *voice); /* NULL is fine; stops */

/* Stops what is being said and says TEXT. */
void voice_say(struct voice *voice, const char *text, const char *lang);
void voice_stop(struct voice *voice);
enum voice_state voice_state(struct voice *voice);

/* In percent and words a minute; kept within their limits. For this session. */
void voice_louder(struct voice *voice, int by);
void voice_faster(struct voice *voice, int by);

#endif
