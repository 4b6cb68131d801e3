/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/sensor.h"

#include "app/evidence.h"
#include "base/stamp.h"

#include <errno.h>
#include <net/if.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)
#define TICK_NS (SECOND / 100)      /* how often the engine is told the time: all its threads have to come to rest */
#define TURN_NS (SECOND / 10)       /* the longest wait for a frame */
#define SLICE_NS SECOND             /* coverage is told by the second */
#define LONGEST_SLICE_NS (5 * SECOND) /* beyond it the process did not run */
#define RETRY_NS (SECOND / 2)

enum { BLOCK_MS = 50 };             /* after which the kernel has handed over a block of its ring for certain */
enum { PEEK_MS = 3000 }; /* beyond it the thread hangs */

struct sensor {
	struct options options;
	struct live_options live_options;
	struct sensor_listener listener;
	struct ronda_engine *engine;
	struct ronda_places *places;
	struct evidence *evidence;     /* NULL: none is kept */
	struct stamp_zone *zone;       /* whose midnight ends a period */
	pthread_t thread;
	atomic_bool stop;
	atomic_bool joined;            /* nobody looks on any more */
	_Atomic(struct ronda_places *) next_places;

	/* for sensor_peek(): what the thread says of the period so far. Relaxed, each by itself: a look may mix two
	 * seconds of them, and the next one tells better. */
	struct {
		_Atomic uint64_t start_ns, end_ns, up_ns, kernel_drops, interface_drops;
		_Atomic bool down;
	} told;

	/* the thread's own from here on */
	struct live *live;             /* NULL while the capture is down */
	struct live_losses seen;       /* of this capture, already told of */
	uint64_t retry_ns;             /* monotonic */
	uint64_t period_start_ns, period_end_ns; /* wall clock */
	uint64_t ticked_ns;            /* monotonic */
	uint64_t kernel_drops, interface_drops;  /* this period */
	uint64_t slice_start_ns;       /* monotonic */
	bool slice_is_up;
	bool link_is_up;               /* the interface, when last asked */
	uint64_t up_ns;                /* this period */
	int probe;                     /* a socket to ask for the interface's state */
	bool told_glued;
	struct ronda_error down;       /* why the capture is down, or was in this period; "" */
};

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static void tell(const struct sensor *sensor, const char *format, ...)
{
	char text[RONDA_ERROR_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	sensor->listener.note(sensor->listener.context, text);
}

static bool interface_is_up(const struct sensor *sensor)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, sensor->options.interface, IFNAMSIZ - 1);
	return strcmp(sensor->options.interface, "any") == 0 || sensor->probe < 0 ||
		(ioctl(sensor->probe, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP));
}

/* Adds what was lost since the last look; true when it was nothing. */
static bool gather_losses(struct sensor *sensor)
{
	struct live_losses now = live_losses(sensor->live);
	uint64_t kernel = now.kernel - sensor->seen.kernel;
	uint64_t interface = now.interface - sensor->seen.interface;

	sensor->kernel_drops += kernel;
	sensor->interface_drops += interface;
	sensor->seen = now;
	return kernel == 0 && interface == 0;
}

/* A capture may well outlive its interface's going down; people want to know all the same. */
static bool ask_for_link(struct sensor *sensor)
{
	bool up = interface_is_up(sensor);

	if (up != sensor->link_is_up && up)
		tell(sensor, "\"%s\" is up again", sensor->options.interface);
	else if (up != sensor->link_is_up)
		tell(sensor, "\"%s\" is down; summaries go on, their coverage says so", sensor->options.interface);
	sensor->link_is_up = up;
	return up;
}

static void put(_Atomic uint64_t *told, uint64_t value)
{
	atomic_store_explicit(told, value, memory_order_relaxed);
}

static uint64_t get(_Atomic uint64_t *told)
{
	return atomic_load_explicit(told, memory_order_relaxed);
}

