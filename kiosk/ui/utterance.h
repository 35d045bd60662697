/* What is to be said: parts of text, each in its language. A part is what a recorded clip may stand for ("bouton", "3 sur 8");
 * parts of one sentence end in a comma, its last in a stop. Plain values: it can be copied to another thread as one string.
 */
#ifndef PARVIS_UI_UTTERANCE_H
#define PARVIS_UI_UTTERANCE_H

#include "common/base/strbuf.h"

/* Latin letters within a language of another script are names of here, or words that nobody has translated: they are French, as
 * what a catalogue lacks is (common/text/tr.h). */
#define UTTER_HOME "fr"

/* Appends TEXT, in LANG (BCP 47), as a part of the sentence that is being made; NULL and "" leave no trace. */
void utter(struct strbuf *out, const char *lang, const char *text);

/* The sentence ends here. */
void utter_stop(struct strbuf *out);

/* The next part of *AT, which moves on: the text (not closed by a zero: *RET_LEN) and its language; NULL at the end. */
const char *utter_next(const char **at, size_t *ret_len, char ret_lang[16]);

/* As one line to read: languages other than LANG in front of their words, as in "[en] English". */
void utter_plain(const char *utterance, const char *lang, struct strbuf *out);

#endif
