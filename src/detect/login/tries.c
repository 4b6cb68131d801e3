/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/login/tries.h"

static uint32_t milliseconds(uint64_t ns)
{
	return (uint32_t)(ns / 1000000);
}

/* How many of the times, newest first, are within the window. */
static uint8_t recent(const uint32_t *times, uint8_t count, uint32_t now_ms, uint32_t window_ms)
{
	while (count && now_ms - times[count - 1] > window_ms)
		count--;
	return count;
}

/* Drops what has left the window; all of it when the last has, so that times that wrap cannot be taken for
 * those of another round. */
static void slide(struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	uint32_t window_ms = thresholds->login_minutes * 60000, now_ms = milliseconds(now_ns);

	if (now_ns < tries->last_ns || tries_are_stale(tries, now_ns, thresholds)) {
		tries->refused = tries->connected = tries->uncounted = 0;
	} else {
		tries->refused = recent(tries->refused_ms, tries->refused, now_ms, window_ms);
		tries->connected = recent(tries->connected_ms, tries->connected, now_ms, window_ms);
	}
	if (tries->uncounted > tries->refused)
		tries->uncounted = tries->refused;
	tries->last_ns = now_ns;
}

/* The newest time goes to the front, the oldest of more than `most` out. */
static void add(uint32_t *times, uint8_t *count, uint8_t most, uint64_t now_ns)
{
	if (*count < most)
		++*count;
	memmove(times + 1, times, (*count - 1u) * sizeof *times);
	*times = milliseconds(now_ns);
}

unsigned tries_refused(struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	unsigned acts;

	slide(tries, now_ns, thresholds);
	if (tries->refused + 1u >= thresholds->login_refusals) {
		acts = 1u + tries->uncounted;
		tries->uncounted = 0;
	} else {
		acts = 0;
		tries->uncounted++;
	}
	add(tries->refused_ms, &tries->refused, TRIES_REFUSALS_MOST, now_ns);
	return acts;
}

unsigned tries_connected(struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	unsigned acts;

	slide(tries, now_ns, thresholds);
	acts = tries->connected + 1u >= thresholds->login_connections;
	add(tries->connected_ms, &tries->connected, TRIES_CONNECTIONS_MOST, now_ns);
	return acts;
}

bool tries_count(const struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	uint32_t window_ms = thresholds->login_minutes * 60000, now_ms = milliseconds(now_ns);

	if (now_ns < tries->last_ns || tries_are_stale(tries, now_ns, thresholds))
		return false;
	return recent(tries->refused_ms, tries->refused, now_ms, window_ms) >= thresholds->login_refusals ||
		recent(tries->connected_ms, tries->connected, now_ms, window_ms) >= thresholds->login_connections;
}
