#include "kiosk/ui/speech.h"

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/text/tr.h"
#include "kiosk/ui/utterance.h"

enum { PIECES_MAX = 600 };

enum zone { ZONE_URGENT, ZONE_ABOVE, ZONE_MAIN, ZONE_PAGER, ZONE_ON, ZONE_WAYS, ZONE_BAR, ZONE_HEADER };

static const char *const role_keys[ROLES] = {
	[ROLE_BUTTON] = "speech.button", [ROLE_RADIO] = "speech.radio", [ROLE_CHECK] = "speech.check", [ROLE_FIELD] = "speech.field",
	[ROLE_ALERT] = "speech.alert",
};

/* ---- the list */

struct collecting {
	struct ui *ui;
	struct piece *list;
	enum zone *zones;
	int count;
	bool titled; /* the title has passed */
};

static void collect(struct collecting *c, const struct node *node, enum zone zone)
{
	bool choice = node_can_focus(node);

	if (c->count == PIECES_MAX)
		return;
	if (zone == ZONE_MAIN && !c->titled && choice)
		zone = ZONE_ABOVE;
	else if (zone == ZONE_WAYS && node->primary) /* the way on comes before the ways out */
		zone = ZONE_ON;
	c->titled |= node->role == ROLE_TITLE;
	c->list[c->count] = (struct piece){ .node = node, .choice = choice, .in_bar = zone >= ZONE_BAR };
	c->zones[c->count++] = zone;
}

static bool holds_field(const struct node *box)
{
	for (const struct node *n = box->first; n; n = n->next)
		if (n->role == ROLE_FIELD)
			return true;
	return false;
}

static void walk(struct collecting *c, const struct node *box, enum zone zone);

/* A field, and in it the cross that empties it; its label and remarks are said with it. */
static void walk_field(struct collecting *c, const struct node *column, enum zone zone)
{
	for (const struct node *n = column; n; n = node_next(column, n))
		if (n->role == ROLE_FIELD || (n->id && n->role == ROLE_BUTTON))
			collect(c, n, zone);
}

static void walk(struct collecting *c, const struct node *box, enum zone zone)
{
	for (const struct node *n = box->first; n; n = n->next) {
		switch (n->role) {
		case ROLE_HEADER:
			walk(c, n, ZONE_HEADER);
			break;
		case ROLE_KEYBOARD:
		case ROLE_KEY:
			break;
		case ROLE_SIZES:
		case ROLE_BAR:
			walk(c, n, ZONE_BAR);
			break;
		case ROLE_ALERT:
			collect(c, n, ZONE_URGENT);
			break;
		case ROLE_PLAIN:
			if (n->kind == NODE_TEXT)
				collect(c, n, zone);
			else if (holds_field(n))
				walk_field(c, n, zone);
			else
				walk(c, n, n->first && n->first->id && starts_with(n->first->id, "page:") ? ZONE_PAGER : zone);
			break;
		case ROLE_BODY:
			walk(c, n, ZONE_MAIN);
			break;
		case ROLE_ACTIONS:
			walk(c, n, ZONE_WAYS);
			break;
		case ROLE_LIST:
		case ROLE_NOTICE:
			walk(c, n, zone);
			break;
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
			if (n->id || *node_name(c->ui->arena, n))
				collect(c, n, zone);
			break;
		case ROLES:
			break;
		}
	}
}

struct reading reading_of(struct ui *ui, bool scroll)
{
	static const enum zone order[] = { ZONE_URGENT, ZONE_MAIN, ZONE_PAGER, ZONE_ON, ZONE_WAYS, ZONE_ABOVE, ZONE_BAR, ZONE_HEADER };
	struct reading reading = { .scroll = scroll, .list = ARENA_ARRAY(ui->arena, struct piece, PIECES_MAX) };
	struct collecting c = { .ui = ui, .list = ARENA_ARRAY(ui->arena, struct piece, PIECES_MAX),
	                        .zones = ARENA_ARRAY(ui->arena, enum zone, PIECES_MAX) };

