#include "common/conf/conf.h"

#include <ini.h>
#include <math.h>

enum { FILE_MAX_BYTES = 64 * 1024, NAME_MAX_LEN = 64, LINE_MAX_BYTES = 190 };

struct setting {
	struct strbuf text;
	double number;    /* of CONF_BOOL, INT, MM, SECONDS; index of CONF_ENUM */
	char source[300]; /* "path:12", "command line", "" for the default */
};

struct conf {
	const struct conf_row *rows;
	size_t n;
	struct setting *settings;
};

/* ---- values */

static bool is_end(const char *s)
{
	return s[strspn(s, " \t")] == '\0';
}

/* "12", "12.5", "12,5": without strtod, whose point is another in each locale. */
static bool parse_decimal(const char *s, double *ret, const char **ret_rest)
{
	double value = 0, unit = 1;
	bool negative = *s == '-';
	size_t digits = 0;

	if (*s == '-' || *s == '+')
		s++;
	for (; *s >= '0' && *s <= '9'; s++, digits++)
		value = value * 10 + (*s - '0');
	if (digits == 0 || digits > 12)
		return false;
	if ((*s == '.' || *s == ',') && s[1] >= '0' && s[1] <= '9')
		for (s++; *s >= '0' && *s <= '9'; s++, unit *= 10)
			value += (*s - '0') / (unit * 10);
	*ret = negative ? -value : value;
	*ret_rest = s;
	return true;
}

static bool parse_seconds(const char *s, double *ret)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 } };
	const char *rest;
	double value;

	if (!parse_decimal(s, &value, &rest))
		return false;
	rest += strspn(rest, " \t");
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (starts_with(rest, units[i].name) && is_end(rest + strlen(units[i].name))) {
			*ret = value * units[i].seconds;
			return *ret == floor(*ret);
		}
	}
	return false;
}

static bool parse_bool(const char *s, double *ret)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off", "0" };

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (streq(s, yes[i]) || streq(s, no[i])) {
			*ret = streq(s, yes[i]);
			return true;
		}
	}
	return false;
}

/* Whether TEXT is a value of ROW, and its number. */
static bool parse_value(const struct conf_row *row, const char *text, double *ret)
{
	const char *rest;
	bool ok = false;

	*ret = 0;
	switch (row->type) {
	case CONF_TEXT:
	case CONF_PATH:
		return !row->fits || row->fits(text);
	case CONF_BOOL:
		return parse_bool(text, ret);
	case CONF_ENUM:
		for (size_t i = 0; i < ARRAY_LEN(row->choices) && row->choices[i]; i++) {
			if (streq(text, row->choices[i])) {
				*ret = (double)i;
				return true;
			}
		}
		return false;
	case CONF_INT:
		ok = parse_decimal(text, ret, &rest) && is_end(rest) && *ret == floor(*ret);
		break;
	case CONF_MM:
		ok = parse_decimal(text, ret, &rest);
		if (ok && starts_with(rest + strspn(rest, " \t"), "mm"))
			rest = strstr(rest, "mm") + 2;
		ok = ok && is_end(rest);
		break;
	case CONF_SECONDS:
		ok = parse_seconds(text, ret);
		break;
	}
	return ok && *ret >= row->min && *ret <= row->max;
}

/* "a whole number from 1 to 5", for errors and for the shipped file. */
static void add_expected(const struct conf_row *row, struct strbuf *out)
{
	switch (row->type) {
	case CONF_TEXT:
		strbuf_add(out, row->expected ? row->expected : "text");
		break;
	case CONF_PATH:
		strbuf_add(out, row->expected ? row->expected : "a path");
		break;
	case CONF_BOOL:
		strbuf_add(out, "yes or no");
		break;
	case CONF_ENUM:
		strbuf_add(out, "one of");
		for (size_t i = 0; i < ARRAY_LEN(row->choices) && row->choices[i]; i++)
			strbuf_addf(out, "%s %s", i ? "," : "", row->choices[i]);
		break;
	case CONF_INT:
		strbuf_addf(out, "a whole number from %.0f to %.0f", row->min, row->max);
		break;
	case CONF_MM:
		strbuf_addf(out, "millimetres from %.0f to %.0f", row->min, row->max);
		break;
	case CONF_SECONDS:
		strbuf_addf(out, "%.0f to %.0f seconds (\"90\", \"90 s\", \"5 min\", \"2 h\")", row->min, row->max);
		break;
	}
}

/* ---- names */

/* Slips between two names, a swap of neighbours being one; names are short. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][NAME_MAX_LEN + 1], len = strnlen(b, NAME_MAX_LEN), i;

	for (size_t j = 0; j <= len; j++)
		rows[0][j] = j;
	for (i = 1; a[i - 1] && i <= NAME_MAX_LEN; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			row[j] = MIN(MIN(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], higher[j - 2] + 1);
		}
	}
	return rows[(i - 1) % 3][len];
}

/* The row whose "section.key" is nearest to NAME; NULL when none is near. A key in the wrong section counts as near. */
static const struct conf_row *nearest(const struct conf_row *rows, size_t n, const char *section, const char *key)
{
	const struct conf_row *best = NULL;
	size_t least = strlen(key) / 2 + 1;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(key, rows[i].key) * 2 + !streq(section, rows[i].section);

		if (d <= least) {
			least = d - (d > 0);
			best = &rows[i];
		}
	}
	return best;
}

