/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hub that looks as often as it can, a thread that closes periods, and lookers-on: two that take each picture, one that
 * keeps an old one for long, one that watches and goes away again and again. Nobody meets a picture that changes, and in
 * the end every attempt was added once. Worth most under -Db_sanitize=thread.
 */
#include "live/hub.h"
#include "unit/summaries.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { PERIODS = 400 };

struct stage {
	struct hub *hub;
	_Atomic uint64_t closed;  /* periods that the "engine" has closed */
	_Atomic bool over;
	_Atomic unsigned wrong;
};

/* A summary of a period with some probes of one source. */
static struct ronda_summary *period(uint64_t number)
{
	struct ronda_summary *summary = plain_summary();
	uint64_t later_ns = number * 20 * STAMP_SECOND_NS;

	summary->parts[0].start_ns = summary->start_ns += later_ns;
	summary->parts[0].end_ns = summary->end_ns += later_ns;
	return summary;
}

static uint64_t attempts_of_one(void)
{
	struct ronda_summary *summary = period(0);
	uint64_t attempts = summary->attempts.total;

	ronda_summary_destroy(summary);
	return attempts;
}

static int peek(void *context, struct ronda_peek *peek)
{
	struct stage *stage = context;
	uint64_t number = atomic_load(&stage->closed);

	*peek = (struct ronda_peek){ .summary = period(number), .period = number };
	peek->now_ns = peek->summary->end_ns;
	return 0;
}

static void *take_each(void *context)
{
	struct stage *stage = context;
	uint64_t serial = 0, today = 0;

	while (!atomic_load(&stage->over)) {
		const struct ronda_picture *picture = hub_picture(stage->hub);

		if (!picture)
			continue;
		if (picture->serial < serial || picture->attempts.today < today)
			atomic_fetch_add(&stage->wrong, 1);
		serial = picture->serial;
		today = picture->attempts.today;
		hub_release(picture);
	}
	return NULL;
}

static void *keep_long(void *context)
{
	struct stage *stage = context;

	while (!atomic_load(&stage->over)) {
		const struct ronda_picture *picture = hub_picture(stage->hub);
		uint64_t today = picture ? picture->attempts.today : 0;

		usleep(20000);
		if (picture && picture->attempts.today != today)
			atomic_fetch_add(&stage->wrong, 1);
		hub_release(picture);
	}
	return NULL;
}

static void *come_and_go(void *context)
{
	struct stage *stage = context;

	while (!atomic_load(&stage->over)) {
		struct pollfd wait = { .fd = hub_watch(stage->hub), .events = POLLIN };

		if (wait.fd < 0 || poll(&wait, 1, 5000) != 1)
			atomic_fetch_add(&stage->wrong, 1);
		hub_unwatch(stage->hub, wait.fd);
	}
	return NULL;
}

/* As a sensor does: a period is closed, and its summary comes a little later. */
static void *close_periods(void *context)
{
	struct stage *stage = context;

	for (uint64_t i = 0; i < PERIODS; i++) {
		struct ronda_summary *summary = period(i);

		atomic_store(&stage->closed, i + 1);
		usleep(100 * (useconds_t)(i % 7));
		hub_close_period(stage->hub, summary);
		ronda_summary_destroy(summary);
	}
	return NULL;
}

int main(void)
{
	static struct stage stage;
	static void *(*const jobs[])(void *) = { close_periods, take_each, take_each, keep_long, come_and_go };
	enum { JOBS = sizeof jobs / sizeof *jobs };
	struct stamp_zone *utc = stamp_zone_create("UTC", NULL);
	pthread_t threads[JOBS];
	const struct ronda_picture *picture;
	uint64_t expected = (PERIODS + 1) * attempts_of_one(), found = 0;

	stage.hub = hub_create(&(struct hub_options){ .board = { .sensor = "tap", .input = "eth1", .zone = utc },
		.interval_ms = 1, .peek = peek, .context = &stage });
	if (!stage.hub)
		return EXIT_FAILURE;
	for (unsigned i = 0; i < JOBS; i++)
		if (pthread_create(&threads[i], NULL, jobs[i], &stage))
			return EXIT_FAILURE;
	pthread_join(threads[0], NULL);
	for (unsigned i = 0; i < 1000 && found != expected; i++) { /* the last look may be under way */
		picture = hub_picture(stage.hub);
		found = picture ? picture->attempts.today : 0;
		hub_release(picture);
		usleep(10000);
	}
	atomic_store(&stage.over, true);
	for (unsigned i = 1; i < JOBS; i++)
		pthread_join(threads[i], NULL);
	hub_destroy(stage.hub);
	stamp_zone_destroy(utc);
	printf("%llu attempts, %llu expected; wrong: %u\n", (unsigned long long)found, (unsigned long long)expected,
		atomic_load(&stage.wrong));
	return found == expected && !atomic_load(&stage.wrong) ? EXIT_SUCCESS : EXIT_FAILURE;
}
