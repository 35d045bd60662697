#include "common/domain/form.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>

#include "common/base/civil.h"
#include "common/base/utf8.h"

enum { LANGS_PER_TEXT = 16, TEXT_MAX = 2000, LABEL_MAX = 300 };

static const char *const type_names[FIELD_TYPES] = {
	[FIELD_TEXT] = "text",       [FIELD_LONGTEXT] = "longtext", [FIELD_NUMBER] = "number", [FIELD_DATE] = "date",
	[FIELD_CHOICE] = "choice",   [FIELD_CHOICES] = "choices",   [FIELD_YESNO] = "yesno",   [FIELD_ADDRESS] = "address",
	[FIELD_PHONE] = "phone",     [FIELD_EMAIL] = "email",
};

/* The most a field takes, in characters; "max" may say less. 254: RFC 5321, 4.5.3.1.3 less the brackets. */
static const int most_chars[FIELD_TYPES] = {
	[FIELD_TEXT] = 200,  [FIELD_LONGTEXT] = 2000, [FIELD_NUMBER] = 20,  [FIELD_DATE] = 20,   [FIELD_CHOICE] = FORM_ID_MAX,
	[FIELD_CHOICES] = FORM_MAX_OPTIONS * (FORM_ID_MAX + 1), [FIELD_YESNO] = 3, [FIELD_ADDRESS] = 200, [FIELD_PHONE] = 24,
	[FIELD_EMAIL] = 254,
};

static const char *const role_names[FIELD_ROLES] = {
	[ROLE_NONE] = NULL, [ROLE_NAME] = "name", [ROLE_PHONE] = "phone", [ROLE_EMAIL] = "email", [ROLE_WHERE] = "where",
};

const char *field_type_name(enum field_type type)
{
	return type < FIELD_TYPES ? type_names[type] : "";
}

/* ---- parsing. PARSER knows where it is, for the errors. */
struct parser {
	struct arena *arena;
	struct err *err;
	int page;            /* from 1; 0 before the first */
	const char *field;   /* its id, or NULL */
	int field_no;
};

static bool wrong(const struct parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static bool wrong(const struct parser *p, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (p->field)
		return err_set(p->err, ERR_BAD_INPUT, "page %d, field \"%s\": %s", p->page, p->field, what);
	if (p->field_no)
		return err_set(p->err, ERR_BAD_INPUT, "page %d, field %d: %s", p->page, p->field_no, what);
	if (p->page)
		return err_set(p->err, ERR_BAD_INPUT, "page %d: %s", p->page, what);
	return err_set(p->err, ERR_BAD_INPUT, "form: %s", what);
}

/* Rejects a key that means nothing here: a misspelt "requierd" would otherwise be silently lost. */
static bool known_keys(const struct parser *p, json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		size_t i = 0;

		while (keys[i] && !streq(keys[i], key))
			i++;
		if (!keys[i])
			return wrong(p, "unknown key \"%.40s\"", key);
	}
	return true;
}

static bool parse_id(const struct parser *p, json_t *object, const char **ret_id)
{
	const char *id = json_string_value(json_object_get(object, "id"));

	if (!id || !*id)
		return wrong(p, "an \"id\" is missing");
	if (strlen(id) > FORM_ID_MAX || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(id))
		return wrong(p, "id \"%.60s\": use up to %d small letters, digits, - and _", id, FORM_ID_MAX);
	*ret_id = arena_strdup(p->arena, id);
	return true;
}

/* A plain string, or {"fr": …, "en": …}. */
static bool parse_text(const struct parser *p, json_t *object, const char *key, size_t max, bool needed,
                       struct form_text *ret)
{
	json_t *value = json_object_get(object, key);
	const char **codes, **texts;
	const char *lang;
	json_t *text;
	size_t n = 0;