	walk(&c, ui->root, ZONE_MAIN);
	for (int i = 0; i < c.count && !c.titled; i++) /* nothing stands above a title that is not there */
		if (c.zones[i] == ZONE_ABOVE)
			c.zones[i] = ZONE_MAIN;
	for (size_t z = 0; z < ARRAY_LEN(order); z++)
		for (int i = 0; i < c.count; i++)
			if (c.zones[i] == order[z] && (order[z] != ZONE_PAGER || scroll)) {
				struct piece *piece = &reading.list[reading.count++];

				*piece = c.list[i];
				if (piece->choice)
					piece->n = piece->in_bar ? ++reading.in_bar : ++reading.choices;
			}
	return reading;
}

int reading_find(const struct reading *reading, const char *id)
{
	for (int i = 0; id && i < reading->count; i++)
		if (streq(reading->list[i].node->id, id))
			return i;
	return -1;
}

int reading_choice(const struct reading *reading, int at, bool back)
{
	for (int step = 1; step <= reading->count; step++) {
		int i = at < 0 && back ? reading->count - step : (at + (back ? -step : step) + reading->count) % reading->count;

		if (reading->list[i].choice)
			return i;
	}
	return -1;
}

static bool leads(const struct node *node)
{
	return node->role == ROLE_HEADING || node->role == ROLE_TITLE;
}

int reading_heading(const struct reading *reading, int at)
{
	for (int step = 1; step <= reading->count; step++) {
		int i = (MAX(at, -1) + step + reading->count) % reading->count;

		if (leads(reading->list[i].node))
			return i;
	}
	return -1;
}

/* ---- words */

static const char *lang_of(const struct ui *ui, const struct node *node)
{
	return node->lang ? node->lang : ui->look->lang;
}

/* "BCDF GH": one letter after the other, since nobody can say it as a word. */
static void spell(struct ui *ui, const char *value, struct strbuf *out)
{
	for (const char *s = value; *s; s++)
		if (*s != ' ')
			utter(out, ui->look->lang, tracking_spell_letter(ui->look->lang, *s));
}

/* A telephone number in pairs, as people say it. */
static const char *by_two(struct arena *arena, const char *value)
{
	size_t len = strlen(value);
	char *pairs, *to;

	if (len < 6 || strspn(value, "0123456789") != len)
		return value;
	to = pairs = arena_alloc(arena, len * 2);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 2 == 0)
			*to++ = ' ';
		*to++ = value[i];
	}
	*to = '\0';
	return pairs;
}

void speech_value(struct ui *ui, const struct node *field, struct strbuf *out)
{
	const char *value = or_empty(field->role == ROLE_FIELD ? field->typed : field->value);

	if (!*value)
		utter(out, ui->look->lang, ui_tr(ui, "speech.empty"));
	else if (field->secret)
		utter(out, ui->look->lang, ui_tr(ui, "speech.filled"));
	else if (field->role == ROLE_FIELD && field->keys == KEYS_NUMBER)
		spell(ui, value, out);
	else
		utter(out, ui->look->lang, by_two(ui->arena, value)); /* the person's, whatever language asked for it */
}

/* A node whose parts were given languages of their own is said part by part. */
static void name(struct ui *ui, const struct node *node, struct strbuf *out)
{
	bool parts = false;

	if (node->said) {
		utter(out, lang_of(ui, node), node->said);
		return;
	}
	for (const struct node *n = node->first; n && !node->name; n = node_next(node, n))
		parts |= n->lang != NULL;
	if (!parts) {
		utter(out, lang_of(ui, node), node->role == ROLE_NUMBER && node->value ? node->value : node_name(ui->arena, node));
		return;
	}
	for (const struct node *n = node->first; n; n = node_next(node, n))
		if (n->kind == NODE_TEXT)
			utter(out, n->lang ? n->lang : lang_of(ui, node), n->text.s);
}

static void value(struct ui *ui, const struct node *node, bool aloud, struct strbuf *out)
{
	aloud |= !node->private_;
	if (node->role == ROLE_FIELD) {
		if (!*or_empty(node->typed) || (aloud && !node->secret))
			speech_value(ui, node, out);
		else
			utter(out, ui->look->lang, ui_tr(ui, "speech.filled"));
	} else if (node->role == ROLE_BUTTON && node->value) {
		utter(out, lang_of(ui, node), aloud ? node->value : ui_tr(ui, "speech.filled"));
	}
}

