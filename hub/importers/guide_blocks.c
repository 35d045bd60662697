#include "hub/importers/guide_blocks.h"

#include "common/base/strbuf.h"
#include "hub/importers/guide.h"

struct blocks {
	json_t *array;
	char *heading; /* waits for something below it */
};

static void walk(struct blocks *blocks, const xmlNode *node, int depth);

static const char *local(const xmlNode *node)
{
	return (const char *)node->name;
}

bool node_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && streq(local(node), name);
}

const xmlNode *node_child(const xmlNode *node, const char *name)
{
	for (const xmlNode *at = node->children; at; at = at->next)
		if (node_is(at, name))
			return at;
	return NULL;
}

/* All the text below NODE, except below elements called WITHOUT. */
static void collect(struct strbuf *out, const xmlNode *node, const char *without, int depth)
{
	if (depth > GUIDE_DEPTH_MAX)
		return;
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
			strbuf_add(out, or_empty((const char *)at->content));
		} else if (at->type == XML_ELEMENT_NODE && !(without && streq(local(at), without))) {
			bool apart = node_is(at, "Paragraphe") || node_is(at, "Titre");

			if (apart && out->len)
				strbuf_addc(out, ' ');
			collect(out, at, without, depth + 1);
		}
	}
}

static char *text_without(const xmlNode *node, const char *without)
{
	struct strbuf raw = STRBUF_INIT;
	char *text;

	if (node)
		collect(&raw, node, without, 0);
	text = french_typography(strbuf_str(&raw));
	strbuf_done(&raw);
	return text;
}

char *node_text(const xmlNode *node)
{
	return text_without(node, NULL);
}

/* ---- blocks */
static void flush_heading(struct blocks *blocks)
{
	if (blocks->heading)
		json_array_append_new(blocks->array, json_pack("{s:s}", "h", blocks->heading));
	free(blocks->heading);
	blocks->heading = NULL;
}

static bool full(const struct blocks *blocks)
{
	return json_array_size(blocks->array) >= GUIDE_BLOCKS_MAX;
}

/* Takes TEXT. An empty one adds nothing. */
static void add_text(struct blocks *blocks, const char *key, char *text)
{
	if (*text && !full(blocks)) {
		flush_heading(blocks);
		json_array_append_new(blocks->array, json_pack("{s:s}", key, text));
	}
	free(text);
}

static void add_list(struct blocks *blocks, json_t *items)
{
	if (json_array_size(items) && !full(blocks)) {
		flush_heading(blocks);
		json_array_append_new(blocks->array, json_pack("{s:O}", "li", items));
	}
	json_decref(items);
}

/* Takes TEXT. Of two headings in a row with nothing between, both stand: a situation and its first chapter. */
static void set_heading(struct blocks *blocks, char *text)
{
	if (!*text) {
		free(text);
		return;
	}
	flush_heading(blocks);
	blocks->heading = text;
}

/* ---- elements */
static void on_heading(struct blocks *blocks, const xmlNode *node, int depth)
{
	(void)depth;
	set_heading(blocks, node_text(node));
}

static void on_paragraph(struct blocks *blocks, const xmlNode *node, int depth)
{
	(void)depth;
	add_text(blocks, "p", node_text(node));
}

static void add_items(json_t *items, const xmlNode *list, int depth)
{
	if (depth > 8)
		return;
	for (const xmlNode *at = list->children; at; at = at->next) {
		char *text;

		if (!node_is(at, "Item"))
			continue;
		text = text_without(at, "Liste");
		if (*text)
			json_array_append_new(items, depth ? json_sprintf("– %s", text) : json_string(text));
		free(text);
		for (const xmlNode *in = at->children; in; in = in->next)
			if (node_is(in, "Liste"))
				add_items(items, in, depth + 1);
	}
}

static void on_list(struct blocks *blocks, const xmlNode *node, int depth)
{
	json_t *items = json_array();

	(void)depth;
	add_items(items, node, 0);
	add_list(blocks, items);
}

static void on_note(struct blocks *blocks, const xmlNode *node, int depth)
{
	const xmlNode *head = node_child(node, "Titre");
	char *title = node_text(head);
	char *text = text_without(node, "Titre");
	struct strbuf both = STRBUF_INIT;

	(void)depth;
	if (*text) {
		if (*title)
			strbuf_addf(&both, "%s\u00a0: ", title);
		strbuf_add(&both, text);
		add_text(blocks, "note", strbuf_take(&both));
	}
	free(title);
	free(text);
}

/* A row as "first cell : heading of 2 second cell ; heading of 3 third cell". */
static void add_table_row(json_t *items, const xmlNode *row, char *const *heads, size_t head_count)
{
	struct strbuf line = STRBUF_INIT;
	size_t column = 0;

	for (const xmlNode *cell = row->children; cell; cell = cell->next) {
		char *text;

		if (!node_is(cell, "Cellule"))
			continue;
		text = node_text(cell);
		if (*text) {
			if (line.len)
				strbuf_add(&line, column == 1 ? "\u00a0: " : "\u00a0; ");
			if (column && head_count > 2 && column < head_count && *heads[column])
				strbuf_addf(&line, "%s\u00a0– ", heads[column]);
			strbuf_add(&line, text);
		}
		free(text);
		column++;
	}
	if (line.len)
		json_array_append_new(items, json_string(strbuf_str(&line)));
	strbuf_done(&line);
}

