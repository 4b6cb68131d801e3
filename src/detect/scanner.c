/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/scanner.h"

#include "base/hash.h"

#include <math.h>

#define SECOND UINT64_C(1000000000)

static uint32_t seconds(uint64_t ns)
{
	return (uint32_t)(ns / SECOND);
}

static bool is_same_target(const struct held *held, const struct approach *act)
{
	return held->port == act->port && held->proto == act->proto &&
		ronda_addr_equal(&held->target, &act->target);
}

static uint32_t what_is(uint16_t port, uint8_t proto)
{
	return (uint32_t)port << 8 | proto;
}

/* `who` is a hash already, so the port and protocol need only be spread over it. Never 0. */
static uint32_t pair_is(uint32_t who, uint32_t what)
{
	uint32_t pair = who ^ what * 0x9e3779b1u;

	return pair ? pair : 1;
}

bool scanner_needs_dossier(const struct behaviour *behaviour, const struct approach *approach)
{
	return !behaviour->dossier && (behaviour->flags & (BEHAVIOUR_CONTACT | BEHAVIOUR_HELD)) &&
		!is_same_target(&behaviour->held, approach);
}

void scanner_prefetch_new(const struct dossier *dossier)
{
	enum { A_LINE = 64 / sizeof(uint32_t) };

	__builtin_prefetch(dossier, 1);
	for (unsigned i = 0; i < PAIRS_REMEMBERED; i += A_LINE)
		__builtin_prefetch(&dossier->pair[i], 1);
	__builtin_prefetch(dossier->window, 1);
	__builtin_prefetch(dossier->who, 1);
	__builtin_prefetch(dossier->what, 1);
	__builtin_prefetch(dossier->held, 1);
	__builtin_prefetch(&dossier->held[1], 1);
}

void scanner_open_dossier(struct behaviour *behaviour, struct dossier *dossier)
{
	const struct held *held = &behaviour->held;

	behaviour->contacts = dossier->helds = 0;
	memset(dossier->by_class, 0, sizeof dossier->by_class);
	memset(dossier->pair, 0, sizeof dossier->pair);
	if (behaviour->flags & BEHAVIOUR_CONTACT) {
		behaviour->contacts = 1;
		dossier->who[0] = behaviour->who;
		dossier->what[0] = what_is(held->port, held->proto);
		dossier->pair[0] = pair_is(dossier->who[0], dossier->what[0]);
		dossier->window[0] = behaviour->window;
	}
	if (behaviour->flags & BEHAVIOUR_HELD) {
		dossier->helds = 1;
		dossier->held[0] = *held;
	}
}

bool scanner_lapses(struct behaviour *behaviour, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	uint64_t quiet = thresholds->scanner_hours * 3600 * SECOND;

	if (!(behaviour->flags & BEHAVIOUR_SCANNER) || now_ns < behaviour->last_contact_ns + quiet)
		return false;
	*behaviour = (struct behaviour){ .dossier = behaviour->dossier };
	return true;
}

static unsigned kept(unsigned total)
{
	return total < PAIRS_REMEMBERED ? total : PAIRS_REMEMBERED;
}

/* Total counts wrap to twice the capacity, never to the capacity itself, so that "just full", "more than
 * full" and the next place all stay known. */
static unsigned next_place(uint16_t *total)
{
	unsigned place = *total % PAIRS_REMEMBERED;

	*total = *total < 3 * PAIRS_REMEMBERED ? (uint16_t)(*total + 1) : 2 * PAIRS_REMEMBERED + 1;
	return place;
}

static void spread_add(uint64_t *bits, uint64_t hash)
{
	bits[hash % SPREAD_BITS / 64] |= UINT64_C(1) << hash % 64;
}

static uint64_t port_hash(uint32_t port)
{
	return hash_number(port, 0);
}

static void spread_note(struct dossier *dossier, uint32_t who, uint32_t what)
{
	spread_add(dossier->targets, who);
	spread_add(dossier->ports, port_hash(what >> 8));
}

static void spread_begin(struct dossier *dossier)
{
	memset(dossier->targets, 0, sizeof dossier->targets);
	memset(dossier->ports, 0, sizeof dossier->ports);
	for (unsigned i = 0; i < PAIRS_REMEMBERED; i++)
		spread_note(dossier, dossier->who[i], dossier->what[i]);
}

/* One past the place of a contact, 0 if it is not remembered. */
static unsigned find_among_all(const struct dossier *dossier, uint32_t pair)
{
	uint32_t found = 0;

	/* A sum without branches: at most one fits, and the compiler makes wide comparisons of it. */
	for (uint32_t i = 0; i < PAIRS_REMEMBERED; i++)
		found |= dossier->pair[i] == pair ? i + 1 : 0;
	return found;
}

/* The first few, in a dossier that was just opened, are compared one by one: what was just written singly cannot be
 * read wide before it has arrived in the cache, behind all that was written earlier. */
