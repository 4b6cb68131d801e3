/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "app/outbox.h"

#include "summaries.h"

#include <poll.h>
#include <pthread.h>

enum { ROOM = 128, PERIOD_SECONDS = 20 };

/* The i-th period of a sensor: three attempts each. */
static struct ronda_summary *period(unsigned i)
{
	struct ronda_summary *summary = plain_summary();
	uint64_t later_ns = i * PERIOD_SECONDS * STAMP_SECOND_NS;

	summary->start_ns += later_ns;
	summary->end_ns += later_ns;
	summary->parts[0].start_ns += later_ns;
	summary->parts[0].end_ns += later_ns;
	summary->sources.top[0].first_seen_ns += later_ns;
	summary->sources.top[0].last_seen_ns += later_ns;
	return summary;
}

static bool is_readable(const struct outbox *outbox)
{
	struct pollfd poller = { .fd = outbox_fd(outbox), .events = POLLIN };

	return poll(&poller, 1, 0) == 1;
}

struct taken {
	size_t summaries, parts;
	uint64_t attempts, last_end_ns;
};

/* Takes the oldest out, which begins after all that were taken before. */
static void take(struct outbox *outbox, struct taken *taken)
{
	const struct ronda_summary *first = outbox_first(outbox);

	assert_non_null(first);
	assert_int_equal(ronda_summary_check(first, NULL), 0);
	assert_true(first->start_ns >= taken->last_end_ns);
	taken->last_end_ns = first->end_ns;
	taken->attempts += first->attempts.total;
	taken->parts += first->parts_count;
	taken->summaries++;
	outbox_drop(outbox);
}

static struct taken take_all(struct outbox *outbox)
{
	struct taken taken = { 0 };

	while (outbox_count(outbox))
		take(outbox, &taken);
	assert_null(outbox_first(outbox));
	return taken;
}

static void what_is_put_comes_out_in_order(void **state)
{
	struct outbox *outbox = outbox_create();
	struct taken taken;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		outbox_put(outbox, period(i), false);
	assert_null(outbox_first(outbox)); /* not collected yet */
	assert_false(outbox_collect(outbox));
	outbox_put(outbox, period(5), false);
	assert_false(outbox_collect(outbox));
	taken = take_all(outbox);
	assert_int_equal(taken.summaries, 6);
	assert_int_equal(taken.attempts, 18);
	outbox_destroy(outbox);
}

static void the_oldest_stays_until_it_is_dropped(void **state)
{
	struct outbox *outbox = outbox_create();
	const struct ronda_summary *first;

	(void)state;
	outbox_put(outbox, period(0), false);
	outbox_collect(outbox);
	first = outbox_first(outbox);
	outbox_put(outbox, period(1), false);
	outbox_collect(outbox);
	assert_ptr_equal(outbox_first(outbox), first);
	outbox_drop(outbox);
	assert_ptr_not_equal(outbox_first(outbox), first);
	assert_int_equal(outbox_count(outbox), 1);
	outbox_destroy(outbox);
}

static void its_event_tells_that_there_is_something(void **state)
{
	struct outbox *outbox = outbox_create();

	(void)state;
	assert_false(is_readable(outbox));
	outbox_put(outbox, period(0), false);
	assert_true(is_readable(outbox));
	outbox_collect(outbox);
	assert_false(is_readable(outbox));
	outbox_put(outbox, NULL, true);
	assert_true(is_readable(outbox));
	assert_true(outbox_collect(outbox));
	assert_int_equal(outbox_count(outbox), 1);
	outbox_destroy(outbox);
}

static void a_thousand_that_nobody_takes_are_few_and_lose_nothing(void **state)
{
	struct outbox *outbox = outbox_create();
	struct taken taken;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		outbox_put(outbox, period(i), false);
	outbox_collect(outbox);
	assert_int_equal(outbox_count(outbox), ROOM);
	taken = take_all(outbox);
	assert_int_equal(taken.attempts, 3000);
	assert_int_equal(taken.parts, 1000);
	outbox_destroy(outbox);
}

static void nor_do_a_thousand_that_are_collected_and_cannot_be_written(void **state)
{
	struct outbox *outbox = outbox_create();
	struct taken taken;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		outbox_put(outbox, period(i), false);
		if (i % 7 == 0)
			outbox_collect(outbox);
		assert_in_range(outbox_count(outbox), 0, ROOM);
	}
	outbox_collect(outbox);
	taken = take_all(outbox);
	assert_int_equal(taken.summaries, ROOM);
	assert_int_equal(taken.attempts, 3000);
	outbox_destroy(outbox);
}

static void *put_a_thousand(void *outbox)
{
	for (unsigned i = 0; i < 1000; i++)
		outbox_put(outbox, period(i), i == 999);
	return NULL;
}

static void another_thread_may_put_them(void **state)
{
	struct outbox *outbox = outbox_create();
	struct taken taken = { 0 };
	struct pollfd poller = { .fd = outbox_fd(outbox), .events = POLLIN };
	pthread_t thread;
	bool last = false;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, put_a_thousand, outbox), 0);
	while (!last) {
		assert_int_equal(poll(&poller, 1, 10000), 1);
		last = outbox_collect(outbox);
		while (outbox_count(outbox))
			take(outbox, &taken);
	}
	pthread_join(thread, NULL);
	assert_int_equal(taken.attempts, 3000);
	outbox_destroy(outbox);
}

static void what_is_left_is_freed_with_it(void **state)
{
	struct outbox *outbox = outbox_create();

	(void)state;
	outbox_put(outbox, period(0), false);
	outbox_collect(outbox);
	outbox_put(outbox, period(1), false);
	outbox_destroy(outbox);
	outbox_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_comes_out_in_order),
		cmocka_unit_test(the_oldest_stays_until_it_is_dropped),
		cmocka_unit_test(its_event_tells_that_there_is_something),
		cmocka_unit_test(a_thousand_that_nobody_takes_are_few_and_lose_nothing),
		cmocka_unit_test(nor_do_a_thousand_that_are_collected_and_cannot_be_written),
		cmocka_unit_test(another_thread_may_put_them),
		cmocka_unit_test(what_is_left_is_freed_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
