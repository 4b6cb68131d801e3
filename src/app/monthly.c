/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/monthly.h"

#include "report/format.h"
#include "report/make.h"
#include "report/period.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEPT_SECONDS = 60, SOURCES = 50, PATIENCE_MS = 2000 };

struct monthly {
	const struct options *options;
	const struct stamp_zone *zone;
	char month[8];             /* of the one that is kept; "": none */
	enum words_lang lang;
	time_t made;
	char *text;
	size_t bytes;
};

struct monthly *monthly_create(const struct options *options, const struct stamp_zone *zone)
{
	struct monthly *monthly = calloc(1, sizeof *monthly);

	if (monthly)
		*monthly = (struct monthly){ .options = options, .zone = zone };
	return monthly;
}

void monthly_destroy(struct monthly *monthly)
{
	if (!monthly)
		return;
	free(monthly->text);
	free(monthly);
}

static struct store *open_store(const struct monthly *monthly)
{
	struct store *store = NULL;

	if (store_open(&store, monthly->options->store, STORE_READ, NULL) < 0)
		return NULL;
	store_set_patience(store, PATIENCE_MS);
	return store;
}

/* NULL when it cannot be read. Without `top`: how many, not who. */
static struct store_result *ask(struct store *store, uint64_t from_ns, uint64_t to_ns, size_t top)
{
	struct store_query query = { .from_ns = from_ns, .to_ns = to_ns, .top = top, .without_lists = top == 0 };
	struct store_result *result = NULL;

	return store && store_read(store, &query, &result, NULL) == 0 ? result : NULL;
}

/* ---- which months ---- */

static uint64_t now_ns(void)
{
	return (uint64_t)time(NULL) * STAMP_SECOND_NS;
}

/* When the first sensor's records begin and the last one's end; false: there are none. */
static bool find_bounds(const struct monthly *monthly, uint64_t *from_ns, uint64_t *to_ns)
{
	struct store *store = open_store(monthly);
	struct store_result *result = ask(store, now_ns() - 3600 * STAMP_SECOND_NS, now_ns(), 0);

	*from_ns = UINT64_MAX;
	*to_ns = 0;
	for (size_t i = 0; result && i < result->sensors_count; i++) {
		const struct store_sensor *sensor = &result->sensors[i];

		*from_ns = sensor->known_from_ns < *from_ns ? sensor->known_from_ns : *from_ns;
		*to_ns = sensor->known_to_ns > *to_ns ? sensor->known_to_ns : *to_ns;
	}
	store_result_destroy(result);
	store_close(store);
	return *to_ns > *from_ns;
}

static unsigned month_number(const struct monthly *monthly, uint64_t ns)
{
	struct stamp_local at = stamp_local(monthly->zone, ns);

	return (unsigned)(at.year * 12 + at.month - 1);
}

size_t monthly_list(void *context, char (*month)[8], size_t room)
{
	const struct monthly *monthly = context;
	uint64_t from_ns, to_ns;
	size_t count = 0;

	if (!find_bounds(monthly, &from_ns, &to_ns))
		return 0;
	for (unsigned number = month_number(monthly, to_ns - 1); number >= month_number(monthly, from_ns) && count < room; number--) {
		unsigned year = number / 12 % 10000, which = number % 12 + 1;

		memcpy(month[count], "0000-00", 8);
		for (int place = 3; place >= 0; place--, year /= 10)
			month[count][place] = (char)('0' + year % 10);
		month[count][5] = (char)('0' + which / 10);
		month[count][6] = (char)('0' + which % 10);
		count++;
	}
	return count;
}

/* ---- one of them ---- */

struct answers {
	struct store_result *month, *wider, *before;
};

static char *write_page(const struct monthly *monthly, const struct period *period, const struct period *before,
	const struct answers *answers, enum words_lang lang, size_t *bytes)
{
	struct report_subject subject = { .zone = monthly->zone, .version = RONDA_VERSION, .from_ns = period->from_ns,
		.to_ns = period->to_ns, .now_ns = now_ns(), .result = answers->month, .wider = answers->wider,
		.before = answers->before, .before_from_ns = before->from_ns, .before_to_ns = before->to_ns };
	struct report_options how = { .lang = lang };
	struct picture picture;
	char *text = NULL;
	FILE *out = open_memstream(&text, bytes);
	int failed = report_make(&picture, &subject);

	if (!failed && out)
		failed = report_html(&picture, &how, out, NULL);
	picture_finish(&picture);
	if (out && fclose(out) == 0 && !failed)
		return text;
	free(text);
	return NULL;
}

static char *make_report(const struct monthly *monthly, const char *month, enum words_lang lang, size_t *bytes)
{
	struct period period, before;
	struct answers answers;
	struct store *store;
	char *text = NULL;

	if (period_month(&period, month, monthly->zone, NULL) < 0)
		return NULL;
	store = open_store(monthly);
	before = period_before(&period, monthly->zone);
	answers.month = ask(store, period.from_ns, period.to_ns, SOURCES);
	answers.wider = ask(store, period.from_ns > REPORT_BASELINE_NS ? period.from_ns - REPORT_BASELINE_NS : 0, period.to_ns, 0);
	answers.before = ask(store, before.from_ns, before.to_ns, 0);
	if (answers.month && answers.month->summary->parts_count)
		text = write_page(monthly, &period, &before, &answers, lang, bytes);
	store_result_destroy(answers.month);
	store_result_destroy(answers.wider);
	store_result_destroy(answers.before);
	store_close(store);
	return text;
}

static void keep(struct monthly *monthly, const char *month, enum words_lang lang, char *text, size_t bytes)
{
	free(monthly->text);
	monthly->text = text;
	monthly->bytes = bytes;
	monthly->lang = lang;
	monthly->made = time(NULL);
	memcpy(monthly->month, month, sizeof monthly->month);
}

char *monthly_report(void *context, const char *month, enum words_lang lang, size_t *bytes)
{
	struct monthly *monthly = context;
	time_t age = time(NULL) - monthly->made;
	bool kept = monthly->text && strcmp(monthly->month, month) == 0 && monthly->lang == lang && age >= 0 && age < KEPT_SECONDS;

	if (!kept) {
		char *text = make_report(monthly, month, lang, bytes);

		if (!text)
			return NULL;
		keep(monthly, month, lang, text, *bytes);
	}
	*bytes = monthly->bytes;

	char *copy = malloc(monthly->bytes + 1);

	return copy ? memcpy(copy, monthly->text, monthly->bytes + 1) : NULL;
}