	*ret = (struct form_text){ .n = 0 };
	if (!value)
		return !needed || wrong(p, "\"%s\" is missing", key);
	if (!json_is_string(value) && !json_is_object(value))
		return wrong(p, "\"%s\" must be a text, or {\"fr\": …, \"en\": …}", key);
	codes = ARENA_ARRAY(p->arena, const char *, LANGS_PER_TEXT);
	texts = ARENA_ARRAY(p->arena, const char *, LANGS_PER_TEXT);
	if (json_is_string(value)) {
		codes[0] = "";
		texts[0] = arena_strdup(p->arena, json_string_value(value));
		n = 1;
	}
	json_object_foreach(value, lang, text) {
		if (n == LANGS_PER_TEXT || !json_is_string(text))
			return wrong(p, "\"%s\": each language is a text, at most %d of them", key, LANGS_PER_TEXT);
		codes[n] = arena_strdup(p->arena, lang);
		texts[n++] = arena_strdup(p->arena, json_string_value(text));
	}
	for (size_t i = 0; i < n; i++)
		if (utf8_count(texts[i]) > max)
			return wrong(p, "\"%s\" is longer than %zu characters", key, max);
	if (needed && (n == 0 || !*texts[0]))
		return wrong(p, "\"%s\" is empty", key);
	*ret = (struct form_text){ .n = n, .langs = codes, .texts = texts };
	return true;
}

static bool parse_bool(const struct parser *p, json_t *object, const char *key, bool *ret)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_boolean(value))
		return wrong(p, "\"%s\" must be true or false", key);
	*ret = json_is_true(value);
	return true;
}

static bool parse_date_bound(const char *text, struct form_bound *ret)
{
	struct civil date;
	char *end;
	long days = 0;

	if (civil_parse_date(text, &date)) {
		*ret = (struct form_bound){ .set = true, .value = (double)civil_days(date.year, date.month, date.day) };
		return true;
	}
	if (!starts_with(text, "today"))
		return false;
	text += strlen("today");
	if (*text) {
		if (*text != '+' && *text != '-')
			return false;
		days = strtol(text, &end, 10);
		if (*end || end == text + 1 || days < -40000 || days > 40000)
			return false;
	}
	*ret = (struct form_bound){ .set = true, .from_today = true, .value = (double)days };
	return true;
}

static bool parse_bound(const struct parser *p, json_t *object, const char *key, enum field_type type,
                        struct form_bound *ret)
{
	json_t *value = json_object_get(object, key);

	*ret = (struct form_bound){ .set = false };
	if (!value)
		return true;
	if (type == FIELD_DATE) {
		if (!json_is_string(value) || !parse_date_bound(json_string_value(value), ret))
			return wrong(p, "\"%s\" must be \"2026-01-31\", \"today\", \"today-30\" or \"today+7\"", key);
		return true;
	}
	if (!json_is_number(value) || !isfinite(json_number_value(value)))
		return wrong(p, "\"%s\" must be a number", key);
	*ret = (struct form_bound){ .set = true, .value = json_number_value(value) };
	return true;
}

/* min and max mean a value, a date, a number of characters or of choices, as the type has it. */
static bool parse_bounds(const struct parser *p, json_t *object, struct form_field *field)
{
	bool bounded = field->type == FIELD_NUMBER || field->type == FIELD_DATE;

	if (!parse_bound(p, object, "min", field->type, &field->min) || !parse_bound(p, object, "max", field->type, &field->max))
		return false;
	field->max_chars = most_chars[field->type];
	if (field->min.set && !bounded)
		return wrong(p, "\"min\" means nothing for %s", field_type_name(field->type));
	if (field->min.set && field->max.set && field->min.from_today == field->max.from_today &&
	    field->min.value > field->max.value)
		return wrong(p, "\"min\" is above \"max\"");
	if (!field->max.set || bounded)
		return true;
	if (field->type == FIELD_CHOICE || field->type == FIELD_YESNO)
		return wrong(p, "\"max\" means nothing for %s", field_type_name(field->type));
	if (field->max.value < 1 || field->max.value > field->max_chars || field->max.value != floor(field->max.value))
		return wrong(p, "\"max\" must be a whole number from 1 to %d", field->max_chars);
	if (field->type != FIELD_CHOICES)
		field->max_chars = (int)field->max.value;
	return true;
}

