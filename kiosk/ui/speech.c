#include "kiosk/ui/speech.h"

static const char *const role_keys[ROLES] = {
	[ROLE_BUTTON] = "speech.button", [ROLE_RADIO] = "speech.radio", [ROLE_CHECK] = "speech.check", [ROLE_FIELD] = "speech.field",
	[ROLE_ALERT] = "speech.alert",
};

static void sentence(struct strbuf *out, const char *s)
{
	size_t len = strlen(s);

	if (!len)
		return;
	if (out->len)
		strbuf_addc(out, ' ');
	strbuf_add(out, s);
	if (!strchr(".!?:;,", s[len - 1]))
		strbuf_addc(out, '.');
}

void speech_node(struct ui *ui, const struct node *node, bool with_value, struct strbuf *out)
{
	struct strbuf words = STRBUF_INIT;

	strbuf_add(&words, node->role == ROLE_NUMBER && node->value ? node->value : node_name(ui->arena, node));
	if (role_keys[node->role])
		strbuf_addf(&words, ", %s", ui_tr(ui, role_keys[node->role]));
	if (node->role == ROLE_RADIO || node->role == ROLE_CHECK)
		strbuf_addf(&words, ", %s", ui_tr(ui, node->chosen ? "speech.chosen" : "speech.not_chosen"));
	if (node->role == ROLE_FIELD && node->value) {
		if (!*node->value)
			strbuf_addf(&words, ", %s", ui_tr(ui, "speech.empty"));
		else if (with_value && !node->secret)
			strbuf_addf(&words, ", %s", node->value);
		else
			strbuf_addf(&words, ", %s", ui_tr(ui, "speech.filled"));
	}
	if (node->role == ROLE_BUTTON && node->value && with_value)
		strbuf_addf(&words, ", %s", node->value);
	if (node->disabled)
		strbuf_addf(&words, ", %s", ui_tr(ui, "speech.disabled"));
	if (node->fault && with_value) /* first: it is why the focus came here */
		sentence(out, node->fault);
	sentence(out, strbuf_str(&words));
	strbuf_done(&words);
}

static void walk(struct ui *ui, const struct node *box, struct strbuf *out)
{
	for (const struct node *n = box->first; n; n = n->next) {
		switch (n->role) {
		case ROLE_HEADER:
		case ROLE_KEYBOARD:
		case ROLE_SIZES:
		case ROLE_BAR:
		case ROLE_KEY:
			break;
		case ROLE_PLAIN:
			if (n->kind == NODE_TEXT)
				sentence(out, n->text.s);
			else
				walk(ui, n, out);
			break;
		case ROLE_BODY:
		case ROLE_ACTIONS:
		case ROLE_LIST:
		case ROLE_NOTICE:
			walk(ui, n, out);
			break;
		case ROLE_ALERT:
		case ROLE_TITLE:
		case ROLE_HEADING:
		case ROLE_TEXT:
		case ROLE_BUTTON:
		case ROLE_RADIO:
		case ROLE_CHECK:
		case ROLE_FIELD:
		case ROLE_ITEM:
		case ROLE_STEPS:
		case ROLE_STATUS:
		case ROLE_MESSAGE:
		case ROLE_NUMBER:
		case ROLE_IMAGE:
			speech_node(ui, n, false, out);
			break;
		case ROLES:
			break;
		}
	}
}

void speech_page(struct ui *ui, struct strbuf *out)
{
	walk(ui, ui->root, out);
}
