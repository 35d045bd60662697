/* Answers as the protocol carries them (JSON), and as people read them. */
#include "common/domain/answers.h"

#include <jansson.h>
#include <math.h>

#include "common/base/civil.h"
#include "common/base/utf8.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"

enum { SUMMARY_CHARS = 80 };

/* TEXT without blanks at its ends; of one line unless LINES. */
static void add_trimmed(struct strbuf *out, const char *text, bool lines)
{
	size_t start = out->len;
	bool space = false;

	while (*text) {
		uint32_t c = utf8_next(&text);
		bool blank = c == ' ' || (c == '\n' && !lines);
		char bytes[4];

		if (blank || (c == '\n' && out->len == start)) {
			space = true;
			continue;
		}
		if (space && out->len > start && c != '\n')
			strbuf_addc(out, ' ');
		space = false;
		strbuf_addn(out, bytes, utf8_encode(c, bytes));
	}
	while (out->len > start && out->data[out->len - 1] == '\n')
		strbuf_truncate(out, out->len - 1);
}

/* The value as it is stored: dates as ISO, phones as digits. */
static void add_stored(const struct form_field *field, const char *text, struct strbuf *out)
{
	char phone[24];
	int64_t day;

	if (field->type == FIELD_DATE && date_from_typed(text, &day)) {
		struct civil c = civil_from_days(day);

		strbuf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
	} else if (field->type == FIELD_PHONE && phone_normalise(text, phone)) {
		strbuf_add(out, phone);
	} else if (field->type == FIELD_EMAIL) {
		for (; *text; text++)
			if (*text != ' ')
				strbuf_addc(out, *text);
	} else {
		add_trimmed(out, text, field->type == FIELD_LONGTEXT);
	}
}

/* JSON by hand: jansson would leave copies of what a resident typed in memory that nobody overwrites. */
static void add_json_string(struct strbuf *out, const char *text)
{
	strbuf_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c == '\n')
			strbuf_add(out, "\\n");
		else if (c < 0x20)
			strbuf_addf(out, "\\u%04x", c);
		else
			strbuf_addc(out, (char)c);
	}
	strbuf_addc(out, '"');
}

static void add_json_number(struct strbuf *out, double value, int digits)
{
	size_t at = out->len;

	strbuf_addf(out, "%.*g", digits, value);
	for (; at < out->len; at++)
		if (out->data[at] == ',')
			out->data[at] = '.'; /* whatever the process's locale */
}

static void add_json_list(struct strbuf *out, const char *text)
{
	bool first = true;

	strbuf_addc(out, '[');
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (!first)
			strbuf_add(out, ", ");
		first = false;
		strbuf_addc(out, '"'); /* options' ids need no escapes */
		strbuf_addn(out, text, len);
		strbuf_addc(out, '"');
		text += len;
		text += *text == '\n';
	}
	strbuf_addc(out, ']');
}

static void add_json_value(const struct form_field *field, const struct answers *answers, struct strbuf *out)
{
	const char *text = answers_get(answers, field->id);
	struct place_answer where = answers_address(answers, field->id);
	struct strbuf stored = STRBUF_INIT;
	double number;

	add_stored(field, text, &stored);
	if (field->type == FIELD_NUMBER && number_from_typed(text, &number)) {
		add_json_number(out, number, 15);
	} else if (field->type == FIELD_YESNO) {
		strbuf_add(out, streq(text, "yes") ? "true" : "false");
	} else if (field->type == FIELD_CHOICES) {
		add_json_list(out, text);
	} else if (field->type == FIELD_ADDRESS) {
		strbuf_add(out, "{\"text\": ");
		add_json_string(out, strbuf_str(&stored));
		if (*where.id) {
			strbuf_add(out, ", \"id\": ");
			add_json_string(out, where.id);
		}
		if (where.located) {
			strbuf_add(out, ", \"lat\": ");
			add_json_number(out, where.lat, 9);
			strbuf_add(out, ", \"lon\": ");
			add_json_number(out, where.lon, 9);
		}
		strbuf_addc(out, '}');
	} else {
		add_json_string(out, strbuf_str(&stored));
	}
	strbuf_done(&stored);
}

static bool has_answer(const struct form_field *field, const struct answers *answers)
{
	struct strbuf stored = STRBUF_INIT;
	bool any;

	add_stored(field, answers_get(answers, field->id), &stored);
	any = stored.len > 0;
	strbuf_done(&stored);
	return any;
}

