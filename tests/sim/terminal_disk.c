/* What befalls a terminal and its disk. */
#include "tests/sim/hub.h"
#include "tests/sim/store.h"
#include "tests/sim/story.h"
#include "tests/sim/terminal.h"
#include "tests/sim/town.h"

#include <stdlib.h>

struct image {
	struct entry *entry;
	int32_t entries;
	struct stored stored;
	struct held_row *row, *record;
	int32_t row_cap, record_cap;
	int32_t token;
};

static void *copy_of(const void *from, size_t size)
{
	void *copy = malloc(size + 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, from, size);
	return copy;
}

static void image_free(struct image *image)
{
	if (!image)
		return;
	free(image->entry);
	free(image->row);
	free(image->record);
	free(image);
}

static struct terminal *new_terminal(struct world *w, bool public_)
{
	struct terminal *t;

	if (w->terminals == w->terminal_cap)
		return NULL;
	t = &w->terminal[w->terminals];
	*t = (struct terminal){ .id = w->terminals, .as = w->terminals, .there = true, .public_ = public_ };
	t->head = &t->stored;
	w->terminals++;
	return t;
}

int64_t terminal_wall(const struct world *w, const struct terminal *t)
{
	return w->now + t->wall_off + w->now / SECOND_US * t->drift;
}

struct terminal *terminal_add(struct world *w, bool public_, uint8_t departments)
{
	struct terminal *t = new_terminal(w, public_);

	if (!t)
		abort();
	t->wall_off = DAY_US * 20000;
	/* from nothing to 1 in 1,000, either way; drawn without the dice, so that a seed plays what it played before */
	t->drift = (int)((w->set.seed * 7919 + (uint64_t)t->id * 104729) % 2001) - 1000;
	hub_enrol(w, t, public_, departments);
	terminal_boot(w, t);
	queue_add(&w->queue, (struct event){ .at = w->now + between(w, 0, DAY_US), .kind = EVENT_HOUSE, .who = t->id });
	return t;
}

void terminal_done(struct terminal *t)
{
	disk_done(&t->outbox);
	disk_done(&t->replica);
	free(t->entry);
	free(t->row);
	free(t->record);
	image_free(t->image);
}

void terminal_boot(struct world *w, struct terminal *t)
{
	struct cursor cursor = { .rev = t->stored.rev };

	if (!t->there || t->dead)
		return;
	t->up = true;
	t->boot = w->now;
	t->waiting_for_link = false;
	epoch_text(t->stored.epoch, cursor.epoch);
	sync_init(&t->core, t->stored.there ? &cursor : NULL);
	t->core.public = t->public_;
	if (t->stored.there)
		sync_format(&t->core, t->stored.format);
	t->outbox_closed = t->purge = 0;
	t->wake = w->now + between(w, 1000, SECOND_US);
	queue_add(&w->queue, (struct event){ .at = t->wake, .kind = EVENT_WAKE, .who = t->id });
}

static void goes_down(struct world *w, struct terminal *t, int64_t away)
{
	t->up = false;
	for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++)
		t->lane[lane] = (struct exchange){ .id = 0 };
	queue_add(&w->queue, (struct event){ .at = w->now + away, .kind = EVENT_BOOT, .who = t->id });
}

void terminal_kill(struct world *w, struct terminal *t, const char *why)
{
	say(w, "%s: the program is killed %s", terminal_name(t), why);
	w->happened[FAULT_PROGRAM_CRASH]++;
	disk_rollback(&t->outbox);
	disk_rollback(&t->replica);
	goes_down(w, t, between(w, SECOND_US, MINUTE_US));
}

void terminal_power(struct world *w, struct terminal *t, const char *why)
{
	say(w, "%s: the power goes %s", terminal_name(t), why);
	w->happened[FAULT_POWER_LOSS]++;
	disk_power_loss(&t->outbox, &w->rng);
	disk_power_loss(&t->replica, &w->rng);
	w->happened[FAULT_LOST_WRITES] += t->replica.torn || t->outbox.torn;
	goes_down(w, t, between(w, 20 * SECOND_US, chance(w, 0.1) ? DAY_US : 20 * MINUTE_US));
}