static struct setting *find(const struct conf *conf, const char *section, const char *key)
{
	for (size_t i = 0; i < conf->n; i++)
		if (streq(conf->rows[i].section, section) && streq(conf->rows[i].key, key))
			return &conf->settings[i];
	return NULL;
}

static void store_text(const struct conf_row *row, const char *value, struct strbuf *out)
{
	const char *home = row->type == CONF_PATH && starts_with(value, "~/") ? getenv("HOME") : NULL;

	strbuf_clear(out);
	if (home)
		strbuf_add(out, home);
	strbuf_add(out, home ? value + 1 : value);
}

/* WHERE is "path:12" or "command line". */
static bool set(struct conf *conf, const char *where, const char *section, const char *key, const char *value,
                struct err *err)
{
	struct setting *setting = find(conf, section, key);
	const struct conf_row *row;
	struct strbuf expected = STRBUF_INIT;
	double number;

	if (!setting && !*section)
		return err_set(err, ERR_BAD_INPUT, "%s: %s stands in front of the first [section]; expected one above it", where, key);
	if (!setting) {
		row = nearest(conf->rows, conf->n, section, key);
		if (row)
			return err_set(err, ERR_BAD_INPUT, "%s: unknown key [%s] %s: did you mean [%s] %s?", where, section, key,
				       row->section, row->key);
		return err_set(err, ERR_BAD_INPUT, "%s: unknown key [%s] %s: the shipped settings file lists every one", where,
			       section, key);
	}
	row = &conf->rows[setting - conf->settings];
	if (!parse_value(row, value, &number)) {
		add_expected(row, &expected);
		err_set(err, ERR_BAD_INPUT, "%s: [%s] %s = %.80s: expected %s", where, section, key, value, strbuf_str(&expected));
		strbuf_done(&expected);
		return false;
	}
	store_text(row, value, &setting->text);
	setting->number = number;
	snprintf(setting->source, sizeof(setting->source), "%s", where);
	return true;
}

static struct conf *conf_new(const struct conf_row *rows, size_t n)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	struct setting *settings = calloc(n + 1, sizeof(*settings));

	if (!conf || !settings)
		abort();
	*conf = (struct conf){ .rows = rows, .n = n, .settings = settings };
	for (size_t i = 0; i < n; i++) {
		if (!parse_value(&rows[i], rows[i].def, &settings[i].number))
			abort(); /* a fault of the table; the test of the shipped file finds it first */
		store_text(&rows[i], rows[i].def, &settings[i].text);
	}
	return conf;
}

void conf_free(struct conf *conf)
{
	if (!conf)
		return;
	for (size_t i = 0; i < conf->n; i++)
		strbuf_done(&conf->settings[i].text);
	free(conf->settings);
	free(conf);
}

/* ---- the file. inih asks for lines one by one; whoever hands them out knows their number. */
struct reader {
	struct conf *conf;
	const char *path, *rest;
	int line;
	bool too_long, failed;
	struct err *err;
};

static char *next_line(char *out, int size, void *stream)
{
	struct reader *reader = stream;
	size_t len = strcspn(reader->rest, "\n");

	if (!*reader->rest || reader->failed || reader->too_long)
		return NULL;
	reader->line++;
	if (len > LINE_MAX_BYTES || len + 2 > (size_t)size) {
		reader->too_long = true;
		return NULL;
	}
	memcpy(out, reader->rest, len);
	out[len] = '\n';
	out[len + 1] = '\0';
	reader->rest += len;
	reader->rest += *reader->rest == '\n';
	return out;
}

static int take_pair(void *user, const char *section, const char *key, const char *value)
{
	struct reader *reader = user;
	struct setting *setting = find(reader->conf, section, key);
	char where[280];

	if (reader->failed)
		return 0;
	snprintf(where, sizeof(where), "%.240s:%d", reader->path, reader->line);
	if (setting && setting->source[0])
		reader->failed = !err_set(reader->err, ERR_BAD_INPUT, "%s: [%s] %s stands here again: it was set at %s", where,
					  section, key, setting->source);
	else
		reader->failed = !set(reader->conf, where, section, key, or_empty(value), reader->err);
	return !reader->failed;
}

static bool read_text(struct conf *conf, const char *path, const char *text, struct err *err)
{
	struct reader reader = { .conf = conf, .path = path, .rest = text, .err = err };
	int bad = ini_parse_stream(next_line, &reader, take_pair, &reader);

	if (reader.failed)
		return false;
	if (reader.too_long)
		return err_set(err, ERR_BAD_INPUT, "%s:%d: the line is longer than %d bytes", path, reader.line, LINE_MAX_BYTES);
	if (bad)
		return err_set(err, ERR_BAD_INPUT, "%s:%d: expected \"[section]\", \"key = value\" or a comment", path, bad);
	return true;
}