static unsigned find_contact(const struct behaviour *behaviour, const struct dossier *dossier, uint32_t pair)
{
	enum { FEW = 3 };

	if (behaviour->contacts > FEW)
		return find_among_all(dossier, pair);
	for (unsigned i = 0; i < behaviour->contacts; i++)
		if (dossier->pair[i] == pair)
			return i + 1;
	return 0;
}

/* Who and what the first ones were is asked for as long as there are no more of them; then the spread has it. */
static uint32_t *add_contact(struct behaviour *behaviour, struct dossier *dossier, uint32_t who, uint32_t what,
	uint32_t pair)
{
	if (behaviour->contacts == PAIRS_REMEMBERED)
		spread_begin(dossier);

	bool spread = behaviour->contacts >= PAIRS_REMEMBERED;
	unsigned at = next_place(&behaviour->contacts);

	dossier->pair[at] = pair;
	dossier->window[at] = 0;
	if (spread) {
		spread_note(dossier, who, what);
	} else {
		dossier->who[at] = who;
		dossier->what[at] = what;
	}
	return &dossier->window[at];
}

void scanner_prefetch(const struct dossier *dossier, uint32_t who, uint16_t port)
{
	enum { A_LINE = 64 / sizeof(uint32_t) };

	for (unsigned i = 0; i < PAIRS_REMEMBERED; i += A_LINE) {
		__builtin_prefetch(&dossier->pair[i], 1);
		__builtin_prefetch(&dossier->window[i], 1);
	}
	__builtin_prefetch(&dossier->targets[who % SPREAD_BITS / 64], 1);
	__builtin_prefetch(&dossier->ports[port_hash(port) % SPREAD_BITS / 64], 1);
}

/* Field by field, in place: what is put together elsewhere and copied whole must wait until it is written. */
static void hold_nothing_yet(struct held *held, const struct approach *act)
{
	held->target = act->target;
	held->when_s = 0;
	held->port = act->port;
	held->proto = act->proto;
	held->failed = held->dark = false;
	memset(held->acts, 0, sizeof held->acts);
}

/* The contact's window, for counting this probe in. */
static uint32_t *contact_window(struct behaviour *behaviour, struct dossier *dossier,
	const struct approach *approach, bool *first)
{
	if (dossier) {
		uint32_t what = what_is(approach->port, approach->proto), pair = pair_is(approach->who, what);
		unsigned found = find_contact(behaviour, dossier, pair);

		*first = !found;
		return found ? &dossier->window[found - 1] : add_contact(behaviour, dossier, approach->who, what, pair);
	}
	*first = !(behaviour->flags & BEHAVIOUR_CONTACT);
	if (*first) {
		behaviour->flags |= BEHAVIOUR_CONTACT;
		behaviour->who = approach->who;
		if (!(behaviour->flags & BEHAVIOUR_HELD))
			hold_nothing_yet(&behaviour->held, approach);
		behaviour->window = 0;
	}
	return &behaviour->window;
}

/* The window of a pair begins with its first probe. Seconds are kept in 24 bits: 194 days round. */
static bool is_beyond(uint32_t *window, uint32_t now_s, const struct ronda_thresholds *thresholds)
{
	uint32_t probes = *window & 0xff, begun = *window >> 8;

	if (!probes || ((now_s - begun) & 0xffffff) >= thresholds->same_probe_seconds) {
		*window = now_s << 8 | 1;
		return false;
	}
	if (probes >= thresholds->probes_per_pair)
		return true;
	++*window;
	return false;
}

unsigned scanner_contact(struct behaviour *behaviour, struct dossier *dossier,
	const struct approach *approach, const struct ronda_thresholds *thresholds)
{
	bool first;
	uint32_t *window = contact_window(behaviour, dossier, approach, &first);
	bool beyond = is_beyond(window, seconds(approach->now_ns), thresholds);

	behaviour->last_contact_ns = approach->now_ns;
	return (first ? CONTACT_FIRST : 0) | (beyond ? CONTACT_BEYOND : 0);
}

static struct held *find_held(struct behaviour *behaviour, struct dossier *dossier, const struct approach *act)
{
	struct held *held = dossier ? dossier->held : &behaviour->held;
	unsigned count = dossier ? kept(dossier->helds) : (behaviour->flags & BEHAVIOUR_HELD) != 0;

	for (unsigned i = 0; i < count; i++)
		if (is_same_target(&held[i], act))
			return &held[i];
	return NULL;
}

static struct held *add_held(struct behaviour *behaviour, struct dossier *dossier, const struct approach *act)
{
	struct held *held = &behaviour->held;

	if (dossier)
		held = &dossier->held[next_place(&dossier->helds)];
	else
		behaviour->flags |= BEHAVIOUR_HELD;
	hold_nothing_yet(held, act);
	return held;
}

