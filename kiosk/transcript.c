#include "kiosk/transcript.h"

#include "common/base/utf8.h"
#include "kiosk/ui/voice.h"

void transcript_done(struct transcript *transcript)
{
	strbuf_done(&transcript->heard);
	if (transcript->file)
		fclose(transcript->file);
	if (transcript->lags)
		fclose(transcript->lags);
}

bool transcript_open(struct transcript *transcript, const char *path, struct err *err)
{
	if (transcript->file)
		fclose(transcript->file);
	transcript->file = fopen(path, "ae");
	if (!transcript->file)
		return err_errno(err, "transcript %s", path);
	setvbuf(transcript->file, NULL, _IOLBF, 0);
	utf8_copy(transcript->path, sizeof(transcript->path), path);
	return true;
}

void transcript_resume(struct transcript *transcript, const char *path)
{
	utf8_copy(transcript->path, sizeof(transcript->path), path);
	if (transcript->path[0])
		transcript->file = fopen(transcript->path, "ae");
	if (transcript->file)
		setvbuf(transcript->file, NULL, _IOLBF, 0);
}

void transcript_said(struct transcript *transcript, const char *said)
{
	transcript->last = transcript->heard.len;
	strbuf_addf(&transcript->heard, "%s\n", said);
	if (transcript->file)
		fprintf(transcript->file, "  %s\n", said);
}

void transcript_act(struct transcript *transcript, const char *act)
{
	if (transcript->file)
		fprintf(transcript->file, "%s\n", act);
}

const char *transcript_last(const struct transcript *transcript)
{
	return strbuf_str(&transcript->heard) + transcript->last;
}

bool transcript_lags(struct transcript *transcript, const char *path, struct err *err)
{
	transcript->lags = fopen(path, "we");
	return transcript->lags || err_errno(err, "lags %s", path);
}

void transcript_lag(struct transcript *transcript, struct voice *voice, int64_t acted_at)
{
	int64_t first = voice_first_sound(voice);

	if (!transcript->lags || !first || first == transcript->lag_of)
		return;
	transcript->lag_of = first;
	fprintf(transcript->lags, "%.1f\n", (double)(first - acted_at) / 1000);
}