void answers_write_json(const struct form *form, const struct answers *answers, struct strbuf *out)
{
	bool first = true;

	strbuf_addc(out, '{');
	for (size_t i = 0; i < form->n_pages; i++) {
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];

			if (!form_asks(form, field, answers) || !has_answer(field, answers))
				continue;
			strbuf_addf(out, "%s\"%s\": ", first ? "" : ", ", field->id);
			first = false;
			add_json_value(field, answers, out);
		}
	}
	strbuf_addc(out, '}');
}

/* ---- and back */

static void read_address(struct answers *answers, const char *id, json_t *value)
{
	json_t *lat = json_object_get(value, "lat"), *lon = json_object_get(value, "lon");
	struct place_answer where = {
		.text = or_empty(json_string_value(json_object_get(value, "text"))),
		.id = or_empty(json_string_value(json_object_get(value, "id"))),
		.located = json_is_number(lat) && json_is_number(lon),
		.lat = json_number_value(lat),
		.lon = json_number_value(lon),
	};

	answers_set_address(answers, id, &where);
}

static bool read_value(struct answers *answers, const char *id, json_t *value)
{
	json_t *item;
	size_t i;

	if (json_is_string(value)) {
		answers_set(answers, id, json_string_value(value));
	} else if (json_is_boolean(value)) {
		answers_set(answers, id, json_is_true(value) ? "yes" : "no");
	} else if (json_is_number(value)) {
		struct strbuf text = STRBUF_INIT;

		add_json_number(&text, json_number_value(value), 15);
		answers_set(answers, id, strbuf_str(&text));
		strbuf_done(&text);
	} else if (json_is_object(value)) {
		read_address(answers, id, value);
	} else if (json_is_array(value)) {
		answers_clear(answers, id);
		json_array_foreach(value, i, item) {
			if (!json_is_string(item))
				return false;
			answers_choose(answers, id, json_string_value(item), true);
		}
	}
	return true;
}

/* Does VALUE have the JSON type that docs/sync-protocol.md gives for FIELD? */
static bool type_fits(const struct form_field *field, json_t *value)
{
	switch (field->type) {
	case FIELD_NUMBER:
		return json_is_number(value);
	case FIELD_CHOICES:
		return json_is_array(value);
	case FIELD_YESNO:
		return json_is_boolean(value);
	case FIELD_ADDRESS:
		return json_is_object(value);
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_DATE:
	case FIELD_CHOICE:
	case FIELD_PHONE:
	case FIELD_EMAIL:
	case FIELD_TYPES:
		return json_is_string(value);
	}
	return false;
}

bool answers_read_json(struct answers *answers, const struct form *form, const char *json, struct err *err)
{
	json_error_t where;
	const char *id;
	json_t *root, *value;
	bool ok = true;

	if (strnlen(json, FORM_MAX_BYTES + 1) > FORM_MAX_BYTES)
		return err_set(err, ERR_LIMIT, "answers: longer than %d bytes", FORM_MAX_BYTES);
	root = json_loads(json, JSON_REJECT_DUPLICATES, &where);
	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(err, ERR_BAD_INPUT, "answers: not a JSON object");
	}
	json_object_foreach(root, id, value) {
		const struct form_field *field = form ? form_field_find(form, id) : NULL;

		if (field && !type_fits(field, value))
			ok = err_set(err, ERR_BAD_INPUT, "answers: \"%.60s\" does not fit type %s", id,
				     field_type_name(field->type));
		else if (!read_value(answers, id, value))
			ok = err_set(err, ERR_BAD_INPUT, "answers: \"%.60s\" is a list of something other than texts", id);
		if (!ok)
			break;
	}
	json_decref(root);
	return ok;
}

/* ---- for people */

static const char *choices_words(struct arena *arena, const struct form_field *field, const char *text, const char *lang)
{
	const char *labels[FORM_MAX_OPTIONS];
	char *words;
	size_t n = 0;

	for (size_t i = 0; i < field->n_options; i++) {
		size_t len = strlen(field->options[i].id);

		for (const char *s = text; *s; s += strcspn(s, "\n"), s += *s == '\n')
			if (strcspn(s, "\n") == len && memcmp(s, field->options[i].id, len) == 0)
				labels[n++] = form_text(&field->options[i].label, lang);
	}
	/* Labels may hold commas of their own: a list with « et » would mislead, a semicolon does not. */
	words = arena_strdup(arena, n ? labels[0] : "");
	for (size_t i = 1; i < n; i++)
		words = arena_printf(arena, "%s\u00A0; %s", words, labels[i]);
	return words;
}