void terminal_image(struct world *w, struct terminal *t)
{
	struct image *image = malloc(sizeof(*image));

	(void)w;
	if (!image)
		abort();
	image_free(t->image);
	*image = (struct image){
		.entry = copy_of(t->entry, (size_t)t->entries * sizeof(*t->entry)), .entries = t->entries, .stored = t->stored,
		.row = copy_of(t->row, (size_t)t->row_cap * sizeof(*t->row)), .row_cap = t->row_cap,
		.record = copy_of(t->record, (size_t)t->record_cap * sizeof(*t->record)), .record_cap = t->record_cap, .token = t->token,
	};
	t->image = image;
}

/* What a disk takes with it nobody can deliver any more. */
static void disk_is_lost(struct world *w, const struct terminal *t, const struct image *now)
{
	for (int32_t i = 0; i < t->entries; i++) {
		bool kept = false;

		if (t->entry[i].op < 0)
			continue;
		for (int32_t k = 0; now && k < now->entries; k++)
			kept = kept || now->entry[k].op == t->entry[i].op;
		if (!kept && !w->op[t->entry[i].op].lost) {
			w->op[t->entry[i].op].lost = true;
			w->loss++;
		}
	}
}

static void take_disk(struct terminal *t, const struct image *image)
{
	disk_sync(&t->outbox);
	disk_sync(&t->replica);
	free(t->entry);
	free(t->row);
	free(t->record);
	t->entry = copy_of(image->entry, (size_t)image->entries * sizeof(*t->entry));
	t->entries = t->entry_cap = image->entries;
	t->row = copy_of(image->row, (size_t)image->row_cap * sizeof(*t->row));
	t->row_cap = image->row_cap;
	t->record = copy_of(image->record, (size_t)image->record_cap * sizeof(*t->record));
	t->record_cap = image->record_cap;
	t->stored = image->stored;
}

bool terminal_put_back(struct world *w, struct terminal *t)
{
	if (!t->image || t->image->token != t->token)
		return false;
	say(w, "%s is put back to an image of its disk", terminal_name(t));
	w->happened[FAULT_IMAGE_RESTORED]++;
	disk_is_lost(w, t, t->image);
	goes_down(w, t, between(w, MINUTE_US, HOUR_US));
	take_disk(t, t->image);
	t->outbox_damaged = false;
	return true;
}

struct terminal *terminal_clone(struct world *w, struct terminal *t)
{
	struct terminal *clone = new_terminal(w, t->public_);

	if (!clone)
		return NULL;
	terminal_image(w, t);
	take_disk(clone, t->image);
	clone->as = t->as;
	clone->token = t->token;
	clone->key = t->key;
	clone->departments = t->departments;
	clone->wall_off = t->wall_off;
	clone->drift = t->drift;
	say(w, "%s is started with the disk of %s", terminal_name(clone), terminal_name(t));
	w->happened[FAULT_CLONED]++;
	terminal_boot(w, clone);
	queue_add(&w->queue, (struct event){ .at = w->now + between(w, 0, DAY_US), .kind = EVENT_HOUSE, .who = clone->id });
	return clone;
}

void terminal_rot_outbox(struct world *w, struct terminal *t)
{
	for (int32_t i = 0; i < t->entries; i++)
		if ((t->entry[i].state == OP_QUEUED || t->entry[i].state == OP_SENDING || t->entry[i].state == OP_DONE) && chance(w, 0.3)) {
			t->entry[i].rotten = true;
			w->happened[FAULT_OUTBOX_ROT]++;
			say(w, "%s: %s rots on its disk", terminal_name(t), op_words(w, t->entry[i].op));
			return;
		}
}

/* Maintenance has been told: what can be read is kept, what cannot is said to be lost. */
void terminal_salvage(struct world *w, struct terminal *t)
{
	for (int32_t i = 0; i < t->entries; i++)
		if (t->entry[i].rotten) {
			say(w, "%s: %s cannot be salvaged, and that is said", terminal_name(t), op_words(w, t->entry[i].op));
			w->op[t->entry[i].op].lost = true;
			w->loss++;
			t->entry[i] = (struct entry){ .op = -1, .state = ENTRY_FREE };
		} else if (t->outbox_damaged && t->entry[i].state == OP_DONE) {
			t->entry[i].state = OP_QUEUED; /* nobody can say any more that it was delivered */
		}
	disk_sync(&t->outbox);
	t->outbox_damaged = false;
	t->wake = w->now;
	queue_add(&w->queue, (struct event){ .at = w->now, .kind = EVENT_WAKE, .who = t->id });
}
