#include "hub/importers/guide.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

static const char source_name[] = "service-public.fr (DILA), Licence Ouverte 2.0";

struct blocks {
	json_t *array;
	const char *word; /* heading that waits for something below it */
	char *heading;
};

static void walk(struct blocks *blocks, const xmlNode *node, int depth);

static const char *local(const xmlNode *node)
{
	return (const char *)node->name;
}

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && streq(local(node), name);
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
	for (const xmlNode *at = node->children; at; at = at->next)
		if (is_element(at, name))
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
			bool apart = is_element(at, "Paragraphe") || is_element(at, "Titre");

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

static char *text_of(const xmlNode *node)
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
	set_heading(blocks, text_of(node));
}

static void on_paragraph(struct blocks *blocks, const xmlNode *node, int depth)
{
	(void)depth;
	add_text(blocks, "p", text_of(node));
}

static void add_items(json_t *items, const xmlNode *list, int depth)
{
	if (depth > 8)
		return;
	for (const xmlNode *at = list->children; at; at = at->next) {
		char *text;

		if (!is_element(at, "Item"))
			continue;
		text = text_without(at, "Liste");
		if (*text)
			json_array_append_new(items, depth ? json_sprintf("– %s", text) : json_string(text));
		free(text);
		for (const xmlNode *in = at->children; in; in = in->next)
			if (is_element(in, "Liste"))
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
	const xmlNode *head = child(node, "Titre");
	char *title = text_of(head);
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

		if (!is_element(cell, "Cellule"))
			continue;
		text = text_of(cell);
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
	if (child(node, "Titre"))
		set_heading(blocks, text_of(child(node, "Titre")));
	for (const xmlNode *row = node->children; row; row = row->next) {
		xmlChar *type;
		bool header;

		if (!is_element(row, "Rangée"))
			continue;
		type = xmlGetNoNsProp((xmlNode *)(uintptr_t)row, BAD_CAST "type");
		header = type && streq((const char *)type, "header");
		xmlFree(type);
		if (!header) {
			add_table_row(items, row, heads, head_count);
			continue;
		}
		for (const xmlNode *cell = row->children; cell && !json_array_size(items) && head_count < COLUMNS; cell = cell->next)
			if (is_element(cell, "Cellule"))
				heads[head_count++] = text_of(cell);
	}
	add_list(blocks, items);
	for (size_t i = 0; i < head_count; i++)
		free(heads[i]);
}

/* A dossier's chapter: a title, then the guides in it by name. */
static void on_contents(struct blocks *blocks, const xmlNode *node, int depth)
{
	json_t *items = json_array();
	const xmlNode *title = child(node, "Titre");

	(void)depth;
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (is_element(at, "Fiche") || is_element(at, "Dossier")) {
			char *text = text_of(at);

			if (*text)
				json_array_append_new(items, json_string(text));
			free(text);
		}
	}
	if (title && json_array_size(items))
		set_heading(blocks, text_of(title));
	add_list(blocks, items);
}

/* Who to go to, a form, an online service: its name, and what it says about itself. */
static void on_resource(struct blocks *blocks, const xmlNode *node, int depth)
{
	const xmlNode *said = child(node, "Texte") ? child(node, "Texte") : child(node, "Introduction");

	add_text(blocks, "p", text_of(child(node, "Titre")));
	if (said)
		walk(blocks, said, depth + 1);
}

static void on_definition(struct blocks *blocks, const xmlNode *node, int depth)
{
	on_note(blocks, node, depth);
}

static void on_form_number(struct blocks *blocks, const xmlNode *node, int depth)
{
	char *number = text_of(node);
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

/* ---- the row */
static char *theme_of(const xmlNode *root)
{
	const xmlNode *theme = child(root, "Theme");
	char *text = text_of(theme ? child(theme, "Titre") : NULL);
	char *comma;

	if (*text)
		return text;
	free(text);
	text = text_of(child(root, "subject"));
	comma = strchr(text, ',');
	if (comma)
		*comma = '\0';
	return text;
}

/* The introduction's first paragraph, or the description; the source cuts that one after some 150 characters. */
static char *summary_of(const xmlNode *root, const json_t *body)
{
	const char *first = json_string_value(json_object_get(json_array_get(body, 0), "p"));
	char *summary = first && child(root, "Introduction") ? strdup(first) : text_of(child(root, "description"));

	if (utf8_count(summary) > 400) {
		size_t cut = utf8_offset(summary, 399);

		while (cut && summary[cut] != ' ')
			cut--;
		summary[cut] = '\0';
		first = summary;
		summary = NULL;
		if (asprintf(&summary, "%s…", first) < 0)
			abort();
		free((char *)(uintptr_t)first);
	}
	return summary;
}

/* Words that people type and the text may not have: abbreviations, and the file the guide belongs to. */
static char *keywords_of(const xmlNode *root)
{
	static const char *const parents[] = { "SousThemePere", "DossierPere", "SousDossierPere" };
	struct strbuf words = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(parents); i++) {
		const xmlNode *at = child(root, parents[i]);
		char *text = text_of(at && child(at, "Titre") ? child(at, "Titre") : at);

		if (*text)
			strbuf_addf(&words, "%s%s", words.len ? ", " : "", text);
		free(text);
	}
	for (const xmlNode *at = root->children; at; at = at->next) {
		if (is_element(at, "Abreviation")) {
			char *text = text_of(child(at, "Titre") ? child(at, "Titre") : at);

			if (*text)
				strbuf_addf(&words, "%s%s", words.len ? ", " : "", text);
			free(text);
		}
	}
	return strbuf_take(&words);
}

