#include "kiosk/ui/tree.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>

#include "common/base/strbuf.h"
#include "common/text/tr.h"

static const char *const role_names[] = {
	[ROLE_PLAIN] = "", [ROLE_HEADER] = "header", [ROLE_ALERT] = "alert", [ROLE_BODY] = "body", [ROLE_ACTIONS] = "actions",
	[ROLE_KEYBOARD] = "keyboard", [ROLE_SIZES] = "sizes", [ROLE_BAR] = "bar", [ROLE_LIST] = "list", [ROLE_NOTICE] = "notice", [ROLE_TITLE] = "title",
	[ROLE_HEADING] = "heading", [ROLE_TEXT] = "text", [ROLE_BUTTON] = "button", [ROLE_KEY] = "key", [ROLE_RADIO] = "radio",
	[ROLE_CHECK] = "check", [ROLE_FIELD] = "field", [ROLE_ITEM] = "item", [ROLE_STEPS] = "steps", [ROLE_STATUS] = "status",
	[ROLE_MESSAGE] = "message", [ROLE_NUMBER] = "number", [ROLE_IMAGE] = "image",
};
static_assert(ARRAY_LEN(role_names) == ROLES, "one name a role");

const char *role_name(enum role role)
{
	return role_names[role];
}

struct ui ui_begin(struct arena *arena, const struct ui_look *look)
{
	struct ui ui = { .arena = arena, .look = look };

	ui.root = ui.at = ARENA_NEW(arena, struct node);
	ui.root->across = PLACE_STRETCH;
	ui.root->fill = COLOR_PAPER;
	ui.root->caret = -1;
	return ui;
}

struct node *node_add(struct ui *ui, enum node_kind kind)
{
	struct node *node = ARENA_NEW(ui->arena, struct node);

	node->kind = kind;
	node->parent = ui->at;
	node->across = PLACE_STRETCH;
	node->caret = -1;
	if (ui->at->last)
		ui->at->last->next = node;
	else
		ui->at->first = node;
	ui->at->last = node;
	return node;
}

struct node *node_open(struct ui *ui, enum axis axis)
{
	struct node *node = node_add(ui, NODE_BOX);

	node->axis = axis;
	ui->at = node;
	return node;
}

void ui_end(struct ui *ui)
{
	if (ui->at == ui->body || !ui->at->parent)
		abort(); /* more ends than groups: a fault of the screen, met at its first frame */
	ui->at = ui->at->back ? ui->at->back : ui->at->parent;
}

void node_stays_close(struct ui *ui, struct node *node)
{
	node->lift = ui->look->metrics.gap - ui->look->metrics.gap_small;
}

bool node_follows(const struct ui *ui, enum role role)
{
	return ui->at->last && ui->at->last->role == role;
}

struct node *node_text(struct ui *ui, const char *s, enum type type, enum color color)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *node = node_add(ui, NODE_TEXT);

	node->color = color;
	node->text = (struct text_want){
		.s = arena_strdup(ui->arena, or_empty(s)), .lang = ui->look->lang, .px = m->type_px[type], .bold = m->type_bold[type],
		.width = INT_MAX, .rtl = ui->look->rtl,
	};
	return node;
}

struct node *node_icon(struct ui *ui, enum icon icon, int px, enum color color)
{
	struct node *node = node_add(ui, NODE_ICON);

	node->icon = icon;
	node->icon_px = px;
	node->color = color;
	node->fixed_w = node->fixed_h = px;
	return node;
}

/* ---- words */

const char *ui_tr(struct ui *ui, const char *key)
{
	return tr(ui->look->lang, key);
}

const char *ui_trf(struct ui *ui, const char *key, ...)
{
	va_list pairs;
	char *text;

	va_start(pairs, key);
	text = trfv(ui->arena, ui->look->lang, key, pairs);
	va_end(pairs);
	return text;
}

const char *ui_fmt(struct ui *ui, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vprintf(ui->arena, fmt, args);
	va_end(args);
	return text;
}

const char *ui_id(struct ui *ui, const char *name, const char *value)
{
	return arena_printf(ui->arena, "%s:%s", name, value);
}

const char *ui_idn(struct ui *ui, const char *name, int64_t value)
{
	return arena_printf(ui->arena, "%s:%lld", name, (long long)value);
}

bool id_is(const char *id, const char *name)
{
	size_t len = strlen(name);

	return id && strncmp(id, name, len) == 0 && (id[len] == ':' || !id[len]);
}

const char *id_value(const char *id)
{
	const char *colon = strchr(id, ':');

	return colon ? colon + 1 : "";
}

int64_t id_number(const char *id)
{
	return strtoll(id_value(id), NULL, 10);
}

const char *ui_lang(const struct ui *ui)
{
	return ui->look->lang;
}

struct arena *ui_arena(struct ui *ui)
{
	return ui->arena;
}

/* ---- reading the tree */

struct node *node_next(const struct node *root, const struct node *at)
{
	if (at->first)
		return at->first;
	while (at != root) {
		if (at->next)
			return at->next;
		at = at->parent;
	}
	return NULL;
}

struct node *node_by_id(struct node *root, const char *id)
{
	if (!id)
		return NULL;
	for (struct node *n = root; n; n = node_next(root, n))
		if (streq(n->id, id))
			return n;
	return NULL;
}

bool node_inside(const struct node *node, const struct node *box)
{
	for (; node; node = node->parent)
		if (node == box)
			return true;
	return false;
}

struct rect node_window(const struct node *box)
{
	struct rect window = box->rect;

	window.y += box->show_y;
	window.h = box->show_h;
	return window;
}

bool node_can_focus(const struct node *node)
{
	return node->id && !node->disabled;
}

const char *node_name(struct arena *arena, const struct node *node)
{
	struct strbuf words = STRBUF_INIT;
	const char *name;

	if (node->name)
		return node->name;
	for (const struct node *n = node; n; n = node_next(node, n)) {
		const char *s = n->kind == NODE_TEXT ? n->text.s : n != node ? n->name : NULL;

		if (!s || !*s)
			continue;
		if (words.len)
			strbuf_add(&words, ", ");
		strbuf_add(&words, s);
	}
	name = arena_strdup(arena, strbuf_str(&words));
	strbuf_done(&words);
	return name;
}