static void on_table(struct blocks *blocks, const xmlNode *node, int depth)
{
	enum { COLUMNS = 12 };
	char *heads[COLUMNS] = { NULL };
	size_t head_count = 0;
	json_t *items = json_array();

	(void)depth;
	if (node_child(node, "Titre"))
		set_heading(blocks, node_text(node_child(node, "Titre")));
	for (const xmlNode *row = node->children; row; row = row->next) {
		xmlChar *type;
		bool header;

		if (!node_is(row, "Rangée"))
			continue;
		type = xmlGetNoNsProp((xmlNode *)(uintptr_t)row, BAD_CAST "type");
		header = type && streq((const char *)type, "header");
		xmlFree(type);
		if (!header) {
			add_table_row(items, row, heads, head_count);
			continue;
		}
		for (const xmlNode *cell = row->children; cell && !json_array_size(items) && head_count < COLUMNS; cell = cell->next)
			if (node_is(cell, "Cellule"))
				heads[head_count++] = node_text(cell);
	}
	add_list(blocks, items);
	for (size_t i = 0; i < head_count; i++)
		free(heads[i]);
}

/* A dossier's chapter: a title, then the guides in it by name. */
static void on_contents(struct blocks *blocks, const xmlNode *node, int depth)
{
	json_t *items = json_array();
	const xmlNode *title = node_child(node, "Titre");

	(void)depth;
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (node_is(at, "Fiche") || node_is(at, "Dossier")) {
			char *text = node_text(at);

			if (*text)
				json_array_append_new(items, json_string(text));
			free(text);
		}
	}
	if (title && json_array_size(items))
		set_heading(blocks, node_text(title));
	add_list(blocks, items);
}

/* Who to go to, a form, an online service: its name, and what it says about itself. */
static void on_resource(struct blocks *blocks, const xmlNode *node, int depth)
{
	const xmlNode *said = node_child(node, "Texte") ? node_child(node, "Texte") : node_child(node, "Introduction");

	add_text(blocks, "p", node_text(node_child(node, "Titre")));
	if (said)
		walk(blocks, said, depth + 1);
}

static void on_definition(struct blocks *blocks, const xmlNode *node, int depth)
{
	on_note(blocks, node, depth);
}

static void on_form_number(struct blocks *blocks, const xmlNode *node, int depth)
{
	char *number = node_text(node);
	struct strbuf line = STRBUF_INIT;

	(void)depth;
	if (*number) {
		strbuf_addf(&line, "Cerfa n° %s", number);
		add_text(blocks, "p", strbuf_take(&line));
	}
	free(number);
}

struct element {
	const char *name;
	void (*take)(struct blocks *blocks, const xmlNode *node, int depth); /* NULL: what is inside counts */
};

/* An element that is not here is left out with all that it holds. */
static const struct element elements[] = {
	{ "Introduction", NULL },
	{ "Texte", NULL },
	{ "ListeSituations", NULL },
	{ "Situation", NULL },
	{ "FragmentConditionne", NULL },
	{ "Chapitre", NULL },
	{ "SousChapitre", NULL },
	{ "BlocCas", NULL },
	{ "Cas", NULL },
	{ "ContenuIllustre", NULL },
	{ "Contenu", NULL },
	{ "Avertissement", on_note },
	{ "Citation", NULL },
	{ "LienExterneCommente", NULL },
	{ "Commentaire", NULL },
	{ "Problematiques", NULL },
	{ "Problematique", NULL },
	{ "Description", NULL },
	{ "Resume", NULL },
	{ "Titre", on_heading },
	{ "Paragraphe", on_paragraph },
	{ "LienExterne", on_paragraph },
	{ "Liste", on_list },
	{ "Tableau", on_table },
	{ "Attention", on_note },
	{ "ANoter", on_note },
	{ "ASavoir", on_note },
	{ "Rappel", on_note },
	{ "Dossier", on_contents },
	{ "SousDossier", on_contents },
	{ "SousTheme", on_contents },
	{ "OuSAdresser", on_resource },
	{ "ServiceEnLigne", on_resource },
	{ "NumeroCerfa", on_form_number },
	{ "Definition", on_definition },
};

static void walk(struct blocks *blocks, const xmlNode *node, int depth)
{
	if (depth > GUIDE_DEPTH_MAX || full(blocks))
		return;
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (at->type != XML_ELEMENT_NODE)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
			if (!streq(elements[i].name, local(at)))
				continue;
			if (elements[i].take)
				elements[i].take(blocks, at, depth);
			else
				walk(blocks, at, depth + 1);
			break;
		}
	}
}

json_t *guide_blocks(const xmlNode *root)
{
	struct blocks blocks = { .array = json_array() };

	walk(&blocks, root, 0);
	on_contents(&blocks, root, 0); /* a file without chapters holds its guides itself */
	free(blocks.heading);
	return blocks.array;
}
