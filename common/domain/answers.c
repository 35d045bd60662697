#include "common/domain/answers.h"

#include "common/base/utf8.h"

enum { ANSWERS_MAX = FORM_MAX_PAGES * FORM_MAX_FIELDS, ANSWER_MAX_BYTES = 16 * 1024, PLACE_ID_MAX = 80 };

struct answer {
	char field[FORM_ID_MAX + 1];
	struct strbuf text;
	char place_id[PLACE_ID_MAX];
	bool located;
	double lat, lon;
};

/* Each answer has its own block, so that growing the list leaves no copies behind. */
struct answers {
	struct answer *list[ANSWERS_MAX];
	size_t n;
};

struct answers *answers_new(void)
{
	struct answers *answers = calloc(1, sizeof(*answers));

	if (!answers)
		abort();
	return answers;
}

void answers_wipe(struct answers *answers)
{
	for (size_t i = 0; i < answers->n; i++) {
		strbuf_done(&answers->list[i]->text);
		explicit_bzero(answers->list[i], sizeof(*answers->list[i]));
		free(answers->list[i]);
	}
	answers->n = 0;
}

void answers_free(struct answers *answers)
{
	if (!answers)
		return;
	answers_wipe(answers);
	free(answers);
}

static struct answer *find(const struct answers *answers, const char *field)
{
	for (size_t i = 0; i < answers->n; i++)
		if (streq(answers->list[i]->field, field))
			return answers->list[i];
	return NULL;
}

/* NULL when there is no room, or the id is none a form can have. */
static struct answer *make(struct answers *answers, const char *field)
{
	struct answer *answer = find(answers, field);

	if (answer)
		return answer;
	if (answers->n == ANSWERS_MAX || !*field || strlen(field) > FORM_ID_MAX)
		return NULL;
	answer = calloc(1, sizeof(*answer));
	if (!answer)
		abort();
	utf8_copy(answer->field, sizeof(answer->field), field);
	answers->list[answers->n++] = answer;
	return answer;
}

/* What is kept is UTF-8 without control signs but the line feed, and not endless, whatever was pasted. */
static void set_clean(struct strbuf *text, const char *s)
{
	char bytes[4];

	strbuf_clear(text);
	while (*s && text->len < ANSWER_MAX_BYTES) {
		uint32_t c = utf8_next(&s);

		if (c == '\t' || c == '\r')
			c = ' ';
		if ((c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0))
			continue;
		strbuf_addn(text, bytes, utf8_encode(c, bytes));
	}
}

void answers_set(struct answers *answers, const char *field, const char *text)
{
	struct answer *answer = make(answers, field);
	bool same;

	if (!answer)
		return;
	same = streq(strbuf_str(&answer->text), text);
	if (same)
		return;
	set_clean(&answer->text, text);
	answer->located = false;
	answer->lat = answer->lon = 0;
	answer->place_id[0] = '\0';
}

const char *answers_get(const struct answers *answers, const char *field)
{
	const struct answer *answer = find(answers, field);

	return answer ? strbuf_str(&answer->text) : "";
}

void answers_clear(struct answers *answers, const char *field)
{
	if (find(answers, field))
		answers_set(answers, field, "");
}

bool answers_empty(const struct answers *answers)
{
	for (size_t i = 0; i < answers->n; i++)
		if (answers->list[i]->text.len)
			return false;
	return true;
}

/* Where OPTION stands in the list TEXT, which is parted by line feeds; NULL: nowhere. */
static const char *option_in(const char *text, const char *option)
{
	size_t len = strlen(option);

	while (*text) {
		size_t line = strcspn(text, "\n");

		if (line == len && memcmp(text, option, len) == 0)
			return text;
		text += line;
		text += *text == '\n';
	}
	return NULL;
}

bool answers_chosen(const struct answers *answers, const char *field, const char *option)
{
	return *option && option_in(answers_get(answers, field), option);
}

void answers_choose(struct answers *answers, const char *field, const char *option, bool chosen)
{
	struct answer *answer = make(answers, field);
	const char *at;

	if (!answer || !*option || strlen(option) > FORM_ID_MAX || strchr(option, '\n'))
		return;
	at = option_in(strbuf_str(&answer->text), option);
	if (chosen && !at) {
		if (answer->text.len)
			strbuf_addc(&answer->text, '\n');
		strbuf_add(&answer->text, option);
	} else if (!chosen && at) {
		size_t start = (size_t)(at - answer->text.data), len = strlen(option);

		if (start + len < answer->text.len)
			len++; /* the line feed behind it */
		else if (start > 0)
			start--, len++; /* the last one: the line feed before it */
		strbuf_remove(&answer->text, start, len);
	}
}

void answers_set_address(struct answers *answers, const char *field, const struct place_answer *where)
{
	struct answer *answer = make(answers, field);

	if (!answer)
		return;
	set_clean(&answer->text, or_empty(where->text));
	utf8_copy(answer->place_id, sizeof(answer->place_id), or_empty(where->id));
	answer->located = where->located;
	answer->lat = where->located ? where->lat : 0;
	answer->lon = where->located ? where->lon : 0;
}

struct place_answer answers_address(const struct answers *answers, const char *field)
{
	const struct answer *answer = find(answers, field);

	if (!answer)
		return (struct place_answer){ .text = "", .id = "" };
	return (struct place_answer){ .text = strbuf_str(&answer->text), .id = answer->place_id, .located = answer->located,
				      .lat = answer->lat, .lon = answer->lon };
}

/* ---- what is asked */

bool form_asks(const struct form *form, const struct form_field *field, const struct answers *answers)
{
	const struct form_field *other;

	if (!field->if_field)
		return true;
	other = form_field_find(form, field->if_field);
	if (!other || !form_asks(form, other, answers))
		return false;
	if (other->type == FIELD_CHOICES)
		return answers_chosen(answers, other->id, field->if_value);
	return streq(answers_get(answers, other->id), field->if_value);
}

static bool page_asks(const struct form *form, const struct form_page *page, const struct answers *answers)
{
	for (size_t i = 0; i < page->n_fields; i++)
		if (form_asks(form, &page->fields[i], answers))
			return true;
	return false;
}

int form_step(const struct form *form, const struct answers *answers, int from, int step)
{
	int page = from + step;

	while (page >= 0 && page < (int)form->n_pages && !page_asks(form, &form->pages[page], answers))
		page += step;
	return CLAMP(page, -1, (int)form->n_pages);
}
