/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.h - years of summaries in one file, and any stretch of them back as one summary.
 *
 * What is in it   Sums, at three grains: by minute for days, by hour for 400 days, by day for ten
 *                 years. A summary is added to all three at once, so that each grain alone holds
 *                 every total exactly, and growing old is only the deletion of what is finer. A
 *                 period counts in the minute, hour and day in which it begins; its attempts by hour
 *                 stay where they were booked.
 * Once            A period is known by its sensor, start and end: what was added before is not added
 *                 again, and what overlaps without being the same is refused.
 * Bounded         Sources, sites, floods, host names and reviews of a minute, hour and day have a
 *                 most; what is beyond it stays in the totals. STORE_SOURCES_OF_DAY and the like.
 * Killed          Each store_add() is one transaction: it is in the file whole, or not at all.
 * Threads         One a handle. Any number of processes may read while one writes; a second writer
 *                 waits its turn.
 */
#pragma once
#include <ronda/summary.h>

enum store_mode {
	STORE_READ,  /* must exist; nothing is changed */
	STORE_WRITE, /* made when it is not there, brought to the newest schema when it is older */
};

/* Outcomes of store_add(), beside 0: added. */
enum {
	STORE_KNOWN = 1,   /* was added before: nothing is changed */
	STORE_REFUSED = 2, /* overlaps what is stored, or its home country is another; `error` says what to do */
};

/* The most that a day keeps of each sensor; less of an hour, least of a minute. */
enum {
	STORE_SOURCES_OF_DAY = 1000, STORE_SOURCES_OF_HOUR = 100, STORE_SOURCES_OF_MINUTE = 20,
	STORE_SITES = 1000, STORE_FLOODS = 200, STORE_HOSTNAMES = 2000, STORE_REVIEWS = 500,
};

struct store;

/*
 * 0, or a negative errno and a sentence: -ENOENT there is none to read, -EACCES, -ENOSPC, -EBUSY another
 * process holds it for longer than it should, -EBADMSG it is no store or damaged, -ENOTSUP it is of a
 * newer ronda. All functions below fail in the same way.
 */
int store_open(struct store **store, const char *file, enum store_mode mode, struct ronda_error *error);
void store_close(struct store *store); /* NULL is fine */

/* False once the file was removed or replaced: what is added then would be added to nothing. */
bool store_is_there(const struct store *store);

/* So long, in milliseconds, a call may wait for another process that writes [5000]. */
void store_set_patience(struct store *store, int milliseconds);

/* As if the disk had room for so many pages of the file (4096 bytes) and no more; for tests. */
void store_limit_pages(struct store *store, int pages);

int store_add(struct store *store, const struct ronda_summary *summary, struct ronda_error *error);

/* What is asked of the store. Zeroed, it asks for all there is. */
struct store_query {
	uint64_t from_ns, to_ns;     /* periods that begin in [from, to); to 0: no end */
	const char *const *sensors;  /* NULL: all */
	size_t sensors_count;
	const char *site;            /* the hours are of this site alone; NULL: of all */
	size_t top;                  /* so many sources, those with most attempts first; 0: STORE_TOP */
	uint64_t now_ns;             /* store_export(): which hours are over for good; 0: unknown */
	bool verified;               /* only sources that are */
	bool without_hours;          /* spares the series below */
	bool without_lists;          /* spares floods, host names, reviews and sources */
};
enum { STORE_TOP = 100, STORE_TOP_MOST = 100000 };

/* An hour, UTC. With an office whose zone is no whole number of hours away, still that. */
struct store_hour {
	uint64_t start_ns;
	uint64_t attempts;                     /* booked in this hour; by_hour of the summary */
	/* of the periods that begin in it: the same total, but for what lies in longer periods than an hour */
	uint64_t by_class[RONDA_CLASS_COUNT];
	uint64_t by_origin[RONDA_ORIGIN_COUNT]; /* all 0 with a query for a site */
	uint64_t verified;                      /* likewise */
	uint64_t up_seconds, known_seconds;     /* over all sensors: without loss; between start and end of a period */
	uint64_t drop_packets;                  /* kernel and interface */
	uint32_t sensors;                       /* that had a period in this hour */
};

struct store_span {
	uint64_t start_ns, end_ns;
};

/* One sensor's share of the answer. */
struct store_sensor {
	char *name;
	uint64_t known_from_ns, known_to_ns; /* its first and last period ever, not only in the range */
	uint64_t start_ns, end_ns;           /* of its periods in the range; both 0: none */
	uint64_t up_seconds, known_seconds;  /* likewise */
	uint64_t total;                      /* attempts */
	uint64_t by_class[RONDA_CLASS_COUNT], by_origin[RONDA_ORIGIN_COUNT];
	uint64_t verified;
	uint64_t drop_packets;
	struct ronda_sketch seen, attacking;
	uint64_t *attempts;                  /* by hour, beside result->hours; NULL without them */
	/* When it should have been there and was not: between its first and its last period ever. */
	struct store_span *gaps;
	size_t gaps_count;
};

/* A source that several sensors have in their tops. */
struct store_shared {
	struct ronda_source source;  /* summed over them */
	uint32_t sensors;            /* how many, at least 2 */
	uint64_t *attempts;          /* at each, beside result->sensors; at least so many */
	uint64_t *first_seen_ns;     /* likewise; 0: not there */
};
enum { STORE_SHARED = 100 };

