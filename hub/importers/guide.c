#include "hub/importers/guide.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "hub/importers/guide_blocks.h"

#include <libxml/parser.h>

static const char source_name[] = "service-public.fr (DILA), Licence Ouverte 2.0";

static char *theme_of(const xmlNode *root)
{
	const xmlNode *theme = node_child(root, "Theme");
	char *text = node_text(theme ? node_child(theme, "Titre") : NULL);
	char *comma;

	if (*text)
		return text;
	free(text);
	text = node_text(node_child(root, "subject"));
	comma = strchr(text, ',');
	if (comma)
		*comma = '\0';
	return text;
}

/* The introduction's first paragraph, or the description; the source cuts that one after some 150 characters. */
static char *summary_of(const xmlNode *root, const json_t *body)
{
	const char *first = json_string_value(json_object_get(json_array_get(body, 0), "p"));
	char *summary = first && node_child(root, "Introduction") ? strdup(first) : node_text(node_child(root, "description"));

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
		const xmlNode *at = node_child(root, parents[i]);
		char *text = node_text(at && node_child(at, "Titre") ? node_child(at, "Titre") : at);

		if (*text)
			strbuf_addf(&words, "%s%s", words.len ? ", " : "", text);
		free(text);
	}
	for (const xmlNode *at = root->children; at; at = at->next) {
		if (node_is(at, "Abreviation")) {
			char *text = node_text(node_child(at, "Titre") ? node_child(at, "Titre") : at);

			if (*text)
				strbuf_addf(&words, "%s%s", words.len ? ", " : "", text);
			free(text);
		}
	}
	return strbuf_take(&words);
}

static bool date_of(const xmlNode *root, char out[11])
{
	char *text = node_text(node_child(root, "date"));
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
	xmlChar *id = root ? xmlGetNoNsProp((xmlNode *)(uintptr_t)root, BAD_CAST "ID") : NULL;
	char *title = root ? node_text(node_child(root, "title")) : NULL;
	char updated[11] = "";
	bool ok = false;

	if (!root || !(node_is(root, "Publication") || node_is(root, "ServiceComplementaire"))) {
		err_set(err, ERR_NOT_FOUND, "not a guide: its first element is <%s>", root ? (const char *)root->name : "");
	} else if (!id || !id_is_sound((const char *)id)) {
		err_set(err, ERR_BAD_INPUT, "no ID like F1342, N19808 or R2771");
	} else if (!*title) {
		err_set(err, ERR_BAD_INPUT, "%s: no title", (const char *)id);
	} else {
		char *theme = theme_of(root);
		char *keywords = keywords_of(root);
		json_t *blocks = guide_blocks(root);
		char *summary, *body;

		summary = summary_of(root, blocks);
		body = json_dumps(blocks, JSON_COMPACT);
		*ret_row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "title", title, "summary", summary,
		                     "theme", theme, "body", body, "keywords", keywords, "source", source_name, "lang", "fr");
		if (date_of(root, updated))
			json_object_set_new(*ret_row, "updated", json_string(updated));
		free(theme);
		free(keywords);
		free(summary);
		free(body);
		json_decref(blocks);
		ok = true;
	}
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