static bool parse_options(const struct parser *p, json_t *object, struct form_field *field)
{
	static const char *const keys[] = { "id", "label", NULL };
	bool wanted = field->type == FIELD_CHOICE || field->type == FIELD_CHOICES;
	json_t *list = json_object_get(object, "options");
	struct form_option *options;
	size_t n = json_array_size(list);

	if (!wanted)
		return !list || wrong(p, "\"options\" means nothing for %s", field_type_name(field->type));
	if (n < 1 || n > FORM_MAX_OPTIONS)
		return wrong(p, "\"options\" must be a list of 1 to %d", FORM_MAX_OPTIONS);
	options = ARENA_ARRAY(p->arena, struct form_option, n);
	for (size_t i = 0; i < n; i++) {
		json_t *option = json_array_get(list, i);

		if (!json_is_object(option))
			return wrong(p, "option %zu is not {\"id\": …, \"label\": …}", i + 1);
		if (!known_keys(p, option, keys) || !parse_id(p, option, &options[i].id) ||
		    !parse_text(p, option, "label", LABEL_MAX, true, &options[i].label))
			return false;
		for (size_t j = 0; j < i; j++)
			if (streq(options[j].id, options[i].id))
				return wrong(p, "two options are called \"%s\"", options[i].id);
	}
	field->options = options;
	field->n_options = n;
	return true;
}

/* Which types may fill which column of the request. */
static bool parse_role(const struct parser *p, json_t *object, struct form_field *field)
{
	json_t *value = json_object_get(object, "role");
	const char *name = json_string_value(value);
	bool fits = false;

	field->role = ROLE_NONE;
	if (!value)
		return true;
	for (int role = ROLE_NAME; role < FIELD_ROLES; role++)
		if (streq(name, role_names[role]))
			field->role = (enum field_role)role;
	switch (field->role) {
	case ROLE_NONE:
	case FIELD_ROLES:
		return wrong(p, "\"role\" must be name, phone, email or where");
	case ROLE_NAME:
		fits = field->type == FIELD_TEXT;
		break;
	case ROLE_PHONE:
		fits = field->type == FIELD_PHONE;
		break;
	case ROLE_EMAIL:
		fits = field->type == FIELD_EMAIL;
		break;
	case ROLE_WHERE:
		fits = field->type == FIELD_ADDRESS || field->type == FIELD_TEXT;
		break;
	}
	return fits || wrong(p, "role \"%s\" does not fit type %s", name, field_type_name(field->type));
}

static bool parse_if(const struct parser *p, json_t *object, struct form_field *field)
{
	json_t *condition = json_object_get(object, "if");
	const char *key;
	json_t *value;

	if (!condition)
		return true;
	if (!json_is_object(condition) || json_object_size(condition) != 1)
		return wrong(p, "\"if\" must name one earlier field: {\"field\": \"answer\"}");
	json_object_foreach(condition, key, value) {
		field->if_field = arena_strdup(p->arena, key);
		if (json_is_boolean(value))
			field->if_value = json_is_true(value) ? "yes" : "no";
		else if (json_is_string(value))
			field->if_value = arena_strdup(p->arena, json_string_value(value));
		else
			return wrong(p, "\"if\": the answer must be an option's id, true or false");
	}
	return true;
}

static bool parse_type(const struct parser *p, json_t *object, enum field_type *ret)
{
	const char *name = json_string_value(json_object_get(object, "type"));

	if (!name)
		return wrong(p, "\"type\" is missing");
	for (int type = 0; type < FIELD_TYPES; type++) {
		if (streq(name, type_names[type])) {
			*ret = (enum field_type)type;
			return true;
		}
	}
	return wrong(p, "unknown type \"%.40s\"", name);
}

