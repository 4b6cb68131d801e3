/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/courier.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct courier {
	struct outlet outlet;
	pthread_t thread;
	pthread_mutex_t lock;      /* guards what follows */
	pthread_cond_t changed;
	struct notice queue[COURIER_ROOM];
	size_t first, count;
	struct courier_counts counts;
	bool stop, carrying;       /* carrying: the first is with the outlet; it may not give way */
	struct timespec stop_at;

	bool failing;              /* the thread's own */
	unsigned pause_seconds;
};

static struct timespec in_seconds(unsigned seconds)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += seconds;
	return at;
}

static bool is_past(const struct timespec *at)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > at->tv_sec || (now.tv_sec == at->tv_sec && now.tv_nsec >= at->tv_nsec);
}

/* With the lock held, as all below but carry(). */
static void drop_first(struct courier *courier)
{
	courier->first = (courier->first + 1) % COURIER_ROOM;
	courier->count--;
}

static void pause_for(struct courier *courier, unsigned seconds)
{
	struct timespec until = in_seconds(seconds);

	while (!courier->stop && !is_past(&until))
		pthread_cond_timedwait(&courier->changed, &courier->lock, &until);
}

static void tell_failure(struct courier *courier, const struct ronda_error *error)
{
	if (!courier->failing)
		fprintf(stderr, "ronda: a notice could not be sent: %s; trying again\n", error->text);
	courier->failing = true;
}

static void succeed(struct courier *courier)
{
	if (courier->failing)
		fprintf(stderr, "ronda: notices can be sent again to %s\n", courier->outlet.kind->name);
	courier->failing = false;
	courier->pause_seconds = 0;
	courier->counts.sent++;
	drop_first(courier);
}

static void fail(struct courier *courier, int outcome, const struct ronda_error *error)
{
	unsigned next = courier->pause_seconds ? 2 * courier->pause_seconds : COURIER_FIRST_SECONDS;

	if (outcome == OUTLET_REFUSED) {
		fprintf(stderr, "ronda: a notice is dropped: %s\n", error->text);
		courier->counts.lost++;
		drop_first(courier);
		return;
	}
	tell_failure(courier, error);
	courier->pause_seconds = next < COURIER_LONGEST_SECONDS ? next : COURIER_LONGEST_SECONDS;
	pause_for(courier, courier->stop ? 0 : courier->pause_seconds);
}

/* Sends the first of the queue, with the lock let go meanwhile. */
static void carry(struct courier *courier)
{
	struct notice notice = courier->queue[courier->first];
	struct ronda_error error = { "" };
	int outcome;

	courier->carrying = true;
	pthread_mutex_unlock(&courier->lock);
	outcome = courier->outlet.kind->send(&courier->outlet, &notice, &error);
	pthread_mutex_lock(&courier->lock);
	courier->carrying = false;
	if (outcome == 0)
		succeed(courier);
	else
		fail(courier, outcome, &error);
}

/* After being asked to stop: once through what waits, while there is time and nothing fails. */
static bool goes_on(const struct courier *courier)
{
	if (!courier->stop)
		return true;
	return courier->count && !courier->failing && !is_past(&courier->stop_at);
}

static void *work(void *context)
{
	struct courier *courier = context;

	pthread_mutex_lock(&courier->lock);
	while (goes_on(courier)) {
		if (courier->count)
			carry(courier);
		else
			pthread_cond_wait(&courier->changed, &courier->lock);
	}
	if (courier->count)
		fprintf(stderr, "ronda: %zu notices were not sent to %s\n", courier->count, courier->outlet.kind->name);
	pthread_mutex_unlock(&courier->lock);
	return NULL;
}

struct courier *courier_start(const struct outlet *outlet)
{
	struct courier *courier = calloc(1, sizeof *courier);
	pthread_condattr_t attributes;

	if (!courier)
		return NULL;
	courier->outlet = *outlet;
	pthread_mutex_init(&courier->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&courier->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	if (pthread_create(&courier->thread, NULL, work, courier) == 0)
		return courier;
	free(courier);
	return NULL;
}

/* The oldest that is not being sent gives way. */
static void make_room(struct courier *courier)
{
	size_t second = (courier->first + 1) % COURIER_ROOM;

	if (courier->carrying)
		courier->queue[second] = courier->queue[courier->first]; /* it is the thread's copy that is sent */
	drop_first(courier);
	courier->counts.lost++;
}

void courier_put(struct courier *courier, const struct notice *notice)
{
	pthread_mutex_lock(&courier->lock);
	if (courier->count == COURIER_ROOM)
		make_room(courier);
	courier->queue[(courier->first + courier->count++) % COURIER_ROOM] = *notice;
	pthread_cond_signal(&courier->changed);
	pthread_mutex_unlock(&courier->lock);
}

struct courier_counts courier_count(struct courier *courier)
{
	struct courier_counts counts;

	pthread_mutex_lock(&courier->lock);
	counts = courier->counts;
	counts.waiting = courier->count;
	pthread_mutex_unlock(&courier->lock);
	return counts;
}

void courier_stop(struct courier *courier)
{
	if (!courier)
		return;
	pthread_mutex_lock(&courier->lock);
	courier->stop = true;
	courier->stop_at = in_seconds(COURIER_LAST_SECONDS);
	pthread_cond_signal(&courier->changed);
	pthread_mutex_unlock(&courier->lock);
	pthread_join(courier->thread, NULL);
	outlet_close(&courier->outlet);
	pthread_cond_destroy(&courier->changed);
	pthread_mutex_destroy(&courier->lock);
	free(courier);
}
