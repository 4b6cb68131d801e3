/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/peek.h"

#include "base/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

_Static_assert(sizeof ((struct ronda_recent *)0)->site == SITE_NAME_MOST + 1, "a name fits");

enum { MOST_FLOODS = 128, MOST_SITES = BANK_SITE_SETS * BANK_SITES_PER_SET,
	MOST_RECENTS = RECENT_SETS * RECENTS_PER_SET };

/* Of a slot at the last look: whose it was, roughly, and its attempts. */
struct before {
	uint32_t tag, attempts;
};

struct chosen {
	uint64_t by;             /* what it was chosen for; 0: none */
	struct peek_shadow *shadow; /* of its counter */
	uint32_t slot;
};

struct peek_shadow {
	struct counter counter;  /* the copy: tables of its own, as small as what was asked for */
	struct ronda_places places; /* file, type and date alone */
	struct frame_counts frames; /* of all, as the period is: the first one's */
	uint64_t period;         /* closed before it */
	uint32_t wanted[RONDA_PEEK_TOP]; /* slots */
	size_t wanted_count;
	struct before *before;   /* one a slot */
	size_t used;
};

int peek_init(struct peek *peek)
{
	*peek = (struct peek){ .state = PEEK_IDLE };
	return sem_init(&peek->answered, 0, 0) < 0 ? -errno : 0;
}

static void finish_shadow(struct peek_shadow *shadow)
{
	free(shadow->counter.sources.slot);
	free(shadow->counter.dossiers.dossier);
	free(shadow->counter.floods.flood);
	free(shadow->counter.listener.sites.site);
	free(shadow->before);
	bank_finish(&shadow->counter.bank);
}

static void free_shadows(struct peek_shadow *shadow, size_t count)
{
	for (size_t i = 0; i < count; i++)
		finish_shadow(&shadow[i]);
	free(shadow);
}

void peek_finish(struct peek *peek)
{
	free_shadows(peek->shadow, peek->shadows);
	peek->shadow = NULL;
	sem_destroy(&peek->answered);
}

/* So that no page of it is met for the first time by the worker. */
static void touch(struct peek_shadow *shadow)
{
	struct counter *copy = &shadow->counter;

	memset(copy->sources.slot, 0, RONDA_PEEK_TOP * sizeof *copy->sources.slot);
	memset(copy->dossiers.dossier, 0, (RONDA_PEEK_TOP + 1) * sizeof *copy->dossiers.dossier);
	memset(copy->floods.flood, 0, MOST_FLOODS * sizeof *copy->floods.flood);
	memset(copy->listener.sites.site, 0, (MOST_SITES + 1) * sizeof *copy->listener.sites.site);
	memset(copy->bank.hour, 0, BANK_HOURS * sizeof *copy->bank.hour);
	memset(&copy->bank.site, 0, sizeof copy->bank.site);
	memset(&copy->recents, 0, sizeof copy->recents);
	memset(&copy->reviews, 0, sizeof copy->reviews);
}

static int init_shadow(struct peek_shadow *shadow, const struct counter *counter)
{
	struct counter *copy = &shadow->counter;

	copy->sources.slot = aligned_alloc(_Alignof(struct source), RONDA_PEEK_TOP * sizeof(struct source));
	copy->dossiers.dossier = aligned_alloc(_Alignof(struct dossier), (RONDA_PEEK_TOP + 1) * sizeof(struct dossier));
	copy->floods.flood = calloc(MOST_FLOODS, sizeof(struct flood));
	copy->listener.sites.site = calloc(MOST_SITES + 1, sizeof(struct site));
	shadow->before = calloc(counter->sources.slots ? counter->sources.slots : 1, sizeof *shadow->before);
	copy->home = counter->home;
	copy->keys = counter->keys;
	copy->names = counter->names; /* borrowed: they never change */
	copy->declared.count = counter->declared.count;
	copy->thresholds = counter->thresholds;
	copy->places = &shadow->places;
	if (!copy->sources.slot || !copy->dossiers.dossier || !copy->floods.flood || !copy->listener.sites.site ||
		!shadow->before || bank_init(&copy->bank) < 0)
		return -ENOMEM;
	touch(shadow);
	return 0;
}

