#include "kiosk/audit/findings.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 6, LINE_MAX_BYTES = 8192 };

struct findings findings_new(void)
{
	return (struct findings){ .first = NULL };
}

void findings_done(struct findings *all)
{
	struct finding *next;

	for (struct finding *f = all->first; f; f = next) {
		next = f->next;
		free(f->check);
		free(f->state);
		free(f->node);
		free(f->sentence);
		free(f->where);
		free(f);
	}
	*all = findings_new();
}

/* A copy of S that keeps to one line. */
static char *one_line(const char *s)
{
	char *out = strdup(s);

	if (!out)
		abort();
	for (char *at = out; *at; at++)
		if (*at == '\t' || *at == '\n' || *at == '\r')
			*at = ' ';
	return out;
}

static struct finding *find(const struct findings *all, const char *check, const char *state, const char *node)
{
	for (struct finding *f = all->first; f; f = f->next)
		if (streq(f->check, check) && streq(f->state, state) && streq(f->node, node))
			return f;
	return NULL;
}

void findings_add(struct findings *all, const char *check, const char *state, const char *node, const char *sentence,
                  const char *where, unsigned count)
{
	char *kept = one_line(node);
	struct finding *found = find(all, check, state, kept);

	all->count += count;
	if (found) {
		found->count += count;
		free(kept);
		return;
	}
	found = calloc(1, sizeof(*found));
	if (!found)
		abort();
	*found = (struct finding){ .check = one_line(check), .state = one_line(state), .node = kept, .sentence = one_line(sentence),
	                           .where = one_line(where), .count = count };
	if (!all->first)
		all->last = &all->first;
	*all->last = found;
	all->last = &found->next;
}

bool findings_have(const struct findings *all, const char *check)
{
	for (const struct finding *f = all->first; f; f = f->next)
		if (streq(f->check, check))
			return true;
	return false;
}

void findings_write(const struct findings *all, FILE *out)
{
	for (const struct finding *f = all->first; f; f = f->next)
		fprintf(out, "%u\t%s\t%s\t%s\t%s\t%s\n", f->count, f->check, f->state, f->node, f->where, f->sentence);
}

void findings_read(struct findings *all, FILE *in)
{
	char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), in)) {
		char *field[FIELDS] = { NULL }, *at = line;
		int n = 0;

		line[strcspn(line, "\n")] = '\0';
		for (; n < FIELDS && at; n++) {
			field[n] = at;
			at = strchr(at, '\t');
			if (at)
				*at++ = '\0';
		}
		if (n == FIELDS)
			findings_add(all, field[1], field[2], field[3], field[5], field[4], (unsigned)strtoul(field[0], NULL, 10));
	}
}
