/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/hub.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { WATCHERS = 256, PATIENCE_MS = 2000, AT_MOST_PERCENT = 2 };

/* A picture and how many hold it. */
struct held {
	_Atomic unsigned holders;
	struct ronda_picture *picture;
	struct ronda_picture shown;  /* the same, by value: what holders are given */
};

struct hub {
	struct hub_options options;
	pthread_t thread;
	pthread_mutex_t lock;        /* guards the board and the rest below */
	pthread_cond_t changed;      /* a period was closed, or it is time to stop */
	bool stop;
	bool ended;                  /* nothing more comes: the last picture stays */
	struct board *board;
	uint64_t looked_ns;          /* monotonic; 0: not yet */
	uint64_t closed;             /* periods whose summaries are in the board, or given up */
	uint64_t closing;            /* periods whose summaries came */

	pthread_mutex_t shelf;       /* guards these; held for a few instructions */
	struct held *latest;
	int watcher[WATCHERS];
	unsigned watchers;
};

static struct held *held_of(const struct ronda_picture *picture)
{
	return (struct held *)((char *)(uintptr_t)picture - offsetof(struct held, shown));
}

/* The last one to let go frees it: its count of holders orders all their reading before that. */
static void let_go(struct held *held)
{
	if (!held || atomic_fetch_sub_explicit(&held->holders, 1, memory_order_acq_rel) != 1)
		return;
	picture_destroy(held->picture);
	free(held);
}

static void publish(struct hub *hub, struct ronda_picture *picture)
{
	struct held *held = picture ? calloc(1, sizeof *held) : NULL, *before;

	if (!held) {
		picture_destroy(picture);
		return;
	}
	atomic_init(&held->holders, 1);
	held->picture = picture;
	held->shown = *picture;
	pthread_mutex_lock(&hub->shelf);
	before = hub->latest;
	hub->latest = held;
	for (unsigned i = 0; i < hub->watchers; i++)
		eventfd_write(hub->watcher[i], 1);
	pthread_mutex_unlock(&hub->shelf);
	let_go(before);
}

const struct ronda_picture *hub_picture(struct hub *hub)
{
	struct held *held;

	pthread_mutex_lock(&hub->shelf);
	held = hub->latest;
	if (held)
		atomic_fetch_add_explicit(&held->holders, 1, memory_order_relaxed);
	pthread_mutex_unlock(&hub->shelf);
	return held ? &held->shown : NULL;
}

void hub_release(const struct ronda_picture *picture)
{
	if (picture)
		let_go(held_of(picture));
}

int hub_watch(struct hub *hub)
{
	int event = -1;

	pthread_mutex_lock(&hub->shelf);
	if (hub->watchers < WATCHERS)
		event = eventfd(hub->latest != NULL, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event >= 0)
		hub->watcher[hub->watchers++] = event;
	pthread_mutex_unlock(&hub->shelf);
	return event;
}

void hub_unwatch(struct hub *hub, int event)
{
	if (event < 0)
		return;
	pthread_mutex_lock(&hub->shelf);
	for (unsigned i = 0; i < hub->watchers; i++)
		if (hub->watcher[i] == event) {
			hub->watcher[i] = hub->watcher[--hub->watchers];
			break;
		}
	pthread_mutex_unlock(&hub->shelf);
	close(event);
}

/* ---- the thread ---- */

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* With the lock held. Until `until_ns`, or sooner when something changed. */
static void wait_until(struct hub *hub, uint64_t until_ns)
{
	struct timespec until = { (time_t)(until_ns / STAMP_SECOND_NS), (long)(until_ns % STAMP_SECOND_NS) };

	pthread_cond_timedwait(&hub->changed, &hub->lock, &until);
}

/* The summaries of all periods before this look must be in the board; the one that is on its way will be here soon. */
static void wait_for_summaries(struct hub *hub, uint64_t period)
{
	uint64_t until_ns = monotonic_ns() + PATIENCE_MS * UINT64_C(1000000);

	while (!hub->stop && hub->closed < period && monotonic_ns() < until_ns)
		wait_until(hub, until_ns);
	if (hub->closed < period)
		hub->closed = period; /* too late now */
}

