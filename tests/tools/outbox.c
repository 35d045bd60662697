/* outbox PATH append KIND COUNT   appends operations with a plain body and prints each id once it is on disk
 * outbox PATH body KIND JSON      appends one operation with that body
 * outbox PATH list                one line an operation: seq id kind state
 * outbox PATH room                would a new form open? yes, no; asked of the folder, as a form does
 * For tests that need an outbox without a kiosk. */
#include "common/store/outbox.h"

static int append_body(struct outbox *box, const char *kind, const char *body)
{
	struct clock clock = clock_system(false);
	struct rng rng = rng_system();
	struct op op = { .id = uuid_v7(&rng, clock_wall(&clock)), .made = clock_stamp(&clock) };
	char id[UUID_TEXT];
	struct err err;

	op.body = (struct bytes){ .data = (const unsigned char *)body, .len = strlen(body) };
	if (!op_kind_parse(kind, &op.kind) || !outbox_append(box, &op, &err)) {
		fprintf(stderr, "%s%s\n", err.code == ERR_DISK_FULL ? "disk full: " : "", err.text);
		return 1;
	}
	uuid_text(op.id, id);
	puts(id);
	fflush(stdout);
	return 0;
}

static int append(struct outbox *box, const char *kind, int count)
{
	for (int i = 0; i < count; i++) {
		char body[128];

		snprintf(body, sizeof(body), "{\"what\":\"ticket\",\"lang\":\"fr\",\"terminal\":\"test %d\"}", i);
		if (append_body(box, kind, body))
			return 1;
	}
	return 0;
}

static int list(struct outbox *box)
{
	struct arena *arena = arena_new();
	struct outbox_row *rows;
	size_t count;
	struct err err;

	if (!outbox_list(box, (1U << OP_STATES) - 1, 1000000, arena, &rows, &count, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < count; i++)
		printf("%lld %s %s %s\n", (long long)rows[i].seq, rows[i].id, rows[i].kind_name, op_state_name(rows[i].state));
	arena_free(arena);
	return 0;
}

int main(int argc, char **argv)
{
	struct outbox *box;
	struct err err;
	int code = 2;

	if (argc == 3 && streq(argv[2], "room") && strrchr(argv[1], '/')) {
		*strrchr(argv[1], '/') = '\0';
		return puts(outbox_has_room_in(argv[1]) ? "yes" : "no") < 0;
	}
	if (argc < 3 || !outbox_open(argv[1], &box, &err)) {
		fprintf(stderr, "%s\n", argc < 3 ? "usage: outbox PATH append KIND COUNT | body KIND JSON | list | room"
		                                     : err.code == ERR_DISK_FULL ? "disk full: cannot be opened" : err.text);
		return 2;
	}
	if (streq(argv[2], "body") && argc == 5)
		code = append_body(box, argv[3], argv[4]);
	else if (streq(argv[2], "append") && argc == 5)
		code = append(box, argv[3], (int)strtol(argv[4], NULL, 10));
	else if (streq(argv[2], "list"))
		code = list(box);
	outbox_close(box);
	return code;
}