static bool date_of(const xmlNode *root, char out[11])
{
	char *text = text_of(child(root, "date"));
	const char *digits = strpbrk(text, "0123456789");
	bool ok = digits && strlen(digits) >= 10 && digits[4] == '-' && digits[7] == '-';

	if (ok)
		snprintf(out, 11, "%.10s", digits);
	free(text);
	return ok;
}

static bool id_is_sound(const char *id)
{
	size_t len = strlen(id);

	return len >= 2 && len <= 12 && strchr("FNR", id[0]) && strspn(id + 1, "0123456789") == len - 1;
}

static bool row_from_tree(const xmlNode *root, json_t **ret_row, struct err *err)
{
	struct blocks blocks = { .array = json_array() };
	xmlChar *id = root ? xmlGetNoNsProp((xmlNode *)(uintptr_t)root, BAD_CAST "ID") : NULL;
	char *title = root ? text_of(child(root, "title")) : NULL;
	char updated[11] = "";
	bool ok = false;

	if (!root || !(is_element(root, "Publication") || is_element(root, "ServiceComplementaire"))) {
		err_set(err, ERR_NOT_FOUND, "not a guide: its first element is <%s>", root ? local(root) : "");
	} else if (!id || !id_is_sound((const char *)id)) {
		err_set(err, ERR_BAD_INPUT, "no ID like F1342, N19808 or R2771");
	} else if (!*title) {
		err_set(err, ERR_BAD_INPUT, "%s: no title", (const char *)id);
	} else {
		char *theme = theme_of(root);
		char *keywords = keywords_of(root);
		char *summary, *body;

		walk(&blocks, root, 0);
		on_contents(&blocks, root, 0); /* a file without chapters holds its guides itself */
		free(blocks.heading);
		summary = summary_of(root, blocks.array);
		body = json_dumps(blocks.array, JSON_COMPACT);
		*ret_row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "title", title, "summary", summary,
		                     "theme", theme, "body", body, "keywords", keywords, "source", source_name, "lang", "fr");
		if (date_of(root, updated))
			json_object_set_new(*ret_row, "updated", json_string(updated));
		free(theme);
		free(keywords);
		free(summary);
		free(body);
		ok = true;
	}
	json_decref(blocks.array);
	xmlFree(id);
	free(title);
	return ok;
}

void guide_init(void)
{
	xmlInitParser();
}

bool guide_from_xml(struct bytes xml, json_t **ret_row, struct err *err)
{
	xmlParserCtxt *parser;
	xmlDoc *doc;
	bool ok;

	if (xml.len > INT32_MAX)
		return err_set(err, ERR_LIMIT, "too large");
	parser = xmlNewParserCtxt();
	if (!parser)
		abort();
	doc = xmlCtxtReadMemory(parser, (const char *)xml.data, (int)xml.len, NULL, NULL,
	                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (doc) {
		ok = row_from_tree(xmlDocGetRootElement(doc), ret_row, err);
		xmlFreeDoc(doc);
	} else {
		const char *said = or_empty(parser->lastError.message);

		ok = err_set(err, ERR_BAD_INPUT, "line %d: %.*s", parser->lastError.line, (int)strcspn(said, "\n"), said);
	}
	xmlFreeParserCtxt(parser);
	return ok;
}

/* ---- xml-js → the same tree */
static void add_json(xmlDoc *doc, xmlNode *parent, const json_t *list, int depth)
{
	const json_t *item;
	size_t i;

	if (depth > GUIDE_DEPTH_MAX)
		return;
	json_array_foreach(list, i, item) {
		const char *type = json_string_value(json_object_get(item, "type"));
		const char *name = json_string_value(json_object_get(item, "name"));
		const char *text = json_string_value(json_object_get(item, "text"));

		if (streq(type, "text") && text && parent) {
			xmlAddChild(parent, xmlNewDocText(doc, BAD_CAST text));
		} else if (streq(type, "element") && name) {
			const char *colon = strchr(name, ':');
			xmlNode *node = xmlNewDocNode(doc, NULL, BAD_CAST(colon ? colon + 1 : name), NULL);
			const json_t *value;
			const char *key;

			json_object_foreach(json_object_get(item, "attributes"), key, value)
				if (json_is_string(value) && !strchr(key, ':'))
					xmlNewProp(node, BAD_CAST key, BAD_CAST json_string_value(value));
			if (parent)
				xmlAddChild(parent, node);
			else if (!xmlDocGetRootElement(doc))
				xmlDocSetRootElement(doc, node);
			else
				xmlFreeNode(node), node = NULL;
			if (node)
				add_json(doc, node, json_object_get(item, "children"), depth + 1);
		}
	}
}

bool guide_from_json(struct bytes text, json_t **ret_row, struct err *err)
{
	json_error_t wrong;
	json_t *tree = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &wrong);
	xmlDoc *doc;
	bool ok;

	if (!tree)
		return err_set(err, ERR_BAD_INPUT, "line %d: %s", wrong.line, wrong.text);
	doc = xmlNewDoc(BAD_CAST "1.0");
	if (!doc)
		abort();
	add_json(doc, NULL, json_object_get(tree, "children"), 0);
	ok = row_from_tree(xmlDocGetRootElement(doc), ret_row, err);
	xmlFreeDoc(doc);
	json_decref(tree);
	return ok;
}
