#include "hub/importers/town_files.h"

#include "hub/importers/town.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>

void town_files_done(struct town_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->files[i].path);
		strbuf_done(&files->files[i].text);
		json_decref(files->files[i].json);
	}
	free(files->files);
	files->files = NULL;
	files->count = 0;
}

/* The line on which TEXT says "id": "ID" (ids are unique enough for pointing at); 0 when it does not. */
static int line_of(const struct town_file *file, const char *id)
{
	const char *text = strbuf_str(&file->text);
	json_t *string = json_string(id);
	char *quoted = json_dumps(string, JSON_ENCODE_ANY);
	const char *at = text;
	int line = 0;

	while ((at = strstr(at, quoted))) {
		const char *before = at;

		while (before > text && strchr(" \t\n\r:", before[-1]))
			before--;
		if (before - text >= 4 && strncmp(before - 4, "\"id\"", 4) == 0)
			break;
		at++;
	}
	if (at) {
		line = 1;
		for (const char *p = text; p < at; p++)
			line += *p == '\n';
	}
	free(quoted);
	json_decref(string);
	return line;
}

void town_error(struct town_files *files, const struct town_file *file, const char *table, const char *id, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	if (++files->error_count > TOWN_ERRORS_MAX)
		return;
	if (files->error_count == TOWN_ERRORS_MAX) {
		strbuf_add(files->errors, "… and more\n");
		return;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (file) {
		int line = id ? line_of(file, id) : 0;

		strbuf_addf(files->errors, "%s:", file->path);
		if (line)
			strbuf_addf(files->errors, "%d:", line);
		strbuf_addc(files->errors, ' ');
	}
	if (table)
		strbuf_addf(files->errors, "%s%s%s: ", table, id ? " " : "", or_empty(id));
	strbuf_addf(files->errors, "%s\n", text);
}

static void load_one(struct town_files *files, const char *path)
{
	struct town_file *file;
	json_error_t wrong;

	files->files = realloc(files->files, (files->count + 1) * sizeof(*files->files));
	if (!files->files)
		abort();
	file = &files->files[files->count++];
	*file = (struct town_file){ .path = strdup(path) };
	if (!strbuf_read_file(&file->text, path, TOWN_FILE_MAX)) {
		town_error(files, NULL, path, NULL, "cannot be read: %s",
		           errno == EFBIG ? "larger than 64 MiB" : strerror(errno));
		return;
	}
	file->json = json_loadb(strbuf_str(&file->text), file->text.len, JSON_REJECT_DUPLICATES, &wrong);
	if (!file->json) {
		files->error_count++;
		strbuf_addf(files->errors, "%s:%d:%d: not JSON: %s\n", path, wrong.line, wrong.column, wrong.text);
	} else if (!json_is_object(file->json)) {
		town_error(files, NULL, path, NULL, "should be one object, {\"table\": [rows]}");
	}
}

static int is_json(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && entry->d_name[0] != '.' && streq(entry->d_name + len - 5, ".json");
}

static void load_folder(struct town_files *files, const char *path)
{
	struct dirent **list;
	int count = scandir(path, &list, is_json, alphasort);

	if (count < 0) {
		town_error(files, NULL, path, NULL, "cannot be read: %s", strerror(errno));
		return;
	}
	if (count == 0)
		town_error(files, NULL, path, NULL, "holds no .json file");
	for (int i = 0; i < count; i++) {
		char *name;

		if (asprintf(&name, "%s/%s", path, list[i]->d_name) < 0)
			abort();
		load_one(files, name);
		free(name);
		free(list[i]);
	}
	free(list);
}

bool town_files_load(struct town_files *files, char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct stat st;

		if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			load_folder(files, paths[i]);
		else
			load_one(files, paths[i]);
	}
	return files->error_count == 0;
}

/* Levenshtein, for short words. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64];
	size_t lb = strlen(b);

	if (lb >= ARRAY_LEN(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < lb; j++) {
			size_t up = row[j + 1];

			row[j + 1] = MIN(MIN(up, row[j]) + 1, diagonal + (a[i] != b[j]));
			diagonal = up;
		}
	}
	return row[lb];
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
	const char *best = NULL;
	size_t least = strlen(word) / 2 + 1;

	for (size_t i = 0; i < count; i++) {
		size_t d = distance(word, words[i]);

		if (d < least) {
			least = d;
			best = words[i];
		}
	}
	return best;
}