static bool parse_field(struct parser *p, json_t *object, struct form_field *field)
{
	static const char *const keys[] = { "id", "type", "label", "help", "placeholder", "required", "private", "min", "max",
					    "options", "role", "if", NULL };

	if (!json_is_object(object))
		return wrong(p, "is not an object");
	if (!parse_id(p, object, &field->id))
		return false;
	p->field = field->id;
	return known_keys(p, object, keys) && parse_type(p, object, &field->type) &&
	       parse_text(p, object, "label", LABEL_MAX, true, &field->label) &&
	       parse_text(p, object, "help", TEXT_MAX, false, &field->help) &&
	       parse_text(p, object, "placeholder", LABEL_MAX, false, &field->placeholder) &&
	       parse_bool(p, object, "required", &field->required) && parse_bool(p, object, "private", &field->private_) &&
	       parse_bounds(p, object, field) && parse_options(p, object, field) && parse_role(p, object, field) &&
	       parse_if(p, object, field);
}

static bool parse_page(struct parser *p, json_t *object, struct form_page *page)
{
	static const char *const keys[] = { "id", "title", "help", "fields", NULL };
	struct form_field *fields;
	json_t *list;

	if (!json_is_object(object))
		return wrong(p, "is not an object");
	if (!known_keys(p, object, keys) || !parse_id(p, object, &page->id) ||
	    !parse_text(p, object, "title", LABEL_MAX, true, &page->title) ||
	    !parse_text(p, object, "help", TEXT_MAX, false, &page->help))
		return false;
	list = json_object_get(object, "fields");
	page->n_fields = json_array_size(list);
	if (page->n_fields < 1 || page->n_fields > FORM_MAX_FIELDS)
		return wrong(p, "\"fields\" must be a list of 1 to %d", FORM_MAX_FIELDS);
	page->fields = fields = ARENA_ARRAY(p->arena, struct form_field, page->n_fields);
	for (size_t i = 0; i < page->n_fields; i++) {
		p->field_no = (int)i + 1;
		if (!parse_field(p, json_array_get(list, i), &fields[i]))
			return false;
		p->field = NULL;
	}
	p->field_no = 0;
	return true;
}

/* The field called ID among those before BEFORE. */
static const struct form_field *field_before(const struct form *form, const char *id, const struct form_field *before)
{
	for (size_t i = 0; i < form->n_pages; i++) {
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			if (&form->pages[i].fields[j] == before)
				return NULL;
			if (streq(form->pages[i].fields[j].id, id))
				return &form->pages[i].fields[j];
		}
	}
	return NULL;
}

/* A condition names a field that comes before and an answer it can have; so no two fields wait for each other. */
static bool check_condition(const struct parser *p, const struct form *form, const struct form_field *field)
{
	const struct form_field *other = field_before(form, field->if_field, field);

	if (!other)
		return wrong(p, "\"if\": no field before this one is called \"%.40s\"", field->if_field);
	if (other->type == FIELD_YESNO && !streq(field->if_value, "yes") && !streq(field->if_value, "no"))
		return wrong(p, "\"if\": \"%s\" is answered with true or false", other->id);
	if ((other->type == FIELD_CHOICE || other->type == FIELD_CHOICES) && !form_option_find(other, field->if_value))
		return wrong(p, "\"if\": \"%s\" has no option \"%.40s\"", other->id, field->if_value);
	return true;
}

