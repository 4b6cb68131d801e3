/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/view.h"

#include "http/document.h"
#include "http/metrics.h"
#include "http/value.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_NS (86400 * STAMP_SECOND_NS)

enum { REAL_DIGITS = 6 };

struct counted_view {
	struct view view;
	atomic_uint references;
};

static bool write_text(struct view_text *to, json_t *object)
{
	to->text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS));
	to->length = to->text ? strlen(to->text) : 0;
	json_decref(object);
	return to->text != NULL;
}

/* As server-sent events want it: one line of data, since compact JSON has no line end. */
static bool write_event(struct view_text *to, const struct view_text *json, uint64_t number)
{
	int length = asprintf(&to->text, "id: %llu\nevent: board\ndata: %s\n\n", (unsigned long long)number, json->text);

	if (length < 0)
		to->text = NULL;
	to->length = length < 0 ? 0 : (size_t)length;
	return length >= 0;
}

/* The day's summary as JSON; an empty object while there is none. */
static json_t *day_json(const struct ronda_summary *today)
{
	char *text = today ? ronda_summary_to_json(today, VIEW_SOURCES_MOST, false) : NULL;
	json_t *day = text ? json_loads(text, 0, NULL) : NULL;

	free(text);
	return day || today ? day : json_object();
}

struct view *view_create(const struct wall_now *now, uint64_t number)
{
	struct counted_view *made = calloc(1, sizeof *made);
	json_t *day = made ? day_json(now->today) : NULL;
	bool written = day != NULL;

	if (!made)
		return NULL;
	atomic_init(&made->references, 1);
	made->view.number = number;
	made->view.healthy = now->state != WALL_DEGRADED;
	for (unsigned i = 0; i < VIEW_DOCUMENT_COUNT && written; i++)
		written = i == VIEW_EVENT ?
			write_event(&made->view.document[i], &made->view.document[VIEW_BOARD], number) :
			write_text(&made->view.document[i], document_json(now, day, i));
	json_decref(day);
	written = written && metrics_write(now, false, &made->view.metrics) &&
		metrics_write(now, true, &made->view.open_metrics);
	if (written)
		return &made->view;
	view_release(&made->view);
	return NULL;
}

/* Relaxed: who takes another reference has one already. */
struct view *view_hold(struct view *view)
{
	atomic_fetch_add_explicit(&((struct counted_view *)view)->references, 1, memory_order_relaxed);
	return view;
}

/* Release, so that each reader's last look comes before; acquire, so that freeing comes after them all. */
void view_release(struct view *view)
{
	struct counted_view *counted = (struct counted_view *)view;

	if (!view || atomic_fetch_sub_explicit(&counted->references, 1, memory_order_acq_rel) > 1)
		return;
	for (unsigned i = 0; i < VIEW_DOCUMENT_COUNT; i++)
		free(view->document[i].text);
	free(view->metrics.text);
	free(view->open_metrics.text);
	free(counted);
}

json_t *view_history_row(uint64_t start_ns, const struct digest *sum)
{
	json_t *row = json_object(), *origins = json_object();

	for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
		json_object_set_new(origins, ronda_origin_name(i), value_count(sum->by_origin[i]));
	json_object_set_new(row, "start", value_stamp(start_ns));
	json_object_set_new(row, "attempts", value_count(sum->attempts));
	json_object_set_new(row, "by_origin", origins);
	json_object_set_new(row, "packets", value_count(sum->packets));
	json_object_set_new(row, "drop_packets", value_count(sum->kernel_drops + sum->interface_drops));
	json_object_set_new(row, "watched_seconds", value_count(sum->period_ns / STAMP_SECOND_NS));
	json_object_set_new(row, "up_seconds", value_count(sum->up_seconds));
	return row;
}

/* The beginning of the step that `ns` lies in: of a day, midnight in the office's zone. */
static uint64_t step_start(const struct wall_now *now, uint64_t ns, uint64_t step_ns)
{
	return step_ns == DAY_NS ? stamp_day(now->wall->zone, ns) : ns - ns % step_ns;
}

char *view_history(const struct wall_now *now, unsigned hours, unsigned step_seconds)
{
	uint64_t step_ns = step_seconds * STAMP_SECOND_NS, end_ns;
	uint64_t at_ns = step_start(now, now->now_ns - hours * 3600 * STAMP_SECOND_NS, step_ns);
	uint64_t oldest_ns = past_oldest_ns(&now->wall->past);
	json_t *object = json_object(), *rows = json_array();
	struct digest sum;
	struct view_text text;

	for (; at_ns <= now->now_ns; at_ns = end_ns) {
		end_ns = step_start(now, at_ns + step_ns + (step_ns == DAY_NS ? step_ns / 8 : 0), step_ns);
		sum = past_sum(&now->wall->past, at_ns, end_ns);
		if (oldest_ns && end_ns > oldest_ns)
			json_array_append_new(rows, view_history_row(at_ns, &sum));
	}
	json_object_set_new(object, "time", value_stamp_seconds(now->now_ns));
	json_object_set_new(object, "step_seconds", value_count(step_seconds));
	json_object_set_new(object, "oldest", value_stamp(oldest_ns));
	json_object_set_new(object, "rows", rows);
	return write_text(&text, object) ? text.text : NULL;
}
