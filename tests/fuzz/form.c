/* The first line-feed parts a form from answers to it. Whatever both are, they are read or refused, and what is read is
 * written as JSON that reads back the same. */
#include "common/domain/answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *text = arena_strndup(arena, (const char *)data, size), *second = strchr(text, '\n');
	struct answers *answers = answers_new(), *again = answers_new();
	struct strbuf json = STRBUF_INIT;
	const struct form_field *field;
	const struct answer_line *lines;
	const struct form *form;
	struct err err;

	if (second)
		*second++ = '\0';
	if (form_parse(arena, text, &form, &err)) {
		if (answers_read_json(answers, form, second ? second : "{}", &err)) {
			(void)form_check(form, -1, answers, 20000, &field);
			answers_lines(arena, form, answers, "fr", true, &lines);
			answers_summary(arena, form, answers, "en");
		}
		answers_write_json(form, answers, &json);
		if (!answers_read_json(again, NULL, strbuf_str(&json), &err))
			abort();
	}
	strbuf_done(&json);
	answers_free(answers);
	answers_free(again);
	arena_free(arena);
	return 0;
}
