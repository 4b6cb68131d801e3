/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/make.h"

#include "base/stamp.h"
#include "summary/rank.h"
#include "summary/shape.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND UINT64_C(1000000000)

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

static int add_sites(struct ronda_rows *rows, struct ronda_class_rows *class_rows, const struct counter *counter)
{
	const struct bank *bank = &counter->bank;
	int failed = 0;

	for (unsigned i = 0; i < BANK_SITES; i++) {
		const struct bank_site *site = &bank->site[i / BANK_SITES_PER_SET][i % BANK_SITES_PER_SET];
		char text[RONDA_ADDR_TEXT];
		const char *name;

		if (!site->attempts)
			continue;
		name = site_name(counter, site, text);
		failed |= add_row(rows, name, site->attempts);
		failed |= add_class_row(class_rows, name, site->by_class);
	}
	failed |= add_row(rows, "other", bank->other_sites);
	failed |= add_class_row(class_rows, "other", bank->other_by_class);
	return failed;
}

static int fill_sites(struct ronda_rows *rows, struct ronda_class_rows *class_rows, const struct counters *counters)
{
	size_t most = counters->count * (BANK_SITES + 1);
	int failed = 0;

	rows->row = calloc(most, sizeof *rows->row);
	class_rows->row = calloc(most, sizeof *class_rows->row);
	if (!rows->row || !class_rows->row)
		return -1;
	for (size_t i = 0; i < counters->count; i++)
		failed |= add_sites(rows, class_rows, counters->counter[i]);
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

/* Most connections went on as if answered, and no answer was seen. */
static bool is_one_way(const struct bank *bank)
{
	enum { LEAST = 8, TENTHS = 9 };

	return bank->one_way >= LEAST && bank->one_way * 10 >= (bank->one_way + bank->answered) * TENTHS;
}

static void fill_traffic(struct ronda_summary *summary, const struct bank *bank)
{
	summary->traffic.packets = bank->packets;
	summary->traffic.wire_bytes = bank->wire_bytes;
	summary->traffic.untracked_packets = bank->untracked_packets;
	summary->backscatter.packets = bank->backscatter_packets;
	summary->backscatter.sources = bank->backscatter_sources;
	summary->sources.seen = bank->seen;
	summary->sources.attacking = bank->attacking;
	summary->capture.one_way = is_one_way(bank);
}

/* What each counter keeps beside its bank. */
static void add_tables(struct ronda_summary *summary, const struct counter *counter)
{
	const struct listener_tally *tally = &counter->listener.tally;

	summary->capture.acknowledged_gaps += listener_acked_gaps(&counter->listener);
	summary->traffic.evicted_packets += counter->sources.evicted_packets;
	summary->sources.evicted += counter->sources.evicted;
	summary->listening.connections += tally->talks;
	summary->listening.requests += tally->requests;
	summary->listening.handshakes += tally->handshakes;
	summary->listening.logins += tally->logins;
	summary->listening.given_up += tally->given_up;
	summary->listening.evicted += tally->evicted;
	summary->listening.names_refused += counter->listener.sites.refused;
	summary->listening.forgotten += counter->dossiers.taken + counter->bares.forgotten + counter->tries.forgotten +
		counter->trails.forgotten + counter->flood_notes.lost;
}

/* Served in this period, by a server of ours. */
static bool is_told(const struct counter *counter, const struct site *site)
{
	return site->told && (!counter->protect.count || prefix_set_contains(&counter->protect, &site->server));
}

static int add_hostnames(struct ronda_summary *summary, const struct counter *counter)
{
	const struct sites *sites = &counter->listener.sites;

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
	return 0;
}

/* A name that several counters met is one; its server is the one that served it last. */
static void fold_hostnames(struct ronda_summary *summary)
{
	struct ronda_hostname *list = summary->hostnames;
	size_t kept = 0;

	for (size_t i = 0; i < summary->hostnames_count; i++) {
		struct ronda_hostname *last = kept ? &list[kept - 1] : NULL, *row = &list[i];

		if (!last || strcmp(last->name, row->name) != 0) {
			list[kept++] = *row;
			continue;
		}
		if (row->last_seen_ns > last->last_seen_ns ||
			(row->last_seen_ns == last->last_seen_ns && ronda_addr_compare(&row->addr, &last->addr) < 0)) {
			last->addr = row->addr;
			last->last_seen_ns = row->last_seen_ns;
		}
		if (row->first_seen_ns < last->first_seen_ns)
			last->first_seen_ns = row->first_seen_ns;
		free(row->name);
	}
	summary->hostnames_count = kept;
}

static int fill_hostnames(struct ronda_summary *summary, const struct counters *counters)
{
	size_t most = 0;
	int failed = 0;

	for (size_t i = 0; i < counters->count; i++)
		most += counters->counter[i]->listener.sites.size;
	summary->hostnames = calloc(most ? most : 1, sizeof *summary->hostnames);
	if (!summary->hostnames)
		return -1;
	for (size_t i = 0; i < counters->count; i++)
		failed |= add_hostnames(summary, counters->counter[i]);
	if (failed)
		return failed;
	qsort(summary->hostnames, summary->hostnames_count, sizeof *summary->hostnames, summary_order_hostnames);
	fold_hostnames(summary);
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

static int add_reviews(struct ronda_summary *summary, const struct counter *counter)
{
	const struct reviews *reviews = &counter->reviews;
	size_t count = reviews_count(reviews);

	for (size_t i = 0; i < count; i++)
		if (fill_review(&summary->review[summary->review_count++], counter, reviews_at(reviews, i)) < 0)
			return -1;
	summary->review_omitted += reviews->told - count;
	return 0;
}

/* Of several counters' lists the latest are kept, as each has kept its own. */
static int fill_reviews(struct ronda_summary *summary, const struct counters *counters)
{
	size_t most = counters->count * REVIEWS_MOST, omitted;

	summary->review = calloc(most, sizeof *summary->review);
	if (!summary->review)
		return -1;
	for (size_t i = 0; i < counters->count; i++)
		if (add_reviews(summary, counters->counter[i]) < 0)
			return -1;
	qsort(summary->review, summary->review_count, sizeof *summary->review, summary_order_reviews);
	if (summary->review_count <= REVIEWS_MOST)
		return 0;
	omitted = summary->review_count - REVIEWS_MOST;
	for (size_t i = 0; i < omitted; i++)
		summary_free_review(&summary->review[i]);
	memmove(summary->review, summary->review + omitted, REVIEWS_MOST * sizeof *summary->review);
	summary->review_count = REVIEWS_MOST;
	summary->review_omitted += omitted;
	return 0;
}

static int add_floods(struct ronda_summary *summary, const struct floods *floods)
{
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
	return 0;
}

static int fill_floods(struct ronda_summary *summary, const struct counters *counters)
{
	size_t most = 0;

	for (size_t i = 0; i < counters->count; i++)
		most += counters->counter[i]->floods.size;
	summary->floods = calloc(most ? most : 1, sizeof *summary->floods);
	if (!summary->floods)
		return -1;
	for (size_t i = 0; i < counters->count; i++)
		if (add_floods(summary, &counters->counter[i]->floods) < 0)
			return -1;
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

static int fill(struct ronda_summary *summary, const struct counters *counters, const struct bank *bank,
	const struct summary_frame *frame)
{
	const struct counter *any = counters->counter[0];

	fill_attempts(summary, bank);
	fill_frames(summary, frame->frames);
	fill_traffic(summary, bank);
	for (size_t i = 0; i < counters->count; i++)
		add_tables(summary, counters->counter[i]);
	summary->home = any->home;
	summary->listening.names_declared = any->declared.count;
	summary->sensor = summary_clean_text(frame->sensor);
	return !summary->sensor || fill_coverage(summary, frame->frames, frame->coverage) ||
		fill_scope(summary, frame->protect) || fill_settings(summary, &any->thresholds) ||
		fill_places(summary, any->places) || fill_countries(&summary->attempts.by_country, bank) ||
		fill_sites(&summary->attempts.by_site, &summary->attempts.by_site_class, counters) ||
		fill_hostnames(summary, counters) || fill_reviews(summary, counters) ||
		fill_hours(&summary->attempts.by_hour, bank) || fill_floods(summary, counters) ||
		rank_sources(summary, counters, frame->top);
}

/* The banks of all as one; but for the sites, which each names in its own way. NULL when memory is short. */
static struct bank *sum_banks(const struct counters *counters)
{
	struct bank *sum = calloc(1, sizeof *sum);

	if (!sum || bank_init(sum) < 0) {
		free(sum);
		return NULL;
	}
	for (size_t i = 0; i < counters->count; i++)
		bank_add(sum, &counters->counter[i]->bank);
	return sum;
}

struct ronda_summary *summary_make(const struct counters *counters, const struct summary_frame *frame)
{
	struct ronda_summary *summary = calloc(1, sizeof *summary);
	struct bank *sum = counters->count > 1 ? sum_banks(counters) : NULL;
	bool failed = !summary || (counters->count > 1 && !sum) ||
		fill(summary, counters, sum ? sum : &counters->counter[0]->bank, frame);

	if (sum)
		bank_finish(sum);
	free(sum);
	if (!failed)
		return summary;
	ronda_summary_destroy(summary);
	return NULL;
}