static void tell_coverage(struct sensor *sensor)
{
	put(&sensor->told.start_ns, sensor->period_start_ns);
	put(&sensor->told.end_ns, clock_ns(CLOCK_REALTIME));
	put(&sensor->told.up_ns, sensor->up_ns);
	put(&sensor->told.kernel_drops, sensor->kernel_drops);
	put(&sensor->told.interface_drops, sensor->interface_drops);
	atomic_store_explicit(&sensor->told.down, !sensor->live || !sensor->link_is_up, memory_order_relaxed);
}

/* A second of coverage: the capture was open, the interface up, nothing lost, and we did run. */
static void close_slice(struct sensor *sensor, uint64_t now_ns)
{
	uint64_t length = now_ns - sensor->slice_start_ns;
	bool up = ask_for_link(sensor) && sensor->slice_is_up && sensor->live;

	if (sensor->live && !gather_losses(sensor))
		up = false;
	if (up)
		sensor->up_ns += length < LONGEST_SLICE_NS ? length : SLICE_NS;
	sensor->slice_start_ns = now_ns;
	sensor->slice_is_up = sensor->live != NULL;
	tell_coverage(sensor);
}

/* When the period that `now_ns` lies in began by the clock, and when it ends. */
static uint64_t last_boundary(const struct sensor *sensor, uint64_t now_ns)
{
	uint64_t end_ns;

	return stamp_period(sensor->zone, now_ns, sensor->options.every_ns, &end_ns);
}

static uint64_t next_boundary(const struct sensor *sensor, uint64_t now_ns)
{
	uint64_t end_ns;

	stamp_period(sensor->zone, now_ns, sensor->options.every_ns, &end_ns);
	return end_ns;
}

/* On the other clock, which may have been read a little later. */
static uint64_t monotonic_at(const struct sensor *sensor, uint64_t wall_ns)
{
	uint64_t now_ns = clock_ns(CLOCK_MONOTONIC), now_wall_ns = clock_ns(CLOCK_REALTIME);
	uint64_t ago_ns = now_wall_ns > wall_ns ? now_wall_ns - wall_ns : 0;

	return now_ns - sensor->slice_start_ns > ago_ns ? now_ns - ago_ns : sensor->slice_start_ns;
}

/* Once: it stays so until somebody cures it, and each summary says how many. */
static void tell_glued(struct sensor *sensor, const struct ronda_summary *summary)
{
	if (!summary || !summary->frames.glued || sensor->told_glued)
		return;
	sensor->told_glued = true;
	tell(sensor, "frames on \"%s\" are longer than its wire carries: packets are glued together before they are seen, and "
		"counted as one; cure it with: ethtool -K %s gro off lro off", sensor->options.interface,
		sensor->options.interface);
}

/* However late it is noticed that the period has ended: what came after belongs to the next one's coverage. */
static void close_period(struct sensor *sensor, uint64_t end_ns, bool last)
{
	close_slice(sensor, monotonic_at(sensor, end_ns));

	struct ronda_coverage coverage = {
		.start_ns = sensor->period_start_ns,
		.end_ns = end_ns,
		.up_seconds = (sensor->up_ns + SECOND / 2) / SECOND,
		.kernel_drop_packets = sensor->kernel_drops,
		.interface_drop_packets = sensor->interface_drops,
		.error = sensor->down.text[0] ? sensor->down.text : NULL,
	};
	uint64_t whole = (end_ns - sensor->period_start_ns + SECOND / 2) / SECOND;

	if (coverage.up_seconds > whole)
		coverage.up_seconds = whole;

	struct ronda_summary *summary = ronda_engine_summary(sensor->engine, &coverage, sensor->options.top);

	tell_glued(sensor, summary);
	sensor->listener.period(sensor->listener.context, summary, last);
	sensor->period_start_ns = end_ns;
	sensor->period_end_ns = next_boundary(sensor, end_ns);
	sensor->kernel_drops = sensor->interface_drops = sensor->up_ns = 0;
	if (sensor->live)
		sensor->down.text[0] = '\0';
	tell_coverage(sensor);
}

