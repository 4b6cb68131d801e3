/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/numbers.h"

#include "summary/shape.h"

#include <stdio.h>
#include <string.h>

static const char *fate_name(unsigned i) { return ronda_fate_name(i); }
static const char *reason_name(unsigned i) { return ronda_reason_name(i); }
static const char *class_name(unsigned i) { return ronda_class_name(i); }
static const char *outcome_name(unsigned i) { return ronda_outcome_name(i); }
static const char *origin_name(unsigned i) { return ronda_origin_name(i); }

#define FATE_NAMES fate_name
#define REASON_NAMES reason_name
#define CLASS_NAMES class_name
#define OUTCOME_NAMES outcome_name
#define ORIGIN_NAMES origin_name

static void list(struct numbers *numbers, const char *name, size_t offset, enum name_kind kind)
{
	struct number *number = &numbers->number[numbers->count++];

	*number = (struct number){ .offset = offset, .kind = kind };
	snprintf(number->name, sizeof number->name, "%s", name);
}

static void list_all(struct numbers *numbers, const char *path, size_t offset, size_t count,
	const char *(*name)(unsigned))
{
	char whole[sizeof numbers->number->name];

	for (unsigned i = 0; i < count; i++) {
		snprintf(whole, sizeof whole, "%s.%s", path, name(i));
		list(numbers, whole, offset + i * sizeof(uint64_t), NAME_SUM);
	}
}

/* What the hours' series is made of. */
static bool is_of_series(const char *name)
{
	static const char *const some[] = { "attempts.total", "attempts.verified", "coverage.up_seconds",
		"known_seconds", "capture.kernel_drop_packets", "capture.interface_drop_packets" };

	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (strcmp(name, some[i]) == 0)
			return true;
	return strncmp(name, "attempts.by_class.", 18) == 0 || strncmp(name, "attempts.by_origin.", 19) == 0;
}

/* So that in a new store they have the smallest ids, and an hour's series lies together. */
static void put_series_first(struct numbers *numbers)
{
	size_t kept = 0;

	for (size_t i = 0; i < numbers->count; i++)
		if (numbers->number[i].of_series) {
			struct number number = numbers->number[i];

			memmove(&numbers->number[kept + 1], &numbers->number[kept], (i - kept) * sizeof number);
			numbers->number[kept++] = number;
		}
}

void numbers_init(struct numbers *numbers)
{
	memset(numbers, 0, sizeof *numbers);
#define LIST(member, path) list(numbers, path, offsetof(struct totals, s.member), NAME_SUM);
	SUMMED_COUNTS(LIST)
#undef LIST
#define LIST(member, NAME, path)                                                                   \
	list_all(numbers, path, offsetof(struct totals, s.member), RONDA_##NAME##_COUNT, NAME##_NAMES);
	SUMMED_LISTS(LIST)
#undef LIST
#define OWN(member, kind) list(numbers, #member, offsetof(struct totals, member), kind);
	OWN(periods, NAME_SUM)
	OWN(longest_ns, NAME_MOST)
	OWN(known_seconds, NAME_SUM)
	OWN(incomplete, NAME_SUM)
	OWN(one_way, NAME_SUM)
	OWN(cut, NAME_SUM)
	OWN(floods_omitted, NAME_SUM)
	OWN(hostnames_omitted, NAME_SUM)
#undef OWN
	list(numbers, "outbound.sources", offsetof(struct totals, s.outbound.sources), NAME_MOST);
	list(numbers, "internal.sources", offsetof(struct totals, s.internal.sources), NAME_MOST);
	list(numbers, "listening.names_declared", offsetof(struct totals, s.listening.names_declared), NAME_MOST);
	for (size_t i = 0; i < numbers->count; i++)
		numbers->number[i].of_series = is_of_series(numbers->number[i].name);
	put_series_first(numbers);
}

void numbers_forget(struct numbers *numbers)
{
	memset(numbers->country, 0, sizeof numbers->country);
}

static int64_t find(struct db *db, enum name_kind kind, const char *text, bool to_write)
{
	int64_t id = db_number(db, 0, "SELECT id FROM name WHERE kind = ? AND text = ?", "it", (int64_t)kind, text);

	if (id || !to_write)
		return id;
	db_do(db, "INSERT INTO name(kind, text) VALUES (?, ?)", "it", (int64_t)kind, text);
	return db->failed ? 0 : sqlite3_last_insert_rowid(db->sql);
}

void numbers_find(struct numbers *numbers, struct db *db, bool to_write)
{
	numbers_forget(numbers);
	for (size_t i = 0; i < numbers->count && !db->failed; i++)
		numbers->number[i].id = find(db, numbers->number[i].kind, numbers->number[i].name, to_write);
}

const struct number *number_named(const struct numbers *numbers, const char *name)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (strcmp(numbers->number[i].name, name) == 0)
			return &numbers->number[i];
	return NULL;
}

const struct number *number_with(const struct numbers *numbers, int64_t id)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (numbers->number[i].id == id)
			return &numbers->number[i];
	return NULL;
}

int64_t numbers_country(struct numbers *numbers, struct db *db, const char *country)
{
	bool letters = country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' && country[1] <= 'Z';
	size_t at = letters ? (size_t)(country[0] - 'A') * 26 + (size_t)(country[1] - 'A') :
		*country == 'l' ? COUNTRIES - 2 : COUNTRIES - 1;

	if (!numbers->country[at])
		numbers->country[at] = find(db, NAME_COUNTRY, country, true);
	return numbers->country[at];
}
