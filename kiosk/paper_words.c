#include "kiosk/paper.h"

#include "common/base/strbuf.h"
#include "common/domain/tracking.h"

/* In the person's own language where it has one. */
static const char *own(struct ticket_text text)
{
	return text.also ? text.also : text.main;
}

static void sentence(struct strbuf *out, const char *text)
{
	size_t len = strlen(or_empty(text));

	if (!len)
		return;
	if (out->len)
		strbuf_addc(out, ' ');
	strbuf_add(out, text);
	if (!strchr(".!?:", text[len - 1]))
		strbuf_addc(out, '.');
}

static void steps(struct strbuf *out, const struct ticket_step *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sentence(out, own(list[i].when));
		sentence(out, own(list[i].what));
	}
}

static void office(struct strbuf *out, const struct ticket_office *office)
{
	sentence(out, office->name);
	sentence(out, office->address);
	sentence(out, office->phone);
	sentence(out, office->email);
}

const char *paper_words(struct arena *arena, const struct ticket *ticket, const char *lang)
{
	const struct ticket_text after[] = { ticket->silence, ticket->condition, ticket->appeal, ticket->keep };
	struct strbuf out = STRBUF_INIT;
	struct tracking_reading reading;
	const char *words;

	sentence(&out, ticket->town.name);
	sentence(&out, own(ticket->title));
	sentence(&out, own(ticket->subject));
	sentence(&out, own(ticket->detail));
	sentence(&out, own(ticket->received));
	if (ticket->number) {
		reading = tracking_read(ticket->number);
		sentence(&out, own(ticket->number_note));
		sentence(&out, tracking_spell(arena, lang, &reading.number));
		explicit_bzero(&reading, sizeof(reading));
	}
	steps(&out, ticket->steps, ticket->n_steps);
	steps(&out, ticket->lines, ticket->n_lines);
	sentence(&out, own(ticket->call_back));
	sentence(&out, own(ticket->how_to_come));
	sentence(&out, own(ticket->in_charge));
	office(&out, &ticket->office);
	for (size_t i = 0; i < ARRAY_LEN(after); i++)
		sentence(&out, own(after[i]));
	words = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return words;
}
