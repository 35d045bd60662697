#include "kiosk/ui/dump.h"

static void quoted(struct strbuf *out, const char *s)
{
	strbuf_addc(out, '"');
	for (; *s; s++) {
		if (*s == '\n')
			strbuf_add(out, "\\n");
		else if (*s == '"')
			strbuf_add(out, "\\\"");
		else
			strbuf_addc(out, *s);
	}
	strbuf_addc(out, '"');
}

static bool is_group(enum role role)
{
	return role <= ROLE_NOTICE && role != ROLE_ALERT;
}

static bool shows(const struct node *node)
{
	return node->role != ROLE_PLAIN || node->id;
}

static void line(const struct ui *ui, const struct node *node, int depth, bool places, struct strbuf *out)
{
	for (int i = 0; i < depth; i++)
		strbuf_add(out, "  ");
	strbuf_add(out, node->role ? role_name(node->role) : "box");
	if (node->id)
		strbuf_addf(out, " #%s", node->id);
	if (!is_group(node->role)) {
		strbuf_addc(out, ' ');
		quoted(out, node_name(ui->arena, node));
	}
	if (node->value) {
		strbuf_add(out, " = ");
		quoted(out, node->value);
	}
	if (node->chosen)
		strbuf_add(out, " chosen");
	if (node->disabled)
		strbuf_add(out, " disabled");
	if (node->primary)
		strbuf_add(out, " main");
	if (node->id && streq(node->id, ui->look->focus))
		strbuf_add(out, " focused");
	if (places)
		strbuf_addf(out, " [%d,%d %dx%d]", node->rect.x, node->rect.y, node->rect.w, node->rect.h);
	strbuf_addc(out, '\n');
}

static void walk(const struct ui *ui, const struct node *node, int depth, bool places, struct strbuf *out)
{
	for (const struct node *c = node->first; c; c = c->next) {
		bool shown = shows(c);

		if (shown)
			line(ui, c, depth, places, out);
		if (!shown || is_group(c->role))
			walk(ui, c, depth + shown, places, out);
		else
			for (const struct node *n = node_next(c, c); n; n = node_next(c, n))
				if (n->id) /* a button within: the cross of a field */
					line(ui, n, depth + 1, places, out);
	}
}

void dump_tree(const struct ui *ui, bool places, struct strbuf *out)
{
	walk(ui, ui->root, 0, places, out);
}

bool dump_has_text(const struct ui *ui, const char *text)
{
	for (const struct node *n = ui->root; n; n = node_next(ui->root, n)) {
		if (n->kind == NODE_TEXT && strstr(n->text.s, text))
			return true;
		if ((n->name && strstr(n->name, text)) || (n->value && strstr(n->value, text)))
			return true;
	}
	return false;
}