static int make_shadows(struct peek *peek, const struct counters *counters)
{
	struct peek_shadow *shadow = calloc(counters->count, sizeof *shadow);
	int failed = shadow ? 0 : -ENOMEM;

	for (size_t i = 0; !failed && i < counters->count; i++)
		failed = init_shadow(&shadow[i], counters->counter[i]);
	if (failed) {
		free_shadows(shadow, shadow ? counters->count : 0);
		return failed;
	}
	peek->shadow = shadow;
	peek->shadows = counters->count;
	return 0;
}

/* ---- the worker's part: copying, and nothing else ---- */

static void copy_bank(struct bank *copy, const struct bank *bank)
{
	struct bank_hour *hour = copy->hour;

	*copy = *bank;
	copy->hour = hour;
	memcpy(hour, bank->hour, bank->hours * sizeof *hour);
}

/* The names that the bank's sites and the acts have; their numbers become places among the copies. */
static uint32_t copy_site(struct sites *copies, const struct sites *sites, uint32_t number)
{
	const struct site *named = sites_at(sites, number);

	if (!named || copies->size > MOST_SITES)
		return 0;
	copies->site[copies->size] = *named;
	copies->site[copies->size].serial = 1;
	copies->site[copies->size].told = false;
	return copies->size++ << 12 | 1;
}

static void copy_sites(struct counter *copy, const struct counter *counter)
{
	struct bank_site *site = copy->bank.site[0];

	copy->listener.sites.size = 0;
	for (unsigned i = 0; i < MOST_SITES; i++)
		if (site[i].attempts && site[i].site)
			site[i].site = copy_site(&copy->listener.sites, &counter->listener.sites, site[i].site);
}

static struct recent *recent_at(const struct recents *recents, unsigned i)
{
	return (struct recent *)&recents->set[i / RECENTS_PER_SET].recent[i % RECENTS_PER_SET];
}

static void copy_recents(struct counter *copy, const struct counter *counter)
{
	copy->recents = counter->recents;
	for (unsigned i = 0; i < MOST_RECENTS; i++) {
		struct recent *recent = recent_at(&copy->recents, i);

		if (recent->site)
			recent->site = copy_site(&copy->listener.sites, &counter->listener.sites, recent->site);
	}
}

static void copy_floods(struct floods *copies, const struct floods *floods)
{
	copies->size = 0;
	for (uint32_t i = 0; i < floods->size && copies->size < MOST_FLOODS; i++)
		if (flood_is_told(&floods->flood[i]))
			copies->flood[copies->size++] = floods->flood[i];
}

/* All of a dossier but for the acts it holds, which nobody counts yet. */
static void copy_dossier(struct dossier *copy, const struct dossier *dossier)
{
	memcpy(copy, dossier, offsetof(struct dossier, held));
	memcpy(copy->targets, dossier->targets, sizeof dossier->targets + sizeof dossier->ports);
}

static void copy_sources(struct counter *copy, const struct counter *counter, const uint32_t *wanted, size_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct source *source = &copy->sources.slot[i];
		const struct dossier *dossier;

		memcpy(source, &counter->sources.slot[wanted[i]], sizeof *source);
		dossier = dossiers_at(&counter->dossiers, source->behaviour.dossier);
		source->behaviour.dossier = dossier ? i + 1 : 0;
		if (dossier)
			copy_dossier(&copy->dossiers.dossier[i + 1], dossier);
	}
	copy->sources.evicted = counter->sources.evicted;
	copy->sources.evicted_packets = counter->sources.evicted_packets;
	atomic_store_explicit(&copy->sources.used, (uint32_t)count, memory_order_relaxed);
}

static void copy_places(struct ronda_places *copy, const struct ronda_places *places)
{
	copy->built_seconds = places ? places->built_seconds : 0;
	if (!places)
		return;
	memcpy(copy->file, places->file, sizeof copy->file);
	memcpy(copy->type, places->type, sizeof copy->type);
}

