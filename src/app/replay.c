/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/replay.h"

#include "capture/file.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

enum { FRAMES_A_TURN = 256, TURN_NS = 20000000, PEEK_MS = 3000 };

struct replay {
	struct ronda_engine *engine;
	struct replay_options options;
	pthread_t thread;
	_Atomic bool ended;
	_Atomic bool stop;

	/* the thread's own */
	uint64_t first_ns;     /* of the file */
	uint64_t began_ns;     /* monotonic, when that was counted */
	int status;
	struct ronda_error error;
};

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* The capture's time, now. */
static uint64_t capture_ns(const struct replay *replay)
{
	return replay->first_ns + (uint64_t)((double)(monotonic_ns() - replay->began_ns) * replay->options.speed);
}

/* Time passes in the capture as well, and whoever peeks is answered. */
static void wait_for(struct replay *replay, uint64_t time_ns)
{
	while (!atomic_load_explicit(&replay->stop, memory_order_relaxed)) {
		uint64_t now_ns = capture_ns(replay);
		struct timespec turn = { .tv_nsec = TURN_NS };

		if (now_ns >= time_ns)
			return;
		ronda_engine_tick(replay->engine, now_ns);
		if ((double)(time_ns - now_ns) / replay->options.speed < TURN_NS)
			turn.tv_nsec = (long)((double)(time_ns - now_ns) / replay->options.speed);
		nanosleep(&turn, NULL);
	}
}

/* A file that goes on elsewhere in time is gone along with: its clock begins again there. */
static bool is_elsewhere(const struct replay *replay, uint64_t time_ns)
{
	uint64_t now_ns = capture_ns(replay);

	return !replay->first_ns || time_ns + 3600 * SECOND < now_ns || time_ns > now_ns + 24 * 3600 * SECOND;
}

static void deliver(void *context, const struct ronda_frame *frames, size_t count)
{
	struct replay *replay = context;
	size_t done = 0;

	if (replay->options.speed <= 0) {
		ronda_engine_frames(replay->engine, frames, count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (is_elsewhere(replay, frames[i].time_ns)) {
			replay->first_ns = frames[i].time_ns;
			replay->began_ns = monotonic_ns();
		}
		if (frames[i].time_ns <= capture_ns(replay))
			continue; /* is due */
		ronda_engine_frames(replay->engine, frames + done, i - done);
		done = i;
		wait_for(replay, frames[i].time_ns);
	}
	ronda_engine_frames(replay->engine, frames + done, count - done);
}

static void play(struct replay *replay, const char *path)
{
	struct capture_file *file;
	int read = CAPTURE_MORE, opened = capture_file_open(&file, path, replay->options.filter, &replay->error);

	if (opened != 0) {
		replay->status = opened == CAPTURE_BAD_FILTER ? STATUS_USAGE : STATUS_CANNOT;
		return;
	}
	while (read == CAPTURE_MORE && !atomic_load_explicit(&replay->stop, memory_order_relaxed))
		read = capture_file_read(file, FRAMES_A_TURN, deliver, replay, &replay->error);
	if (read == CAPTURE_BROKEN)
		replay->status = STATUS_PARTLY;
	capture_file_close(file);
}

static void *play_all(void *context)
{
	struct replay *replay = context;
	struct timespec turn = { .tv_nsec = TURN_NS };

	for (int i = 0; i < replay->options.count && replay->status < STATUS_USAGE; i++)
		play(replay, replay->options.files[i]);
	ronda_engine_finish(replay->engine, RONDA_FINISH_FILE);
	atomic_store_explicit(&replay->ended, true, memory_order_release);
	while (!atomic_load_explicit(&replay->stop, memory_order_relaxed)) {
		ronda_engine_tick(replay->engine, 0); /* for those who peek */
		nanosleep(&turn, NULL);
	}
	return NULL;
}

struct replay *replay_start(struct ronda_engine *engine, const struct replay_options *options)
{
	struct replay *replay = calloc(1, sizeof *replay);

	if (!replay)
		return NULL;
	replay->engine = engine;
	replay->options = *options;
	if (pthread_create(&replay->thread, NULL, play_all, replay) == 0)
		return replay;
	free(replay);
	return NULL;
}

const _Atomic bool *replay_ended(const struct replay *replay)
{
	return &replay->ended;
}

int replay_peek(void *context, struct ronda_peek *peek)
{
	const struct ronda_coverage coverage = { .up_seconds = UINT64_MAX };
	struct replay *replay = context;

	return ronda_engine_peek(replay->engine, &(struct ronda_peek_wish){ &coverage, RONDA_PEEK_TOP, PEEK_MS }, peek);
}

int replay_stop(struct replay *replay, struct ronda_error *error)
{
	int status;

	atomic_store(&replay->stop, true);
	pthread_join(replay->thread, NULL);
	status = replay->status;
	*error = replay->error;
	free(replay);
	return status;
}
