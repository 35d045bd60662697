#include "counter/filling.h"

#include "common/text/tr.h"
#include "counter/cells.h"

enum { LONG_LINES = 4, LABEL_X = 2 };

static const struct form_field *field_at(const struct filling *filling, size_t position)
{
	return &filling->form->pages[filling->page].fields[filling->fields[position]];
}

static const struct form_field *field_in_focus(const struct filling *filling)
{
	return filling->focus < filling->field_count ? field_at(filling, filling->focus) : NULL;
}

static bool is_typed(const struct form_field *field)
{
	return field->type != FIELD_CHOICE && field->type != FIELD_CHOICES && field->type != FIELD_YESNO;
}

static const size_t NO_OPTION = SIZE_MAX;

static size_t option_count(const struct form_field *field)
{
	return field->type == FIELD_YESNO ? 2 : is_typed(field) ? 0 : field->n_options;
}

static const char *option_id(const struct form_field *field, size_t option)
{
	return field->type == FIELD_YESNO ? (option == 0 ? "yes" : "no") : field->options[option].id;
}

static const char *option_label(const struct filling *filling, const struct form_field *field, size_t option)
{
	return field->type == FIELD_YESNO ? tr(filling->lang, option == 0 ? "form.yes" : "form.no") :
	                                    form_text(&field->options[option].label, filling->lang);
}

static bool option_chosen(const struct filling *filling, const struct form_field *field, size_t option)
{
	return field->type == FIELD_CHOICES ? answers_chosen(filling->answers, field->id, option_id(field, option)) :
	                                      streq(answers_get(filling->answers, field->id), option_id(field, option));
}

void filling_init(struct filling *filling, struct arena *arena, const char *lang, const struct form *form, int64_t today)
{
	*filling = (struct filling){ .arena = arena, .lang = lang, .form = form, .today = today, .answers = answers_new() };
	edit_init(&filling->edit, 1, false);
}

void filling_done(struct filling *filling)
{
	if (!filling->answers)
		return;
	answers_free(filling->answers);
	edit_done(&filling->edit);
	arena_free(filling->found_arena);
}

/* ---- focus */
static void find_addresses(struct filling *filling)
{
	const struct form_field *field = field_in_focus(filling);

	arena_free(filling->found_arena);
	filling->found_arena = NULL;
	filling->found_count = filling->suggestion = 0;
	if (!field || field->type != FIELD_ADDRESS || !filling->db || filling->edit.text.len < 2)
		return;
	filling->found_arena = arena_new();
	if (!address_find(filling->db, edit_text(&filling->edit), SUGGESTIONS_MAX, filling->found_arena, &filling->found,
	                  &filling->found_count, NULL))
		filling->found_count = 0;
	filling->suggestion = filling->found_count; /* none until one goes down to it */
}

static void focus_on(struct filling *filling, size_t position)
{
	const struct form_field *field;

	filling->focus = position;
	edit_done(&filling->edit);
	edit_init(&filling->edit, 1, false);
	arena_free(filling->found_arena);
	filling->found_arena = NULL;
	filling->found_count = 0;
	field = field_in_focus(filling);
	if (!field)
		return;
	filling->option = NO_OPTION; /* so that Enter, pressed once too often, answers nothing */
	if (is_typed(field)) {
		edit_init(&filling->edit, field->max_chars > 0 ? (size_t)field->max_chars : 200,
			  field->type == FIELD_LONGTEXT);
		edit_set(&filling->edit, answers_get(filling->answers, field->id));
		return;
	}
	for (size_t i = 0; i < option_count(field); i++)
		if (option_chosen(filling, field, i)) {
			filling->option = i;
			break;
		}
}

/* What is asked may hang on what was just answered. */
static void refresh(struct filling *filling)
{
	const struct form_page *page = &filling->form->pages[filling->page];
	size_t kept = filling->focus < filling->field_count ? filling->fields[filling->focus] : 0;

	filling->field_count = 0;
	for (size_t i = 0; i < page->n_fields; i++) {
		if (!form_asks(filling->form, &page->fields[i], filling->answers))
			continue;
		if (i == kept)
			filling->focus = filling->field_count;
		filling->fields[filling->field_count++] = i;
	}
}

