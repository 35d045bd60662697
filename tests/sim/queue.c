#include "tests/sim/queue.h"

#include <stdlib.h>

static bool before(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void queue_add(struct queue *queue, struct event event)
{
	size_t at = queue->count++;

	if (queue->count > queue->cap) {
		queue->cap = queue->cap ? 2 * queue->cap : 256;
		queue->heap = realloc(queue->heap, queue->cap * sizeof(*queue->heap));
		if (!queue->heap)
			abort();
	}
	event.order = queue->order++;
	while (at > 0 && before(&event, &queue->heap[(at - 1) / 2])) {
		queue->heap[at] = queue->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	queue->heap[at] = event;
}

bool queue_next(struct queue *queue, struct event *ret_event)
{
	struct event last;
	size_t at = 0;

	if (queue->count == 0)
		return false;
	*ret_event = queue->heap[0];
	last = queue->heap[--queue->count];
	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= queue->count)
			break;
		if (child + 1 < queue->count && before(&queue->heap[child + 1], &queue->heap[child]))
			child++;
		if (!before(&queue->heap[child], &last))
			break;
		queue->heap[at] = queue->heap[child];
		at = child;
	}
	queue->heap[at] = last;
	return true;
}

void queue_done(struct queue *queue)
{
	free(queue->heap);
	*queue = (struct queue){ .count = 0 };
}
