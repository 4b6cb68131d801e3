/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sensor.h - the thread that captures and counts, and closes a period by the clock.
 *
 * Threads    sensor_start() makes one thread, which alone touches the engine. Others talk to it through
 *            the functions below; none of them is on the packet path.
 * Failure    An interface that goes down or away does not end the sensor: periods go on, with less
 *            coverage, and the capture is opened again as soon as that works.
 */
#pragma once
#include "app/options.h"
#include "capture/live.h"

#include <ronda/engine.h>

/* Of each frame so much is captured: enough for any nesting of headers and the head of a request. */
enum { RONDA_SNAP_BYTES = 2048 };

struct evidence;
struct sensor;

/* Called in the sensor's thread for each finished period; the receiver owns the summary (NULL: memory was
 * short) and must not wait. `last`: nothing comes after it. */
typedef void sensor_period(void *context, struct ronda_summary *summary, bool last);

/* A line for a person, in the sensor's thread: the capture stopped, or goes on. */
typedef void sensor_note(void *context, const char *text);

struct sensor_listener {
	sensor_period *period;
	sensor_note *note;
	void *context;
};

/* Takes over an opened capture, the engine, its places and, unless it is NULL, its evidence; sensor_join() frees them.
 * NULL when there is no thread to be had: the caller still owns them. */
struct sensor *sensor_start(const struct options *options, struct live *live, struct ronda_engine *engine,
	struct ronda_places *places, struct evidence *evidence, const struct sensor_listener *listener);

/* New places from the next turn on; the sensor frees them, and those it had. */
void sensor_set_places(struct sensor *sensor, struct ronda_places *places);

/* The period so far; see ronda_engine_peek(). One thread at a time, which must be done before sensor_join(). */
int sensor_peek(struct sensor *sensor, size_t top, struct ronda_peek *peek);

/* Asks the thread to deliver its last period and end. Returns at once. */
void sensor_ask_to_stop(struct sensor *sensor);

/* Waits for the thread's end and frees everything. */
void sensor_join(struct sensor *sensor);
