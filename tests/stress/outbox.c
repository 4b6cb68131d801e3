/* SPDX-License-Identifier: BSD-2-Clause */
/* A sensor's thread puts summaries as fast as it can, another collects and drops them: none is lost. */
#include "app/outbox.h"
#include "unit/summaries.h"

#include <poll.h>
#include <pthread.h>

enum { PERIODS = 5000, PERIOD_SECONDS = 20 };

static struct ronda_summary *period(unsigned i)
{
	struct ronda_summary *summary = plain_summary();
	uint64_t later_ns = i * PERIOD_SECONDS * STAMP_SECOND_NS;

	summary->parts[0].start_ns = summary->start_ns += later_ns;
	summary->parts[0].end_ns = summary->end_ns += later_ns;
	return summary;
}

static void *put_all(void *outbox)
{
	for (unsigned i = 0; i < PERIODS; i++)
		outbox_put(outbox, period(i), false);
	outbox_put(outbox, NULL, true);
	return NULL;
}

static uint64_t take_some(struct outbox *outbox, size_t most)
{
	uint64_t attempts = 0;

	for (; most && outbox_count(outbox); most--) {
		attempts += outbox_first(outbox)->attempts.total;
		outbox_drop(outbox);
	}
	return attempts;
}

int main(void)
{
	struct outbox *outbox = outbox_create();
	struct pollfd poller = { .fd = outbox_fd(outbox), .events = POLLIN };
	uint64_t attempts = 0;
	pthread_t thread;

	if (pthread_create(&thread, NULL, put_all, outbox))
		return EXIT_FAILURE;
	for (bool last = false; !last;) {
		if (poll(&poller, 1, -1) != 1)
			return EXIT_FAILURE;
		last = outbox_collect(outbox);
		attempts += take_some(outbox, 3); /* slower than they come, now and then */
	}
	attempts += take_some(outbox, SIZE_MAX);
	pthread_join(thread, NULL);
	outbox_destroy(outbox);
	printf("%llu of %u attempts\n", (unsigned long long)attempts, 3 * PERIODS);
	return attempts == 3 * PERIODS ? EXIT_SUCCESS : EXIT_FAILURE;
}
