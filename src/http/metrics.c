/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/metrics.h"

#include "http/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

struct page {
	FILE *out;
	bool open;
};

enum kind { COUNTER, GAUGE };

/* OpenMetrics names a counter's family without the "_total" that its samples end in; the older format with it. */
static void family(const struct page *page, enum kind kind, const char *name, const char *unit, const char *help)
{
	const char *total = kind == COUNTER && !page->open ? "_total" : "";

	fprintf(page->out, "# TYPE %s%s %s\n", name, total, kind == COUNTER ? "counter" : "gauge");
	if (page->open && unit)
		fprintf(page->out, "# UNIT %s %s\n", name, unit);
	fprintf(page->out, "# HELP %s%s %s\n", name, total, help);
}

static void sample(const struct page *page, enum kind kind, const char *name, const char *label,
	const char *value_of_label, double value)
{
	fprintf(page->out, "%s%s", name, kind == COUNTER ? "_total" : "");
	if (label)
		fprintf(page->out, "{%s=\"%s\"}", label, value_of_label);
	fprintf(page->out, " %.17g\n", value);
}

static void counter(const struct page *page, const char *name, const char *unit, const char *help, uint64_t value)
{
	family(page, COUNTER, name, unit, help);
	sample(page, COUNTER, name, NULL, NULL, (double)value);
}

static void gauge(const struct page *page, const char *name, const char *unit, const char *help, double value)
{
	family(page, GAUGE, name, unit, help);
	sample(page, GAUGE, name, NULL, NULL, value);
}

static void attempts(const struct page *page, const struct digest *ever)
{
	counter(page, "ronda_attempts", NULL, "Attack attempts by definition " RONDA_DEFINITION ".", ever->attempts);
	family(page, COUNTER, "ronda_attempts_by_class", NULL, "The same attempts by what was tried.");
	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		sample(page, COUNTER, "ronda_attempts_by_class", "class", ronda_class_name(i), (double)ever->by_class[i]);
	family(page, COUNTER, "ronda_attempts_by_outcome", NULL, "The same attempts by what came back.");
	for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)
		sample(page, COUNTER, "ronda_attempts_by_outcome", "outcome", ronda_outcome_name(i),
			(double)ever->by_outcome[i]);
	family(page, COUNTER, "ronda_attempts_by_origin", NULL, "The same attempts by where the source is.");
	for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
		sample(page, COUNTER, "ronda_attempts_by_origin", "origin", ronda_origin_name(i),
			(double)ever->by_origin[i]);
	family(page, COUNTER, "ronda_attempts_by_proof", NULL, "The same attempts by whether the address is proven.");
	sample(page, COUNTER, "ronda_attempts_by_proof", "proof", "verified", (double)ever->verified);
	sample(page, COUNTER, "ronda_attempts_by_proof", "proof", "unverified", (double)ever->unverified);
	counter(page, "ronda_outbound_attempts", NULL, "Attempts from protected addresses to elsewhere.", ever->outbound);
	counter(page, "ronda_internal_attempts", NULL, "Attempts between protected addresses.", ever->internal);
	counter(page, "ronda_monitor_acts", NULL, "Acts of declared monitors, outside the attempts.",
		ever->monitor_acts);
	counter(page, "ronda_incidents", NULL, "Incidents opened.", ever->incidents);
	counter(page, "ronda_lost_pending_acts", NULL, "Acts forgotten before they were decided.", ever->lost_pending);
}

static void traffic(const struct page *page, const struct digest *ever)
{
	counter(page, "ronda_packets", NULL, "IP packets counted.", ever->packets);
	counter(page, "ronda_wire_bytes", "bytes", "Bytes of their frames on the wire.", ever->wire_bytes);
	family(page, COUNTER, "ronda_frames", NULL, "Frames delivered by the capture, by what became of them.");
	for (unsigned i = 0; i < RONDA_FATE_COUNT; i++)
		sample(page, COUNTER, "ronda_frames", "fate", ronda_fate_name(i), (double)ever->by_fate[i]);
	family(page, COUNTER, "ronda_dropped_packets", NULL, "Packets lost before they were counted.");
	sample(page, COUNTER, "ronda_dropped_packets", "where", "kernel", (double)ever->kernel_drops);
	sample(page, COUNTER, "ronda_dropped_packets", "where", "interface", (double)ever->interface_drops);
	counter(page, "ronda_backscatter_packets", NULL, "Answers to what nobody here sent.",
		ever->backscatter_packets);
	counter(page, "ronda_evicted_packets", NULL, "Packets of sources that gave up their place.",
		ever->evicted_packets);
	counter(page, "ronda_untracked_packets", NULL, "Packets of sources that found no place.",
		ever->untracked_packets);
	family(page, COUNTER, "ronda_evictions", NULL, "Places given to another because a table was full.");
	sample(page, COUNTER, "ronda_evictions", "table", "sources", (double)ever->sources_evicted);
	sample(page, COUNTER, "ronda_evictions", "table", "connections", (double)ever->connections_evicted);
	sample(page, COUNTER, "ronda_evictions", "table", "histories", (double)ever->forgotten);
}