void filling_go(struct filling *filling, int page)
{
	filling->page = page;
	filling->focus = filling->field_count = 0;
	memset(filling->faults, 0, sizeof(filling->faults));
	refresh(filling);
	focus_on(filling, 0);
}

bool filling_check(struct filling *filling)
{
	size_t first = filling->field_count;

	for (size_t i = filling->field_count; i-- > 0;) {
		enum answer_fault fault = answer_check(field_at(filling, i), filling->answers, filling->today);

		filling->faults[filling->fields[i]] = fault;
		if (fault != ANSWER_OK)
			first = i;
	}
	if (first == filling->field_count)
		return true;
	focus_on(filling, first);
	return false;
}

/* ---- keys */
static enum filling_result step(struct filling *filling, int by)
{
	if (by > 0 && filling->focus + 1 >= filling->field_count)
		return FILLING_NEXT;
	if (by < 0 && filling->focus == 0)
		return FILLING_STAY;
	focus_on(filling, by > 0 ? filling->focus + 1 : filling->focus - 1);
	return FILLING_STAY;
}

static void choose(struct filling *filling, const struct form_field *field, bool toggle)
{
	const char *id = option_id(field, filling->option);

	if (field->type == FIELD_CHOICES)
		answers_choose(filling->answers, field->id, id,
			       toggle ? !answers_chosen(filling->answers, field->id, id) : true);
	else
		answers_set(filling->answers, field->id, id);
	filling->faults[filling->fields[filling->focus]] = ANSWER_OK;
	filling->changed = true;
	refresh(filling);
}

static enum filling_result option_key(struct filling *filling, const struct form_field *field, const struct key *key)
{
	size_t count = option_count(field);

	switch (key->code) {
	case K_UP:
		if (filling->option == NO_OPTION || filling->option == 0)
			return step(filling, -1);
		filling->option--;
		return FILLING_STAY;
	case K_DOWN:
		if (filling->option != NO_OPTION && filling->option + 1 >= count)
			return filling->focus + 1 < filling->field_count ? step(filling, 1) : FILLING_STAY;
		filling->option = filling->option == NO_OPTION ? 0 : filling->option + 1;
		return FILLING_STAY;
	case ' ':
		if (filling->option != NO_OPTION)
			choose(filling, field, true);
		return FILLING_STAY;
	case K_ENTER:
		/* Of several, Enter goes on with what is ticked; of one, it takes the one that is highlighted. */
		if (field->type != FIELD_CHOICES && filling->option != NO_OPTION)
			choose(filling, field, false);
		return step(filling, 1);
	default: break;
	}
	if (key->code >= '1' && key->code <= '9' && key->code - '1' < count) {
		filling->option = key->code - '1';
		choose(filling, field, true);
	}
	return FILLING_STAY;
}

static void take_suggestion(struct filling *filling, const struct form_field *field)
{
	const struct address *address = &filling->found[filling->suggestion];
	struct place_answer where = { .text = address_text(address, filling->found_arena), .id = address->id,
	                              .located = address->at.known, .lat = address->at.lat, .lon = address->at.lon };

	answers_set_address(filling->answers, field->id, &where);
	edit_set(&filling->edit, where.text);
	filling->changed = true;
	filling->found_count = 0;
}

static enum filling_result typed_key(struct filling *filling, const struct form_field *field, const struct key *key,
				     int width)
{
	if (filling->found_count > 0) {
		if (key->code == K_DOWN || key->code == K_UP) {
			size_t stops = filling->found_count + 1; /* the line itself is one */

			filling->suggestion = (filling->suggestion + (key->code == K_DOWN ? 1 : stops - 1)) % stops;
			return FILLING_STAY;
		}
		if (key->code == K_ENTER && filling->suggestion < filling->found_count) {
			take_suggestion(filling, field);
			return FILLING_STAY;
		}
	}
	switch (edit_key(&filling->edit, key, width)) {
	case EDIT_CHANGED:
		answers_set(filling->answers, field->id, edit_text(&filling->edit));
		filling->faults[filling->fields[filling->focus]] = ANSWER_OK;
		filling->changed = true;
		refresh(filling);
		find_addresses(filling);
		return FILLING_STAY;
	case EDIT_FULL: return FILLING_FULL;
	case EDIT_MOVED: return FILLING_STAY;
	case EDIT_IGNORED: break;
	}
	switch (key->code) {
	case K_ENTER: return step(filling, 1);
	case K_UP: return step(filling, -1);
	case K_DOWN: return filling->focus + 1 < filling->field_count ? step(filling, 1) : FILLING_STAY;
	default: return FILLING_STAY;
	}
}

