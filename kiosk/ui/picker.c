#include "kiosk/ui/picker.h"

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/utterance.h"

enum { LATIN = 5 }; /* groups of plain letters in the first row below */

/* The alphabet of each language in its own order, then its further letters. */
static const struct letters {
	const char *lang;
	const char *groups[PICKER_GROUPS];
} alphabets[] = {
	{ "fr", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "é è ê ë à â", "ç ù û ô î ï œ" } },
	{ "en", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "é è ê ë à â", "ç ü ö ô î ï" } },
	{ "de", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "ä ö ü ß" } },
	{ "es", { "a b c d e", "f g h i j", "k l m n ñ o", "p q r s t", "u v w x y z", "á é í ó ú ü ç" } },
	{ "pt", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "á à â ã ç é ê", "í ó ô õ ú" } },
	{ "it", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "à è é ì ò ù ç" } },
	{ "nl", { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "é ë ï ö ü è ê ç" } },
	{ "pl", { "a ą b c ć d", "e ę f g h i", "j k l ł m n ń", "o ó p q r s ś", "t u v w x y", "z ź ż" } },
	{ "tr", { "a b c ç d e", "f g ğ h ı i", "j k l m n o", "ö p q r s ş", "t u ü v w x", "y z" } },
	{ "uk", { "а б в г ґ д", "е є ж з и і", "ї й к л м н", "о п р с т у", "ф х ц ч ш щ", "ь ю я" } },
	{ "ar", { "ا ب ت ث ج ح", "خ د ذ ر ز س", "ش ص ض ط ظ ع", "غ ف ق ك ل م", "ن ه و ي ة ى", "أ إ آ ء ؤ ئ" } },
};

/* Behind the letters of a text, of an e-mail address; each row ends in its commands. */
static const char *const of_text[] = { "0 1 2 3 4", "5 6 7 8 9", ". , \xe2\x80\x99 - / ? @", "^space ^back keys:say ^enter", NULL };
static const char *const of_email[] = { "a b c d e", "f g h i j", "k l m n o", "p q r s t", "u v w x y z", "@ . - _ .fr .com",
	                                "0 1 2 3 4", "5 6 7 8 9", "^back keys:say ^enter", NULL };
static const char *const of_digits[] = { "1 2 3", "4 5 6", "7 8 9", "0 + / ,", "^back keys:say ^enter", NULL };
static const char *const of_number[] = { "B C D F G", "H J K L", "N P R S", "T V X Y", "^back keys:say ^enter", NULL };

static const char *const *letters_of(const char *lang)
{
	size_t len = strcspn(lang, "-");

	for (size_t i = 0; i < ARRAY_LEN(alphabets); i++)
		if (strlen(alphabets[i].lang) == len && strncmp(alphabets[i].lang, lang, len) == 0)
			return alphabets[i].groups;
	return alphabets[0].groups;
}

static int all_groups(enum ui_keys keys, const char *lang, const char *ret_groups[PICKER_GROUPS])
{
	const char *const *rows = keyboard_is_pad(keys) ? of_digits : keys == KEYS_NUMBER ? of_number : keys == KEYS_EMAIL ? of_email : of_text;
	const char *const *letters = letters_of(lang);
	int n = 0;

	for (int i = 0; rows == of_text && i < PICKER_GROUPS && letters[i]; i++)
		ret_groups[n++] = letters[i];
	for (int i = 0; rows == of_text && (unsigned char)letters[0][0] >= 0x80 && i < LATIN; i++) /* streets are in Latin letters here */
		ret_groups[n++] = alphabets[0].groups[i];
	for (; *rows && n < PICKER_GROUPS; rows++)
		ret_groups[n++] = *rows;
	return n;
}

int picker_groups(enum ui_keys keys, const char *lang)
{
	const char *groups[PICKER_GROUPS];

	return all_groups(keys, lang, groups);
}

static const char *id_of(struct ui *ui, const char *word, size_t len)
{
	return starts_with(word, "keys:") ? arena_strndup(ui->arena, word, len) : arena_printf(ui->arena, "key:%.*s", (int)len, word);
}

int picker_ids(struct ui *ui, const struct picker *picker, const char *ret_ids[PICKER_KEYS + PICKER_GROUPS])
{
	const char *groups[PICKER_GROUPS];
	int count = all_groups(picker->keys, ui->look->lang, groups), n = 0;

	if (picker->group < 0) {
		for (; n < count; n++)
			ret_ids[n] = arena_printf(ui->arena, "keys:%d", n);
		return n;
	}
	for (const char *word = groups[picker->group]; *word && n < PICKER_KEYS;) {
		size_t len = strcspn(word, " ");

		ret_ids[n++] = id_of(ui, word, len);
		word += len + (word[len] == ' ');
	}
	if (picker->way_up)
		ret_ids[n++] = "keys:up";
	return n;
}

/* ---- what a key shows, and what is said of it */

const char *picker_capital(struct arena *arena, const char *lang, const char *text)
{
	const char *at = text;
	char out[8] = { 0 };
	uint32_t c = utf8_next(&at);

	if (*at)
		return text; /* ".fr" */
	utf8_encode(keyboard_capital(c, lang), out);
	return arena_strdup(arena, out);
}

