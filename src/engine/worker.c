/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/worker.h"

#include "base/branch.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

enum { SLACK_NS = 1000 };
enum { RING = 128 }; /* batches: a millisecond, so that neither side waits for the other's every delay */

struct worker {
	struct counter *counter;
	struct keys keys;           /* a copy, so that nobody waits for lines that the counter writes */
	pthread_t thread;
	struct batch batch[RING];
	_Alignas(LINE_BYTES) _Atomic uint32_t filled; /* batches handed over; the caller's to write */
	_Atomic bool stop;
	_Alignas(LINE_BYTES) _Atomic uint32_t acted;  /* ... and acted upon; the worker's to write */
	_Atomic uint64_t attempts;
};

/* Tells the processor that this is a loop of waiting. */
static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* Waiting for the other side: it mostly is there within a moment. If not, the processor is left to others, and on a
 * quiet wire for longer. */
static void wait_a_little(unsigned *turns)
{
	enum { SPINS = 1000, NAPS = 50, NAP_NS = 20000, SLEEP_NS = 1000000 };
	struct timespec nap = { .tv_nsec = *turns < SPINS + NAPS ? NAP_NS : SLEEP_NS };

	if (*turns < SPINS) {
		relax();
		++*turns;
		return;
	}
	*turns += *turns < SPINS + NAPS;
	nanosleep(&nap, NULL);
}

static uint32_t load(const _Atomic uint32_t *count)
{
	return atomic_load_explicit(count, memory_order_acquire);
}

static void act(struct worker *worker, uint32_t number)
{
	struct batch *batch = &worker->batch[number % RING];

	counter_act(worker->counter, batch);
	batch_clear(batch);
	atomic_store_explicit(&worker->attempts, worker->counter->bank.total, memory_order_relaxed);
	atomic_store_explicit(&worker->acted, number + 1, memory_order_release);
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	uint32_t acted = 0;
	unsigned turns = 0;

	prctl(PR_SET_TIMERSLACK, SLACK_NS); /* a nap is to be a nap */
	for (;;) {
		if (load(&worker->filled) != acted) {
			act(worker, acted++);
			turns = 0;
		} else if (atomic_load_explicit(&worker->stop, memory_order_acquire)) {
			return NULL;
		} else {
			wait_a_little(&turns);
		}
	}
}

/* Signals are for the program's own threads. */
static int start_thread(struct worker *worker)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	int failed = pthread_create(&worker->thread, NULL, work, worker);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

static void free_worker(struct worker *worker)
{
	for (unsigned i = 0; i < RING; i++)
		batch_finish(&worker->batch[i]);
	free(worker);
}

struct worker *worker_start(struct counter *counter)
{
	struct worker *worker = aligned_alloc(LINE_BYTES, sizeof *worker);
	int failed = worker ? 0 : ENOMEM;

	if (worker) {
		memset(worker, 0, sizeof *worker);
		worker->counter = counter;
		worker->keys = counter->keys;
	}
	for (unsigned i = 0; !failed && i < RING; i++)
		failed = -batch_init(&worker->batch[i]);
	if (!failed)
		failed = start_thread(worker);
	if (!failed)
		return worker;
	if (worker)
		free_worker(worker);
	errno = failed;
	return NULL;
}

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	worker_drain(worker);
	atomic_store_explicit(&worker->stop, true, memory_order_release);
	pthread_join(worker->thread, NULL);
	free_worker(worker);
}

static uint32_t filled(const struct worker *worker)
{
	return atomic_load_explicit(&worker->filled, memory_order_relaxed); /* nobody else writes it */
}

struct batch *worker_batch(struct worker *worker)
{
	return &worker->batch[filled(worker) % RING];
}

struct batch *worker_hand_over(struct worker *worker)
{
	uint32_t next = filled(worker) + 1;
	unsigned turns = 0;

	atomic_store_explicit(&worker->filled, next, memory_order_release);
	while (next - load(&worker->acted) == RING)
		wait_a_little(&turns);
	return worker_batch(worker);
}

void worker_drain(struct worker *worker)
{
	unsigned turns = 0;

	if (worker_batch(worker)->count)
		worker_hand_over(worker);
	while (load(&worker->acted) != filled(worker))
		wait_a_little(&turns);
}

const struct keys *worker_keys(const struct worker *worker)
{
	return &worker->keys;
}

uint64_t worker_attempts(const struct worker *worker)
{
	return atomic_load_explicit(&worker->attempts, memory_order_relaxed);
}