static void copy_counter(struct peek_shadow *shadow, const struct counter *counter)
{
	struct counter *copy = &shadow->counter;

	copy_bank(&copy->bank, &counter->bank);
	copy_sites(copy, counter);
	copy_recents(copy, counter);
	copy_floods(&copy->floods, &counter->floods);
	copy_sources(copy, counter, shadow->wanted, shadow->wanted_count);
	copy_places(&shadow->places, counter->places);
	copy->reviews = counter->reviews;
	copy->listener.tally = counter->listener.tally;
	copy->listener.streams.memory.tally.acked_gaps = listener_acked_gaps(&counter->listener);
	copy->listener.sites.refused = counter->listener.sites.refused;
	copy->dossiers.taken = counter->dossiers.taken;
	copy->bares.forgotten = counter->bares.forgotten;
	copy->tries.forgotten = counter->tries.forgotten;
	copy->trails.forgotten = counter->trails.forgotten;
	copy->flood_notes.lost = counter->flood_notes.lost;
	copy->now_ns = counter->now_ns;
}

void peek_answer(struct peek *peek, const struct counters *counters, const struct frame_counts *frames, uint64_t period)
{
	int asked = PEEK_ASKED;

	if (!atomic_compare_exchange_strong_explicit(&peek->state, &asked, PEEK_COPYING, memory_order_acquire,
		memory_order_relaxed))
		return; /* the reader went away */
	for (size_t i = 0; i < peek->shadows; i++)
		copy_counter(&peek->shadow[i], counters->counter[i]);
	peek->shadow->frames = *frames;
	peek->shadow->period = period;
	atomic_store_explicit(&peek->state, PEEK_DONE, memory_order_release);
	sem_post(&peek->answered);
}

/* ---- the reader's part ---- */

/* Keeps the `most` with the largest `by`, the least of them first (a heap would be no faster for so few:
 * nearly every source is turned away by one comparison). */
static void keep_largest(struct chosen *kept, size_t most, struct chosen one)
{
	size_t at = 0;

	if (one.by <= kept[0].by)
		return;
	for (; at + 1 < most && kept[at + 1].by < one.by; at++)
		kept[at] = kept[at + 1];
	kept[at] = one;
}

static void want(const struct chosen *chosen, size_t most)
{
	for (size_t i = most; i-- > 0 && chosen[i].by;) {
		struct peek_shadow *shadow = chosen[i].shadow;
		bool known = false;

		for (size_t j = 0; j < shadow->wanted_count; j++)
			known |= shadow->wanted[j] == chosen[i].slot;
		if (!known)
			shadow->wanted[shadow->wanted_count++] = chosen[i].slot;
	}
}

/* What two lists keep: those with most attempts in the period, and those with most since the last look. */
struct choice {
	struct chosen most[RONDA_PEEK_TOP / 2], recent[RONDA_PEEK_TOP / 2];
	size_t half;
};

static void look_through(struct choice *choice, struct peek_shadow *shadow, const struct counter *counter)
{
	shadow->used = sources_used(&counter->sources);
	for (uint32_t i = 0; choice->half && i < shadow->used; i++) {
		struct source_copy copy;
		struct before *before = &shadow->before[i];

		if (!sources_read(&counter->sources, i, &copy) || !copy.attempts) {
			if (before->attempts)
				*before = (struct before){ 0 };
			continue;
		}

		uint32_t tag = (uint32_t)hash_addr(&copy.key, 0);
		uint32_t known = before->tag == tag && before->attempts <= copy.attempts ? before->attempts : 0;

		keep_largest(choice->most, choice->half, (struct chosen){ copy.attempts, shadow, i });
		keep_largest(choice->recent, choice->half, (struct chosen){ copy.attempts - known, shadow, i });
		*before = (struct before){ tag, copy.attempts };
	}
}

/* Half of the rows for each: whoever begins now is seen now. */
static void choose(struct peek *peek, const struct counters *counters, size_t top)
{
	struct choice choice = { .half = top < RONDA_PEEK_TOP ? (top + 1) / 2 : RONDA_PEEK_TOP / 2 };

	for (size_t i = 0; i < peek->shadows; i++) {
		peek->shadow[i].wanted_count = 0;
		look_through(&choice, &peek->shadow[i], counters->counter[i]);
	}
	want(choice.most, choice.half);
	want(choice.recent, choice.half);
}