bool conf_load(const char *path, const struct conf_row *rows, size_t n, struct conf **ret_conf, struct err *err)
{
	struct conf *conf = conf_new(rows, n);
	struct strbuf text = STRBUF_INIT;
	bool ok = true;

	if (path && !strbuf_read_file(&text, path, FILE_MAX_BYTES)) {
		ok = err_errno(err, "settings file %s", path);
	} else if (path && strlen(strbuf_str(&text)) != text.len) {
		ok = err_set(err, ERR_BAD_INPUT, "%s: not a text file", path);
	} else if (path) {
		ok = read_text(conf, path, strbuf_str(&text), err);
	}
	strbuf_done(&text);
	if (!ok) {
		conf_free(conf);
		return false;
	}
	*ret_conf = conf;
	return true;
}

bool conf_set(struct conf *conf, const char *name, const char *value, struct err *err)
{
	const char *dot = strchr(name, '.');
	char section[NAME_MAX_LEN];

	if (!dot || dot - name >= NAME_MAX_LEN)
		return err_set(err, ERR_BAD_INPUT, "command line: \"%s\": expected section.key", name);
	snprintf(section, sizeof(section), "%.*s", (int)(dot - name), name);
	return set(conf, "command line", section, dot + 1, value, err);
}

/* ---- reading */

static const struct setting *get(const struct conf *conf, const char *name, unsigned types)
{
	const char *dot = strchr(name, '.');

	for (size_t i = 0; dot && i < conf->n; i++) {
		const struct conf_row *row = &conf->rows[i];
		size_t len = strlen(row->section);

		if (len == (size_t)(dot - name) && memcmp(row->section, name, len) == 0 && streq(row->key, dot + 1) &&
		    (types >> row->type & 1))
			return &conf->settings[i];
	}
	fprintf(stderr, "settings: the program asks for %s, which its table does not have\n", name);
	abort();
}

bool conf_bool(const struct conf *conf, const char *name)
{
	return get(conf, name, 1u << CONF_BOOL)->number != 0;
}

int conf_int(const struct conf *conf, const char *name)
{
	return (int)get(conf, name, 1u << CONF_INT | 1u << CONF_SECONDS)->number;
}

double conf_mm(const struct conf *conf, const char *name)
{
	return get(conf, name, 1u << CONF_MM)->number;
}

const char *conf_text(const struct conf *conf, const char *name)
{
	return strbuf_str(&get(conf, name, 1u << CONF_TEXT | 1u << CONF_PATH | 1u << CONF_ENUM)->text);
}

int conf_choice(const struct conf *conf, const char *name)
{
	return (int)get(conf, name, 1u << CONF_ENUM)->number;
}

bool conf_wrong(const struct conf *conf, const char *name, const char *expected, struct err *err)
{
	const struct setting *setting = get(conf, name, ~0u);
	const struct conf_row *row = &conf->rows[setting - conf->settings];

	return err_set(err, ERR_BAD_INPUT, "%s: [%s] %s = %.80s: expected %s", *setting->source ? setting->source : "default",
		       row->section, row->key, strbuf_str(&setting->text), expected);
}

/* ---- writing */

static bool is_secret(const struct conf_row *row)
{
	return strstr(row->key, "hash") || strstr(row->key, "token") || strstr(row->key, "password");
}

void conf_dump(const struct conf *conf, struct strbuf *out)
{
	for (size_t i = 0; i < conf->n; i++) {
		const struct conf_row *row = &conf->rows[i];
		const struct setting *setting = &conf->settings[i];
		const char *value = strbuf_str(&setting->text);

		if (is_secret(row))
			value = *value ? "(set)" : "(not set)";
		if (i == 0 || !streq(conf->rows[i - 1].section, row->section))
			strbuf_addf(out, "%s[%s]\n", i ? "\n" : "", row->section);
		strbuf_addf(out, "%s = %s    ; %s\n", row->key, value, *setting->source ? setting->source : "default");
	}
}

void conf_example(const char *title, const struct conf_row *rows, size_t n, struct strbuf *out)
{
	strbuf_addf(out, "# %s\n", title);
	strbuf_add(out, "# Every key stands here, commented, at its default. Remove the # in front of a key to change it.\n"
			"# A line is a comment when it begins with # or ;, and so is what follows \" ;\" behind a value.\n");
	for (size_t i = 0; i < n; i++) {
		const char *help = rows[i].help;

		if (i == 0 || !streq(rows[i - 1].section, rows[i].section))
			strbuf_addf(out, "\n[%s]\n", rows[i].section);
		while (*help) {
			size_t len = strcspn(help, "\n");

			strbuf_addf(out, "# %.*s\n", (int)len, help);
			help += len;
			help += *help == '\n';
		}
		if ((rows[i].type != CONF_TEXT && rows[i].type != CONF_PATH) || rows[i].expected) {
			strbuf_add(out, "# Expected: ");
			add_expected(&rows[i], out);
			strbuf_add(out, ".\n");
		}
		strbuf_addf(out, "#%s =%s%s\n", rows[i].key, *rows[i].def ? " " : "", rows[i].def);
	}
}