static const char *words_of(struct arena *arena, const struct form_field *field, const struct answers *answers,
                            const char *lang)
{
	const char *text = answers_get(answers, field->id), *words;
	const struct form_option *option = form_option_find(field, text);
	struct strbuf stored = STRBUF_INIT;
	double number;
	int64_t day;

	if (field->type == FIELD_CHOICE && option)
		return form_text(&option->label, lang);
	if (field->type == FIELD_CHOICES)
		return choices_words(arena, field, text, lang);
	if (field->type == FIELD_YESNO && *text)
		return tr(lang, streq(text, "yes") ? "form.yes" : "form.no");
	if (field->type == FIELD_DATE && date_from_typed(text, &day))
		return fmt_date_year(arena, lang, day);
	if (field->type == FIELD_NUMBER && number_from_typed(text, &number))
		return fmt_decimal(arena, lang, number, 6);
	add_stored(field, text, &stored);
	words = field->type == FIELD_PHONE ? fmt_phone(arena, lang, strbuf_str(&stored)) : arena_strdup(arena, strbuf_str(&stored));
	strbuf_done(&stored);
	return words;
}

struct contact answers_contact(struct arena *arena, const struct form *form, const struct answers *answers)
{
	struct contact contact = { .name = "", .phone = "", .email = "", .where = { .text = "", .id = "" } };

	for (size_t i = 0; i < form->n_pages; i++) {
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];
			struct strbuf stored = STRBUF_INIT;
			const char *text;

			if (field->role == ROLE_NONE || !form_asks(form, field, answers))
				continue;
			add_stored(field, answers_get(answers, field->id), &stored);
			text = arena_strdup(arena, strbuf_str(&stored));
			strbuf_done(&stored);
			switch (field->role) {
			case ROLE_NAME:
				contact.name = text;
				break;
			case ROLE_PHONE:
				contact.phone = text;
				break;
			case ROLE_EMAIL:
				contact.email = text;
				break;
			case ROLE_WHERE:
				contact.where = answers_address(answers, field->id);
				contact.where.text = text;
				break;
			case ROLE_NONE:
			case FIELD_ROLES:
				break;
			}
		}
	}
	return contact;
}

/* TEXT on one line, cut behind a word when it is longer than fits. */
static const char *one_line(struct arena *arena, const char *text)
{
	struct strbuf line = STRBUF_INIT;
	const char *copy;
	size_t cut;

	add_trimmed(&line, text, false);
	if (utf8_count(strbuf_str(&line)) > SUMMARY_CHARS) {
		cut = utf8_offset(line.data, SUMMARY_CHARS - 1);
		while (cut > 0 && line.data[cut] != ' ')
			cut--;
		strbuf_truncate(&line, cut > SUMMARY_CHARS / 2 ? cut : utf8_offset(line.data, SUMMARY_CHARS - 1));
		strbuf_add(&line, "…");
	}
	copy = arena_strdup(arena, strbuf_str(&line));
	strbuf_done(&line);
	return copy;
}

const char *answers_summary(struct arena *arena, const struct form *form, const struct answers *answers, const char *lang)
{
	struct contact contact = answers_contact(arena, form, answers);

	if (*contact.where.text)
		return one_line(arena, contact.where.text);
	for (size_t i = 0; i < form->n_pages; i++) {
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];

			if (field->private_ || field->role != ROLE_NONE || field->type == FIELD_YESNO ||
			    field->type == FIELD_PHONE || field->type == FIELD_EMAIL || !form_asks(form, field, answers) ||
			    !has_answer(field, answers))
				continue;
			return one_line(arena, words_of(arena, field, answers, lang));
		}
	}
	return "";
}

size_t answers_lines(struct arena *arena, const struct form *form, const struct answers *answers, const char *lang,
                     bool all, const struct answer_line **ret_lines)
{
	struct answer_line *lines;
	size_t n = 0, most = 0;

	for (size_t i = 0; i < form->n_pages; i++)
		most += form->pages[i].n_fields;
	lines = ARENA_ARRAY(arena, struct answer_line, most);
	for (size_t i = 0; i < form->n_pages; i++) {
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];
			bool answered = has_answer(field, answers);

			if (!form_asks(form, field, answers) || (!answered && !all))
				continue;
			lines[n++] = (struct answer_line){
				.field = field,
				.page = (int)i,
				.label = form_text(&field->label, lang),
				.value = answered ? words_of(arena, field, answers, lang) : tr(lang, "form.no_answer"),
			};
		}
	}
	*ret_lines = lines;
	return n;
}