static const char *shown(struct ui *ui, const struct picker *picker, const char *id)
{
	const char *text = id_value(id);

	if (streq(id, "key:^space"))
		return ui_tr(ui, "keys.space");
	if (streq(id, "key:^back"))
		return ui_tr(ui, "keys.backspace");
	if (streq(id, "key:^enter"))
		return picker->enter ? picker->enter : ui_tr(ui, "keys.close");
	if (streq(id, "keys:say"))
		return ui_tr(ui, "keys.say");
	if (streq(id, "keys:up"))
		return ui_tr(ui, "keys.up");
	return picker_capital(ui->arena, ui->look->lang, text);
}

static const char *said(struct ui *ui, const struct picker *picker, const char *id)
{
	const char *text = shown(ui, picker, id);

	if (!id_is(id, "key") || id_value(id)[0] == '^')
		return text;
	return picker->keys == KEYS_NUMBER ? tracking_spell_letter(ui->look->lang, *text) : keyboard_word(ui->arena, ui->look->lang, text);
}

/* "A, B, C": what shows (SPOKEN: what is heard) of a whole group. */
static const char *group_words(struct ui *ui, const struct picker *picker, int group, bool spoken)
{
	struct picker inside = *picker;
	const char *ids[PICKER_KEYS + PICKER_GROUPS], *words = "";
	int n;

	inside.group = group;
	inside.way_up = false;
	n = picker_ids(ui, &inside, ids);
	for (int i = 0; i < n; i++) {
		const char *one = shown(ui, &inside, ids[i]);

		if (spoken && id_is(ids[i], "key") && id_value(ids[i])[0] != '^')
			one = keyboard_word(ui->arena, ui->look->lang, one);
		words = ui_fmt(ui, "%s%s%s", words, i ? (spoken ? ", " : "  ") : "", one);
	}
	return words;
}

/* ---- nodes */

static struct node *key(struct ui *ui, const char *id, const char *text, const char *spoken, bool command)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *node = node_open(ui, AXIS_ACROSS), *words;

	node->role = ROLE_KEY;
	node->id = id;
	node->name = spoken;
	node->grow = 1;
	node->basis = m->target;
	node->min_w = m->target;
	node->min_h = MAX(m->target, m->key_height);
	node->pad_x = m->gap_small;
	node->radius = m->radius_small;
	node->fill = command ? COLOR_KEY_SOFT : COLOR_KEY;
	node->edge = m->line * 2;
	node->edge_color = COLOR_KEY_EDGE;
	node->line = ui->look->theme.strong_lines ? COLOR_ACCENT : COLOR_NONE;
	node->line_w = m->line;
	node->along = node->across = PLACE_CENTER;
	words = node_text(ui, text, command ? TYPE_KEY_WORD : TYPE_KEY, COLOR_INK);
	words->align = ALIGN_CENTER;
	ui->at = node->parent;
	return node;
}

static struct node *row(struct ui *ui)
{
	struct node *row = node_open(ui, AXIS_ACROSS);

	row->gap = ui->look->metrics.key_gap * 2;
	row->across = PLACE_START;
	return row;
}

/* So many columns that they stay low; each is read from its top to its bottom. */
static int columns_of(const struct ui *ui, int count)
{
	return (count <= 6 ? 1 : 2) * (ui->look->width > ui->look->height ? 2 : 1);
}

static int height(const struct ui *ui, int rows)
{
	const struct metrics *m = &ui->look->metrics;

	return rows * MAX(m->target, m->key_height) + (rows - 1) * m->key_gap * 2;
}

static void groups(struct ui *ui, const struct picker *picker, int count)
{
	int columns = columns_of(ui, count), rows = (count + columns - 1) / columns;
	struct node *across = row(ui);

	across->even = true;
	for (int c = 0; c < columns; c++) {
		struct node *column = node_open(ui, AXIS_DOWN);

		column->grow = 1;
		column->basis = ui->look->metrics.target;
		column->gap = across->gap;
		for (int i = c * rows; i < MIN(count, (c + 1) * rows); i++) {
			bool last = i == count - 1;

			key(ui, arena_printf(ui->arena, "keys:%d", i), last ? ui_tr(ui, "keys.commands") : group_words(ui, picker, i, false),
			    group_words(ui, picker, i, true), last);
		}
		ui->at = across;
	}
	ui->at = across->parent;
}

/* The letters of a group stand large where the groups stood, so that nothing above them moves. */
static void letters(struct ui *ui, const struct picker *picker, const char *const *ids, int n)
{
	struct node *keys = row(ui);

	for (int i = 0; i < n; i++) {
		bool command = !id_is(ids[i], "key") || id_value(ids[i])[0] == '^';

		key(ui, ids[i], shown(ui, picker, ids[i]), said(ui, picker, ids[i]), command)->min_h = height(ui, 2);
	}
	ui->at = keys->parent;
}

void picker_build(struct ui *ui, const struct picker *picker)
{
	const struct metrics *m = &ui->look->metrics;
	const char *ids[PICKER_KEYS + PICKER_GROUPS];
	int count = picker_groups(picker->keys, ui->look->lang), columns = columns_of(ui, count);
	int n = picker_ids(ui, picker, ids);
	struct node *box = node_open(ui, AXIS_DOWN);

	box->role = ROLE_KEYBOARD;
	box->fill = COLOR_KEYS;
	box->pad_y = m->key_gap * 3;
	box->pad_x = MAX(m->margin, (ui->look->width - m->content_max) / 2);
	box->min_h = height(ui, (count + columns - 1) / columns) + 2 * box->pad_y;
	box->along = PLACE_CENTER;
	if (picker->group < 0)
		groups(ui, picker, n);
	else
		letters(ui, picker, ids, n);
	ui->at = box->parent;
}