enum filling_result filling_key(struct filling *filling, const struct key *key, int width)
{
	const struct form_field *field = field_in_focus(filling);

	if (key->code == K_TAB)
		return filling->focus + 1 < filling->field_count ? step(filling, 1) : FILLING_STAY;
	if (key->code == K_BACKTAB)
		return step(filling, -1);
	if (!field)
		return key->code == K_ENTER ? FILLING_NEXT : FILLING_STAY;
	return is_typed(field) ? typed_key(filling, field, key, width) : option_key(filling, field, key);
}

/* ---- drawing: every line once, then those that AREA shows */
struct canvas {
	struct tui *tui;
	struct rect area;
	int skip, y;       /* lines scrolled out; the next line */
	bool draw;         /* false: only measures */
	int focus_from, focus_to;
};

static bool seen(const struct canvas *canvas, int lines)
{
	int y = canvas->y - canvas->skip;

	return canvas->draw && y >= 0 && y + lines <= canvas->area.h;
}

static void put(struct canvas *canvas, int x, enum style style, const char *text)
{
	int width = canvas->area.w - x;

	do {
		struct strbuf line = STRBUF_INIT;
		size_t next, len = cells_wrap(text, MAX(width, 8), &next);

		strbuf_addn(&line, text, len);
		if (seen(canvas, 1))
			tui_put(canvas->tui, canvas->area.y + canvas->y - canvas->skip, canvas->area.x + x, width, style,
				strbuf_str(&line));
		strbuf_done(&line);
		canvas->y++;
		text += next;
	} while (*text);
}

static void put_options(struct filling *filling, struct canvas *canvas, const struct form_field *field, bool focused,
			struct arena *frame)
{
	bool many = field->type == FIELD_CHOICES;

	for (size_t i = 0; i < option_count(field); i++) {
		bool chosen = option_chosen(filling, field, i), at = focused && i == filling->option;

		if ((at || (focused && filling->option == NO_OPTION && i == 0)) && seen(canvas, 1))
			tui_focus(canvas->tui, canvas->area.y + canvas->y - canvas->skip, canvas->area.x + LABEL_X + 1);
		put(canvas, LABEL_X, at ? STYLE_SELECTED : STYLE_PLAIN,
		    arena_printf(frame, "%c %s %s", focused && i < 9 ? (char)('1' + i) : ' ',
				 many ? (chosen ? "[x]" : "[ ]") : (chosen ? "(•)" : "( )"),
				 option_label(filling, field, i)));
	}
}

static void put_typed(struct filling *filling, struct canvas *canvas, const struct form_field *field, bool focused)
{
	int lines = field->type == FIELD_LONGTEXT ? LONG_LINES : 1, width = MIN(canvas->area.w - LABEL_X, 90);
	struct rect area = {
		.y = canvas->area.y + canvas->y - canvas->skip, .x = canvas->area.x + LABEL_X, .h = lines, .w = width
	};
	struct edit idle;
	struct edit *edit = &filling->edit;

	if (!focused) {
		edit_init(&idle, 1, lines > 1);
		edit_set(&idle, answers_get(filling->answers, field->id));
		idle.at = 0;
		edit = &idle;
	}
	if (seen(canvas, lines)) {
		if (lines > 1)
			tui_edit_area(canvas->tui, area, edit, focused);
		else
			tui_edit_line(canvas->tui, area.y, area.x, width, edit, focused);
	}
	canvas->y += lines;
	if (!focused) {
		edit_done(&idle);
		return;
	}
	for (size_t i = 0; i < filling->found_count; i++) {
		if (i == filling->suggestion && seen(canvas, 1))
			tui_focus(canvas->tui, canvas->area.y + canvas->y - canvas->skip, canvas->area.x + LABEL_X + 2);
		put(canvas, LABEL_X + 2, i == filling->suggestion ? STYLE_SELECTED : STYLE_MUTED,
		    address_text(&filling->found[i], filling->found_arena));
	}
}

