/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/make.h"

#include "summary/shape.h"
#include "base/stamp.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND UINT64_C(1000000000)

/* Sources ranked by attempts, then packets; the least of those kept stands first. */
struct rank {
	uint64_t attempts, packets;
	size_t slot;
};

static bool is_below(const struct rank *a, const struct rank *b)
{
	if (a->attempts != b->attempts)
		return a->attempts < b->attempts;
	return a->packets != b->packets ? a->packets < b->packets : a->slot > b->slot;
}

static void sift_down(struct rank *heap, size_t count, size_t at)
{
	for (;;) {
		size_t least = at, left = 2 * at + 1;

		for (size_t child = left; child < left + 2 && child < count; child++)
			if (is_below(&heap[child], &heap[least]))
				least = child;
		if (least == at)
			return;

		struct rank swap = heap[at];

		heap[at] = heap[least];
		heap[least] = swap;
		at = least;
	}
}

static void keep_highest(struct rank *heap, size_t *count, size_t most, struct rank rank)
{
	if (*count < most) {
		heap[(*count)++] = rank;
		for (size_t at = *count - 1; at && is_below(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2) {
			struct rank swap = heap[at];

			heap[at] = heap[(at - 1) / 2];
			heap[(at - 1) / 2] = swap;
		}
	} else if (most && is_below(&heap[0], &rank)) {
		heap[0] = rank;
		sift_down(heap, *count, 0);
	}
}

static size_t active_sources(const struct sources *sources)
{
	struct source_copy copy;
	size_t active = 0;

	for (size_t i = 0; i < sources_used(sources); i++)
		active += sources_read(sources, i, &copy);
	return active;
}

static void fill_source(struct ronda_source *row, const struct counter *counter, size_t slot)
{
	const struct source *source = &counter->sources.slot[slot];
	const struct dossier *dossier = dossiers_at(&counter->dossiers, source->behaviour.dossier);
	uint64_t evicted = counter->sources.evicted_packets;
	struct source_copy copy;

	sources_read(&counter->sources, slot, &copy);
	*row = (struct ronda_source){
		.addr = copy.key,
		.prefix_bits = ronda_addr_is_v4(&copy.key) ? 128 : (uint8_t)counter->thresholds.ipv6_source_bits,
		.origin = copy.origin,
		.country = copy.country,
		.verified = copy.flags & SOURCE_VERIFIED,
		.attempts = copy.attempts,
		/* each attempt took a packet, and no more of its packets are missing than were evicted */
		.attempts_error = copy.error < evicted ? copy.error : evicted,
		.packets = copy.packets,
		.bytes = copy.bytes,
		.first_seen_ns = copy.first_ns,
		.last_seen_ns = copy.last_ns,
	};
	scanner_spread(&source->behaviour, dossier, &row->targets, &row->ports);
	for (unsigned class = 0; dossier && class < RONDA_CLASS_COUNT; class++)
		row->by_class[class] = dossier->by_class[class];
}

static int fill_top(struct ronda_summary *summary, const struct counter *counter, size_t top)
{
	size_t active = active_sources(&counter->sources), most = top < active ? top : active, count = 0;
	struct rank *heap = calloc(most ? most : 1, sizeof *heap);

	summary->sources.top = calloc(most ? most : 1, sizeof *summary->sources.top);
	if (!heap || !summary->sources.top) {
		free(heap);
		return -1;
	}
	for (size_t i = 0; i < sources_used(&counter->sources); i++) {
		struct source_copy copy;

		if (sources_read(&counter->sources, i, &copy))
			keep_highest(heap, &count, most, (struct rank){ copy.attempts, copy.packets, i });
	}
	for (size_t i = 0; i < count; i++)
		fill_source(&summary->sources.top[i], counter, heap[i].slot);
	free(heap);
	summary->sources.top_count = count;
	summary->sources.top_complete = count == active;
	qsort(summary->sources.top, count, sizeof *summary->sources.top, summary_order_sources);
	return 0;
}

static int add_row(struct ronda_rows *rows, const char *name, uint64_t count)
{
	if (count == 0)
		return 0;
	rows->row[rows->count].name = strdup(name);
	rows->row[rows->count].count = count;
	return rows->row[rows->count++].name ? 0 : -1;
}

static int fill_countries(struct ronda_rows *rows, const struct bank *bank)
{
	int failed = 0;

	rows->row = calloc(BANK_COUNTRIES + 2, sizeof *rows->row);
	if (!rows->row)
		return -1;
	for (unsigned i = 0; i < BANK_COUNTRIES; i++) {
		const char name[] = { (char)('A' + i / 26), (char)('A' + i % 26), '\0' };

		failed |= add_row(rows, name, bank->by_country[i]);
	}
	failed |= add_row(rows, "local", bank->by_origin[RONDA_ORIGIN_LOCAL]);
	failed |= add_row(rows, "unknown", bank->by_origin[RONDA_ORIGIN_UNKNOWN]);
	return failed ? failed : summary_settle_rows(rows);
}

/* The operator's name for an address, else the address. */
static const char *addr_name(const struct counter *counter, const struct ronda_addr *addr, char text[RONDA_ADDR_TEXT])
{
	const char *name = addr_names_find(&counter->names, addr);

	return name ? name : ronda_addr_format(addr, text);
}

static const char *site_name(const struct counter *counter, const struct bank_site *site, char text[RONDA_ADDR_TEXT])
{
	const struct site *named = sites_at(&counter->listener.sites, site->site);

	return named ? named->name : addr_name(counter, &site->addr, text);
}

static int add_class_row(struct ronda_class_rows *rows, const char *name, const uint64_t by_class[RONDA_CLASS_COUNT])
{
	struct ronda_class_row *row = &rows->row[rows->count];

	row->name = strdup(name);
	if (!row->name)
		return -1;
	memcpy(row->by_class, by_class, sizeof row->by_class);
	rows->count++;
	return 0;
}

static int fill_sites(struct ronda_rows *rows, struct ronda_class_rows *class_rows, const struct counter *counter)
{
	const struct bank *bank = &counter->bank;
	int failed = 0;

	rows->row = calloc(BANK_SITE_SETS * BANK_SITES_PER_SET + 1, sizeof *rows->row);
	class_rows->row = calloc(BANK_SITE_SETS * BANK_SITES_PER_SET + 1, sizeof *class_rows->row);
	if (!rows->row || !class_rows->row)
		return -1;
	for (unsigned i = 0; i < BANK_SITE_SETS * BANK_SITES_PER_SET; i++) {
		const struct bank_site *site = &bank->site[i / BANK_SITES_PER_SET][i % BANK_SITES_PER_SET];
		char text[RONDA_ADDR_TEXT];
		const char *name = site_name(counter, site, text);

		failed |= add_row(rows, name, site->attempts);
		failed |= site->attempts ? add_class_row(class_rows, name, site->by_class) : 0;
	}
	failed |= add_row(rows, "other", bank->other_sites);
	failed |= add_class_row(class_rows, "other", bank->other_by_class);
	if (!failed)
		failed = summary_settle_rows(rows);
	return failed ? failed : summary_settle_class_rows(class_rows);
}

static int fill_hours(struct ronda_rows *rows, const struct bank *bank)
{
	int failed = 0;

	rows->row = calloc(bank->hours + 1, sizeof *rows->row);
	if (!rows->row)
		return -1;
	for (unsigned i = 0; i < bank->hours; i++) {
		char name[STAMP_TEXT];

		failed |= add_row(rows, stamp_format(bank->hour[i].hour * 3600 * SECOND, name),
			bank->hour[i].attempts);
	}
	return failed ? failed : summary_settle_rows(rows);
}

static void fill_attempts(struct ronda_summary *summary, const struct bank *bank)
{
	summary->attempts.total = bank->total;
	memcpy(summary->attempts.by_class, bank->by_class, sizeof bank->by_class);
	memcpy(summary->attempts.by_outcome, bank->by_outcome, sizeof bank->by_outcome);
	memcpy(summary->attempts.by_origin, bank->by_origin, sizeof bank->by_origin);
	summary->attempts.verified = bank->verified;
	summary->attempts.unverified = bank->total - bank->verified;
	summary->attempts.of_which_research = bank->research;
	summary->attempts.undecided = bank->undecided;
	summary->attempts.lost_pending = bank->lost_pending;
	memcpy(summary->incidents.by_class, bank->incidents, sizeof bank->incidents);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		summary->incidents.total += bank->incidents[class];
	summary->outbound.attempts = bank->outbound;
	summary->outbound.sources = ronda_sketch_count(&bank->outbound_sources);
	summary->internal.attempts = bank->internal;
	summary->internal.sources = ronda_sketch_count(&bank->internal_sources);
	summary->monitor_acts = bank->monitor_acts;
}

static void fill_frames(struct ronda_summary *summary, const struct frame_counts *counts)
{
	for (unsigned fate = 0; fate < RONDA_FATE_COUNT; fate++)
		summary->frames.delivered += summary->frames.by_fate[fate] = counts->by_fate[fate];
	memcpy(summary->frames.by_reason, counts->by_reason, sizeof counts->by_reason);
	summary->frames.cut_short = counts->cut;
	summary->frames.glued = counts->glued;
	summary->traffic.duplicate_packets = counts->duplicate_packets;
}

static void fill_traffic(struct ronda_summary *summary, const struct counter *counter)
{
	const struct bank *bank = &counter->bank;

	summary->traffic.packets = bank->packets;
	summary->traffic.wire_bytes = bank->wire_bytes;
	summary->traffic.evicted_packets = counter->sources.evicted_packets;
	summary->traffic.untracked_packets = bank->untracked_packets;
	summary->backscatter.packets = bank->backscatter_packets;
	summary->backscatter.sources = bank->backscatter_sources;
	summary->sources.seen = bank->seen;
	summary->sources.attacking = bank->attacking;
	summary->sources.evicted = counter->sources.evicted;
}

/* Most connections went on as if answered, and no answer was seen. */
static bool is_one_way(const struct bank *bank)
{
	enum { LEAST = 20, TENTHS = 9 };

	return bank->one_way >= LEAST && bank->one_way * 10 >= (bank->one_way + bank->answered) * TENTHS;
}

static void fill_listening(struct ronda_summary *summary, const struct counter *counter)
{
	const struct listener_tally *tally = &counter->listener.tally;

	summary->capture.one_way = is_one_way(&counter->bank);
	summary->listening.connections = tally->talks;
	summary->listening.requests = tally->requests;
	summary->listening.handshakes = tally->handshakes;
	summary->listening.logins = tally->logins;
	summary->listening.given_up = tally->given_up;
	summary->listening.evicted = tally->evicted;
	summary->listening.names_refused = counter->listener.sites.refused;
	summary->listening.names_declared = counter->declared.count;
	summary->listening.forgotten = counter->dossiers.taken + counter->bares.forgotten + counter->tries.forgotten +
		counter->trails.forgotten;
}

/* Served in this period, by a server of ours. */
static bool is_told(const struct counter *counter, const struct site *site)
{
	return site->told && (!counter->protect.count || prefix_set_contains(&counter->protect, &site->server));
}

static int fill_hostnames(struct ronda_summary *summary, const struct counter *counter)
{
	const struct sites *sites = &counter->listener.sites;
	size_t count = 0;

	for (uint32_t i = 0; i < sites->size; i++)
		count += is_told(counter, &sites->site[i]);
	summary->hostnames = calloc(count ? count : 1, sizeof *summary->hostnames);
	if (!summary->hostnames)
		return -1;
	for (uint32_t i = 0; i < sites->size; i++) {
		const struct site *site = &sites->site[i];

		if (!is_told(counter, site))
			continue;

		struct ronda_hostname *row = &summary->hostnames[summary->hostnames_count++];

		*row = (struct ronda_hostname){ strdup(site->name), site->server, site->first_ns, site->last_ns,
			site->declared };
		if (!row->name)
			return -1;
	}
	qsort(summary->hostnames, count, sizeof *summary->hostnames, summary_order_hostnames);
	return 0;
}

static int fill_review(struct ronda_review *row, const struct counter *counter, const struct review *review)
{
	char addr[RONDA_ADDR_TEXT];

	*row = (struct ronda_review){
		.time_ns = review->time_ns,
		.source = review->source,
		.country = review->country,
		.class = review->class,
		.rule = summary_clean_text(review->rule),
		.kind = summary_clean_text(review->kind),
		.site = summary_clean_text(review->site[0] ? review->site : addr_name(counter, &review->server, addr)),
		.addr = review->server,
		.port = review->port,
		.line = review->line[0] ? summary_clean_text(review->line) : NULL,
		.status = review->status,
		.response_bytes = review->response_bytes,
		.outcome = review->outcome,
	};
	return row->rule && row->kind && row->site && (row->line || !review->line[0]) ? 0 : -1;
}

static int fill_reviews(struct ronda_summary *summary, const struct counter *counter)
{
	const struct reviews *reviews = &counter->reviews;
	size_t count = reviews_count(reviews);

	summary->review = calloc(count ? count : 1, sizeof *summary->review);
	if (!summary->review)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (fill_review(&summary->review[summary->review_count++], counter, reviews_at(reviews, i)) < 0)
			return -1;
	summary->review_omitted = reviews->told - count;
	qsort(summary->review, count, sizeof *summary->review, summary_order_reviews);
	return 0;
}

static int fill_floods(struct ronda_summary *summary, const struct floods *floods)
{
	summary->floods = calloc(floods->size ? floods->size : 1, sizeof *summary->floods);
	if (!summary->floods)
		return -1;
	for (uint32_t i = 0; i < floods->size; i++) {
		const struct flood *flood = &floods->flood[i];

		if (!flood_is_told(flood))
			continue;
		summary->floods[summary->floods_count++] = (struct ronda_flood){
			.sensor = strdup(summary->sensor),
			.kind = flood->kind,
			.target = flood->target,
			.port = flood->port,
			.service = flood->service,
			.start_ns = flood->start_ns,
			.end_ns = flood->end_ns,
			.ongoing = flood->active,
			.packets = flood->packets,
			.bytes = flood->bytes,
			.peak_packets_per_second = flood->peak_packets,
			.peak_bits_per_second = flood->peak_bytes * 8,
			.sources = ronda_sketch_count(&flood->sources),
			.spoofed = flood_is_spoofed(flood),
		};
		if (!summary->floods[summary->floods_count - 1].sensor)
			return -1;
	}
	qsort(summary->floods, summary->floods_count, sizeof *summary->floods, summary_order_floods);
	return 0;
}

#define IS_CHANGED(field, name, normal, least, most, meaning) +(thresholds->field != normal)
#define ADD_CHANGED(field, label, normal, least, most, meaning)                                    \
	if (thresholds->field != normal) {                                                         \
		struct ronda_setting *setting = &summary->settings[summary->settings_count++];     \
                                                                                                   \
		setting->name = strdup(label);                                                     \
		if (!setting->name || asprintf(&setting->value, "%u", thresholds->field) < 0)      \
			return -1;                                                                 \
	}

static int fill_settings(struct ronda_summary *summary, const struct ronda_thresholds *thresholds)
{
	size_t changed = 0 RONDA_THRESHOLDS(IS_CHANGED);

	summary->settings = calloc(changed ? changed : 1, sizeof *summary->settings);
	if (!summary->settings)
		return -1;
	RONDA_THRESHOLDS(ADD_CHANGED)
	qsort(summary->settings, summary->settings_count, sizeof *summary->settings, summary_order_settings);
	return 0;
}

static int fill_scope(struct ronda_summary *summary, const struct ronda_prefixes *protect)
{
	summary->scope = calloc(protect->count ? protect->count : 1, sizeof *summary->scope);
	if (!summary->scope)
		return -1;
	for (size_t i = 0; i < protect->count; i++) {
		char text[RONDA_ADDR_TEXT];

		summary->scope[i] = strdup(ronda_prefix_format(&protect->prefix[i], text));
		if (!summary->scope[i])
			return -1;
		summary->scope_count++;
	}
	qsort(summary->scope, summary->scope_count, sizeof *summary->scope, summary_order_texts);
	return 0;
}

static int fill_coverage(struct ronda_summary *summary, const struct frame_counts *counts,
	const struct ronda_coverage *coverage)
{
	bool whole = coverage->up_seconds == UINT64_MAX;

	summary->start_ns = coverage->end_ns ? coverage->start_ns : counts->end_ns ? counts->start_ns : 0;
	summary->end_ns = coverage->end_ns ? coverage->end_ns : counts->end_ns;
	summary->up_seconds = whole ? summary_period_seconds(summary) : coverage->up_seconds;
	summary->capture.kernel_drop_packets = coverage->kernel_drop_packets;
	summary->capture.interface_drop_packets = coverage->interface_drop_packets;
	summary->capture.complete = !coverage->error;
	summary->capture.error = coverage->error ? summary_clean_text(coverage->error) : NULL;
	summary->parts = calloc(1, sizeof *summary->parts);
	if (!summary->parts || (coverage->error && !summary->capture.error))
		return -1;
	summary->parts_count = 1;
	summary->parts[0] = (struct ronda_part){
		.sensor = strdup(summary->sensor),
		.start_ns = summary->start_ns,
		.end_ns = summary->end_ns,
		.up_seconds = summary->up_seconds,
	};
	return summary->parts[0].sensor ? 0 : -1;
}

static int fill_places(struct ronda_summary *summary, const struct ronda_places *places)
{
	if (!places || !places->built_seconds)
		return 0;
	summary->geoip.file = summary_clean_text(places->file);
	summary->geoip.type = summary_clean_text(places->type);
	summary->geoip.built_seconds = places->built_seconds;
	return summary->geoip.file && summary->geoip.type ? 0 : -1;
}

struct ronda_summary *summary_make(const struct counter *counter, const struct summary_frame *frame)
{
	struct ronda_summary *summary = calloc(1, sizeof *summary);

	if (!summary)
		return NULL;
	summary->home = counter->home;
	fill_attempts(summary, &counter->bank);
	fill_frames(summary, frame->frames);
	fill_traffic(summary, counter);
	fill_listening(summary, counter);

	summary->sensor = summary_clean_text(frame->sensor);
	if (summary->sensor && !fill_coverage(summary, frame->frames, frame->coverage) &&
		!fill_scope(summary, frame->protect) && !fill_settings(summary, &counter->thresholds) &&
		!fill_places(summary, counter->places) &&
		!fill_countries(&summary->attempts.by_country, &counter->bank) &&
		!fill_sites(&summary->attempts.by_site, &summary->attempts.by_site_class, counter) &&
		!fill_hostnames(summary, counter) && !fill_reviews(summary, counter) &&
		!fill_hours(&summary->attempts.by_hour, &counter->bank) &&
		!fill_floods(summary, &counter->floods) && !fill_top(summary, counter, frame->top))
		return summary;
	ronda_summary_destroy(summary);
	return NULL;
}