/* True: the copy is the reader's. */
static bool wait_for_answer(struct peek *peek, unsigned timeout_ms)
{
	struct timespec until;
	int asked = PEEK_ASKED;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += timeout_ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	while (sem_clockwait(&peek->answered, CLOCK_MONOTONIC, &until) < 0)
		if (errno == ETIMEDOUT) {
			if (atomic_compare_exchange_strong_explicit(&peek->state, &asked, PEEK_IDLE,
				memory_order_relaxed, memory_order_relaxed))
				return false;
			while (sem_wait(&peek->answered) < 0) /* it is being copied at this moment */
				;
			break;
		}
	return atomic_load_explicit(&peek->state, memory_order_acquire) == PEEK_DONE;
}

static int order_recents(const void *a, const void *b)
{
	const struct ronda_recent *x = a, *y = b;

	return (x->act.decided_ns > y->act.decided_ns) - (x->act.decided_ns < y->act.decided_ns);
}

static void add_recents(struct ronda_peek *taken, const struct counter *copy)
{
	for (unsigned i = 0; i < MOST_RECENTS; i++) {
		const struct recent *recent = recent_at(&copy->recents, i);
		const struct site *site = sites_at(&copy->listener.sites, recent->site);
		struct ronda_recent *row = &taken->recent[taken->recent_count];

		if (!recent->act.decided_ns)
			continue;
		*row = (struct ronda_recent){ .act = recent->act, .country = recent->country, .origin = recent->origin };
		row->source = keys_source(&copy->keys, &row->act.source);
		if (site)
			memcpy(row->site, site->name, sizeof row->site);
		taken->recent_count++;
	}
}

static int fill_recents(struct ronda_peek *taken, const struct peek *peek)
{
	taken->recent = calloc(peek->shadows * MOST_RECENTS, sizeof *taken->recent);
	if (!taken->recent)
		return -ENOMEM;
	for (size_t i = 0; i < peek->shadows; i++)
		add_recents(taken, &peek->shadow[i].counter);
	qsort(taken->recent, taken->recent_count, sizeof *taken->recent, order_recents);
	return 0;
}

/* A flood is over when its time has passed; the worker notices that later. */
static void end_floods(struct counter *copy)
{
	uint64_t over_ns = copy->thresholds.flood_over_seconds * UINT64_C(1000000000);

	for (uint32_t i = 0; i < copy->floods.size; i++)
		if (copy->now_ns > copy->floods.flood[i].end_ns + over_ns)
			copy->floods.flood[i].active = false;
}

int peek_take(struct peek *peek, const struct counters *counters, const char *sensor,
	const struct ronda_prefixes *protect, const struct ronda_peek_wish *wish, struct ronda_peek *taken)
{
	struct counters copies = { .count = counters->count };

	*taken = (struct ronda_peek){ 0 };
	if (!peek->shadow && make_shadows(peek, counters) < 0)
		return -ENOMEM;
	choose(peek, counters, wish->top);
	atomic_store_explicit(&peek->state, PEEK_ASKED, memory_order_release);
	if (!wait_for_answer(peek, wish->timeout_ms))
		return -ETIMEDOUT;
	taken->period = peek->shadow->period;
	for (size_t i = 0; i < peek->shadows; i++) {
		struct peek_shadow *shadow = &peek->shadow[i];

		end_floods(&shadow->counter);
		copies.counter[i] = &shadow->counter;
		if (shadow->counter.now_ns > taken->now_ns)
			taken->now_ns = shadow->counter.now_ns;
		taken->sources_used += shadow->used;
		taken->sources_room += counters->counter[i]->sources.slots;
	}
	taken->summary = summary_make(&copies, &(struct summary_frame){ .sensor = sensor, .protect = protect,
		.coverage = wish->coverage, .frames = &peek->shadow->frames, .top = SIZE_MAX });
	atomic_store_explicit(&peek->state, PEEK_IDLE, memory_order_relaxed);
	if (!taken->summary || fill_recents(taken, peek) < 0) {
		ronda_peek_finish(taken);
		return -ENOMEM;
	}
	taken->summary->sources.top_complete = false;
	return 0;
}

void ronda_peek_finish(struct ronda_peek *taken)
{
	ronda_summary_destroy(taken->summary);
	free(taken->recent);
	*taken = (struct ronda_peek){ 0 };
}
