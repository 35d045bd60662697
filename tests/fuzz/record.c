/* What comes out of the replica and is read on a screen: a record's JSON ('r'), texts in other languages ('i'), bytes in base64 ('b'),
 * UTF-8 ('u'). What a record says survives writing and reading. */
#include "tests/fuzz/fuzz.h"

#include "common/base/utf8.h"
#include "common/domain/followed.h"
#include "common/secret/secret.h"
#include "common/text/guess.h"
#include "common/text/tr.h"

static void read_record(struct bytes json)
{
	struct arena *arena = arena_new();
	struct strbuf out = STRBUF_INIT;
	struct followed read, again;
	struct err err;

	if (followed_read((const char *)json.data, json.len, arena, &read, &err)) {
		must(read.n_lines <= FOLLOWED_LINES_MAX, NULL);
		followed_write(&read, &out);
		must(followed_read(out.data, out.len, arena, &again, &err), &err);
		must(again.n_lines == read.n_lines && streq(again.state, read.state) && again.received == read.received, NULL);
	}
	strbuf_done(&out);
	arena_free(arena);
}

static void read_words(struct bytes text)
{
	static const char *const langs[] = { "fr", "ar", "en" };
	struct arena *arena = arena_new();
	const char *json = arena_strndup(arena, (const char *)text.data, text.len);
	struct said said = i18n_text(arena, json, "ar", "name", "own", "fr");

	must(said.text != NULL, NULL);
	(void)lang_guess(json, langs, ARRAY_LEN(langs));
	arena_free(arena);
}

static void read_base64(struct bytes text)
{
	struct strbuf raw = STRBUF_INIT, back = STRBUF_INIT;

	if (base64_decode((const char *)text.data, text.len, 4096, &raw)) {
		must(raw.len <= 4096, NULL);
		base64_add(&back, strbuf_str(&raw), raw.len);
		must(back.len == text.len && memcmp(strbuf_str(&back), text.data, text.len) == 0, NULL);
	}
	strbuf_done(&raw);
	strbuf_done(&back);
}

static void read_utf8(struct bytes text)
{
	char *s = strndup((const char *)text.data, text.len), small[7], json_fits[16];
	size_t len = strlen(s), count = 0;
	struct strbuf json = STRBUF_INIT;

	for (const char *at = s; utf8_next(&at);)
		count++;
	must(count == utf8_count(s) && utf8_offset(s, count) == len, NULL);
	for (size_t at = len; at;) {
		size_t before = utf8_prev(s, at);

		must(before < at, NULL);
		at = before;
	}
	utf8_copy(small, sizeof(small), s);
	must(strlen(small) < sizeof(small) && (!utf8_valid(s, len) || utf8_valid(small, strlen(small))), NULL);
	utf8_copy(json_fits, sizeof(json_fits), s);
	strbuf_add_json(&json, s);
	must(utf8_valid(strbuf_str(&json), json.len), NULL);
	strbuf_done(&json);
	free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest;

	switch (fuzz_which(data, size, &rest)) {
	case 'r':
		read_record(rest);
		break;
	case 'i':
		read_words(rest);
		break;
	case 'b':
		read_base64(rest);
		break;
	case 'u':
		read_utf8(rest);
		break;
	default:
		break;
	}
	return 0;
}