/* A live wire's seconds are ours, however its clock is set; a capture has its own. */
static void show(struct hub *hub, const struct ronda_peek *peek, uint64_t looked_ns)
{
	double seconds = hub->looked_ns ? (double)(looked_ns - hub->looked_ns) / 1e9 : 0;

	board_look(hub->board, peek, hub->options.board.replay ? -1 : seconds);
	hub->looked_ns = looked_ns;
}

static void look(struct hub *hub)
{
	struct ronda_peek peek;
	struct ronda_picture *picture = NULL;
	bool ended = hub->options.ended && atomic_load_explicit(hub->options.ended, memory_order_acquire); /* before the look */
	int failed = hub->options.peek(hub->options.context, &peek);
	uint64_t looked_ns = monotonic_ns();

	pthread_mutex_lock(&hub->lock);
	if (!failed) {
		wait_for_summaries(hub, peek.period);
		if (hub->closed == peek.period)
			show(hub, &peek, looked_ns);
	}
	picture = board_picture(hub->board);
	pthread_mutex_unlock(&hub->lock);
	if (picture) {
		picture->stale = failed != 0;
		picture->ended = hub->ended = ended && !failed;
	}
	publish(hub, picture);
	if (!failed)
		ronda_peek_finish(&peek);
}

/* Looking takes no more than its share of one core, however many sources there are to look through. */
static uint64_t pause_ns(const struct hub *hub, uint64_t took_ns)
{
	uint64_t interval_ns = hub->options.interval_ms * UINT64_C(1000000), least_ns = took_ns * (100 / AT_MOST_PERCENT - 1);
	uint64_t pause = interval_ns > took_ns ? interval_ns - took_ns : 0;

	return pause > least_ns ? pause : least_ns < 10 * interval_ns ? least_ns : 10 * interval_ns;
}

static uint64_t own_cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

static void *keep_looking(void *context)
{
	struct hub *hub = context;
	bool stop = false;

	while (!stop) {
		uint64_t begun_ns = own_cpu_ns();

		look(hub);

		uint64_t until_ns = monotonic_ns() + pause_ns(hub, own_cpu_ns() - begun_ns);

		pthread_mutex_lock(&hub->lock);
		while (!hub->stop && (hub->ended || monotonic_ns() < until_ns))
			wait_until(hub, hub->ended ? until_ns + 3600 * STAMP_SECOND_NS : until_ns);
		stop = hub->stop;
		pthread_mutex_unlock(&hub->lock);
	}
	return NULL;
}

void hub_close_period(struct hub *hub, const struct ronda_summary *summary)
{
	pthread_mutex_lock(&hub->lock);
	if (hub->closing >= hub->closed && summary->parts_count == 1)
		board_close(hub->board, summary, hub->closing);
	hub->closing += summary->parts_count; /* merged for want of room: its periods were looked at, all but their ends */
	if (hub->closed < hub->closing)
		hub->closed = hub->closing;
	pthread_cond_broadcast(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
}

struct hub *hub_create(const struct hub_options *options)
{
	struct hub *hub = calloc(1, sizeof *hub);
	pthread_condattr_t attributes;

	if (!hub)
		return NULL;
	hub->options = *options;
	pthread_mutex_init(&hub->lock, NULL);
	pthread_mutex_init(&hub->shelf, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&hub->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	hub->board = board_create(&options->board);
	if (hub->board && options->remember)
		options->remember(options->context, hub->board);
	if (hub->board && pthread_create(&hub->thread, NULL, keep_looking, hub) == 0)
		return hub;
	board_destroy(hub->board);
	free(hub);
	return NULL;
}

void hub_destroy(struct hub *hub)
{
	if (!hub)
		return;
	pthread_mutex_lock(&hub->lock);
	hub->stop = true;
	pthread_cond_broadcast(&hub->changed);
	pthread_mutex_unlock(&hub->lock);
	pthread_join(hub->thread, NULL);
	let_go(hub->latest);
	for (unsigned i = 0; i < hub->watchers; i++)
		close(hub->watcher[i]);
	board_destroy(hub->board);
	pthread_cond_destroy(&hub->changed);
	pthread_mutex_destroy(&hub->shelf);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}