static void hold(struct behaviour *behaviour, struct dossier *dossier, const struct approach *act,
	const struct decision *decision, bool failed)
{
	struct held *held = find_held(behaviour, dossier, act);

	if (!held)
		held = add_held(behaviour, dossier, act);
	if (failed && decision->first_contact) {
		held->failed = true;
		held->dark = decision->dark;
		held->when_s = seconds(act->now_ns);
	}
	if (held->acts[decision->outcome] < UINT16_MAX)
		held->acts[decision->outcome]++;
}

static bool is_new_dark_address(const struct held *helds, unsigned at, uint32_t now_s, uint32_t window_s)
{
	if (!helds[at].dark)
		return false;
	for (unsigned i = 0; i < at; i++)
		if (helds[i].dark && now_s - helds[i].when_s <= window_s &&
			ronda_addr_equal(&helds[i].target, &helds[at].target))
			return false;
	return true;
}

/* The absolute counts: distinct failed pairs within the window, fewer when several are dark. */
static bool fails_widely(const struct behaviour *behaviour, const struct dossier *dossier, uint64_t now_ns,
	const struct ronda_thresholds *thresholds)
{
	size_t count;
	const struct held *helds = scanner_held(behaviour, dossier, &count);
	uint32_t now_s = seconds(now_ns), window_s = thresholds->failed_minutes * 60;
	unsigned failed = 0, dark = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!helds[i].failed || now_s - helds[i].when_s > window_s)
			continue;
		failed++;
		dark += is_new_dark_address(helds, i, now_s, window_s);
	}
	return failed >= thresholds->failed_pairs ||
		(failed >= thresholds->dark_pairs && dark >= thresholds->dark_addresses);
}

static void move_score(struct behaviour *behaviour, const struct decision *decision, bool failed, int bound)
{
	int score = behaviour->score;

	if (!decision->first_contact || decision->out_of_sight)
		return;
	score += failed ? 1 : decision->used ? -1 : 0;
	behaviour->score = (int8_t)(score > bound ? bound : score < -bound ? -bound : score);
}

enum scanner_says scanner_judge(struct behaviour *behaviour, struct dossier *dossier,
	const struct approach *act, const struct decision *decision,
	const struct ronda_thresholds *thresholds)
{
	bool failed = decision->outcome == RONDA_OUTCOME_UNANSWERED ||
		decision->outcome == RONDA_OUTCOME_REFUSED;
	int bound = (int)thresholds->scanner_score;

	move_score(behaviour, decision, failed, bound);
	if (decision->used)
		return SCANNER_USEFUL;
	if (behaviour->flags & BEHAVIOUR_SCANNER)
		return SCANNER_COUNTS;
	hold(behaviour, dossier, act, decision, failed);
	if (behaviour->score < bound && !(failed && fails_widely(behaviour, dossier, act->now_ns, thresholds)))
		return SCANNER_HOLDS;
	behaviour->flags |= BEHAVIOUR_SCANNER;
	return SCANNER_FALLS;
}

const struct held *scanner_held(const struct behaviour *behaviour, const struct dossier *dossier,
	size_t *count)
{
	*count = dossier ? kept(dossier->helds) : (behaviour->flags & BEHAVIOUR_HELD) != 0;
	return dossier ? dossier->held : &behaviour->held;
}

void scanner_forget_held(struct behaviour *behaviour, struct dossier *dossier)
{
	behaviour->flags &= (uint8_t)~BEHAVIOUR_HELD;
	if (dossier)
		dossier->helds = 0;
}

static uint64_t spread_count(const uint64_t *bits)
{
	unsigned set = 0;

	for (unsigned i = 0; i < SPREAD_BITS / 64; i++)
		set += (unsigned)__builtin_popcountll(bits[i]);
	if (set > SPREAD_BITS - 4)
		set = SPREAD_BITS - 4;
	return (uint64_t)llround(-SPREAD_BITS * log1p(-(double)set / SPREAD_BITS));
}

/* How many of the first `count` values (shifted) are different. */
static uint64_t distinct(const uint32_t *values, unsigned count, unsigned shift)
{
	uint64_t different = 0;

	for (unsigned i = 0; i < count; i++) {
		bool known = false;

		for (unsigned j = 0; j < i; j++)
			known |= values[j] >> shift == values[i] >> shift;
		different += !known;
	}
	return different;
}

void scanner_spread(const struct behaviour *behaviour, const struct dossier *dossier, uint64_t *targets,
	uint64_t *ports)
{
	bool spread = dossier && behaviour->contacts > PAIRS_REMEMBERED;
	unsigned count = dossier ? kept(behaviour->contacts) : 0;

	if (!dossier) {
		*targets = *ports = (behaviour->flags & BEHAVIOUR_CONTACT) != 0;
		return;
	}
	*targets = spread ? spread_count(dossier->targets) : distinct(dossier->who, count, 0);
	*ports = spread ? spread_count(dossier->ports) : distinct(dossier->what, count, 8);
}