/* After a long stop of the process the period is a long one, and its coverage says so. */
static void follow_clock(struct sensor *sensor)
{
	uint64_t wall_ns = clock_ns(CLOCK_REALTIME), now_ns = clock_ns(CLOCK_MONOTONIC);

	if (now_ns - sensor->ticked_ns >= TICK_NS) {
		ronda_engine_tick(sensor->engine, wall_ns);
		sensor->ticked_ns = now_ns;
	}
	if (wall_ns >= sensor->period_end_ns)
		close_period(sensor, last_boundary(sensor, wall_ns), false);
	else if (now_ns - sensor->slice_start_ns >= SLICE_NS)
		close_slice(sensor, now_ns);
	if (wall_ns + sensor->options.every_ns < sensor->period_start_ns)
		sensor->period_end_ns = next_boundary(sensor, sensor->period_start_ns); /* set back: wait for it */
}

static void take_new_places(struct sensor *sensor)
{
	struct ronda_places *places = atomic_exchange(&sensor->next_places, NULL);

	if (!places)
		return;
	ronda_engine_set_places(sensor->engine, places);
	ronda_places_destroy(sensor->places);
	sensor->places = places;
}

static void go_down(struct sensor *sensor)
{
	gather_losses(sensor);
	live_close(sensor->live);
	sensor->live = NULL;
	sensor->slice_is_up = false;
	sensor->retry_ns = clock_ns(CLOCK_MONOTONIC) + RETRY_NS;
	tell(sensor, "%s", sensor->down.text);
}

static void try_again(struct sensor *sensor)
{
	struct ronda_error error;
	struct timespec wait = { .tv_nsec = (long)TURN_NS };

	if (clock_ns(CLOCK_MONOTONIC) < sensor->retry_ns) {
		nanosleep(&wait, NULL);
		return;
	}
	sensor->retry_ns = clock_ns(CLOCK_MONOTONIC) + RETRY_NS;
	if (!interface_is_up(sensor) || live_open(&sensor->live, &sensor->live_options, &error) < 0)
		return;
	sensor->seen = (struct live_losses){ 0 };
	sensor->slice_is_up = false; /* this second was not seen whole */
	tell(sensor, "capturing on \"%s\" again", sensor->options.interface);
}

static void deliver(void *context, const struct ronda_frame *frames, size_t count)
{
	struct sensor *sensor = context;

	if (sensor->evidence)
		evidence_keep(sensor->evidence, frames, count);
	ronda_engine_frames(sensor->engine, frames, count);
}

static int turn_ms(const struct sensor *sensor)
{
	uint64_t wall_ns = clock_ns(CLOCK_REALTIME);
	uint64_t left = sensor->period_end_ns > wall_ns ? sensor->period_end_ns - wall_ns : 0;

	return (int)((left < TURN_NS ? left : TURN_NS) / 1000000) + 1;
}

static void take_turn(struct sensor *sensor)
{
	if (!sensor->live)
		try_again(sensor);
	else if (live_poll(sensor->live, turn_ms(sensor), deliver, sensor, &sensor->down) < 0)
		go_down(sensor);
	take_new_places(sensor);
	follow_clock(sensor);
	if (sensor->evidence)
		evidence_turn(sensor->evidence);
}

/* What was on the wire before we were asked to stop is in the ring still, some of it in a block not handed over yet. */
static void drain(struct sensor *sensor)
{
	uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);

	while (sensor->live && clock_ns(CLOCK_MONOTONIC) - began_ns < SECOND &&
		live_poll(sensor->live, BLOCK_MS, deliver, sensor, &sensor->down) > 0)
		;
	ronda_engine_tick(sensor->engine, clock_ns(CLOCK_REALTIME));
}