static void sensor(const struct page *page, const struct wall_now *now)
{
	const struct digest *ever = &now->wall->ever;
	double watched = (double)ever->period_ns / 1e9;

	counter(page, "ronda_up_seconds", "seconds", "Seconds up and losing nothing; over ronda_watched_seconds_total "
		"it is the coverage.", ever->up_seconds);
	family(page, COUNTER, "ronda_watched_seconds", "seconds", "Seconds since the sensor began.");
	sample(page, COUNTER, "ronda_watched_seconds", NULL, NULL, watched);
	gauge(page, "ronda_floods_ongoing", NULL, "Floods under way.", (double)now->floods_ongoing);
	gauge(page, "ronda_surges_ongoing", NULL, "Surges under way.", now->vitals.surge.start_ns != 0);
	family(page, GAUGE, "ronda_state", NULL, "1 for the state that holds.");
	for (unsigned i = 0; i < WALL_STATE_COUNT; i++)
		sample(page, GAUGE, "ronda_state", "state", wall_state_name(i), now->state == i);
	family(page, GAUGE, "ronda_fault", NULL, "1 for each fault of the sensor that holds.");
	for (unsigned i = 0; i < PULSE_FAULT_COUNT; i++)
		sample(page, GAUGE, "ronda_fault", "fault", pulse_fault_name(i), !!(now->faults & PULSE_SET(i)));
	if (now->today && now->today->geoip.built_seconds)
		gauge(page, "ronda_geoip_built_timestamp_seconds", "seconds", "When the GeoIP database was built.",
			(double)now->today->geoip.built_seconds);
}

static void outlets(const struct page *page, const struct wall_now *now)
{
	const struct vitals *vitals = &now->vitals;
	uint64_t oldest = vitals->export_oldest_ns;
	double lag = oldest && oldest < now->now_ns ? (double)(now->now_ns - oldest) / 1e9 : 0;

	gauge(page, "ronda_export_waiting_summaries", NULL, "Summaries not yet written.", (double)vitals->export_waiting);
	gauge(page, "ronda_export_lag_seconds", "seconds", "Age of the oldest summary not yet written.", lag);
	if (vitals->sources_room) {
		gauge(page, "ronda_sources_used", NULL, "Places in the table of sources that are taken.",
			(double)vitals->sources_used);
		gauge(page, "ronda_sources_room", NULL, "Places that there are in it.", (double)vitals->sources_room);
	}
	counter(page, "ronda_notices_sent", NULL, "Notices delivered, each outlet by itself.", vitals->notices_sent);
	counter(page, "ronda_notices_lost", NULL, "Notices given up, each outlet by itself.", vitals->notices_lost);
	gauge(page, "ronda_notices_waiting", NULL, "Notices not yet delivered.", (double)vitals->notices_waiting);
}

static double resident_bytes(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file && fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static void process(const struct page *page, const struct wall_now *now)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	family(page, COUNTER, "process_cpu_seconds", "seconds", "User and system time.");
	sample(page, COUNTER, "process_cpu_seconds", NULL, NULL, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
	gauge(page, "process_resident_memory_bytes", "bytes", "Memory in use.", resident_bytes());
	gauge(page, "process_start_time_seconds", "seconds", "When the program began.",
		(double)now->vitals.started_ns / 1e9);
}

bool metrics_write(const struct wall_now *now, bool open, struct view_text *to)
{
	struct page page = { .out = open_memstream(&to->text, &to->length), .open = open };

	if (!page.out)
		return false;
	attempts(&page, &now->wall->ever);
	traffic(&page, &now->wall->ever);
	sensor(&page, now);
	outlets(&page, now);
	process(&page, now);
	if (open)
		fputs("# EOF\n", page.out);
	return fclose(page.out) == 0;
}