static void put_field(struct filling *filling, struct canvas *canvas, size_t position, struct arena *frame)
{
	const struct form_field *field = field_at(filling, position);
	bool focused = position == filling->focus;
	enum answer_fault fault = filling->faults[filling->fields[position]];
	const char *label = form_text(&field->label, filling->lang), *help = form_text(&field->help, filling->lang);

	if (focused)
		canvas->focus_from = canvas->y;
	put(canvas, 0, STYLE_STRONG,
	    arena_printf(frame, "%s %s%s%s", focused ? "▸" : " ", label, field->required ? "" : " ",
			 field->required ? "" : tr(filling->lang, "desk.form.optional")));
	if (focused && *help)
		put(canvas, LABEL_X, STYLE_MUTED, help);
	if (is_typed(field))
		put_typed(filling, canvas, field, focused);
	else
		put_options(filling, canvas, field, focused, frame);
	if (fault != ANSWER_OK)
		put(canvas, LABEL_X, STYLE_LATE,
		    arena_printf(frame, "! %s", answer_sentence(frame, filling->lang, field, fault, filling->today)));
	if (focused)
		canvas->focus_to = canvas->y;
	canvas->y++;
}

void filling_draw(struct filling *filling, struct tui *tui, struct rect area, struct arena *frame)
{
	struct canvas canvas = { .tui = tui, .area = area };
	const char *help = form_text(&filling->form->pages[filling->page].help, filling->lang);

	for (int round = 0; round < 2; round++) {
		canvas.draw = round == 1;
		canvas.y = 0;
		if (*help) {
			put(&canvas, 0, STYLE_MUTED, help);
			canvas.y++;
		}
		for (size_t i = 0; i < filling->field_count; i++)
			put_field(filling, &canvas, i, frame);
		/* As little as shows the whole field; its beginning when even that is too much. */
		if (canvas.focus_to > canvas.skip + area.h)
			canvas.skip = canvas.focus_to - area.h;
		if (canvas.focus_from < canvas.skip)
			canvas.skip = canvas.focus_from;
	}
}

/* ---- drafts */
json_t *filling_save(const struct filling *filling)
{
	json_t *json = json_object();

	for (size_t p = 0; p < filling->form->n_pages; p++)
		for (size_t f = 0; f < filling->form->pages[p].n_fields; f++) {
			const struct form_field *field = &filling->form->pages[p].fields[f];
			struct place_answer where = answers_address(filling->answers, field->id);

			if (!*answers_get(filling->answers, field->id))
				continue;
			if (field->type == FIELD_ADDRESS && *or_empty(where.id))
				json_object_set_new(json, field->id,
						    json_pack("{s:s, s:s, s:b, s:f, s:f}", "text", where.text, "id",
							      where.id, "located", where.located, "lat",
							      where.located ? where.lat : 0.0, "lon",
							      where.located ? where.lon : 0.0));
			else
				json_object_set_new(json, field->id, json_string(answers_get(filling->answers, field->id)));
		}
	return json;
}

void filling_restore(struct filling *filling, json_t *answers)
{
	const char *id;
	json_t *value;

	json_object_foreach(answers, id, value) {
		if (!form_field_find(filling->form, id))
			continue;
		if (json_is_string(value)) {
			answers_set(filling->answers, id, json_string_value(value));
		} else if (json_is_object(value)) {
			struct place_answer where = {
				.text = or_empty(json_string_value(json_object_get(value, "text"))),
				.id = or_empty(json_string_value(json_object_get(value, "id"))),
				.located = json_is_true(json_object_get(value, "located")),
				.lat = json_number_value(json_object_get(value, "lat")),
				.lon = json_number_value(json_object_get(value, "lon")),
			};

			answers_set_address(filling->answers, id, &where);
		}
	}
}