/* Something the office knows, in its own words. */
struct store_note {
	int64_t id;
	uint64_t start_ns, end_ns;   /* end may be start */
	char *site, *kind, *text;    /* site NULL: of none */
};

struct store_result {
	uint64_t from_ns, to_ns;     /* what the answer is of: the range asked for, cut to what is stored and
	                              * widened to whole hours or days where nothing finer is kept */
	bool widened;
	/*
	 * All of it merged. Its parts are those of the store joined where one begins as another ends; sources.top
	 * has the `top` asked for, and its sources' attempts_error covers what they may have done while another
	 * had their place. capture.error holds the first few lines. Never NULL; with no period in the range it is
	 * an empty one, whose parts_count is 0 and whose sensor is "".
	 */
	struct ronda_summary *summary;
	uint64_t periods;            /* that were added */
	uint64_t longest_period_ns;  /* beyond an hour, hours and days are only as true as that */
	uint64_t floods_omitted, hostnames_omitted;

	struct store_hour *hours;    /* each hour of the range, without a hole */
	size_t hours_count;
	struct store_sensor *sensors; /* sorted by name */
	size_t sensors_count;
	struct store_shared *shared; /* most sensors first, then most attempts */
	size_t shared_count;
	struct store_note *notes;    /* that touch the range, by start */
	size_t notes_count;
};

/* 0 with an answer for store_result_destroy(), or a negative errno and a sentence. */
int store_read(struct store *store, const struct store_query *query, struct store_result **result,
	struct ronda_error *error);
void store_result_destroy(struct store_result *result); /* NULL is fine */

/* Notes. store_note_add() writes the new one's id; store_note_remove() gives -ENOENT when there is none. */
int store_note_add(struct store *store, const struct store_note *note, int64_t *id, struct ronda_error *error);
int store_notes(struct store *store, const struct store_query *query, struct store_result **result,
	struct ronda_error *error); /* the notes of a range alone; the summary is NULL */
int store_note_remove(struct store *store, int64_t id, struct ronda_error *error);

/* What a file is and holds. Seconds are durations; grains are minutes, hours, days. */
struct store_info {
	int schema;
	uint64_t file_bytes, free_bytes;    /* free: within the file, for what comes */
	uint64_t size_most_bytes;
	uint64_t keep_seconds[3];
	uint64_t kept_from_ns[3];           /* the first one of each grain; 0: there is none */
	int64_t day_offset_seconds;         /* the days' midnight is so long before UTC's */
	uint64_t first_ns, last_ns;         /* of all periods */
	uint64_t sensors, periods, sources, reviews, notes; /* rows */
};
int store_info(struct store *store, struct store_info *info, struct ronda_error *error);

/* Looks through all of the file: SQLite's own structure, then whether the sums agree with each other. Tells of
 * each fault in a line. 0, or 1: there are faults. */
typedef void store_fault(void *context, const char *text);
int store_check(struct store *store, store_fault *tell, void *context, struct ronda_error *error);

/* Forgets all at once what would be forgotten little by little, and gives the space back to the disk. */
int store_compact(struct store *store, struct ronda_error *error);

/* How long each grain is kept, and how large the file may become (bytes). From now on, for good. */
enum store_keep { STORE_KEEP_MINUTES, STORE_KEEP_HOURS, STORE_KEEP_DAYS, STORE_KEEP_SIZE };
int store_keep(struct store *store, enum store_keep what, uint64_t value, struct ronda_error *error);

/*
 * All there is, one summary for each sensor and hour, or day where hours are not kept, to hand on to another
 * store: times in order, sensors in turn. An hour that is not over yet is left out: it is when something
 * stored ends after it, or when more than a day has passed since, the longest period that may begin in it.
 * The receiver owns the summary; not 0 ends it and is what is returned.
 */
typedef int store_each(void *context, struct ronda_summary *summary);
int store_export(struct store *store, const struct store_query *query, store_each *each, void *context,
	struct ronda_error *error);

/* What is known of a network, an address or a country, by day. */
struct store_lookup {
	struct ronda_prefix prefix;  /* with country "": sources within it */
	char country[8];             /* "ID", "local", "unknown" */
};
struct store_day {
	uint64_t start_ns;
	char *sensor;
	uint64_t attempts;           /* a country: exact; else at least so many ... */
	uint64_t attempts_error;     /* ... and at most so many more by those listed */
	uint64_t sources;            /* listed */
	uint64_t by_class[RONDA_CLASS_COUNT];
	uint64_t first_seen_ns, last_seen_ns; /* both 0: of none that is listed */
	bool verified;               /* some of them */
};
struct store_sighting {
	struct store_day *day;       /* by time, then sensor; those without an attempt are left out */
	size_t days;
	struct ronda_source *source; /* most attempts first, the query's top */
	size_t sources;
	uint64_t sources_all;        /* before the top was cut */
	uint64_t attempts;           /* over the days */
	uint64_t unlisted_most;      /* of an address: it may have made so many on days that do not list it */
};
int store_look(struct store *store, const struct store_query *query, const struct store_lookup *what,
	struct store_sighting **sighting, struct ronda_error *error);
void store_sighting_destroy(struct store_sighting *sighting); /* NULL is fine */