static void role(struct ui *ui, const struct node *node, struct strbuf *out)
{
	const char *lang = ui->look->lang;

	if (role_keys[node->role] && node->role != ROLE_ALERT)
		utter(out, lang, ui_tr(ui, role_keys[node->role]));
	if (node->role == ROLE_RADIO || node->role == ROLE_CHECK)
		utter(out, lang, ui_tr(ui, node->chosen ? "speech.chosen" : "speech.not_chosen"));
	else if (node->chosen && node->role == ROLE_BUTTON)
		utter(out, lang, ui_tr(ui, "speech.chosen"));
	if (node->disabled)
		utter(out, lang, ui_tr(ui, "speech.disabled"));
}

static void whole_name(struct ui *ui, const struct node *node, struct strbuf *out)
{
	if (node->role == ROLE_ALERT)
		utter(out, ui->look->lang, ui_tr(ui, role_keys[node->role]));
	name(ui, node, out);
}

void speech_state(struct ui *ui, const struct node *node, struct strbuf *out)
{
	whole_name(ui, node, out);
	role(ui, node, out);
}

/* "Adresse, 12 rue des Tisserands, bouton"; "Adresse, champ, vide". */
static void describe(struct ui *ui, const struct node *node, bool aloud, struct strbuf *out)
{
	whole_name(ui, node, out);
	if (node->role != ROLE_FIELD)
		value(ui, node, aloud, out);
	role(ui, node, out);
	if (node->role == ROLE_FIELD)
		value(ui, node, aloud, out);
}

void speech_piece(struct ui *ui, const struct reading *reading, int at, bool aloud, struct strbuf *out)
{
	const struct piece *piece = &reading->list[at];
	const struct node *node = piece->node;
	char n[16], all[16];

	if (node->fault) { /* first: it is why the focus came here */
		utter(out, ui->look->lang, node->fault);
		utter_stop(out);
	}
	describe(ui, node, aloud, out);
	if (piece->choice) {
		snprintf(n, sizeof(n), "%d", piece->n);
		snprintf(all, sizeof(all), "%d", piece->in_bar ? reading->in_bar : reading->choices);
		utter(out, ui->look->lang, ui_trf(ui, piece->in_bar ? "speech.bar_position" : "speech.position", "n", n, "count", all, NULL));
	}
	utter_stop(out);
	if (node->hint) {
		utter(out, lang_of(ui, node), node->hint);
		utter_stop(out);
	}
}

/* A heading above choices only is found by who goes there. */
static bool heads_text(const struct reading *reading, int at)
{
	return at + 1 < reading->count && !reading->list[at + 1].choice && !leads(reading->list[at + 1].node);
}

void speech_page(struct ui *ui, const struct reading *reading, struct strbuf *out)
{
	int waits = reading_find(reading, ui->look->focus);

	for (int i = 0; i < reading->count; i++) {
		const struct node *node = reading->list[i].node;

		if (node->role == ROLE_ALERT) {
			speech_state(ui, node, out);
		} else if (reading->list[i].choice || reading->list[i].in_bar) {
			utter(out, ui->look->lang, node->fault);
		} else if (node->role != ROLE_HEADING || heads_text(reading, i)) {
			if (node->id) /* a button that cannot be pressed now */
				speech_state(ui, node, out);
			else
				name(ui, node, out);
		}
		utter_stop(out);
	}
	if (waits >= 0 && reading->list[waits].node->role == ROLE_FIELD) {
		describe(ui, reading->list[waits].node, false, out);
		utter_stop(out);
		utter(out, lang_of(ui, reading->list[waits].node), reading->list[waits].node->hint);
		utter_stop(out);
		utter(out, ui->look->lang, reading->scroll ? NULL : ui_tr(ui, "speech.write")); /* two buttons have no OK */
		utter_stop(out);
	}
	if (reading->choices)
		utter(out, ui->look->lang, trnf(ui->arena, ui->look->lang, "speech.choices", reading->choices, NULL));
	utter_stop(out);
}