static bool check_whole(struct parser *p, const struct form *form)
{
	bool role_seen[FIELD_ROLES] = { false };

	for (size_t i = 0; i < form->n_pages; i++) {
		p->page = (int)i + 1;
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];

			p->field = field->id;
			if (form_field_find(form, field->id) != field)
				return wrong(p, "another field has the same id");
			if (field->role != ROLE_NONE && role_seen[field->role])
				return wrong(p, "another field has role \"%s\" already", role_names[field->role]);
			role_seen[field->role] = true;
			if (field->if_field && !check_condition(p, form, field))
				return false;
		}
	}
	return true;
}

static bool parse_form(struct parser *p, json_t *root, const struct form **ret_form)
{
	static const char *const keys[] = { "pages", NULL };
	json_t *list = json_object_get(root, "pages");
	struct form_page *pages;
	struct form *form;
	size_t n = json_array_size(list);

	if (!json_is_object(root))
		return wrong(p, "must be {\"pages\": […]}");
	if (!known_keys(p, root, keys))
		return false;
	if (n < 1 || n > FORM_MAX_PAGES)
		return wrong(p, "\"pages\" must be a list of 1 to %d", FORM_MAX_PAGES);
	form = ARENA_NEW(p->arena, struct form);
	form->pages = pages = ARENA_ARRAY(p->arena, struct form_page, n);
	form->n_pages = n;
	for (size_t i = 0; i < n; i++) {
		p->page = (int)i + 1;
		if (!parse_page(p, json_array_get(list, i), &pages[i]))
			return false;
	}
	if (!check_whole(p, form))
		return false;
	*ret_form = form;
	return true;
}

bool form_parse(struct arena *arena, const char *json, const struct form **ret_form, struct err *err)
{
	struct parser p = { .arena = arena, .err = err };
	json_error_t where;
	json_t *root;
	bool ok;

	if (!json)
		return err_set(err, ERR_BAD_INPUT, "form: there is none");
	if (strnlen(json, FORM_MAX_BYTES + 1) > FORM_MAX_BYTES)
		return err_set(err, ERR_LIMIT, "form: longer than %d bytes", FORM_MAX_BYTES);
	root = json_loads(json, JSON_REJECT_DUPLICATES, &where);
	if (!root)
		return err_set(err, ERR_BAD_INPUT, "form: line %d, column %d: %s", where.line, where.column, where.text);
	ok = parse_form(&p, root, ret_form);
	json_decref(root);
	return ok;
}

/* ---- reading the tree */

static bool text_of(const struct form_text *text, const char *lang, size_t len, size_t *ret_index)
{
	for (size_t i = 0; i < text->n; i++)
		if (strlen(text->langs[i]) == len && strncmp(text->langs[i], lang, len) == 0 && *text->texts[i]) {
			*ret_index = i;
			return true;
		}
	return false;
}

/* Which of the languages is shown to who reads LANG. TEXT has at least one. */
static size_t best_text(const struct form_text *text, const char *lang)
{
	size_t best = 0;

	if (!text_of(text, lang, strlen(lang), &best) && !(strchr(lang, '-') && text_of(text, lang, strcspn(lang, "-"), &best)) &&
	    !text_of(text, "", 0, &best))
		(void)text_of(text, "fr", 2, &best);
	return best;
}

const char *form_text(const struct form_text *text, const char *lang)
{
	return text->n ? text->texts[best_text(text, lang)] : "";
}

const char *form_text_lang(const struct form_text *text, const char *lang)
{
	const char *found = text->n ? text->langs[best_text(text, lang)] : "";

	return *found ? found : NULL;
}

const struct form_field *form_field_find(const struct form *form, const char *id)
{
	for (size_t i = 0; i < form->n_pages; i++)
		for (size_t j = 0; j < form->pages[i].n_fields; j++)
			if (streq(form->pages[i].fields[j].id, id))
				return &form->pages[i].fields[j];
	return NULL;
}

const struct form_option *form_option_find(const struct form_field *field, const char *id)
{
	for (size_t i = 0; i < field->n_options; i++)
		if (streq(field->options[i].id, id))
			return &field->options[i];
	return NULL;
}
