#include "kiosk/script_text.h"

#include "common/base/utf8.h"

enum { SCRIPT_MAX = 256 * 1024 };

static void skip_lines(struct script_text *text, long lines)
{
	while (text->line < lines && text->at) {
		char *end = strchr(text->at, '\n');

		text->at = end ? end + 1 : NULL;
		text->line++;
	}
}

bool script_text_open(struct script_text *text, const char *path, struct err *err)
{
	const char *at = getenv("PARVIS_SCRIPT_AT");

	text->path = path;
	if (!strbuf_read_file(&text->file, path, SCRIPT_MAX))
		return err_errno(err, "--script %s", path);
	text->at = text->file.data;
	if (at) {
		text->resumed = true;
		skip_lines(text, strtol(at, NULL, 10));
	}
	return true;
}

void script_text_of(struct script_text *text, const char *name, const char *words)
{
	text->path = name;
	strbuf_add(&text->file, words);
	text->at = text->file.data;
}

void script_text_done(struct script_text *text)
{
	strbuf_done(&text->file);
}

void script_text_save(const struct script_text *text)
{
	char name[64];

	snprintf(name, sizeof(name), "%d", text->line);
	setenv("PARVIS_SCRIPT_AT", name, 1);
	for (int i = 0; i < text->n_names; i++) {
		snprintf(name, sizeof(name), "PARVIS_VAR_%s", text->names[i].name);
		setenv(name, text->names[i].value, 1);
	}
}

/* ---- names */

void script_text_name(struct script_text *text, const char *name, const char *value)
{
	int i = 0;

	while (i < text->n_names && !streq(text->names[i].name, name))
		i++;
	if (i == SCRIPT_NAMES)
		return;
	text->n_names = MAX(text->n_names, i + 1);
	utf8_copy(text->names[i].name, sizeof(text->names[i].name), name);
	utf8_copy(text->names[i].value, sizeof(text->names[i].value), value);
}

static const char *value_of(const struct script_text *text, const char *name)
{
	char env[64];

	for (int i = 0; i < text->n_names; i++)
		if (streq(text->names[i].name, name))
			return text->names[i].value;
	snprintf(env, sizeof(env), "PARVIS_VAR_%s", name);
	return or_empty(getenv(env));
}

/* ${NAME} in a line. */
static void expand(const struct script_text *text, const char *from, struct strbuf *out)
{
	const char *open;

	while ((open = strstr(from, "${"))) {
		const char *close = strchr(open, '}');
		char name[32];

		if (!close || (size_t)(close - open) > sizeof(name))
			break;
		strbuf_addn(out, from, (size_t)(open - from));
		snprintf(name, sizeof(name), "%.*s", (int)(close - open - 2), open + 2);
		strbuf_add(out, value_of(text, name));
		from = close + 1;
	}
	strbuf_add(out, from);
}

/* ---- lines */

bool script_text_next(struct script_text *text, struct strbuf *ret_line)
{
	char *end;

	if (!text->at || !*text->at)
		return false;
	text->from = text->at;
	end = strchr(text->from, '\n');
	text->line++;
	if (end)
		*end = '\0';
	expand(text, text->from, ret_line);
	if (end)
		*end = '\n';
	text->at = end ? end + 1 : NULL;
	while (ret_line->len && (ret_line->data[ret_line->len - 1] == '\r' || ret_line->data[ret_line->len - 1] == ' '))
		strbuf_truncate(ret_line, ret_line->len - 1);
	return true;
}

void script_text_again(struct script_text *text)
{
	text->at = text->from;
	text->line--;
}
