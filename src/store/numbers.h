/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * numbers.h - the single numbers of a summary, each with the name it has in the table `name`, in one list:
 * what is stored, added up and read back is the same by construction. Names are those of the JSON.
 */
#pragma once
#include "store/db.h"

#include <ronda/summary.h>

enum name_kind {
	NAME_SUM = 0,     /* adds up */
	NAME_MOST = 1,    /* the largest one counts */
	NAME_COUNTRY = 2, /* attempts by country; adds up */
};

/* A summary's numbers and some of the store's own. */
struct totals {
	struct ronda_summary s;
	uint64_t periods, longest_ns, known_seconds;
	uint64_t incomplete, one_way, cut;      /* periods: that ended early, one-way, whose top lacks sources */
	uint64_t floods_omitted, hostnames_omitted;
};

struct number {
	char name[56];
	size_t offset;  /* in struct totals */
	enum name_kind kind;
	bool of_series; /* kept of hours for as long as days are */
	int64_t id;
};

enum { NUMBERS_MOST = 128, COUNTRIES = 26 * 26 + 2 };

struct numbers {
	struct number number[NUMBERS_MOST];
	size_t count;
	int64_t country[COUNTRIES]; /* ids; 0: not asked for yet */
};

/* Fills the list, and the ids of what the file knows; `to_write` adds names that it lacks. */
void numbers_init(struct numbers *numbers);
void numbers_find(struct numbers *numbers, struct db *db, bool to_write);

static inline uint64_t *number_of(const struct number *number, struct totals *totals)
{
	return (uint64_t *)((char *)totals + number->offset);
}
/* The one of this name; NULL when there is none. */
const struct number *number_named(const struct numbers *numbers, const char *name);
/* The one of this id; NULL when there is none. */
const struct number *number_with(const struct numbers *numbers, int64_t id);

/* Forgets the ids of countries, which a transaction that was rolled back may have made. */
void numbers_forget(struct numbers *numbers);
/* The id of a country's name ("US", "local", "unknown"), made if need be. */
int64_t numbers_country(struct numbers *numbers, struct db *db, const char *country);
