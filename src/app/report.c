/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda report: a stretch of the store, for people. */
#include "app/ask.h"
#include "app/command.h"
#include "app/networks.h"
#include "report/format.h"
#include "report/make.h"
#include "report/period.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct work {
	const struct options *options;
	const struct report_format *format;
	struct asking asking;
	struct networks networks;
	struct period period, before;
	struct store_result *result, *wider, *earlier;
	struct ronda_error error;
};

static int choose_format(struct work *work)
{
	const char *name = work->options->report.format, *output = work->options->report.output;

	if (name)
		work->format = report_format(name);
	else if (output && strcmp(output, "-") != 0)
		work->format = report_format_of(output);
	else
		work->format = report_format("text");
	if (work->format)
		return 0;
	return name ? ronda_fail(&work->error, -EINVAL, "--format is \"%.60s\"; " REPORT_FORMATS " was expected", name) :
		ronda_fail(&work->error, -EINVAL, "--output is \"%.200s\", whose ending is none of .txt, .json, .html, .csv and "
			".pdf; say which it is with --format", output);
}

static int choose_period(struct work *work)
{
	const struct options *options = work->options;

	work->period = (struct period){ work->asking.query.from_ns, work->asking.query.to_ns };
	if (!options->report.month)
		return 0;
	if (options->from || options->to || options->last)
		return ronda_fail(&work->error, -EINVAL, "--month does not go with --from, --to and --last");
	return period_month(&work->period, options->report.month, work->asking.zone, &work->error);
}

static int choose_comparison(struct work *work)
{
	const char *compare = work->options->report.compare;

	if (compare && strcmp(compare, "previous") != 0 && strcmp(compare, "none") != 0) {
		struct ronda_error why;

		return period_range(&work->before, compare, work->asking.zone, &why) < 0 ? ronda_fail(&work->error, -EINVAL,
			"--compare: %s; previous, none, a month, or FROM..TO was expected", why.text) : 0;
	}
	if (compare && strcmp(compare, "none") == 0)
		return 0;
	if (work->period.from_ns && work->period.to_ns)
		work->before = period_before(&work->period, work->asking.zone);
	else if (compare)
		return ronda_fail(&work->error, -EINVAL, "--compare previous needs a period with a beginning and an end");
	return 0;
}

/* top 0: how many, not who. */
static int ask(struct work *work, uint64_t from_ns, uint64_t to_ns, size_t top, struct store_result **result)
{
	struct store_query query = work->asking.query;

	query.from_ns = from_ns;
	query.to_ns = to_ns;
	query.site = work->options->only_site;
	query.top = top;
	query.without_lists = top == 0;
	return store_read(work->asking.store, &query, result, &work->error);
}

static int read_store(struct work *work)
{
	const struct period *period = &work->period, *before = &work->before;
	size_t top = work->options->top < STORE_TOP_MOST ? work->options->top : STORE_TOP_MOST;
	uint64_t earlier_ns = period->from_ns > REPORT_BASELINE_NS ? period->from_ns - REPORT_BASELINE_NS : 0;
	int failed = ask(work, period->from_ns, period->to_ns, top ? top : 1, &work->result);

	if (!failed && period->from_ns)
		failed = ask(work, earlier_ns, period->to_ns, 0, &work->wider);
	if (!failed && before->to_ns)
		failed = ask(work, before->from_ns, before->to_ns, 0, &work->earlier);
	return failed;
}

/* A sensor or site of that name there may never have been. */
static int check_names(struct work *work)
{
	for (size_t i = 0; i < work->options->sensors_count; i++) {
		bool known = false;

		for (size_t j = 0; j < work->result->sensors_count; j++)
			known = known || strcmp(work->result->sensors[j].name, work->options->sensors[i]) == 0;
		if (!known)
			return ronda_fail(&work->error, -EINVAL, "the store knows no sensor \"%.100s\"", work->options->sensors[i]);
	}
	return 0;
}

/* When the records of the sensors that are asked for begin and end, in this period or not. Both 0: there are none. */
static struct period known_period(const struct work *work)
{
	struct period known = { 0, 0 };

	for (size_t i = 0; i < work->result->sensors_count; i++) {
		const struct store_sensor *sensor = &work->result->sensors[i];

		known.from_ns = i == 0 || sensor->known_from_ns < known.from_ns ? sensor->known_from_ns : known.from_ns;
		known.to_ns = sensor->known_to_ns > known.to_ns ? sensor->known_to_ns : known.to_ns;
	}
	return known;
}

/* Until a day before all that is known, from no day in particular: that is no period. */
static int check_beginning(struct work *work)
{
	const struct period known = known_period(work);
	char first[ASKING_TEXT];

	if (work->period.from_ns || !work->period.to_ns || work->period.to_ns > known.from_ns || !known.to_ns)
		return 0;
	return ronda_fail(&work->error, -EINVAL, "--to ends before the store's records, which begin on %s",
		asking_minute(&work->asking, known.from_ns, first));
}

/* A site of which nothing is known may be another one's name, misspelt. */
static void tell_if_unknown(const struct work *work)
{
	const char *site = work->options->only_site;
	uint64_t attempts = 0;

	for (size_t i = 0; i < work->result->hours_count; i++)
		attempts += work->result->hours[i].attempts;
	for (size_t i = 0; site && i < work->result->summary->attempts.by_site.count; i++)
		if (strcmp(work->result->summary->attempts.by_site.row[i].name, site) == 0)
			attempts += work->result->summary->attempts.by_site.row[i].count;
	if (site && !attempts)
		fprintf(stderr, "ronda: nothing is known of a site \"%.200s\" in this period; ronda report without --site lists them\n",
			site);
}

