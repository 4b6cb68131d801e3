/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { ROOM = 128 };

struct queue {
	struct ronda_summary *summary[ROOM];
	size_t count;
};

struct outbox {
	pthread_mutex_t lock;     /* guards `put` and `last`; held once a period */
	struct queue put;
	bool last;
	struct queue unwritten;   /* the writer's own */
	int event;
	outbox_seen *see;         /* NULL: nobody looks on */
	void *context;
};

struct outbox *outbox_create(void)
{
	struct outbox *outbox = calloc(1, sizeof *outbox);

	if (!outbox)
		return NULL;
	pthread_mutex_init(&outbox->lock, NULL);
	outbox->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return outbox;
}

static void empty(struct queue *queue)
{
	for (size_t i = 0; i < queue->count; i++)
		ronda_summary_destroy(queue->summary[i]);
	queue->count = 0;
}

void outbox_destroy(struct outbox *outbox)
{
	if (!outbox)
		return;
	empty(&outbox->put);
	empty(&outbox->unwritten);
	pthread_mutex_destroy(&outbox->lock);
	close(outbox->event);
	free(outbox);
}

int outbox_fd(const struct outbox *outbox)
{
	return outbox->event;
}

static void remove_at(struct queue *queue, size_t at)
{
	queue->count--;
	memmove(&queue->summary[at], &queue->summary[at + 1], (queue->count - at) * sizeof *queue->summary);
}

/* Two become one; if that fails the older is lost, and only then. */
static void make_room(struct queue *queue)
{
	const struct ronda_summary *oldest[] = { queue->summary[0], queue->summary[1] };
	struct ronda_summary *merged = ronda_summary_merge(oldest, 2, NULL);

	ronda_summary_destroy(queue->summary[0]);
	remove_at(queue, 0);
	if (merged) {
		ronda_summary_destroy(queue->summary[0]);
		queue->summary[0] = merged;
	}
}

static void append(struct queue *queue, struct ronda_summary *summary)
{
	if (queue->count == ROOM)
		make_room(queue);
	queue->summary[queue->count++] = summary;
}

void outbox_put(struct outbox *outbox, struct ronda_summary *summary, bool last)
{
	pthread_mutex_lock(&outbox->lock);
	if (summary)
		append(&outbox->put, summary);
	outbox->last = last;
	pthread_mutex_unlock(&outbox->lock);
	eventfd_write(outbox->event, 1);
}

void outbox_on_collect(struct outbox *outbox, outbox_seen *see, void *context)
{
	outbox->see = see;
	outbox->context = context;
}

bool outbox_collect(struct outbox *outbox)
{
	struct queue put;
	eventfd_t ignored;
	bool last;

	eventfd_read(outbox->event, &ignored);
	pthread_mutex_lock(&outbox->lock);
	put = outbox->put;
	outbox->put.count = 0;
	last = outbox->last;
	pthread_mutex_unlock(&outbox->lock);
	for (size_t i = 0; i < put.count; i++) {
		if (outbox->see)
			outbox->see(outbox->context, put.summary[i]);
		append(&outbox->unwritten, put.summary[i]);
	}
	return last;
}

const struct ronda_summary *outbox_first(const struct outbox *outbox)
{
	return outbox->unwritten.count ? outbox->unwritten.summary[0] : NULL;
}

void outbox_drop(struct outbox *outbox)
{
	ronda_summary_destroy(outbox->unwritten.summary[0]);
	remove_at(&outbox->unwritten, 0);
}

size_t outbox_count(const struct outbox *outbox)
{
	return outbox->unwritten.count;
}