/* Who looks on is answered to the end, so that nobody waits in vain. */
static void answer_lookers(struct sensor *sensor)
{
	struct timespec turn = { .tv_nsec = 2000000 };

	while (!atomic_load(&sensor->joined)) {
		ronda_engine_tick(sensor->engine, 0);
		nanosleep(&turn, NULL);
	}
}

static void *watch(void *argument)
{
	struct sensor *sensor = argument;

	sensor->period_start_ns = clock_ns(CLOCK_REALTIME);
	sensor->period_end_ns = next_boundary(sensor, sensor->period_start_ns);
	sensor->slice_start_ns = clock_ns(CLOCK_MONOTONIC);
	sensor->slice_is_up = sensor->link_is_up = true;
	tell_coverage(sensor);
	while (!atomic_load(&sensor->stop))
		take_turn(sensor);
	drain(sensor);

	uint64_t now_ns = clock_ns(CLOCK_REALTIME);

	ronda_engine_finish(sensor->engine, RONDA_FINISH_LIVE);
	close_period(sensor, now_ns > sensor->period_start_ns ? now_ns : sensor->period_start_ns, true);
	answer_lookers(sensor);
	return NULL;
}

struct sensor *sensor_start(const struct options *options, struct live *live, struct ronda_engine *engine,
	struct ronda_places *places, struct evidence *evidence, const struct sensor_listener *listener)
{
	struct sensor *sensor = calloc(1, sizeof *sensor);

	if (!sensor)
		return NULL;
	sensor->options = *options;
	sensor->live_options = (struct live_options){
		.interface = options->interface,
		.filter = options->filter,
		.ring_bytes = options->ring_bytes,
		.snap_bytes = RONDA_SNAP_BYTES,
	};
	sensor->listener = *listener;
	sensor->engine = engine;
	sensor->places = places;
	sensor->evidence = evidence;
	sensor->live = live;
	sensor->zone = stamp_zone_create(options->zone, NULL);
	sensor->probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sensor->zone && pthread_create(&sensor->thread, NULL, watch, sensor) == 0)
		return sensor;
	stamp_zone_destroy(sensor->zone);
	if (sensor->probe >= 0)
		close(sensor->probe);
	free(sensor);
	return NULL;
}

int sensor_peek(struct sensor *sensor, size_t top, struct ronda_peek *peek)
{
	struct ronda_coverage coverage = {
		.start_ns = get(&sensor->told.start_ns),
		.end_ns = get(&sensor->told.end_ns),
		.up_seconds = get(&sensor->told.up_ns) / SECOND,
		.kernel_drop_packets = get(&sensor->told.kernel_drops),
		.interface_drop_packets = get(&sensor->told.interface_drops),
		.error = atomic_load_explicit(&sensor->told.down, memory_order_relaxed) ? "the capture is down" : NULL,
	};
	uint64_t whole;

	if (coverage.end_ns < coverage.start_ns)
		coverage.end_ns = coverage.start_ns;
	whole = (coverage.end_ns - coverage.start_ns + SECOND / 2) / SECOND;
	if (coverage.up_seconds > whole)
		coverage.up_seconds = whole;
	return ronda_engine_peek(sensor->engine, &(struct ronda_peek_wish){ &coverage, top, PEEK_MS }, peek);
}

void sensor_set_places(struct sensor *sensor, struct ronda_places *places)
{
	ronda_places_destroy(atomic_exchange(&sensor->next_places, places));
}

void sensor_ask_to_stop(struct sensor *sensor)
{
	atomic_store(&sensor->stop, true);
}

void sensor_join(struct sensor *sensor)
{
	atomic_store(&sensor->joined, true);
	pthread_join(sensor->thread, NULL);
	live_close(sensor->live);
	evidence_close(sensor->evidence);
	ronda_engine_destroy(sensor->engine);
	ronda_places_destroy(sensor->places);
	ronda_places_destroy(atomic_load(&sensor->next_places));
	stamp_zone_destroy(sensor->zone);
	if (sensor->probe >= 0)
		close(sensor->probe);
	free(sensor);
}