/* Nothing in the period: say where there is something. */
static void tell_if_empty(const struct work *work)
{
	const struct period known = known_period(work);
	char first[ASKING_TEXT], last[ASKING_TEXT];

	if (work->result->summary->parts_count)
		return;
	if (!known.to_ns)
		fprintf(stderr, "ronda: the store is empty\n");
	else
		fprintf(stderr, "ronda: nothing was stored in this period; the records go from %s to %s\n",
			asking_minute(&work->asking, known.from_ns, first), asking_minute(&work->asking, known.to_ns, last));
}

/* Under another name first, so that nobody ever reads half a report. */
static int write_file(const struct work *work, const struct picture *picture, const struct report_options *how,
	const char *path, struct ronda_error *error)
{
	char draft[4096];
	FILE *out;
	int failed;

	if (snprintf(draft, sizeof draft, "%s.part", path) >= (int)sizeof draft)
		return ronda_fail(error, -ENAMETOOLONG, "the name \"%.100s...\" is too long", path);
	out = fopen(draft, "we");
	if (!out)
		return ronda_fail(error, -errno, "cannot write \"%.200s\": %s", path, strerror(errno));
	failed = work->format->write(picture, how, out, error);
	if ((fflush(out) != 0 || ferror(out)) && !failed)
		failed = ronda_fail(error, -EIO, "cannot write \"%.200s\": %s", path, strerror(errno ? errno : EIO));
	if (fclose(out) != 0 && !failed)
		failed = ronda_fail(error, -errno, "cannot write \"%.200s\": %s", path, strerror(errno));
	if (!failed && rename(draft, path) < 0)
		failed = ronda_fail(error, -errno, "cannot write \"%.200s\": %s", path, strerror(errno));
	if (failed)
		unlink(draft);
	return failed;
}

static int write_standard(const struct work *work, const struct picture *picture, struct report_options *how,
	struct ronda_error *error)
{
	int failed;

	if (isatty(STDOUT_FILENO) && strcmp(work->format->name, "pdf") == 0)
		return ronda_fail(error, -EINVAL, "a PDF is nothing for a terminal; name a file with --output");
	how->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	failed = work->format->write(picture, how, stdout, error);
	errno = 0;
	if ((fflush(stdout) != 0 || ferror(stdout)) && !failed)
		failed = ronda_fail(error, -EIO, "cannot write to standard output: %s", strerror(errno ? errno : EIO));
	return failed;
}

static int write_report(struct work *work)
{
	const struct options *options = work->options;
	struct report_options how = { .lang = work->asking.lang, .table = options->report.table };
	uint64_t now = (uint64_t)time(NULL) * STAMP_SECOND_NS;
	struct report_subject subject = { .zone = work->asking.zone, .version = RONDA_VERSION, .site = options->only_site, .networks = work->networks.names,
		.from_ns = work->period.from_ns, .to_ns = work->period.to_ns, .now_ns = now, .result = work->result,
		.wider = work->wider, .before = work->earlier, .before_from_ns = work->before.from_ns,
		.before_to_ns = work->before.to_ns, .compare_asked = options->report.compare };
	struct picture picture;
	int failed = report_make(&picture, &subject);

	if (failed)
		ronda_fail(&work->error, failed, "memory is short");
	else if (options->report.output && strcmp(options->report.output, "-") != 0)
		failed = write_file(work, &picture, &how, options->report.output, &work->error);
	else
		failed = write_standard(work, &picture, &how, &work->error);
	picture_finish(&picture);
	return failed;
}

static int status_of(int failed)
{
	return !failed ? STATUS_DONE : failed == -EINVAL ? STATUS_USAGE : failed == -EIO || failed == -ENOMEM ||
		failed == -ENOSPC ? STATUS_PARTLY : STATUS_CANNOT;
}

static int report(const struct options *options)
{
	struct work work = { .options = options };
	int failed, status;

	if (options->arguments) {
		fprintf(stderr, "ronda: report takes no \"%s\"; the store is named by --store FILE\n", options->argument[0]);
		return STATUS_USAGE;
	}
	failed = choose_format(&work);
	status = failed ? STATUS_USAGE : networks_open(&work.networks, options);
	if (!failed && status == STATUS_DONE)
		status = asking_open(&work.asking, options, STORE_READ);
	if (!failed && status != STATUS_DONE) {
		networks_close(&work.networks);
		return status;
	}
	if (!failed)
		failed = choose_period(&work);
	if (!failed)
		failed = asking_check_past(&work.asking, work.period.from_ns, &work.error);
	if (!failed)
		failed = choose_comparison(&work);
	if (!failed)
		failed = read_store(&work);
	if (!failed)
		failed = check_names(&work);
	if (!failed)
		failed = check_beginning(&work);
	if (!failed) {
		tell_if_empty(&work);
		tell_if_unknown(&work);
		failed = write_report(&work);
	}
	if (failed)
		complain(&work.error);
	store_result_destroy(work.result);
	store_result_destroy(work.wider);
	store_result_destroy(work.earlier);
	asking_close(&work.asking);
	networks_close(&work.networks);
	return status_of(failed);
}

const struct command report_command = {
	"report", "", "what the store knows of a month, or any period, for people", FOR_REPORT, report,
};
